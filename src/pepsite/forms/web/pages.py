"""A page of a form: whatever was typed is kept first and judged afterwards."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, abort, g, render_template, request

from pepsite.forms.errors import trouble
from pepsite.forms.questions.answers import (
    join,
    texts,
    with_item,
    with_posted,
    with_seen,
    without_item,
)
from pepsite.forms.questions.asking import first_of_item, next_page, page_before
from pepsite.forms.questions.beside import beside
from pepsite.forms.questions.checking import Fault, faults_of_page
from pepsite.forms.questions.confirming import AS_BEFORE
from pepsite.forms.questions.pages import Page, page_at
from pepsite.forms.questions.phrasing import in_words
from pepsite.forms.questions.summary import rows
from pepsite.forms.questions.withholding import is_kept, kept_to
from pepsite.forms.web.at_hand import hints, last_time
from pepsite.forms.web.elements import box_id, elements_of, is_headed, posted_answers
from pepsite.forms.web.filling import (
    Filling,
    answers_in,
    as_answers,
    differing,
    filling_now,
    noted,
    of_form,
    page_of_form,
    see,
)
from pepsite.forms.web.guards import guarded
from pepsite.forms.web.naming import (
    IS_NAME,
    IS_WORD,
    LOOKED_AT,
    Asked,
    Before,
    named,
    names_of_others_near,
    what_identifies,
    words_there,
)
from pepsite.forms.web.naming import shown as shown_with_name
from pepsite.privacy.permission import Action
from pepsite.records.ids import new_item_id
from pepsite.store.drafts import Answers as Kept
from pepsite.store.drafts import Draft

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from pepsite.forms.questions.answers import Answers


@guarded(Action.FILL, of_form)
def page(form: str, record: str, address: str) -> AnyResponse:
    """Show a page, with what was typed on it before."""
    filling = filling_now()
    shown = _page_for(filling, address)
    if not isinstance(shown, Page):
        return shown
    aside = filling.draft.aside.get(address)
    if aside is not None:
        return _overtaken(filling, shown, aside)
    return _asked(filling, shown, filling.answers)


@guarded(Action.FILL, of_form, keeps=True)
def save(form: str, record: str, address: str) -> AnyResponse:
    """Keep what was typed on a page, then say what is wrong with it, or go on."""
    filling, said = filling_now(), request.form.get("do", "")
    shown = _page_for(filling, address)
    if not isinstance(shown, Page):
        return shown
    filling, was_overtaken, judged = _kept(filling, shown, judges=said not in _OTHER_BUTTONS)
    if g.late:
        late = trouble(HTTPStatus.UNAUTHORIZED, _ALL_KEPT)
        return Response(render_template("trouble.html", trouble=late), late.status)
    if was_overtaken:
        return _overtaken(filling, shown, filling.draft.aside[address], HTTPStatus.CONFLICT)
    return _gone_on(filling, shown, said, judged)


def _page_for(filling: Filling, address: str) -> Page | AnyResponse:
    """Return a page; or the answer in its place, where it is none or for others."""
    shown = page_at(filling.asking, filling.answers, address)
    if shown is None:
        return see(filling.to("tasks"))
    return _kept_to_others(filling, shown) if is_kept(shown, filling.kept_back) else shown


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
    """What came of a page: the page as it is now, if it still is one, and what is to be said.

    `looked_at` are the notes on what is pointed out this once.
    """

    page: Page | None
    asked: tuple[Asked, ...] = ()
    faults: tuple[Fault, ...] = ()
    looked_at: tuple[str, ...] = ()

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
    before = Before(
        {**filling.answers, **as_answers(draft.aside.get(shown.address, {}))}, filling.asking.child
    )
    typed = posted_answers(shown, request.form)
    posted = named(shown, typed, filling.answers, child, before).answers
    with here.drafts.changing(here.person_id, draft.form, draft.record) as held:
        now = held.draft
        if now is None:
            abort(HTTPStatus.NOT_FOUND)
        kept = answers_in(now)
        after = with_posted(kept, shown.keys, posted)
        # What was a word when the form was begun is one, and nobody is asked about it.
        told = (*texts(kept, IS_WORD), *words_there(shown, kept, child, now.is_as_begun))
        if told:
            after[IS_WORD] = tuple(dict.fromkeys(told))
        changes = differing(kept, after)
        sent = {key: changes[key] for key in shown.keys if key in changes}
        overtaken = bool(now.overtaken(sent, _seen_by_now()))
        if overtaken:
            new = now.with_aside(shown.address, differing({}, posted))
        else:
            new = now.with_answers(changes, here.now()).with_aside(shown.address, None)
        held.save(new)
        judged = None
        if judges and not overtaken:
            with suppress(Exception):  # kept it is; judged once more, what goes wrong is told
                judged = _judgement(replace(filling, draft=new), shown.address)
                if judged.is_fine:
                    new = _with_note(replace(filling, draft=new), shown.address)
                    held.save(new)
    return replace(filling, draft=new), overtaken, judged


def _seen_by_now() -> int:
    """Return up to which change the writer had seen the answers; none, if that is no number."""
    sent = request.form.get("_seen", "")
    return int(sent) if _NUMBER.fullmatch(sent) else 0


_NUMBER = re.compile("[0-9]{1,9}")


def _with_note(filling: Filling, address: str) -> Draft:
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
    if filling.spec.is_lent:  # that is for whoever lent the computer (`own_words.py`)
        return _Judgement(shown, faults=faults)
    identifying = what_identifies(shown, answers, filling.desk.names, filling.spec.record)
    near = _near(filling, shown)
    all_told = [*faults]
    for one in (*identifying, *near.values()):
        if one.key not in told:
            told.add(one.key)
            all_told.append(one)
    return _Judgement(shown, faults=tuple(all_told), looked_at=tuple(near))


def _near(filling: Filling, shown: Page) -> dict[str, Fault]:
    """Return where the name of a child near this one stands."""
    near = partial(filling.desk.first_names_near, filling.draft)
    return names_of_others_near(shown, filling.answers, near, filling.spec.record)


def _judged(filling: Filling, address: str, judged: _Judgement | None = None) -> AnyResponse:
    """Show a page again with what is wrong on it, or go on to the next."""
    found = judged or _judgement(filling, address)
    if found.page is None:  # an answer on it has hidden it
        return see(filling.to("tasks"))
    if found.asked:
        return _names_asked(filling, found.page, found.asked)
    if found.faults:
        looked_at = (*texts(filling.answers, LOOKED_AT), *found.looked_at)
        if found.looked_at:
            filling = noted(filling, {**filling.answers, LOOKED_AT: looked_at})
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
    shown = _page_for(filling, address)
    if not isinstance(shown, Page):
        return shown
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


def _asked(
    filling: Filling,
    shown: Page,
    answers: Answers,
    faults: tuple[Fault, ...] = (),
    status: HTTPStatus = HTTPStatus.OK,
) -> AnyResponse:
    asking, sections = filling.asking, filling.spec.sections
    own = next(one for one in sections if one.id == shown.section)
    back = filling.sent_back
    before = page_before(asking, filling.answers, shown.address)
    return page_of_form(
        filling,
        "page.html",
        status,
        page=shown,
        elements=elements_of(shown, shown_with_name(shown, answers, asking.child), faults),
        beside=(
            *beside(asking, shown, last_time(filling.desk, filling.spec, filling.draft)),
            *hints(filling.desk, asking, filling.answers, filling.draft, shown.address),
        ),
        faults=faults,
        error_list=[
            {"text": one.words, "href": f"#{box_id(one.box or one.key)}"} for one in faults
        ],
        back=filling.to("page", address=before) if before else filling.to("tasks"),
        titled=is_headed(shown),
        page_title=shown.tab,
        list_id=box_id(shown.list.key) if shown.list else "",
        kept_items=[key.rpartition("/")[2] for key in filling.kept_back],
        section=in_words(asking, own.title),
        sent_back=back.on_pages_of(own, sections) if back else None,
    )


def _overtaken(
    filling: Filling, shown: Page, aside: Kept, status: HTTPStatus = HTTPStatus.OK
) -> AnyResponse:
    """Show both: what this window sent is in the boxes, what the other kept stands above."""
    mine = {**filling.answers, **as_answers(aside)}
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
        page_title=shown.tab,
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


_FORM = "/form/<form>/<record>"
ROUTES = (
    (f"{_FORM}/page/<path:address>", page, ["GET"]),
    (f"{_FORM}/page/<path:address>", save, ["POST"]),
    (f"{_FORM}/names/<path:address>", names, ["POST"]),
    (f"{_FORM}/remove/<path:address>", remove, ["GET"]),
    (f"{_FORM}/remove/<path:address>", removed, ["POST"]),
)
