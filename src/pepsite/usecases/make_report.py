"""A report of the policy on one day: every figure counted in one pass over the children."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.compliance.follow_up import action_in_time
from pepsite.compliance.measures.figures import figures_of
from pepsite.compliance.measures.tallies import (
    Plan,
    Tally,
    plan_of,
    plan_of_earlier,
    results_for,
    tally_child,
    tally_shared,
    tally_staff,
)
from pepsite.compliance.sampling.fulfilled import drawn_sample
from pepsite.errors import GitError, PepsiteError
from pepsite.policy.base import in_force
from pepsite.records.authority import Audience
from pepsite.records.review import Action, Sample
from pepsite.reports.put_together import (
    FOR_MANY,
    Asked,
    Counted,
    limits_of,
    put_together,
    with_let_past,
)
from pepsite.store.workspace import Reading, read_one
from pepsite.usecases.compute_compliance import Kept, Rows, rows_of
from pepsite.usecases.in_parallel import in_order
from pepsite.usecases.list_let_past import list_let_past
from pepsite.usecases.workspace import ChildFolder, open_workspace, read_child, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from pathlib import Path

    from pepsite.compliance.evidence import Passed
    from pepsite.compliance.results import CheckResult, Setting
    from pepsite.compliance.sampling.fulfilled import DrawnSample
    from pepsite.policy.pack import PolicyPack
    from pepsite.records.casefile import Casefile
    from pepsite.reports.report import Report

_NOT_HELD = ("action", "sample")


@dataclass(frozen=True, slots=True)
class Listed:
    """A report that can be asked for on a day."""

    id: str
    title: str
    audience: str
    period: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Files:
    """What is read for a report, and how many records could not be read so far."""

    root: Path
    children: tuple[ChildFolder, ...]
    actions: tuple[str, ...]
    samples: tuple[str, ...]
    unreadable: int


@dataclass(frozen=True, slots=True)
class _Counting:
    """What has to be counted for one report, in its two periods and in those before."""

    asked: Asked
    plan: Plan
    earlier: Plan


Tallies = tuple[tuple[Tally, Tally], ...]
"""What was counted for each report: in its two periods, and in those before."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is counted of every child alike."""

    root: Path
    setting: Setting
    counting: tuple[_Counting, ...]


@dataclass(frozen=True, slots=True)
class _OfChild:
    tallies: Tallies
    rows: Rows
    unreadable: int


def list_reports(root: Path, as_of: date) -> tuple[Listed, ...]:
    """Return the reports that the policy of a workspace has on this day.

    Raises:
        PepsiteError: there is no workspace here.
        PolicyPackError: its policy pack cannot be used.
    """
    policy = open_workspace(root, leave_out=_NOT_HELD).policy
    return tuple(
        Listed(
            report.id,
            report.title,
            str(report.audience),
            version.period,
            tuple(one.who for one in version.recipients),
        )
        for report in policy.reports
        for version in [in_force(report.versions, as_of)]
        if version is not None
    )


def make_report(
    root: Path, name: str, as_of: date, school: str | None = None, *, jobs: int = 1
) -> Report:
    """Return the report of this name as of a day; one for a school is about that school alone.

    Of a report from which something is withheld, that is settled with a view to all such
    reports: whoever reads this one may read another.

    Raises:
        PepsiteError: there is no workspace here, no such report on this day, or the school is
            missing where one is asked for.
        PolicyPackError: its policy pack cannot be used.
        PublicationRefusedError: nothing settles what the report must withhold.
    """
    setting, files = _open(root, as_of)
    asked = _asked(setting.policy, name, school, setting)
    all_asked = _for_many(setting) if asked.report.audience in FOR_MANY else (asked,)
    made = _make(files, setting, all_asked, jobs)
    return next(one for one in made if one.id == name)


def make_board_reports(root: Path, as_of: date, *, jobs: int = 1) -> tuple[Report, ...]:
    """Return every report that the policy has for a board on this day, as the board may see it.

    Raises:
        As `make_report`.
    """
    setting, files = _open(root, as_of)
    made = _make(files, setting, _for_many(setting), jobs)
    return tuple(one for one in made if one.audience == Audience.BOARD)


def _for_many(setting: Setting) -> tuple[Asked, ...]:
    """Return the reports from which something is withheld."""
    return tuple(
        Asked(report, version, None)
        for report in setting.policy.reports
        for version in [in_force(report.versions, setting.as_of)]
        if version is not None and report.audience in FOR_MANY
    )


def _open(root: Path, as_of: date) -> tuple[Setting, _Files]:
    """Return what to count by and what to read.

    The workspace itself is let go: the processes would share its listing, and ask nothing of it.
    """
    workspace = open_workspace(root, leave_out=_NOT_HELD)
    return workspace.setting(as_of), _Files(
        root,
        tuple(workspace.folders()),
        tuple(workspace.paths_of("action")),
        tuple(workspace.paths_of("sample")),
        unreadable(workspace.reading),
    )


def _make(
    files: _Files, setting: Setting, asked: tuple[Asked, ...], jobs: int
) -> tuple[Report, ...]:
    work = _work(files.root, setting, asked)
    not_read = files.unreadable
    total = _of_all(work, lambda plan: tally_staff(setting, plan))
    left = Kept()
    for tallies, missed in in_order(_of_action, work, files.actions, jobs):
        _add(total, tallies)
        not_read += missed
    drawn: list[DrawnSample] = []
    for sample, missed in in_order(_of_sample, work, files.samples, jobs):
        drawn += filter(None, [sample])
        not_read += missed
    for child in in_order(_of_child, work, files.children, jobs):
        _add(total, child.tallies)
        left.keep(child.rows)
        not_read += child.unreadable
    shared = tuple(left.results(drawn, setting))
    return _put_together(work, total, shared, not_read)


