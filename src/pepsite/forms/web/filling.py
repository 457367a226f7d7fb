"""Filling in a form: a page at a time, whatever was typed kept first and judged afterwards."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, NoReturn

from flask import Response, abort, g, redirect, render_template, request

from pepsite.errors import RecordNotOpenedError
from pepsite.forms.errors import trouble
from pepsite.forms.offline.register import Register
from pepsite.forms.questions.answers import (
    CARRIED,
    join,
    texts,
    with_item,
    with_posted,
    with_seen,
    without_item,
)
from pepsite.forms.questions.asking import (
    first_of_item,
    next_page,
    opened,
    page_before,
    place_at,
)
from pepsite.forms.questions.beginning import Beginning, begun_pep, gone_on_with
from pepsite.forms.questions.beside import beside
from pepsite.forms.questions.checking import Fault, faults_of_page
from pepsite.forms.questions.confirming import AS_BEFORE
from pepsite.forms.questions.judging import as_judged
from pepsite.forms.questions.pages import code_words, in_words, page_at
from pepsite.forms.questions.summary import rows
from pepsite.forms.questions.tasks import Progress, task_list
from pepsite.forms.questions.withholding import is_kept, kept_to, shown_of
from pepsite.forms.questions.wording import common
from pepsite.forms.under_way import PLAN, UnderWay
from pepsite.forms.web.desk import OF_A_CHILD
from pepsite.forms.web.elements import box_id, elements_of, is_headed, posted_answers
from pepsite.forms.web.following import following, wrong
from pepsite.forms.web.guards import guarded
from pepsite.forms.web.naming import IS_NAME, IS_WORD, Asked, named, what_identifies
from pepsite.forms.web.naming import shown as shown_with_name
from pepsite.forms.web.parts import desk, to
from pepsite.privacy.permission import About, Action
from pepsite.privacy.wording import role as role_words
from pepsite.records.ids import new_id, new_item_id
from pepsite.records.paths import path_to
from pepsite.records.pep import PepStatus, PepType
from pepsite.store.drafts import Answers as Kept
from pepsite.store.drafts import Draft

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.asking import Asking
    from pepsite.forms.questions.pages import Page
    from pepsite.forms.questions.specification import Form, Section
    from pepsite.forms.questions.tasks import Task
    from pepsite.forms.web.desk import Desk
    from pepsite.records.voice import MaySee
    from pepsite.usecases.begun_plans import BegunPlan

# --- what a request is about


@dataclass(frozen=True, slots=True)
class Filling:
    """A form that somebody has begun: what it asks, and what was answered so far."""

    desk: Desk
    spec: Form
    draft: Draft
    plain: Asking

    @property
    def asking(self) -> Asking:
        """The form as this person fills it in today, with the policy's questions if it has some."""
        return as_judged(self.plain, self.answers)

    @property
    def whole(self) -> Answers:
        """The answers, all of them: what is sent, and what is shown to nobody as it is."""
        return answers_in(self.draft)

    @property
    def kept_back(self) -> dict[str, tuple[MaySee, ...]]:
        """What the child does not let this person see, and whom the child lets."""
        return self.desk.kept_back(self.whole) if self.spec.record == "pep" else {}

    @property
    def answers(self) -> Answers:
        """The answers as they are shown: of what the child keeps to others, that it is so."""
        return shown_of(self.whole, self.kept_back)

    def to(self, view: str, **more: str) -> str:
        """Return the address of a page of this form."""
        return to(view, form=self.spec.id, record=self.draft.record, **more)


def of_form(here: Desk, args: Mapping[str, str]) -> About | None:
    """Return what one's own form is about, with the section that its page belongs to."""
    spec = here.form(args["form"])
    draft = here.drafts.find(here.person_id, spec.id, args["record"]) if spec else None
    if spec is None or draft is None:
        return None
    g.filling = Filling(here, spec, draft, here.asking(spec, draft))
    return here.about_form(spec, draft.child, section_of(g.filling, args.get("address", "")))


def section_of(filling: Filling, address: str) -> Section | None:
    """Return the section that a page belongs to, or None where there is no such page."""
    # To remove an item, its id stands after the address of the list.
    ways = [one for one in (address, address.rpartition("/")[0]) if one]
    found = (place_at(filling.asking, filling.answers, one) for one in ways)
    place = next(filter(None, found), None)
    sections = filling.spec.sections
    return next((one for one in sections if place and one.id == place.section), None)


