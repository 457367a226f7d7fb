"""Checking what was answered, sending it for review, and what somebody else did meanwhile."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import request

from pepsite.forms.questions.answers import ACCEPTED, THERE, join, key_of, text, texts
from pepsite.forms.questions.asking import candidate, reopened
from pepsite.forms.questions.checking import Fault, faults_of, lacking, without_unfinished
from pepsite.forms.questions.computed import submitted
from pepsite.forms.questions.pages import page_at
from pepsite.forms.questions.sent_back import is_as_judged
from pepsite.forms.questions.summary import rows
from pepsite.forms.web.answered_sections import answered
from pepsite.forms.web.colliding import colliding
from pepsite.forms.web.elsewhere import told_elsewhere
from pepsite.forms.web.filling import (
    Filling,
    asks_nothing,
    differing,
    filling_now,
    is_theirs,
    of_form,
    page_of_form,
    paragraphs,
    section_of,
    see,
    whose,
)
from pepsite.forms.web.following import edits, following, own_values, said, wrong
from pepsite.forms.web.guards import guarded
from pepsite.forms.web.own_words import passed_over, to_put_right
from pepsite.forms.web.parts import to
from pepsite.forms.web.revising import NOTHING_CHANGED, ways_changed
from pepsite.privacy.permission import Action
from pepsite.records.codes import Role
from pepsite.records.kinds import BY_SCHEMA
from pepsite.records.paths import path_to
from pepsite.records.pep import Pep, PepStatus
from pepsite.store.typed import type_record
from pepsite.usecases.propose_record import propose_record
from pepsite.usecases.submission import Changed, Edit, Proposed, Refused, Submission, Unchanged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as AnyResponse

    from pepsite.findings import Finding
    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.specification import Form
    from pepsite.forms.web.desk import Desk
    from pepsite.forms.web.following import Wrong
    from pepsite.usecases.submission import Clash, Outcome
    from pepsite.versions.merging import Values, Way
    from pepsite.versions.ways import Own, Side

WHOLE = "whole"
"""What the button says that sends a plan as complete."""
_BECOMES = {
    "accept": PepStatus.COMPLETE,
    "return": PepStatus.RETURNED,
    "close": PepStatus.CLOSED,
}
"""The forms that end or send back a plan, and what becomes of it."""


@dataclass(frozen=True, slots=True)
class _Checked:
    """What keeps answers from being sent, where there is anything, and why it was asked."""

    faults: tuple[Fault, ...]
    notes: tuple[str, ...] = ()
    status: HTTPStatus = HTTPStatus.OK
    elsewhere: tuple[dict[str, str], ...] = ()


@guarded(Action.FILL, of_form)
def check(form: str, record: str) -> AnyResponse:
    """Show every question and answer, and what keeps the form from being sent."""
    filling = filling_now()
    faults = (*faults_of(filling.asking, filling.answers), *_in_the_way(filling))
    return _check_page(filling, _Checked(faults, _unchanged(filling)))


def _in_the_way(filling: Filling) -> tuple[Fault, ...]:
    """Return what no rule refuses, and whoever wrote it has to put right all the same.

    Of a page that was filled in on another's screen, who lent it does that.
    """
    own = () if filling.spec.is_lent else passed_over(filling)
    return (*_typed_twice(filling), *own, *_out_of_reach(filling))


def _typed_twice(filling: Filling) -> tuple[Fault, ...]:
    """Return the pages of which two windows have a version: sending would lose one of them."""
    asking, answers = filling.asking, filling.answers
    pages = (page_at(asking, answers, one) for one in filling.draft.aside)
    return tuple(
        Fault("typed-twice", "", "", _TYPED_TWICE.format(one.title), one.address)
        for one in pages
        if one is not None
    )


_TYPED_TWICE = "You typed under “{}” in two windows. Save that page as it should be"


def _out_of_reach(filling: Filling) -> tuple[Fault, ...]:
    """Return that those who work with a new child would not find it, as no one is named there.

    Whoever may search finds every child; the others find those beside whom they are named.
    """
    spec, here, answers = filling.spec, filling.desk, filling.answers
    is_new = spec.record == "child" and filling.draft.base is None
    if not is_new or here.may(Action.SEARCH):
        return ()
    roles = {text(answers, join(_NAMED, one, "role")) for one in texts(answers, _NAMED)}
    page = next(one for one in rows(filling.asking, answers) if one.key == _NAMED)
    if Role.SOCIAL_WORKER in roles:
        return ()
    return (Fault("missing-field", _NAMED, _NAMED, _SAY_WHO, page.address),)


_NAMED = "responsible"
_SAY_WHO = (
    "Say who is responsible for the child, the social worker at least. You find only children "
    "beside whom you are named"
)


def _unchanged(filling: Filling) -> tuple[str, ...]:
    """Return that nothing was changed, where the form is for a change."""
    is_empty = filling.spec.changes is not None and not ways_changed(filling)
    return (NOTHING_CHANGED,) if is_empty else ()


def _not_put_right(filling: Filling, answers: Answers) -> tuple[str, ...]:
    """Return that a plan which was sent back, and is sent again as a whole, is as it was."""
    if not _is_in_parts(filling) or request.form.get("do") != WHOLE:
        return ()
    back = filling.desk.find_plan(filling.draft.child or "", filling.draft.record)
    now = type_record(candidate(filling.asking, answers), "", BY_SCHEMA)
    if back is None or not isinstance(now, Pep):
        return ()
    return (_AS_IT_WAS,) if is_as_judged(*back, now) else ()


_AS_IT_WAS = (
    "Nothing in the plan has changed since it was sent back. Put right what was asked for, then "
    "send it again"
)


def _check_page(filling: Filling, checked: _Checked) -> AnyResponse:
    asked = following(filling)
    missing = wrong(filling, asked) if asked else ()
    tried, in_parts = checked.status is not HTTPStatus.OK, _is_in_parts(filling)
    # A part can go as it is: what the whole still lacks is no hindrance to it.
    later = _for_the_whole(filling, checked.faults) if in_parts and not tried else ()
    return page_of_form(
        filling,
        "check.html",
        checked.status,
        for_the_whole=[_linked(filling, one) for one in later],
        answered=answered(filling),
        last=(asked, said(filling, asked)) if asked else None,
        error_list=[
            *({"text": note} for note in checked.notes),
            *checked.elsewhere,
            *(_linked(filling, one) for one in checked.faults if one not in later),
            *({"text": one.words, "href": _where(filling, one)} for one in missing),
        ],
        tried=tried,
        kept=[f"{key}/words" for key in filling.kept_back],
        in_parts=in_parts,
        about=paragraphs(filling) if asks_nothing(filling.spec) else (),
        back=to("plan", child_id=filling.draft.child or "", pep_id=filling.draft.record)
        if asks_nothing(filling.spec)
        else filling.to("tasks"),
    )


def _for_the_whole(filling: Filling, faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Return what keeps only the whole plan from being sent, and not what is written so far."""
    needed = lacking(filling.asking, without_unfinished(filling.asking, filling.whole))
    return tuple(one for one in faults if one.only_missing and one.key not in needed)


