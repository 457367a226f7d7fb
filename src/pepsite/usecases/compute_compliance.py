"""Does practice comply? Every check, on one day, for all or for some."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pepsite.compliance.checks import CHECKS
from pepsite.compliance.coverage.schools import school_rows, schools_quality_assured
from pepsite.compliance.follow_up import action_in_time
from pepsite.compliance.results import OPEN, CheckResult, Setting, Status
from pepsite.compliance.sampling.fulfilled import (
    audits_to_do,
    drawn_sample,
    plans_fulfilled,
    sample_rows,
)
from pepsite.compliance.wishes import wishes_to_talk
from pepsite.errors import PepsiteError
from pepsite.records.paths import place_of
from pepsite.records.review import Action, Sample
from pepsite.render.compliance import Figures, Form, Heading, Row
from pepsite.store.sorted_rows import SortedRows
from pepsite.store.workspace import Reading, read_one
from pepsite.usecases.hear_wishes import Heard, heard_here
from pepsite.usecases.in_parallel import in_order
from pepsite.usecases.workspace import ChildFolder, open_workspace, read_child, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from pepsite.compliance.coverage.schools import SchoolRow
    from pepsite.compliance.sampling.fulfilled import DrawnSample, SampleRow
    from pepsite.records.casefile import Casefile
    from pepsite.usecases.workspace import Opened


@dataclass(frozen=True, slots=True)
class Only:
    """Whose results are wanted; what is None does not matter."""

    child: str | None = None
    school: str | None = None
    person: str | None = None

    def wants(self, result: CheckResult) -> bool:
        """Say whether a result is about the child and school, and its turn the person's."""
        return (
            self.child in (None, result.child)
            and self.school in (None, result.school)
            and self.person in (None, result.owner)
        )

    def refuse_unknown(self, workspace: Opened) -> None:
        """Refuse an id that no record has: nothing found would read as nothing to do.

        Raises:
            PepsiteError: there is no such child, school or person.
        """
        wanted = {"child": self.child, "school": self.school, "person": self.person}
        for kind, record_id in wanted.items():
            place = place_of(workspace.listing.places.get(record_id or "", ""))
            if record_id is not None and (place is None or place.kind != kind):
                message = f"there is no {kind} with this id among the records"
                raise PepsiteError(message)


EVERYONE = Only()

_NOT_HELD = ("action", "sample")
"""The kinds that no check of a child asks for: each is read alone, and little of it kept."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of every child alike."""

    root: Path
    setting: Setting
    heading: Heading
    form: Form
    only: Only
    to_do: bool
    heard: Heard = field(default_factory=Heard)

    def told(self, results: Iterable[CheckResult]) -> _Told:
        """Return what the report shows and counts of the results of one child, or of all share."""
        wanted = (
            [*open_results(results, self.only)]
            if self.to_do
            else [*filter(self.only.wants, results)]
        )
        return _Told(
            [row for one in wanted for row in self.form.rows(self.heading, one)],
            Counter((one.check, one.status) for one in wanted),
        )


@dataclass(frozen=True, slots=True)
class _Told:
    """Results as the rows and figures of a report, for they are many and large themselves."""

    rows: list[Row]
    counts: Counter[tuple[str, Status]]


@dataclass(frozen=True, slots=True)
class _OfChild:
    """What one child comes to: what is told, what it leaves for the end, what could not be read."""

    told: _Told
    rows: Rows
    unreadable: int


def compute_compliance(
    root: Path, as_of: date, form: Form, only: Only = EVERYONE, *, jobs: int = 1
) -> Iterator[str]:
    """Yield, piece by piece, the report in this form on how every duty stands on this day.

    Raises:
        PepsiteError: there is no workspace here, nothing in it has an id that is asked about, or
            there is no room for temporary files.
        PolicyPackError: its policy pack cannot be used.
    """
    return _report(root, as_of, form, only, jobs, to_do=False)


def list_due(
    root: Path, as_of: date, form: Form, only: Only = EVERYONE, *, jobs: int = 1
) -> Iterator[str]:
    """Yield, piece by piece, the report in this form on what somebody still has to do.

    A statutory duty is left out where the authority's own asks the same thing by the same day.

    Raises:
        As `compute_compliance`.
    """
    return _report(root, as_of, form, only, jobs, to_do=True)