def _of_beginning(here: Desk, args: Mapping[str, str]) -> About | None:
    """Return what a form that is to be begun is about."""
    spec = here.form(args["form"])
    if spec is None or (spec.record in OF_A_CHILD) != bool(args["child"]):
        return None
    # A child that is there already is a child like any other: only for those who know it.
    child = args["record"] if spec.record == "child" else args["child"]
    if child and here.casefile(child) is None:
        return None
    return here.about_form(spec, child or None)


def answers_in(draft: Draft) -> dict[str, str | tuple[str, ...]]:
    """Return the answers of a draft as the questions know them."""
    return {
        key: tuple(str(one) for one in value) if isinstance(value, list) else str(value)
        for key, value in draft.answers.items()
    }


def differing(before: Answers, after: Answers) -> Kept:
    """Return what has to be kept so that these answers become those; None takes one out."""
    found: Kept = {}
    for key in {**before, **after}:
        value = after.get(key)
        if before.get(key) != value:
            found[key] = list(value) if isinstance(value, tuple) else value
    return found


# --- beginning


@guarded(Action.FILL, _of_beginning)
def begin(form: str) -> AnyResponse:
    """Begin a form, for a new record or one that is there, or go on with it."""
    here = desk()
    spec = here.form(form)
    if spec is None:
        abort(HTTPStatus.NOT_FOUND)
    child, record = request.form.get("child", ""), request.form.get("record", "")
    answers: Answers
    base: str | None = None
    if record:
        if here.drafts.find(here.person_id, spec.id, record) is not None:
            return see(to("tasks", form=spec.id, record=record))
        answers, base = _of_record(here, spec, record, child)
    elif not spec.owns:
        abort(HTTPStatus.NOT_FOUND)
    elif spec.record == "pep" and request.form.get("type", "") not in set(PepType):
        asked = "type" in request.form
        return _which_plan(here, spec, child, _WHICH if asked else "")
    else:
        theirs = _under_way(here, spec, child)
        if theirs is not None and theirs.is_complete:
            return _which_plan(here, spec, child, _SENT)
        record = theirs.id if theirs else new_id(spec.record)
        answers = _of_new(here, spec, record, child)
    return begun(here, spec, record, answers, child=child, base=base)


def begun(
    here: Desk, spec: Form, record: str, answers: Answers, *, child: str, base: str | None = None
) -> AnyResponse:
    """Keep a new draft with these answers, unless there is one already, and lead to it."""
    draft = Draft(
        person=here.person_id,
        form=spec.id,
        record=record,
        child=(record if spec.record == "child" and base else child) or None,
        base=base,
        submission=secrets.token_hex(10),
        begun_at=here.now(),
        saved_at=here.now(),
    )
    draft = draft.with_answers(differing({}, answers), here.now())
    draft = draft.model_copy(update={"due_on": here.due_on(draft)})
    with here.drafts.changing(here.person_id, spec.id, record) as held:
        held.save(held.draft or draft)
    return see(to("tasks", form=spec.id, record=record))


_WHICH = "Choose which plan you want to begin"
_SENT = "This plan was sent already. It waits for someone to look at it, or was sent back"


def _which_plan(here: Desk, spec: Form, child: str, wrong: str) -> AnyResponse:
    """Ask which plan it is to be, since its pages depend on it."""
    html = render_template(
        "which_plan.html",
        spec=spec,
        child_id=child,
        label=here.child_label(child),
        types=[{"value": str(one), "text": code_words("PepType", one)} for one in PepType],
        wrong=wrong,
    )
    return Response(html, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK)


def _under_way(here: Desk, spec: Form, child: str) -> BegunPlan | None:
    """Return the plan that is to be begun, where others have begun it already."""
    if spec.id != PLAN:
        return None
    issued = Register(here.identities) if here.identities else None
    return UnderWay(here, issued).plan(child, request.form.get("type", ""), here.today)


def _of_new(here: Desk, spec: Form, record: str, child: str) -> Answers:
    """Return the answers that a new record begins with."""
    casefile = here.casefile(child) if child else None
    if spec.record == "pep" and casefile is not None:
        type_ = PepType(request.form.get("type", ""))
        return begun_pep(Beginning(casefile, here.today, type_, record), here.shared.policy)
    if spec.judged_by is not None:
        pep = request.form.get("pep", "")
        review = here.review_begun(casefile, pep, record) if casefile else None
        if review is None:
            abort(HTTPStatus.NOT_FOUND)
        return review
    begun = {"schema": f"{spec.record}/1", "id": record}
    return {**begun, "child": child} if child else begun