def _linked(filling: Filling, fault: Fault) -> dict[str, str]:
    """Return a fault as a line that leads to its page, where it has one this person may open."""
    if not fault.address:
        return {"text": fault.words}
    section = section_of(filling, fault.address)
    if section is not None and not is_theirs(filling, section):
        return {"text": f"{_ended(fault.words)} {whose(filling, section.owner)}".rstrip()}
    return {"text": fault.words, "href": filling.to("page", address=fault.address)}


def _ended(words: str) -> str:
    return words if words.endswith((".", "?", "!")) else f"{words}."


def _where(filling: Filling, one: Wrong) -> str:
    return filling.to("page", address=one.page) if one.page else filling.to("conclude")


def _may_stay_open(filling: Filling) -> bool:
    """Say whether questions may be left open now: in a part of a plan that others go on with."""
    return _is_in_parts(filling) and request.form.get("do") != WHOLE


def _is_in_parts(filling: Filling) -> bool:
    """Say whether this is a plan that several people write, and that is not complete yet."""
    status = filling.answers.get("status", "")
    open_ones = (PepStatus.DRAFT, PepStatus.RETURNED)
    return filling.spec.record == "pep" and filling.spec.owns and status in open_ones


# --- sending


@guarded(Action.FILL, of_form)
def send(form: str, record: str) -> AnyResponse:
    """Send the answers for review: one record, on a branch of its own.

    A plan may go as far as it is, or as a whole that is complete.
    """
    filling = filling_now()
    answers = _as_sent(filling)
    faults = faults_of(filling.asking, answers)
    if _may_stay_open(filling):
        later = _for_the_whole(filling, faults)
        faults = tuple(one for one in faults if one not in later)
    faults = (*faults, *_in_the_way(filling))
    asked, unchanged = following(filling), _unchanged(filling) or _not_put_right(filling, answers)
    if faults or unchanged or (asked and wrong(filling, asked)):
        return _check_page(filling, _Checked(faults, unchanged, HTTPStatus.UNPROCESSABLE_ENTITY))
    if filling.spec.is_lent and to_put_right(filling):
        return _waiting(filling)
    submission, outcome = submitted_now(filling)
    if filling.spec.is_lent and isinstance(outcome, Refused) and _says_who(outcome):
        return _waiting(filling)
    return after_sending(filling, submission, outcome)


