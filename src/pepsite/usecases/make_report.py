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
from pepsite.reports.put_together import Asked, limits_of, put_together, with_let_past
from pepsite.store.workspace import Reading, read_one
from pepsite.usecases.compute_compliance import Kept, Rows, rows_of
from pepsite.usecases.in_parallel import in_order
from pepsite.usecases.list_let_past import list_let_past
from pepsite.usecases.workspace import ChildFolder, open_workspace, read_child, unreadable

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from pepsite.compliance.evidence import Passed
    from pepsite.compliance.results import Setting
    from pepsite.compliance.sampling.fulfilled import DrawnSample
    from pepsite.policy.pack import PolicyPack
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
class _Work:
    """What is counted of every child alike."""

    root: Path
    setting: Setting
    plan: Plan
    earlier: Plan


@dataclass(frozen=True, slots=True)
class _OfChild:
    tally: Tally
    earlier: Tally
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

    Raises:
        PepsiteError: there is no workspace here, no such report on this day, or the school is
            missing where one is asked for.
        PolicyPackError: its policy pack cannot be used.
        PublicationRefusedError: nothing settles what the report must withhold.
    """
    workspace = open_workspace(root, leave_out=_NOT_HELD)
    setting = workspace.setting(as_of)
    asked = _asked(workspace.policy, name, school, setting)
    limits_of(asked, setting)  # so that nothing is counted in vain
    wanted = {one for group in asked.version.groups for one in group.measures}
    measures = [one for one in workspace.policy.measures if one.id in wanted]
    plan = plan_of(asked.version, measures, setting, school)
    # Boards read how a figure went over several periods; others, what there is to do.
    of_board = measures if asked.report.audience is Audience.BOARD else []
    earlier = plan_of_earlier(asked.version, of_board, setting)
    work = _Work(root, setting, plan, earlier)
    folders, actions = workspace.folders(), workspace.paths_of("action")
    samples = workspace.paths_of("sample")
    not_read = unreadable(workspace.reading)
    del workspace  # the processes would share its listing, and ask nothing of it
    total, before_that = tally_staff(setting, plan), tally_staff(setting, earlier)
    left = Kept()
    for tally, of_earlier, missed in in_order(_of_action, work, actions, jobs):
        total.add(tally)
        before_that.add(of_earlier)
        not_read += missed
    drawn: list[DrawnSample] = []
    for sample, missed in in_order(_of_sample, work, samples, jobs):
        drawn += filter(None, [sample])
        not_read += missed
    for child in in_order(_of_child, work, folders, jobs):
        total.add(child.tally)
        before_that.add(child.earlier)
        left.keep(child.rows)
        not_read += child.unreadable
    shared = tuple(left.results(drawn, setting))
    total.add(tally_shared(shared, setting, plan))
    before_that.add(tally_shared(shared, setting, earlier))
    figures = figures_of(total, plan, setting)
    report = put_together(
        asked, figures, setting, not_read, figures_of(before_that, earlier, setting)
    )
    # A board holds the virtual school to account for it; staff have `pepsite history check`.
    is_for_board = asked.report.audience is Audience.BOARD
    return with_let_past(report, _let_past(root)) if is_for_board else report


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


def _of_child(work: _Work, folder: ChildFolder) -> _OfChild:
    casefile, not_read = read_child(work.root, folder)
    if casefile is None:
        return _OfChild(Tally(), Tally(), Rows(), not_read)
    setting, plan, earlier = work.setting, work.plan, work.earlier
    rows = rows_of(casefile, setting) if plan.asks_checks() else Rows()
    results = results_for(casefile, setting, plan, earlier)
    return _OfChild(
        tally_child(casefile, setting, plan, results),
        tally_child(casefile, setting, earlier, results),
        rows,
        not_read,
    )


def _of_action(work: _Work, path: str) -> tuple[Tally, Tally, int]:
    reading = Reading()
    action = read_one(work.root, path, reading)
    found = action_in_time(action, work.setting) if isinstance(action, Action) else ()
    results, setting = tuple(found), work.setting
    now = tally_shared(results, setting, work.plan)
    return now, tally_shared(results, setting, work.earlier), unreadable(reading)


def _of_sample(work: _Work, path: str) -> tuple[DrawnSample | None, int]:
    reading = Reading()
    sample = read_one(work.root, path, reading)
    return drawn_sample(sample) if isinstance(sample, Sample) else None, unreadable(reading)