def _of_record(here: Desk, spec: Form, record: str, child: str) -> tuple[Answers, str]:
    """Return the answers that make a record as it was accepted last, and the id of its file."""
    found = None
    if here.kind_of(record) == spec.record:
        found = here.record(path_to(spec.record, record, child))
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    if found.values.get("schema") != f"{spec.record}/1":
        raise RecordNotOpenedError(_OTHER_RELEASE)
    empty = Draft(
        person="", form=spec.id, record=record, begun_at=here.now(), saved_at=here.now(), base="-"
    )
    answers = opened(here.asking(spec, empty), found.values)
    casefile = here.casefile(child) if child else None
    type_, is_draft = answers.get("type"), answers.get("status") == PepStatus.DRAFT
    if spec.id == "pep" and casefile is not None and is_draft and type_ in set(PepType):
        beginning = Beginning(casefile, here.today, PepType(str(type_)), record)
        answers = gone_on_with(answers, beginning, here.shared.policy)
    return answers, found.blob


_OTHER_RELEASE = "it was written by another release of pepsite than the one on this computer"

# --- the task list


@guarded(Action.FILL, of_form)
def tasks(form: str, record: str) -> AnyResponse:
    """Show the sections of a form, and how far each is."""
    filling = filling_now()
    if asks_nothing(filling.spec):
        return see(filling.to("check"))
    listed = task_list(filling.asking, filling.answers)
    return page_of_form(
        filling,
        "tasks.html",
        tasks=listed,
        items=[*(_task_item(filling, task) for task in listed), *_last_item(filling)],
        about=paragraphs(filling),
        done=sum(task.progress in ("done", "not-needed") for task in listed),
        kept_until=filling.draft.kept_until(_days(filling.desk)),
    )


def asks_nothing(spec: Form) -> bool:
    """Say whether a form has no question at all: then it is only read, and sent."""
    return not spec.pages and spec.judged_by is None


def paragraphs(filling: Filling) -> list[str]:
    """Return what stands above a form, in paragraphs."""
    return [in_words(filling.asking, one) for one in filling.spec.about.split("\n\n") if one]


def _task_item(filling: Filling, task: Task) -> dict[str, object]:
    """Return a section as the task list shows it: a link where it is for this person to fill."""
    theirs = is_theirs(filling, next(one for one in filling.spec.sections if one.id == task.id))
    status = next(one.label for one in common().progress if one.code == task.progress)
    owner = in_words(filling.asking, role_words(task.owner)) if task.owner else ""
    whose = f"Filled in by: {owner}." if owner else ""
    hint = " ".join(filter(None, [task.about, whose]))
    item: dict[str, object] = {"title": {"text": task.title}}
    if hint:
        item["hint"] = {"text": hint}
    if theirs and task.go_on:
        item["href"] = _way_in(filling, task)
    if task.progress == "done":
        item["status"] = {"text": status}
    elif theirs and task.progress in ("not-started", "started"):
        colour = "govuk-tag--blue" if task.progress == "not-started" else "govuk-tag--light-blue"
        item["status"] = {"tag": {"text": status, "classes": colour}}
    else:
        item["status"] = {"text": status, "classes": "govuk-task-list__status--cannot-start-yet"}
    return item


def _way_in(filling: Filling, task: Task) -> str:
    """Return where a section is gone on with: what carried over is shown as a whole first."""
    section = next(one for one in filling.spec.sections if one.id == task.id)
    is_open = task.progress != "done" and bool(texts(filling.answers, CARRIED))
    if section.confirmed_at_once and is_open:
        return filling.to("still_right", section=task.id)
    return filling.to("page", address=task.go_on)


def _last_item(filling: Filling) -> list[dict[str, object]]:
    """Return what is asked when all else is answered, as the task list shows it."""
    asked = following(filling)
    if asked is None:
        return []
    is_open = bool(wrong(filling, asked))
    code = Progress.NOT_STARTED if is_open else Progress.DONE
    words = next(one.label for one in common().progress if one.code == code)
    tag = {"tag": {"text": words, "classes": "govuk-tag--blue"}} if is_open else {"text": words}
    return [{"title": {"text": asked.title}, "href": filling.to("conclude"), "status": tag}]


def is_theirs(filling: Filling, section: Section) -> bool:
    """Say whether a section is for this person to fill in; others only read it."""
    about = filling.desk.about_form(filling.spec, filling.draft.child, section)
    return filling.desk.may(Action.FILL, about)