def submitted_now(filling: Filling) -> tuple[Submission, Outcome]:
    """Put the answers on a branch of their own, and return what came of it."""
    submission = _submission(filling, _as_sent(filling))
    return submission, _proposed(filling.desk, submission)


def _says_who(refused: Refused) -> bool:
    return any(one.code in ("identifies-a-child", "name-in-record") for one in refused.findings)


def _waiting(filling: Filling) -> AnyResponse:
    """Keep what is finished for whoever lent the computer; who finished it sees no difference."""
    here, draft = filling.desk, filling.draft
    with here.drafts.changing(draft.person, draft.form, draft.record) as held:
        now = held.draft or draft
        submission = now.submission or secrets.token_hex(10)
        held.save(now.model_copy(update={"finished_at": here.now(), "submission": submission}))
    return see(to("sent", form=filling.spec.id, submission=submission))


def _proposed(desk: Desk, submission: Submission) -> Outcome:
    # Sent twice it is one commit: it may be done again where there was no answer.
    return desk.look_through(
        lambda: propose_record(desk.root, submission, desk.names, desk.signing_key)
    )


def _as_sent(filling: Filling) -> Answers:
    answers, becomes = filling.whole, _BECOMES.get(filling.spec.id)
    if becomes is not None:
        return {**answers, "status": str(becomes)}
    if not _is_in_parts(filling):
        return answers
    if request.form.get("do") == WHOLE:
        return submitted(answers, filling.desk.today)
    return without_unfinished(filling.asking, answers)


def _submission(filling: Filling, answers: Answers) -> Submission:
    draft, spec = filling.draft, filling.spec
    values = own_values(filling, candidate(filling.asking, answers))
    return Submission(
        draft.submission or secrets.token_hex(10),
        filling.desk.person_id,
        filling.desk.now(),
        (Edit(_path(filling), values, draft.base), *edits(filling)),
        form=f"{spec.id}@{spec.version} sha256:{_fingerprint(spec)}",
    )


def _path(filling: Filling) -> str:
    return path_to(filling.spec.record, filling.draft.record, filling.draft.child or "")


def _fingerprint(spec: Form) -> str:
    return hashlib.sha256(spec.model_dump_json(by_alias=True).encode()).hexdigest()


def after_sending(filling: Filling, submission: Submission, outcome: Outcome) -> AnyResponse:
    """Answer with what came of sending: that it was, or what is in the way."""
    match outcome:
        case Proposed():
            filling.desk.drafts.forget_sent(filling.draft)
            return see(to("sent", form=filling.spec.id, submission=submission.id))
        case Unchanged():
            return _check_page(filling, _Checked((), (_UNCHANGED,), HTTPStatus.CONFLICT))
        case Refused(findings):
            return _refused(filling, findings)
        case Changed():
            own = _own_clash(filling, outcome)
            if own is None:  # the plan that was reviewed is not as it was
                return _check_page(filling, _Checked((), (_PLAN_CHANGED,), HTTPStatus.CONFLICT))
            return _collided(filling, own)


