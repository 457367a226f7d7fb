"""What was sent for review: listed, shown as it differs, accepted, or sent back with a reason.

No page here says how changes are kept. Whoever sent something finds it here too: while it waits,
and when it came back, to go on with it from where it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Response, abort, render_template, request

from pepsite.forms.questions.answers import ACCEPTED
from pepsite.forms.questions.asking import reopened
from pepsite.forms.questions.phrasing import pep_label
from pepsite.forms.questions.prose import without_name
from pepsite.forms.questions.sent_back import SentBack, noted_back
from pepsite.forms.web.at_hand import asking_of
from pepsite.forms.web.desk import OF_A_CHILD
from pepsite.forms.web.differing import duty, naming_of
from pepsite.forms.web.filling import differing, see
from pepsite.forms.web.guards import guarded
from pepsite.forms.web.parts import desk, to
from pepsite.forms.web.submitted import (
    listed,
    sentences,
    shown_clash,
    shown_record,
    title_of,
    untold,
    why_back,
    why_in_plan,
)
from pepsite.git.proposed import says_why
from pepsite.privacy.permission import About, Action, may
from pepsite.records.paths import path_to
from pepsite.render.legible import legible
from pepsite.store.drafts import Draft
from pepsite.usecases.propose_record import open_record
from pepsite.usecases.review_submissions import (
    NotAccepted,
    Reviewer,
    accept_submission,
    return_submission,
    show_submission,
)

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from pepsite.forms.web.desk import Desk
    from pepsite.usecases.review_submissions import Submitted, Verdict
    from pepsite.versions.merging import Values
    from pepsite.versions.states import RecordDiff

LONGEST_REASON: Final = 5_000


# --- the list


@guarded(Action.START)
def review_list() -> AnyResponse:
    """List what waits, the longest first, and what was sent back.

    Whoever may not review sees here what they have sent themselves.
    """
    here = desk()
    found = waiting_for(here)
    return _page(
        "review_list.html",
        waiting=[listed(here, one) for one in found if one.returned is None],
        back=[listed(here, one) for one in found if one.returned is not None],
        may_review=here.may(Action.REVIEW),
    )


def waiting_for(here: Desk) -> tuple[Submitted, ...]:
    """Return what this person may see of what waits."""
    found = here.submitted()
    everything = here.may(Action.REVIEW)
    return tuple(one for one in found if everything or one.by == here.person_id)


# --- one submission


def _of_submission(here: Desk, args: Mapping[str, str]) -> About | None:
    """Find a submission that this person may look at: everyone's, or their own."""
    found = _find(here, args["submission"])
    return None if found is None else here.about("submission")


def _find(here: Desk, submission: str) -> Submitted | None:
    return next((one for one in waiting_for(here) if one.id == submission), None)


def _found(here: Desk, submission: str) -> Submitted:
    found = _find(here, submission)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return found


@guarded(Action.START)
def review_one(submission: str) -> AnyResponse:
    """Show what a submission changes, and what can be done with it."""
    here = desk()
    return _shown(here, _found(here, submission))