def _days(here: Desk) -> int:
    return here.shared.register.authority.drafts_kept_days


# --- one page


@guarded(Action.FILL, of_form)
def page(form: str, record: str, address: str) -> AnyResponse:
    """Show a page, with what was typed on it before."""
    filling = filling_now()
    shown = page_at(filling.asking, filling.answers, address)
    if shown is None:
        return see(filling.to("tasks"))
    if is_kept(shown, filling.kept_back):
        return _kept_to_others(filling, shown)
    aside = filling.draft.aside.get(address)
    if aside is not None:
        return _overtaken(filling, shown, aside)
    return _asked(filling, shown, filling.answers)


@guarded(Action.FILL, of_form, keeps=True)
def save(form: str, record: str, address: str) -> AnyResponse:
    """Keep what was typed on a page, then say what is wrong with it, or go on."""
    filling, said = filling_now(), request.form.get("do", "")
    shown = page_at(filling.asking, filling.answers, address)
    if shown is None:
        return see(filling.to("tasks"))
    if is_kept(shown, filling.kept_back):
        return _kept_to_others(filling, shown)
    filling, was_overtaken, judged = _kept(filling, shown, judges=said not in _OTHER_BUTTONS)
    if g.late:
        late = trouble(HTTPStatus.UNAUTHORIZED, _ALL_KEPT)
        return Response(render_template("trouble.html", trouble=late), late.status)
    if was_overtaken:
        return _overtaken(filling, shown, filling.draft.aside[address], HTTPStatus.CONFLICT)
    return _gone_on(filling, shown, said, judged)


def _kept_to_others(filling: Filling, shown: Page) -> AnyResponse:
    """Say to whom the child keeps what a page is about; there is nothing on it to change."""
    choice = next(
        choice for key, choice in filling.kept_back.items() if is_kept(shown, {key: choice})
    )
    following = next_page(filling.asking, filling.answers, shown.address)
    return page_of_form(
        filling,
        "kept.html",
        said=in_words(filling.asking, kept_to(choice)),
        on=filling.to("page", address=following) if following else filling.to("tasks"),
    )


_OTHER_BUTTONS = ("keep", "later", "add")
"""What the buttons say that keep a page and do not ask what is wrong on it."""


def _gone_on(filling: Filling, shown: Page, said: str, judged: _Judgement | None) -> AnyResponse:
    """Do what the button says, now that everything is kept."""
    match said:
        case "keep":
            return Response(str(filling.draft.number), content_type="text/plain")
        case "later":
            return see(filling.to("tasks"))
        case "add":
            return _added(filling, shown)
        case _:
            return _judged(filling, shown.address, judged)


_ALL_KEPT = "What you typed just now is kept."


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What came of a page: the page as it is now, if it still is one, and what is to be said."""

    page: Page | None
    asked: tuple[Asked, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def is_fine(self) -> bool:
        """Whether there is nothing to say, so that the page was seen and is done."""
        return self.page is not None and not self.asked and not self.faults


def _kept(
    filling: Filling, shown: Page, *, judges: bool
) -> tuple[Filling, bool, _Judgement | None]:
    """Keep what was sent, and say whether another window had changed the same answers.

    Then nothing of that window's is lost: what came too late is kept aside. A page that is fine
    is noted as seen in the same go: each time something is kept, the disk is waited for.
    """
    here, draft = filling.desk, filling.draft
    child = here.identity(draft.child)
    posted = named(shown, posted_answers(shown, request.form), filling.answers, child).answers
    seen = int(request.form.get("_seen", "0")) if request.form.get("_seen", "0").isdigit() else 0
    with here.drafts.changing(here.person_id, draft.form, draft.record) as held:
        now = held.draft
        if now is None:
            abort(HTTPStatus.NOT_FOUND)
        before = answers_in(now)
        after = with_posted(before, shown.keys, posted)
        changes = differing(before, after)
        sent = {key: changes[key] for key in shown.keys if key in changes}
        overtaken = bool(now.overtaken(sent, seen))
        if overtaken:
            aside: Kept = {
                key: list(value) if isinstance(value, tuple) else value
                for key, value in posted.items()
            }
            new = now.with_aside(shown.address, aside)
        else:
            new = now.with_answers(changes, here.now()).with_aside(shown.address, None)
        held.save(new)
        judged = None
        if judges and not overtaken:
            with suppress(Exception):  # kept it is; judged once more, what goes wrong is told
                judged = _judgement(replace(filling, draft=new), shown.address)
                if judged.is_fine:
                    new = _seen(replace(filling, draft=new), shown.address)
                    held.save(new)
    return replace(filling, draft=new), overtaken, judged


def _seen(filling: Filling, address: str) -> Draft:
    """Return the draft with the note that a page was seen."""
    answers = filling.answers
    changes = differing(answers, with_seen(answers, address))
    return filling.draft.with_answers(changes, filling.desk.now()) if changes else filling.draft


def _judgement(filling: Filling, address: str) -> _Judgement:
    """Return what is wrong on a page, or which words on it may be the child's name."""
    asking, answers = filling.asking, filling.answers
    shown = page_at(asking, answers, address)
    if shown is None:
        return _Judgement(None)
    asked = named(shown, answers, answers, filling.desk.identity(filling.draft.child)).asked
    if asked:
        return _Judgement(shown, asked)
    faults = faults_of_page(asking, answers, shown)
    told = {one.key for one in faults}
    identifying = what_identifies(shown, answers, filling.desk.names, filling.spec.record)
    return _Judgement(shown, faults=(*faults, *(one for one in identifying if one.key not in told)))


