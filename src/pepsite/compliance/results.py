"""What a check finds: a status for one duty on one day, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

from pepsite.policy.base import in_force
from pepsite.policy.calendars import Unknown
from pepsite.policy.periods import periods
from pepsite.policy.sampling import SizeNotStated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from pepsite.compliance.clocks.clock import Began
    from pepsite.policy.base import Dated
    from pepsite.policy.calendars import Calendars
    from pepsite.policy.pack import PolicyPack
    from pepsite.policy.periods import Period
    from pepsite.policy.sampling import SamplingPlan, SamplingVersion
    from pepsite.records.casefile import Register
    from pepsite.records.codes import Role
    from pepsite.records.review import Action


class Status(StrEnum):
    """How a duty stands on a day.

    Missed: not done, and the time in which it could be done is over. A duty missed stays
    missed. Cannot-tell: something is not known, and the explanation says what.
    """

    MET = "met"
    MET_LATE = "met-late"
    DUE = "due"
    OVERDUE = "overdue"
    MISSED = "missed"
    NOT_APPLICABLE = "not-applicable"
    CANNOT_TELL = "cannot-tell"


TO_DO = (Status.OVERDUE, Status.DUE)
"""What can still be done, the worse first."""
OPEN = (*TO_DO, Status.CANNOT_TELL)
"""The statuses in which somebody still has something to do or to find out."""
LATE = (Status.MET_LATE, Status.OVERDUE, Status.MISSED)
_OF_A_YEAR: Final = re.compile(r"([0-9]{4})(?:-[0-9]{2}-(?:autumn|spring|summer))?")


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a result is what it is, without a word that a record says.

    `because` is a sentence about this case. `counted_from` and `counted_in` give the day
    counting began, what happened on it, and the file that says so; `days_of` names the calendar.
    """

    rule: str
    because: str
    in_force_from: date | None = None
    counted_from: date | None = None
    counted_from_what: str | None = None
    counted_in: str | None = None
    days_of: str | None = None
    reading: str | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One duty, judged on one day.

    `subject` is the id of the record it is about, and `part` tells several duties of one
    check on one subject apart (a term, a period of care, a meeting). `asks` is what has to
    happen to what, so that a local and a statutory duty to do the same can be told as such.
    `doer` is whose turn it is while it is open, `owner` that person's id where the records
    say who it is. `missing` is what would have to be known where nobody can tell, in words
    without any record's content. `since` is from when somebody waits for it, where it has no day
    and goes before all that has one.
    """

    check: str
    status: Status
    subject: str
    source: str
    explanation: Explanation
    part: str = ""
    due_on: date | None = None
    met_on: date | None = None
    evidence: tuple[str, ...] = ()
    child: str | None = None
    school: str | None = None
    doer: Role | None = None
    owner: str | None = None
    statutory: bool = False
    asks: str = ""
    missing: str = ""
    since: date | None = None

    @property
    def order(self) -> tuple[str, str, str, str]:
        """Sort key: by check, then subject, then part."""
        return (self.check, self.subject, self.part, str(self.due_on))

    @property
    def academic_year(self) -> int | None:
        """The year in which the academic year began that the duty is of, or is of a term of.

        Such a duty says so in its `part`; its last day may be in the first days of the next.
        """
        of_year = _OF_A_YEAR.fullmatch(self.part)
        return int(of_year[1]) if of_year else None


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything that is the same for every child: the policy, the calendars, the day."""

    policy: PolicyPack
    calendars: Calendars
    register: Register
    as_of: date
    owners: Mapping[tuple[Role, str], str] = field(init=False, repr=False, compare=False)
    """Who has a role at a school today, by role and school: the first such person by id."""
    sampled: tuple[tuple[SamplingPlan, SamplingVersion, Period], ...] = field(
        init=False, repr=False, compare=False
    )
    """Each sampling plan in each of its periods that has begun, by which practice is judged."""
    sampled_unknown: tuple[tuple[SamplingPlan, Unknown], ...] = field(
        init=False, repr=False, compare=False
    )
    """The plans whose periods in some year cannot be told, and what is missing."""

    raised: Mapping[str, tuple[Action, ...]] = field(init=False, repr=False, compare=False)
    """The actions by the id of the child, and of the review or audit that raised them."""

    def __post_init__(self) -> None:
        """Note who has each role at each school: every check of every child asks for some."""
        owners: dict[tuple[Role, str], str] = {}
        for _, person in sorted(self.register.people.items()):
            for school in person.schools if person.active else ():
                owners.setdefault((person.role, school), person.id)
        object.__setattr__(self, "owners", owners)
        raised: dict[str, tuple[Action, ...]] = {}
        for action in self.register.actions.values():
            by = action.raised_by
            for one in filter(None, (action.child, by.audit, by.qa_review)):
                raised[one] = (*raised.get(one, ()), action)
        object.__setattr__(self, "raised", raised)
        self._note_periods()

    def _note_periods(self) -> None:
        # Every PEP of every child is asked in which of them it could be drawn.
        sampled: list[tuple[SamplingPlan, SamplingVersion, Period]] = []
        unknown: list[tuple[SamplingPlan, Unknown]] = []
        for plan in self.policy.plans:
            for kind in dict.fromkeys(version.period for version in plan.versions):
                for one in periods(kind, self.records_begin_on, self.as_of, self.calendars):
                    if isinstance(one, Unknown):
                        unknown.append((plan, one))
                        continue
                    version = in_force(plan.versions, one.starts_on)
                    judged = version and not isinstance(version.size, SizeNotStated)
                    if version is not None and judged and version.period == kind:
                        sampled.append((plan, version, one))
        object.__setattr__(self, "sampled", tuple(sampled))
        object.__setattr__(self, "sampled_unknown", tuple(unknown))

    @property
    def records_begin_on(self) -> date:
        """The day from which duties are judged."""
        return self.register.authority.records_begin_on


