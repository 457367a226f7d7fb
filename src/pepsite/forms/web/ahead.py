"""What waits for the person: plans to quality assure, what is due next, changes to look at.

The whole repository is never read for a page: it is worked out beside them, once for each state
of what was accepted, and a page says as of when it is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from flask import Response, render_template

from pepsite.errors import GitError
from pepsite.forms.questions.phrasing import day_in_words, pep_label, plan_label
from pepsite.forms.web.guards import guarded
from pepsite.forms.web.parts import desk, to
from pepsite.forms.web.sent_back import why_sent_back
from pepsite.git.main_line import main_line
from pepsite.git.submissions import waiting_branches
from pepsite.privacy.permission import Action
from pepsite.privacy.wording import sentence
from pepsite.usecases.look_ahead import look_ahead
from pepsite.usecases.submission import BRANCHES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from werkzeug.wrappers import Response as AnyResponse

    from pepsite.forms.questions.sent_back import SentBack
    from pepsite.forms.web.desk import Desk
    from pepsite.forms.web.remembered import Known
    from pepsite.usecases.look_ahead import Ahead, AwaitingQa, DueNext, ToPutRight
    from pepsite.usecases.review_submissions import Submitted

FIRST: Final = 5
"""How many of each the start page shows; each list has a page of its own."""
_OFTEN: Final = 5
"""What keeps so many duties from being told is said once for all of them."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A plan to quality assure, or a duty, as a list shows it.

    `rule` is the sentence of the policy that should be true. `address` is "" where this person may
    open no page on it, and `on` is None where no day is set. The note says more of how it stands;
    what cannot be told has its reason there. `read` is where a plan is read.
    """

    title: str
    address: str
    on: date | None
    note: str = ""
    is_late: bool = False
    is_untold: bool = False
    read: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class CameBack:
    """A plan to put right, as the start page shows it, with why.

    `is_sent_again`: the person has sent something of it since, which nobody has accepted yet.
    """

    title: str
    address: str
    why: SentBack
    is_sent_again: bool


@dataclass(frozen=True, slots=True)
class Lists:
    """What waits: each is None where it is not known yet. `at` is as of when it is known.

    `unread` and `due_unread` are how many records could not be read that may say more.
    """

    to_assure: tuple[Waiting, ...] | None = None
    due: tuple[Waiting, ...] | None = None
    to_put_right: tuple[CameBack, ...] = ()
    at: datetime | None = None
    is_current: bool = True
    unread: int = 0
    due_unread: int = 0
    to_review: int | None = None
    came_back: int = 0


def lists(here: Desk) -> Lists:
    """Return what waits for the person, as far as it is known now."""
    try:
        line = main_line(here.root)
        branches = waiting_branches(here.root, line, BRANCHES)
    except GitError:  # nothing was accepted yet: nothing waits
        return Lists((), (), to_review=0)
    known = _ahead(here, line.commit)
    sent = here.waiting.get((line.commit, branches, here.today), here.submitted, here.now)
    may_review = here.may(Action.REVIEW)
    own = [one for one in sent.value if one.by == here.person_id] if sent else []
    seen = list(sent.value) if sent and may_review else own
    return Lists(
        tuple(_to_assure(here, one) for one in known.value.awaiting) if known else None,
        tuple(_all_due(here, known.value.due)) if known else None,
        tuple(_to_put_right(here, known.value.to_put_right, own)) if known else (),
        known.at if known else None,
        known.is_current if known else False,
        known.value.unread if known else 0,
        known.value.due_unread if known else 0,
        sum(one.returned is None for one in seen) if sent else None,
        sum(one.returned is not None for one in own),
    )


def _ahead(here: Desk, commit: str) -> Known[Ahead] | None:
    person, setting = here.person, here.shared.setting(here.today)
    if person is None:
        return None

    def look() -> Ahead:
        return here.look_through(lambda: look_ahead(here.root, commit, setting, person))

    return here.ahead.get((commit, setting.as_of), look, here.now)


def _to_assure(here: Desk, one: AwaitingQa) -> Waiting:
    return Waiting(
        f"{plan_label(one.type, one.day)}: {here.child_label(one.child)}",
        to("plan", child_id=one.child, pep_id=one.pep),
        one.sent_on,
        "Quality assured since, and not accepted as complete yet" if one.reviewed_on else "",
        read=to("read_plan", child_id=one.child, pep_id=one.pep),
    )


def _all_due(here: Desk, found: tuple[DueNext, ...]) -> Iterator[Waiting]:
    """Yield what is due; what one thing keeps many from being told is said once."""
    often = {
        why
        for why, times in Counter(one.untold for one in found).items()
        if why and times >= _OFTEN
    }
    yield from (_due(here, one) for one in found if one.untold not in often)
    for why in sorted(often):
        times = sum(one.untold == why for one in found)
        yield Waiting(f"{times} duties that may be yours", "", None, why, is_untold=True)


def _due(here: Desk, one: DueNext) -> Waiting:
    about, address = _subject(here, one)
    return Waiting(
        about or one.title,
        address,
        one.due_on,
        one.untold or _note(one),
        one.is_late,
        bool(one.untold),
        rule=one.title if about else "",
    )


def _note(one: DueNext) -> str:
    """Return what a duty counts from; where it has no day, how it stands."""
    if one.due_on is None:
        return one.because
    if one.since is None:
        return ""
    what, on = one.since
    return f"{sentence(what)} on {day_in_words(on)}."


def _subject(here: Desk, one: DueNext) -> tuple[str, str]:
    """Return what a duty is about, and the page on it; "" where this person may open none."""
    kind = here.kind_of(one.subject)
    if kind == "action" and here.may(Action.READ, here.about("action")):
        about = here.child_label(one.child) if one.child else ""
        return about, to("action", action_id=one.subject)
    if one.child and not one.may_read:
        return one.child, ""
    if one.child:
        label = here.child_label(one.child)
        about = f"{label}: {plan_label(*one.plan)}" if one.plan else label
        if kind == "pep":
            return about, to("plan", child_id=one.child, pep_id=one.subject)
        return about, to("child", child_id=one.child)
    if kind == "school":
        is_open = one.subject in here.schools and here.may(Action.READ, here.about("school"))
        return here.label_of(one.subject), to("school", school_id=one.subject) if is_open else ""
    return "", ""


def _to_put_right(
    here: Desk, found: Iterable[ToPutRight], own: Iterable[Submitted]
) -> Iterator[CameBack]:
    """Yield what still waits to be put right. Why is read from the plan, and kept nowhere."""
    sent = {touched.id for one in own if one.returned is None for touched in one.touched}
    for one in found:
        plan, why = here.find_plan(one.child, one.pep), why_sent_back(here, one.child, one.pep)
        if plan is not None and why is not None:
            yield CameBack(
                f"{pep_label(plan[1])}: {here.child_label(one.child)}",
                to("plan", child_id=one.child, pep_id=one.pep),
                why,
                one.pep in sent,
            )


@guarded(Action.REVIEW)
def to_assure() -> AnyResponse:
    """List all plans that wait to be quality assured, the oldest first."""
    found = lists(desk())
    return _page("waiting.html", kind="assure", found=found.to_assure, known=found)


@guarded(Action.START)
def due_next() -> AnyResponse:
    """List all that is this person's turn, the soonest first."""
    found = lists(desk())
    return _page("waiting.html", kind="due", found=found.due, known=found)


def _page(template: str, **shown: object) -> AnyResponse:
    return Response(render_template(template, **shown))


ROUTES = (
    ("/to-quality-assure", to_assure, ["GET"]),
    ("/due", due_next, ["GET"]),
)