def _judged(filling: Filling, address: str, judged: _Judgement | None = None) -> AnyResponse:
    """Show a page again with what is wrong on it, or go on to the next."""
    found = judged or _judgement(filling, address)
    if found.page is None:  # an answer on it has hidden it
        return see(filling.to("tasks"))
    if found.asked:
        return _names_asked(filling, found.page, found.asked)
    if found.faults:
        unfit = HTTPStatus.UNPROCESSABLE_ENTITY
        return _asked(filling, found.page, filling.answers, found.faults, unfit)
    filling = noted(filling, with_seen(filling.answers, address))
    following = next_page(filling.asking, filling.answers, address)
    # What was confirmed with its whole section is not walked through once more.
    while following and following in texts(filling.answers, AS_BEFORE):
        following = next_page(filling.asking, filling.answers, following)
    return see(filling.to("page", address=following) if following else filling.to("tasks"))


def _names_asked(
    filling: Filling, shown: Page, asked: tuple[Asked, ...], *, missing: bool = False
) -> AnyResponse:
    """Ask, sentence by sentence, whether a word is the child's name."""
    return page_of_form(
        filling,
        "names.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if missing else HTTPStatus.OK,
        page=shown,
        asked=asked,
        missing=missing,
    )


@guarded(Action.FILL, of_form)
def names(form: str, record: str, address: str) -> AnyResponse:
    """Take in what was said about each sentence, and go on with the page."""
    filling = filling_now()
    shown = page_at(filling.asking, filling.answers, address)
    if shown is None:
        return see(filling.to("tasks"))
    child = filling.desk.identity(filling.draft.child)
    asked = named(shown, filling.answers, filling.answers, child).asked
    said = {one.digest: request.form.get(one.digest, "") for one in asked}
    if not set(said.values()) <= {"name", "word"}:
        return _names_asked(filling, shown, asked, missing=True)
    after = dict(filling.answers)
    for note, answer in ((IS_NAME, "name"), (IS_WORD, "word")):
        chosen = [digest for digest, one in said.items() if one == answer]
        after[note] = tuple(dict.fromkeys([*texts(after, note), *chosen]))
    own = {key: after[key] for key in shown.keys if key in after}
    filling = noted(filling, {**after, **named(shown, own, after, child).answers})
    return _judged(filling, address)


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


def _asked(
    filling: Filling,
    shown: Page,
    answers: Answers,
    faults: tuple[Fault, ...] = (),
    status: HTTPStatus = HTTPStatus.OK,
) -> AnyResponse:
    asking, sections = filling.asking, filling.spec.sections
    before = page_before(asking, filling.answers, shown.address)
    return page_of_form(
        filling,
        "page.html",
        status,
        page=shown,
        elements=elements_of(shown, shown_with_name(shown, answers, asking.child), faults),
        beside=(
            *beside(asking, shown, filling.desk.last_time(filling.spec, filling.draft)),
            *filling.desk.hints(asking, filling.answers, filling.draft, shown.address),
        ),
        faults=faults,
        error_list=[
            {"text": one.words, "href": f"#{box_id(one.box or one.key)}"} for one in faults
        ],
        back=filling.to("page", address=before) if before else filling.to("tasks"),
        titled=is_headed(shown),
        page_title=shown.title,
        list_id=box_id(shown.list.key) if shown.list else "",
        kept_items=[key.rpartition("/")[2] for key in filling.kept_back],
        section=in_words(asking, next(one.title for one in sections if one.id == shown.section)),
    )