def _shown(
    here: Desk,
    one: Submitted,
    *,
    refused: NotAccepted | None = None,
    wrong: str = "",
    wrong_box: str = "reason",
    reason: str = "",
    past: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> AnyResponse:
    showing = here.look_through(
        lambda: show_submission(here.root, one.id, here.today, here.names, here.shown)
    )
    touched = {each.id: each for each in one.touched}
    called = {each.id: title_of(here, each) for each in one.touched}
    for child in {each.child for each in one.touched if each.child}:
        casefile = here.casefile(child)
        plans = {pep.id: pep_label(pep) for pep in casefile.peps} if casefile else {}
        called = {**plans, **called}

    def known(id_: str) -> str:
        return called.get(id_) or here.label_of(id_)

    naming = naming_of(known, "")
    records = [
        shown_record(here, each, touched.get(each.id), known, _versions(here, one, each))
        for each in showing.diff.records
    ]
    findings = refused.findings if refused else one.findings
    clashes = refused.clashes if refused else one.clashes
    html = render_template(
        "review_one.html",
        one=listed(here, one),
        records=records,
        has_words=any(each.words for record in records for each in record.differences),
        why_back=why_back(here, one),
        duties=[duty(each, naming) for each in showing.diff.compliance],
        as_of=showing.diff.as_of,
        others=[replace(each, path=legible(each.path)) for each in showing.diff.others],
        untold=untold(showing),
        findings=sentences(findings),
        clashes=[shown_clash(here, each) for each in clashes],
        refused=refused is not None,
        wrong=wrong,
        wrong_box=wrong_box,
        reason=reason,
        past=past,
        token_of_what_was_seen=one.commit,
        can=_can(here, one),
        titles=_titles_of(refused, wrong),
    )
    return Response(html, status)


def _versions(here: Desk, one: Submitted, record: RecordDiff) -> tuple[Values, ...]:
    """Return a record as it was sent and as it stands now, as this person may see it."""
    sent = open_record(here.root, record.path, one.branch)
    found = [each.values for each in (sent, here.record(record.path)) if each]
    return here.shown(record.kind, *found)


def _titles_of(refused: NotAccepted | None, wrong: str) -> str:
    return "Error: " if refused is not None or wrong else ""


@dataclass(frozen=True, slots=True)
class Can:
    """What this person can do with a submission, or the sentence that says why not."""

    accept: bool = False
    accept_own: bool = False
    let_past: bool = False
    give_back: bool = False
    reopen: bool = False
    why_not: str = ""


def _can(here: Desk, one: Submitted) -> Can:
    is_own = one.by == here.person_id
    if one.returned is not None:
        draft = _reopens(here, one) if is_own else None
        if draft is not None and _is_begun_anew(here, draft):
            return Can(why_not=_BEGUN_ANEW)
        return Can(reopen=draft is not None, why_not=_WAS_RETURNED)
    if not here.may(Action.REVIEW):
        return Can(why_not=_WAITS)
    fits = one.verdict == "conforms"
    if is_own and _somebody_else_may(here):
        return Can(give_back=True, why_not=_OWN)
    return Can(
        accept=fits and not is_own,
        accept_own=fits and is_own,
        let_past=one.verdict == "does-not-conform" and not is_own and here.may(Action.LET_PAST),
        give_back=True,
        why_not="" if fits else _NOT_YET[one.verdict],
    )


_WAS_RETURNED = "It went back to whoever sent it, and waits for them to send it again."


_BEGUN_ANEW = (
    "It went back to you. You have begun the same form anew since you sent it, and that would be "
    "lost: finish or delete what you have begun first. It is on your start page."
)


_WAITS = "It waits for the virtual school to look at it."


_OWN = "You sent this yourself, so somebody else has to look at it before it is accepted."


_NOT_YET: Mapping[Verdict, str] = {
    "does-not-conform": "It cannot be accepted as it is. Send it back, and say what has to change.",
    "collides": (
        "It cannot be accepted as it is, because somebody else's change to the same answers was "
        "accepted first. Nothing is lost: both are kept. Send it back. Whoever sent it is shown "
        "both, and chooses."
    ),
    "cannot-tell": (
        "It changes other things than records, or cannot be read, so it cannot be accepted here. "
        "Ask whoever keeps the records."
    ),
}


def _somebody_else_may(here: Desk) -> bool:
    """Say whether anyone else on record may review today."""
    about = About("pep", here.today)
    return any(
        may(one, Action.REVIEW, about)
        for one in here.shared.register.people.values()
        if one.id != here.person_id
    )


# --- what becomes of it


@guarded(Action.REVIEW, _of_submission)
def review_accept(submission: str) -> AnyResponse:
    """Accept what was seen: not what came after it."""
    here = desk()
    one = _found(here, submission)
    can = _can(here, one)
    if not (can.accept or can.accept_own):
        return _shown(here, one, status=HTTPStatus.CONFLICT)
    return _accepted(here, one, _reviewer(here), own=can.accept_own)


@guarded(Action.LET_PAST, _of_submission)
def review_let_past(submission: str) -> AnyResponse:
    """Accept what was seen though it is refused, with a reason."""
    here = desk()
    one = _found(here, submission)
    reason = " ".join(request.form.get("reason", "").split())
    if not _can(here, one).let_past:
        return _shown(here, one, status=HTTPStatus.CONFLICT)
    if not says_why(reason):
        unfit = HTTPStatus.UNPROCESSABLE_ENTITY
        return _shown(here, one, wrong=_SAY_WHY_PAST, wrong_box="past", past=reason, status=unfit)
    return _accepted(here, one, _reviewer(here, reason), own=False)


def _accepted(here: Desk, one: Submitted, reviewer: Reviewer, *, own: bool) -> AnyResponse:
    done = accept_submission(here.root, one.id, reviewer, here.names, own=own)
    if isinstance(done, NotAccepted):
        past, conflict = reviewer.let_past, HTTPStatus.CONFLICT
        return _shown(here, one, refused=done, past=past, status=conflict)
    return see(to("reviewed", submission=one.id, how="own" if done.own else "accepted"))


_SAY_WHY_PAST = "Say why it is let past, in three words or more"


@guarded(Action.REVIEW, _of_submission)
def review_return(submission: str) -> AnyResponse:
    """Send it back with a reason, which is kept even where it cannot go back."""
    here = desk()
    one = _found(here, submission)
    written = request.form.get("reason", "").replace("\r\n", "\n").strip()
    wrong = _wrong_reason(written)
    if wrong:
        unfit = HTTPStatus.UNPROCESSABLE_ENTITY
        return _shown(here, one, wrong=wrong, reason=written, status=unfit)
    if not _can(here, one).give_back:
        return _shown(here, one, reason=written, status=HTTPStatus.CONFLICT)
    children = {each.child or each.id for each in one.touched if each.child or each.kind == "child"}
    child = here.identity(children.pop()) if len(children) == 1 else None
    reason = without_name(written, child).text
    done = return_submission(here.root, submission, _reviewer(here), reason, here.names)
    if isinstance(done, NotAccepted):
        unfit = HTTPStatus.UNPROCESSABLE_ENTITY
        return _shown(here, one, refused=done, wrong=_REASON_REFUSED, reason=written, status=unfit)
    return see(to("reviewed", submission=submission, how="returned"))


_REASON_REFUSED = "It did not go back. Change what you wrote, as it says at the top of the page"


def _wrong_reason(written: str) -> str:
    if not written:
        return "Say why it goes back"
    return "Say it in fewer words" if len(written) > LONGEST_REASON else ""


def _reviewer(here: Desk, let_past: str = "") -> Reviewer:
    # Without the commit that was seen the page was not ours: then nothing was seen.
    seen = request.form.get("seen", "") or "-"
    return Reviewer(here.person_id, here.now(), here.signing_key, let_past=let_past, seen=seen)


@guarded(Action.REVIEW)
def reviewed(submission: str, how: str) -> AnyResponse:
    """Say what became of it."""
    if how not in _BECAME or not submission.replace("-", "").isalnum():
        abort(HTTPStatus.NOT_FOUND)
    title, lines = _BECAME[how]
    return _page("reviewed.html", submission=submission, title=title, lines=lines)


_BECAME: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "accepted": ("Accepted", ("It is part of the records from now on.",)),
    "own": (
        "Accepted",
        (
            "It is part of the records from now on.",
            "You sent it yourself, and nobody else on record could look at it. The history "
            "says so.",
        ),
    ),
    "returned": (
        "Sent back",
        (
            "Whoever sent it finds it on their start page, with your reason, and can go on with "
            "it.",
            "It waits no longer. When they send it again, it is listed again.",
        ),
    ),
}