def _report(  # noqa: PLR0913  # what a report is about, and who makes it
    root: Path, as_of: date, form: Form, only: Only, jobs: int, *, to_do: bool
) -> Iterator[str]:
    workspace = open_workspace(root, leave_out=_NOT_HELD)
    only.refuse_unknown(workspace)
    heading = Heading(as_of, workspace.policy.name, workspace.policy.titles())
    setting = workspace.setting(as_of)
    heard = heard_here(root, setting) if to_do else Heard()
    asked = _Asked(root, setting, heading, form, only, to_do, heard)
    folders, actions = workspace.folders(), workspace.paths_of("action")
    samples = workspace.paths_of("sample")
    figures = Figures(unreadable=unreadable(workspace.reading))
    del workspace  # the processes would share its listing, and ask nothing of it
    with SortedRows() as rows:

        def take(told: _Told) -> None:
            rows.extend(told.rows)
            figures.counts.update(told.counts)

        for told, not_read in in_order(_of_action, asked, actions, jobs):
            take(told)
            figures.unreadable += not_read
        drawn: list[DrawnSample] = []
        for sample, not_read in in_order(_of_sample, asked, samples, jobs):
            drawn += filter(None, [sample])
            figures.unreadable += not_read
        # What children leave for the end is mostly the same: each is kept once.
        left = Kept()
        for child in in_order(_of_child, asked, folders, jobs):
            take(child.told)
            left.keep(child.rows)
            figures.unreadable += child.unreadable
        take(asked.told(left.results(drawn, asked.setting)))
        if to_do:
            take(asked.told(audits_to_do(left.samples, drawn, asked.setting)))
            take(asked.told(heard.wishes))
        yield from form.report(heading, (Row(*row) for row in rows), figures)


def _of_child(asked: _Asked, folder: ChildFolder) -> _OfChild:
    casefile, not_read = read_child(asked.root, folder)
    if casefile is None:
        return _OfChild(asked.told(()), Rows(), not_read)
    results = [*child_results(casefile, asked.setting)]
    if asked.to_do:
        results += asked.heard.still_open(_wishes(casefile, asked.setting))
    told = asked.told(results)
    return _OfChild(told, rows_of(casefile, asked.setting), not_read)


def _wishes(casefile: Casefile, setting: Setting) -> Iterator[CheckResult]:
    for pep in casefile.peps:
        yield from wishes_to_talk(casefile.child, pep, setting)


def _of_action(asked: _Asked, path: str) -> tuple[_Told, int]:
    """Return what one action comes to, and how many records of it could not be read."""
    reading = Reading()
    action = read_one(asked.root, path, reading)
    results = action_in_time(action, asked.setting) if isinstance(action, Action) else ()
    return asked.told(results), unreadable(reading)


def _of_sample(asked: _Asked, path: str) -> tuple[DrawnSample | None, int]:
    """Return what is kept of a sample, and how many records of it could not be read."""
    reading = Reading()
    sample = read_one(asked.root, path, reading)
    return drawn_sample(sample) if isinstance(sample, Sample) else None, unreadable(reading)


def open_results(results: Iterable[CheckResult], only: Only) -> Iterator[CheckResult]:
    """Yield what is open of these results, which are of one child, or of what all share.

    A statutory duty is left out where the authority's own says the same, whoever's turn that is:
    so the list of one person is a part of the list of all.
    """
    return (one for one in _said_once(list(results)) if one.status in OPEN and only.wants(one))


def _said_once(results: list[CheckResult]) -> Iterator[CheckResult]:
    """Yield the results, without the statutory duties that the authority's own say again.

    For lists of what to do: both are judged. They are always about the same child.
    """
    own = {_same_thing(one) for one in results if not one.statutory}
    return (one for one in results if not one.statutory or _same_thing(one) not in own)


def _same_thing(result: CheckResult) -> tuple[object, ...]:
    return (result.asks, result.subject, result.part, result.due_on, result.status)


def child_results(casefile: Casefile, setting: Setting) -> Iterator[CheckResult]:
    """Yield the results of every check of one child's records."""
    for check in CHECKS:
        yield from check(casefile, setting)


@dataclass(frozen=True, slots=True)
class Rows:
    """The small rows that one child leaves, for what is judged once all have been seen."""

    schools: tuple[SchoolRow, ...] = ()
    samples: tuple[SampleRow, ...] = ()


def rows_of(casefile: Casefile, setting: Setting) -> Rows:
    """Return the rows that one child leaves."""
    return Rows(tuple(school_rows(casefile, setting)), tuple(sample_rows(casefile, setting)))


@dataclass(slots=True)
class Kept:
    """What all children left, each row once."""

    schools: dict[SchoolRow, None] = field(default_factory=dict)
    samples: dict[SampleRow, None] = field(default_factory=dict)

    def keep(self, rows: Rows) -> None:
        """Keep what one child left."""
        self.schools.update(dict.fromkeys(rows.schools))
        self.samples.update(dict.fromkeys(rows.samples))

    def results(self, drawn: Iterable[DrawnSample], setting: Setting) -> Iterator[CheckResult]:
        """Yield the results for schools and for sampling plans."""
        yield from schools_quality_assured(self.schools, setting)
        yield from plans_fulfilled(self.samples, drawn, setting)


def shared_results(rows: Iterable[Rows], setting: Setting) -> Iterator[CheckResult]:
    """Yield the results for schools, samples and actions, once all children have been seen."""
    kept = Kept()
    for one in rows:
        kept.keep(one)
    yield from kept.results(map(drawn_sample, setting.register.samples.values()), setting)
    for action in setting.register.actions.values():
        yield from action_in_time(action, setting)