def _overtaken(
    filling: Filling, shown: Page, aside: Kept, status: HTTPStatus = HTTPStatus.OK
) -> AnyResponse:
    """Show both: what this window sent is in the boxes, what the other kept stands above."""
    typed = {
        key: tuple(str(one) for one in value) if isinstance(value, list) else str(value)
        for key, value in aside.items()
    }
    mine = {**filling.answers, **typed}
    asking = filling.asking
    now = {row.key: row for row in rows(asking, filling.answers) if row.address == shown.address}
    return page_of_form(
        filling,
        "page.html",
        status,
        page=shown,
        elements=elements_of(shown, shown_with_name(shown, mine, asking.child), ()),
        beside=(),
        faults=(),
        page_title=shown.title,
        list_id=box_id(shown.list.key) if shown.list else "",
        overtaken=[(row.question, row.said) for row in now.values()],
        back=filling.to("tasks"),
        titled=is_headed(shown),
        section="",
    )


# --- lists


def _added(filling: Filling, shown: Page) -> AnyResponse:
    """Begin another item of a list, and open its first page."""
    if shown.list is None:
        abort(HTTPStatus.NOT_FOUND)
    item = new_item_id()
    filling = noted(filling, with_item(filling.answers, shown.list.key, item))
    first = first_of_item(filling.asking, filling.answers, shown.address, item)
    return see(filling.to("page", address=first or shown.address))


@guarded(Action.FILL, of_form)
def remove(form: str, record: str, address: str) -> AnyResponse:
    """Ask whether an item shall really go."""
    filling, shown, line = _item_to_remove(address)
    return page_of_form(
        filling, "remove.html", line=line, back=filling.to("page", address=shown.address)
    )


@guarded(Action.FILL, of_form)
def removed(form: str, record: str, address: str) -> AnyResponse:
    """Take an item out of a list."""
    filling, shown, _ = _item_to_remove(address)
    if shown.list is not None:
        item = address.rpartition("/")[2]
        noted(filling, without_item(filling.answers, shown.list.key, item))
    return see(filling.to("page", address=shown.address))


def _item_to_remove(address: str) -> tuple[Filling, Page, str]:
    """Return the page of the list and the line of the item; the address ends with its id."""
    filling = filling_now()
    list_address, _, item = address.rpartition("/")
    shown = page_at(filling.asking, filling.answers, list_address)
    lines = shown.list.lines if shown is not None and shown.list is not None else ()
    line = next((one.line for one in lines if one.id == item), None)
    kept = shown is not None and shown.list is not None and join(shown.list.key, item)
    if shown is None or line is None or kept in filling.kept_back:
        abort(HTTPStatus.NOT_FOUND)
    return filling, shown, line


# --- deleting


@guarded(Action.FILL, of_form)
def forget(form: str, record: str) -> AnyResponse:
    """Ask whether what was begun shall really go."""
    return page_of_form(filling_now(), "forget.html")


@guarded(Action.FILL, of_form)
def forgotten(form: str, record: str) -> AnyResponse:
    """Delete what was begun."""
    filling = filling_now()
    filling.desk.drafts.forget(filling.desk.person_id, form, record)
    return see(to("start"))


# --- what all of them do


def filling_now() -> Filling:
    """Return the form that the guard of this request has found."""
    found: Filling | None = g.get("filling")
    return found if found is not None else _nothing_there()


def _nothing_there() -> NoReturn:
    abort(HTTPStatus.NOT_FOUND)


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


_FORM = "/form/<form>/<record>"
ROUTES = (
    ("/form/<form>", begin, ["POST"]),
    (_FORM, tasks, ["GET"]),
    (f"{_FORM}/page/<path:address>", page, ["GET"]),
    (f"{_FORM}/page/<path:address>", save, ["POST"]),
    (f"{_FORM}/names/<path:address>", names, ["POST"]),
    (f"{_FORM}/remove/<path:address>", remove, ["GET"]),
    (f"{_FORM}/remove/<path:address>", removed, ["POST"]),
    (f"{_FORM}/delete", forget, ["GET"]),
    (f"{_FORM}/delete", forgotten, ["POST"]),
)