def status_of(
    due_on: date, met_on: date | None, as_of: date, could_be_done_until: date | None
) -> Status:
    """Return how a duty with a last day stands.

    `could_be_done_until` is the day its time is over for good (care ended, 18th birthday),
    or None while that is open. A duty that fell away before it was due does not apply, and
    what is done after its time was over does not undo that it was missed.
    """
    in_its_time = could_be_done_until is None or met_on is None or met_on <= could_be_done_until
    if met_on is not None and met_on <= as_of and in_its_time:
        return Status.MET if met_on <= due_on else Status.MET_LATE
    if could_be_done_until is not None and could_be_done_until < due_on:
        return Status.DUE if as_of <= could_be_done_until else Status.NOT_APPLICABLE
    if as_of <= due_on:
        return Status.DUE
    if could_be_done_until is not None and could_be_done_until < as_of:
        return Status.MISSED
    return Status.OVERDUE


def sources_of(version: Dated) -> str:
    """Return the ids of a value's sources, the first one first."""
    return "; ".join((version.source, *version.also))


class Named(Protocol):
    """A duty of a policy: the id of its check, and what it is called."""

    @property
    def id(self) -> str:
        """The id of its check."""

    @property
    def title(self) -> str:
        """What people call it."""


def result_of(  # noqa: PLR0913  # a result is this many things
    duty: Named,
    version: Dated,
    began: Began,
    status: Status,
    because: str,
    *,
    subject: str,
    child: str | None,
    school: str | None,
    doer: Role,
    owner: str | None,
    part: str = "",
    due_on: date | None = None,
    met_on: date | None = None,
    evidence: tuple[str, ...] | None = None,
) -> CheckResult:
    """Return how a duty stands, explained by the version of it that was in force.

    The evidence is the file in which it began, where no other is given.
    """
    return CheckResult(
        check=duty.id,
        status=status,
        subject=subject,
        source=sources_of(version),
        explanation=Explanation(
            duty.title,
            because,
            in_force_from=version.from_on,
            counted_from=began.on,
            counted_from_what=began.what,
            counted_in=began.kept_in,
            reading=version.reading,
        ),
        part=part,
        due_on=due_on,
        met_on=met_on,
        evidence=(began.kept_in,) if evidence is None else evidence,
        child=child,
        school=school,
        doer=doer,
        owner=owner,
    )


def listed(words: Iterable[str]) -> str:
    """Return ids of ours as people read them: social worker, carer."""
    return ", ".join(str(word).replace("-", " ").replace("_", " ") for word in words)


def so_many(number: int, thing: str) -> str:
    """Return a number of things in words: 1 file, 2,000 files, 3 people."""
    if number == 1:
        return f"1 {thing}"
    return f"{number:,} {'people' if thing == 'person' else f'{thing}s'}"


def cannot_tell(result: CheckResult, unknown: Unknown) -> CheckResult:
    """Return the result with the answer that it cannot be told, and what is missing."""
    because = f"This cannot be told without {unknown.missing}."
    return replace(
        result,
        status=Status.CANNOT_TELL,
        due_on=None,
        met_on=None,
        missing=unknown.missing,
        explanation=replace(result.explanation, because=because),
    )


@lru_cache(maxsize=4096)
def in_words(day: date) -> str:
    """Return a day as people write it: Friday 15 May 2026."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