_PLAN_CHANGED = "Somebody else changed the plan meanwhile. Look at it again, then send this."
_UNCHANGED = "Nothing differs from what was accepted last, so there is nothing to send."


def _refused(filling: Filling, findings: tuple[Finding, ...]) -> AnyResponse:
    """Show what the check found that every change has to pass, in the words of its page."""
    own = [one for one in findings if one.path == _path(filling) and one.field]
    others = [one for one in findings if one not in own]
    elsewhere = told_elsewhere(filling.desk, _path(filling), others)
    # The places are those of what was sent.
    answers = _as_sent(filling)
    faults = faults_of(filling.asking, answers, own)
    if _may_stay_open(filling):
        keys = {key_of(answers, one.field) for one in own}
        faults = tuple(one for one in faults if not one.only_missing or one.key in keys)
    refused = HTTPStatus.UNPROCESSABLE_ENTITY
    return _check_page(filling, _Checked(faults, status=refused, elsewhere=elsewhere))


# --- two people, one record


def _collided(filling: Filling, clash: Clash, *, missing: bool = False) -> AnyResponse:
    """Show what was changed meanwhile, and ask only where both cannot be had.

    What was chosen already stays chosen.
    """
    found = colliding(filling, clash)
    chosen = {one.name: request.form.get(one.name, "") for one in found.asked} if missing else {}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if missing else HTTPStatus.CONFLICT
    return page_of_form(
        filling,
        "collided.html",
        status,
        found=found,
        theirs=clash.theirs_blob or "",
        chosen=chosen,
        open=[one for one in found.asked if missing and not chosen[one.name]],
    )


@guarded(Action.FILL, of_form)
def settle(form: str, record: str) -> AnyResponse:
    """Bring both together as somebody chose, and show all of it before it is sent."""
    filling = filling_now()
    submission = _submission(filling, _as_sent(filling))
    outcome = _proposed(filling.desk, submission)
    clash = _own_clash(filling, outcome)
    if clash is None:
        return after_sending(filling, submission, outcome)
    choices = _choices(clash, request.form)
    if choices is None or request.form.get("theirs") != (clash.theirs_blob or ""):
        return _collided(filling, clash, missing=choices is None)
    edit = clash.settled(choices)
    if not isinstance(edit.content, dict):  # it was taken out, and shall stay so
        filling.desk.drafts.forget(filling.draft.person, form, record)
        return see(to("start"))
    _keep_settled(filling, edit, clash.theirs)
    return see(filling.to("check"))


def _own_clash(filling: Filling, outcome: Outcome) -> Clash | None:
    """Return how the form's own record collides, if it does: what is sent with it cannot here."""
    clashes = outcome.clashes if isinstance(outcome, Changed) else ()
    return next((one for one in clashes if one.path == _path(filling)), None)


def _choices(clash: Clash, sent: Mapping[str, str]) -> dict[Way, Side | Own] | None:
    """Return what was chosen where both cannot be had, or None where something was not."""
    sides: Mapping[str, Side] = {"mine": "mine", "theirs": "theirs"}
    said = [sides.get(sent.get(f"choice-{number}", "")) for number in range(len(clash.asked))]
    chosen = {one.way: side for one, side in zip(clash.asked, said, strict=True) if side}
    return {**chosen} if len(chosen) == len(said) else None


def _keep_settled(filling: Filling, edit: Edit, theirs: Values) -> None:
    """Keep both, brought together, as what this person goes on with."""
    here, draft = filling.desk, filling.draft
    content = edit.content if isinstance(edit.content, dict) else {}
    after = reopened(filling.asking, content, theirs)
    notes = {
        key: value
        for key, value in filling.answers.items()
        if key.startswith("~") and key not in (THERE, ACCEPTED)
    }
    with here.drafts.changing(draft.person, draft.form, draft.record) as held:
        changes = differing(filling.whole, {**after, **notes})
        new = (held.draft or draft).with_answers(changes, here.now())
        held.save(new.model_copy(update={"base": edit.base_blob}))


_FORM = "/form/<form>/<record>"
ROUTES = (
    (f"{_FORM}/check", check, ["GET"]),
    (f"{_FORM}/send", send, ["POST"]),
    (f"{_FORM}/settle", settle, ["POST"]),
)