# --- going on with what came back


@guarded(Action.START)
def review_reopen(submission: str) -> AnyResponse:
    """Open what came back again, as it was sent, for whoever sent it."""
    here = desk()
    one = _found(here, submission)
    draft = _reopens(here, one)
    if draft is None or one.by != here.person_id or one.returned is None:
        abort(HTTPStatus.NOT_FOUND)
    if _is_begun_anew(here, draft):
        return _shown(here, one, status=HTTPStatus.CONFLICT)
    with here.drafts.changing(draft.person, draft.form, draft.record) as held:
        held.save(held.draft or draft)
    return see(to("tasks", form=draft.form, record=draft.record))


def _is_begun_anew(here: Desk, draft: Draft) -> bool:
    """Say whether this person has begun the form once more, apart from what they sent."""
    begun = here.drafts.find(draft.person, draft.form, draft.record)
    return begun is not None and begun.submission != draft.submission


def _reopens(here: Desk, one: Submitted) -> Draft | None:
    """Return a submission as a form to go on with, where one form made it."""
    spec = here.form(one.form)
    if spec is None or len(one.touched) != 1 or one.touched[0].kind != spec.record:
        return None
    touched = one.touched[0]
    child = touched.child if spec.record in OF_A_CHILD else ""
    path = path_to(spec.record, touched.id, child)
    found, accepted = open_record(here.root, path, one.branch), here.record(path)
    if found is None or not here.may(Action.FILL, here.about_form(spec, child or None)):
        return None
    draft = Draft(
        person=here.person_id,
        form=spec.id,
        record=touched.id,
        child=child or None,
        base=found.blob,
        submission=one.id,
        begun_at=here.now(),
        saved_at=here.now(),
    )
    answers = reopened(
        asking_of(here, spec, draft), found.values, accepted.values if accepted else {}
    )
    if accepted is not None:
        answers[ACCEPTED] = accepted.blob
    if one.returned is not None:
        why = one.returned.reason or why_in_plan(found.values)
        answers |= noted_back(SentBack(one.returned.on, one.returned.by, why))
    return draft.with_answers(differing({}, answers), here.now())


def _page(template: str, **shown: object) -> AnyResponse:
    return Response(render_template(template, **shown))


_ONE = "/review/<submission>"


ROUTES = (
    ("/review", review_list, ["GET"]),
    (_ONE, review_one, ["GET"]),
    (f"{_ONE}/accept", review_accept, ["POST"]),
    (f"{_ONE}/let-past", review_let_past, ["POST"]),
    (f"{_ONE}/return", review_return, ["POST"]),
    (f"{_ONE}/open", review_reopen, ["POST"]),
    (f"{_ONE}/became/<how>", reviewed, ["GET"]),
)
