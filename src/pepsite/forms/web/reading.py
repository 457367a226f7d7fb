"""One plan to be read as a whole, by whoever may read it: to judge it, or to write the next."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, abort, render_template

from pepsite.forms.questions.asking import opened
from pepsite.forms.questions.beside import judged_before, rating_title
from pepsite.forms.questions.phrasing import called, code_words, in_words, pep_label
from pepsite.forms.questions.reading import Read, read
from pepsite.forms.questions.tasks import owner_of
from pepsite.forms.questions.withholding import shown_of
from pepsite.forms.web.at_hand import as_begun, asking_of, last_time
from pepsite.forms.web.guards import guarded
from pepsite.forms.web.parts import desk
from pepsite.forms.web.plans import of_plan, plan_of
from pepsite.forms.web.words import day
from pepsite.privacy.permission import Action
from pepsite.privacy.wording import role as role_words
from pepsite.records.field_titles import code_title

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from werkzeug.wrappers import Response as AnyResponse

    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.asking import Asking
    from pepsite.forms.web.desk import Desk
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep
    from pepsite.records.sections import SignOff

WHOLE = "pep"
"""The form that asks for nearly all of a plan: its sections are those of the page."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section as it is shown: who fills it in, and who put their name to it when."""

    read: Read
    owner: str
    signed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A quality assurance review of this plan, in words."""

    on: str
    by: str
    rating: str
    improvements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that became of the plan after it was written, in words."""

    on: date
    what: str
    by: str
    why: tuple[str, ...] = ()


@guarded(Action.READ_WHOLE, of_plan)
def read_plan(child_id: str, pep_id: str) -> AnyResponse:
    """Show the whole of a plan as it was accepted last, to be read and not to be changed."""
    here = desk()
    casefile, pep = plan_of(here, child_id, pep_id)
    spec = here.form(WHOLE) or abort(HTTPStatus.NOT_FOUND)
    draft = as_begun(here, spec, pep.id, pep.child)
    asking = asking_of(here, spec, draft)
    answers, sections = _read(here, asking, pep)
    html = render_template(
        "read.html",
        child_id=child_id,
        label=here.child_label(child_id),
        full_name=here.full_name(child_id),
        pep=pep,
        title=pep_label(pep),
        before=judged_before(asking, last_time(here, spec, draft)),
        judged=tuple(_judged(here, asking, casefile, pep)),
        sections=[_section(here, asking, answers, one, pep) for one in sections],
        became=sorted(_became(here, asking, pep), key=lambda one: one.on),
    )
    return Response(html)


def _read(here: Desk, asking: Asking, pep: Pep) -> tuple[Answers, tuple[Read, ...]]:
    """Return the answers of a plan to a form, and its sections, as this person may see them."""
    whole = opened(asking, pep.model_dump(mode="json", by_alias=True, exclude_unset=True))
    kept = here.kept_back(whole)
    answers = shown_of(whole, kept)
    return answers, read(asking, answers, kept)


def _section(here: Desk, asking: Asking, answers: Answers, one: Read, pep: Pep) -> Section:
    owner = owner_of(asking, answers, one.section)[0]
    signed = tuple(
        f"{_signer(here, asking, sign)}, {day(sign.signed_on)}"
        for sign in pep.sign_offs
        if sign.section == one.section.signed
    )
    return Section(one, in_words(asking, role_words(owner)) if owner else "", signed)


def _signer(here: Desk, asking: Asking, sign: SignOff) -> str:
    return here.label_of(sign.by) if sign.by else in_words(asking, role_words(sign.role))


def _became(here: Desk, asking: Asking, pep: Pep) -> Iterator[Happened]:
    """Yield that it was sent back, changed once it was complete, shared, filed or closed."""
    for back in pep.returned:
        why = _lines(asking, back.why)
        yield Happened(back.returned_on, "Sent back", here.label_of(back.by), why)
        if back.sent_again_on is not None:
            yield Happened(back.sent_again_on, "Put right and sent again", "", ())
    for change in pep.revisions:
        why = _lines(asking, change.why)
        what = "Changed after it was complete"
        yield Happened(change.revised_on, what, here.label_of(change.by), why)
    for event in pep.events:
        whom = f": {code_words('Role', event.to)}" if event.to else ""
        what = in_words(asking, f"{code_words('PepEventKind', event.kind)}{whom}")
        by = here.label_of(event.by) if event.by else ""
        yield Happened(event.happened_on, what, by, _lines(asking, event.system or ""))
    if pep.closed is not None:
        what = f"Closed: {code_title(pep.closed.reason)}"
        why = _lines(asking, pep.closed.why or "")
        yield Happened(pep.closed.closed_on, what, here.label_of(pep.closed.by), why)


def _lines(asking: Asking, said: str) -> tuple[str, ...]:
    return tuple(line for line in called(asking, said).split("\n") if line)


def _judged(here: Desk, asking: Asking, casefile: Casefile, pep: Pep) -> Iterator[Judged]:
    """Yield the reviews of this plan, the latest first, to those who may read them."""
    if not here.may(Action.READ, here.about("qa-review", casefile.child)):
        return
    mine = [one for one in casefile.qa_reviews if one.pep == pep.id]
    for one in sorted(mine, key=lambda each: (each.reviewed_on, each.id), reverse=True):
        yield Judged(
            day(one.reviewed_on),
            here.label_of(one.reviewer),
            rating_title(here.shared.policy, one),
            _lines(asking, one.improvements or ""),
        )


ROUTES = (("/child/<child_id>/plan/<pep_id>/read", read_plan, ["GET"]),)