def board_work(root: Path, setting: Setting) -> Work:
    """Return what has to be counted of each child for the reports of a board.

    For who reads every child anyway: `count_child`, then `reports_for_staff` of it all.

    Raises:
        PublicationRefusedError: nothing settles what a report must withhold.
    """
    return _work(root, setting, _for_many(setting))


def count_child(work: Work, casefile: Casefile, results: tuple[CheckResult, ...]) -> Tallies:
    """Return what one child adds to each report; `results` are those of every check of it."""
    return _of_all(work, lambda plan: tally_child(casefile, work.setting, plan, results))


def reports_for_staff(
    work: Work, children: Iterable[Tallies], shared: tuple[CheckResult, ...], not_read: int
) -> tuple[Report, ...]:
    """Return the reports of a board with nothing withheld, as staff may see them.

    `shared` are the results of schools, samples and actions.
    """
    total = _of_all(work, lambda plan: tally_staff(work.setting, plan))
    for tallies in children:
        _add(total, tallies)
    made = _put_together(work, total, shared, not_read, in_full=True)
    return tuple(one for one in made if one.audience == Audience.BOARD)


def _work(root: Path, setting: Setting, asked: tuple[Asked, ...]) -> Work:
    for one in asked:
        limits_of(one, setting)  # so that nothing is counted in vain
    return Work(root, setting, tuple(_counting(one, setting) for one in asked))


def _put_together(
    work: Work,
    total: Tallies,
    shared: tuple[CheckResult, ...],
    not_read: int,
    *,
    in_full: bool = False,
) -> tuple[Report, ...]:
    setting = work.setting
    _add(total, _of_all(work, lambda plan: tally_shared(shared, setting, plan)))
    counted = [
        Counted(
            one.asked,
            figures_of(now, one.plan, setting),
            figures_of(before_that, one.earlier, setting),
        )
        for one, (now, before_that) in zip(work.counting, total, strict=True)
    ]
    # A board holds the virtual school to account for it; staff have `pepsite history check`.
    return tuple(
        with_let_past(one, _let_past(work.root)) if one.audience == Audience.BOARD else one
        for one in put_together(counted, setting, not_read, in_full=in_full)
    )


def _counting(asked: Asked, setting: Setting) -> _Counting:
    wanted = {one for group in asked.version.groups for one in group.measures}
    measures = [one for one in setting.policy.measures if one.id in wanted]
    # Boards read how a figure went over several periods; others, what there is to do.
    of_board = measures if asked.report.audience is Audience.BOARD else []
    return _Counting(
        asked,
        plan_of(asked.version, measures, setting, asked.school.id if asked.school else None),
        plan_of_earlier(asked.version, of_board, setting),
    )


def _of_all(work: Work, tally: Callable[[Plan], Tally]) -> Tallies:
    return tuple((tally(one.plan), tally(one.earlier)) for one in work.counting)


def _add(total: Tallies, more: Tallies) -> None:
    for pair, other in zip(total, more, strict=True):
        for tally, one in zip(pair, other, strict=True):
            tally.add(one)


def _let_past(root: Path) -> tuple[Passed, ...] | None:
    """Return what was let past, or None where there is no history that could tell."""
    try:
        return list_let_past(root)
    except GitError:
        return None


def _asked(policy: PolicyPack, name: str, school: str | None, setting: Setting) -> Asked:
    report = next((one for one in policy.reports if one.id == name), None)
    version = in_force(report.versions, setting.as_of) if report else None
    if report is None or version is None:
        message = "there is no report of this name on this day; `pepsite report --list` names them"
        raise PepsiteError(message)
    for_a_school = report.audience is Audience.SCHOOL
    if for_a_school != (school is not None):
        message = (
            "this report is made school by school; name one with --school"
            if for_a_school
            else "this report is about all schools; leave out --school"
        )
        raise PepsiteError(message)
    found = setting.register.schools.get(school) if school else None
    if for_a_school and found is None:
        message = "there is no school with this id under records/schools/"
        raise PepsiteError(message)
    return Asked(report, version, found)


def _of_child(work: Work, folder: ChildFolder) -> _OfChild:
    casefile, not_read = read_child(work.root, folder)
    if casefile is None:
        return _OfChild(_of_all(work, lambda _: Tally()), Rows(), not_read)
    setting = work.setting
    asks_checks = any(one.plan.asks_checks() for one in work.counting)
    rows = rows_of(casefile, setting) if asks_checks else Rows()
    plans = [plan for one in work.counting for plan in (one.plan, one.earlier)]
    results = results_for(casefile, setting, *plans)
    tallies = _of_all(work, lambda plan: tally_child(casefile, setting, plan, results))
    return _OfChild(tallies, rows, not_read)


def _of_action(work: Work, path: str) -> tuple[Tallies, int]:
    reading = Reading()
    action = read_one(work.root, path, reading)
    found = action_in_time(action, work.setting) if isinstance(action, Action) else ()
    results, setting = tuple(found), work.setting
    return _of_all(work, lambda plan: tally_shared(results, setting, plan)), unreadable(reading)


def _of_sample(work: Work, path: str) -> tuple[DrawnSample | None, int]:
    reading = Reading()
    sample = read_one(work.root, path, reading)
    return drawn_sample(sample) if isinstance(sample, Sample) else None, unreadable(reading)
