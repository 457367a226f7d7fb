"""A form that somebody fills in: what a request is about, and what all its pages do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, NoReturn

from flask import Response, abort, g, redirect, render_template

from pepsite.forms.questions.answers import Indexed, indexed
from pepsite.forms.questions.asking import place_at
from pepsite.forms.questions.judging import as_judged
from pepsite.forms.questions.phrasing import in_words
from pepsite.forms.questions.withholding import shown_of
from pepsite.forms.web.at_hand import asking_of, last_time
from pepsite.forms.web.parts import to
from pepsite.forms.web.sent_back import why_back
from pepsite.privacy.permission import About, Action
from pepsite.privacy.wording import role as role_words
from pepsite.store.drafts import Answers as Kept
from pepsite.store.drafts import Draft

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.asking import Asking
    from pepsite.forms.questions.sent_back import SentBack
    from pepsite.forms.questions.specification import Form, Section
    from pepsite.forms.web.desk import Desk
    from pepsite.records.codes import Role
    from pepsite.records.voice import MaySee

# --- what a request is about


@dataclass(frozen=True)
class Filling:
    """A form that somebody has begun: what it asks, and what was answered so far.

    It is of one request: what is made of the draft is made once, though every part of a page asks.
    """

    desk: Desk
    spec: Form
    draft: Draft
    plain: Asking

    @cached_property
    def asking(self) -> Asking:
        """The form as this person fills it in today, with the policy's questions if it has some."""
        return as_judged(self.plain, self.answers)

    @cached_property
    def whole(self) -> Indexed:
        """The answers, all of them: what is sent, and what is shown to nobody as it is."""
        return indexed(answers_in(self.draft))

    @cached_property
    def kept_back(self) -> dict[str, tuple[MaySee, ...]]:
        """What the child does not let this person see, and whom the child lets."""
        return self.desk.kept_back(self.whole) if self.spec.record == "pep" else {}

    @cached_property
    def answers(self) -> Indexed:
        """The answers as they are shown: of what the child keeps to others, that it is so."""
        return indexed(shown_of(self.whole, self.kept_back))

    @property
    def sent_back(self) -> SentBack | None:
        """Why this came back, where somebody puts it right."""
        return why_back(self.desk, self.spec, self.draft, self.whole)

    @property
    def plan_to_read(self) -> tuple[str, str] | None:
        """The words and the address of the plan to be read beside this form, if there is one.

        It is the plan that the form is about or, where nothing of that was accepted yet, the one
        before. A child or a carer who fills in a page at somebody's screen is offered none.
        """
        casefile = self.desk.casefile(self.draft.child) if self.draft.child else None
        if self.spec.is_lent or casefile is None:
            return None
        about = str(self.draft.answers.get("pep") or self.draft.record)
        words, plan = "Read the whole plan", casefile.pep(about)
        if plan is None and (last := last_time(self.desk, self.spec, self.draft)) is not None:
            words, plan = "Read the plan before this one", last.pep
        about_plan = self.desk.about("pep", casefile.child)
        if plan is None or not self.desk.may(Action.READ_WHOLE, about_plan):
            return None
        return words, to("read_plan", child_id=casefile.child.id, pep_id=plan.id)

    def to(self, view: str, **more: str) -> str:
        """Return the address of a page of this form."""
        return to(view, form=self.spec.id, record=self.draft.record, **more)


def of_form(here: Desk, args: Mapping[str, str]) -> About | None:
    """Return what one's own form is about, with the section that its page belongs to."""
    spec = here.form(args["form"])
    draft = here.drafts.find(here.person_id, spec.id, args["record"]) if spec else None
    if spec is None or draft is None:
        return None
    g.filling = Filling(here, spec, draft, asking_of(here, spec, draft))
    return here.about_form(spec, draft.child, section_of(g.filling, args.get("address", "")))


def section_of(filling: Filling, address: str) -> Section | None:
    """Return the section that a page belongs to, or None where there is no such page."""
    # To remove an item, its id stands after the address of the list.
    ways = [one for one in (address, address.rpartition("/")[0]) if one]
    found = (place_at(filling.asking, filling.answers, one) for one in ways)
    place = next(filter(None, found), None)
    sections = filling.spec.sections
    return next((one for one in sections if place and one.id == place.section), None)


def answers_in(draft: Draft) -> dict[str, str | tuple[str, ...]]:
    """Return the answers of a draft as the questions know them."""
    return as_answers(draft.answers)


def as_answers(kept: Mapping[str, object]) -> dict[str, str | tuple[str, ...]]:
    """Return what is kept as the questions know it."""
    return {
        key: tuple(map(str, value)) if isinstance(value, list) else str(value)
        for key, value in kept.items()
    }


def differing(before: Answers, after: Answers) -> Kept:
    """Return what has to be kept so that these answers become those; None takes one out."""
    found: Kept = {}
    for key in {**before, **after}:
        value = after.get(key)
        if before.get(key) != value:
            found[key] = list(value) if isinstance(value, tuple) else value
    return found


def is_theirs(filling: Filling, section: Section) -> bool:
    """Say whether a section is for this person to fill in; others only read it."""
    about = filling.desk.about_form(filling.spec, filling.draft.child, section)
    return filling.desk.may(Action.FILL, about)


def whose(filling: Filling, owner: Role | None) -> str:
    """Return who fills in a section, in a sentence; "" where it is nobody's in particular."""
    owner_words = in_words(filling.asking, role_words(owner)) if owner else ""
    return f"Filled in by: {owner_words}." if owner else ""


def asks_nothing(spec: Form) -> bool:
    """Say whether a form has no question at all: then it is only read, and sent."""
    return not spec.pages and spec.judged_by is None


def paragraphs(filling: Filling) -> list[str]:
    """Return what stands above a form, in paragraphs."""
    return [in_words(filling.asking, one) for one in filling.spec.about.split("\n\n") if one]


# --- what all of them do


def filling_now() -> Filling:
    """Return the form that the guard of this request has found."""
    found: Filling | None = g.get("filling")
    return found if found is not None else _nothing_there()


def _nothing_there() -> NoReturn:
    abort(HTTPStatus.NOT_FOUND)


def noted(filling: Filling, after: Answers) -> Filling:
    """Keep a change that pepsite makes itself, such as the note that a page was seen."""
    here, draft = filling.desk, filling.draft
    changes = differing(filling.answers, after)
    if not changes:
        return filling
    with here.drafts.changing(here.person_id, draft.form, draft.record) as held:
        now = held.draft or draft
        new = now.with_answers(changes, here.now())
        held.save(new)
    return replace(filling, draft=new)


def see(address: str) -> AnyResponse:
    """Lead to another page."""
    return redirect(address, HTTPStatus.SEE_OTHER)


def page_of_form(
    filling: Filling, template: str, status: HTTPStatus = HTTPStatus.OK, **shown: object
) -> AnyResponse:
    """Return a page about a form that was begun."""
    draft = filling.draft
    child = filling.desk.child_label(draft.child) if draft.child else ""
    html = render_template(
        template, filling=filling, spec=filling.spec, draft=draft, child=child, **shown
    )
    return Response(html, status)
