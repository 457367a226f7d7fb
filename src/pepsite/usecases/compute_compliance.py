"""Does practice comply? Every check, on one day, for all or for some."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pepsite.compliance import CHECKS
from pepsite.compliance.coverage import school_rows, schools_quality_assured
from pepsite.compliance.follow_up import action_in_time
from pepsite.usecases.workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from pepsite.compliance.coverage import SchoolRow
    from pepsite.compliance.results import CheckResult, Setting
    from pepsite.records.casefile import Casefile


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


@dataclass(frozen=True, slots=True)
class Compliance:
    """All results on one day, in order.

    `unreadable` counts the records that could not be read: nothing is said of those, and
    whoever shows the results says so.
    """

    as_of: date
    policy: str
    titles: dict[str, str]
    results: tuple[CheckResult, ...]
    unreadable: int


def compute_compliance(root: Path, as_of: date, only: Only | None = None) -> Compliance:
    """Return how every duty stands on this day.

    Raises:
        PepsiteError: there is no workspace here.
        PolicyPackError: its policy pack cannot be used.
    """
    wanted = only or Only()
    workspace = open_workspace(root)
    setting = workspace.setting(as_of)
    rows: list[SchoolRow] = []
    results: list[CheckResult] = []
    for casefile in workspace.casefiles():
        rows.extend(school_rows(casefile, setting))
        results.extend(filter(wanted.wants, child_results(casefile, setting)))
    results.extend(filter(wanted.wants, shared_results(rows, setting)))
    return Compliance(
        as_of,
        workspace.policy.name,
        workspace.policy.titles(),
        tuple(sorted(results, key=lambda one: one.order)),
        len({one.path for one in workspace.reading.findings}),
    )


def said_once(compliance: Compliance) -> Compliance:
    """Leave out a statutory duty where the authority's own asks the same thing by the same day.

    For lists of what to do: both are judged, and `compute_compliance` returns both.
    """
    own = {_same_thing(one) for one in compliance.results if not one.statutory}
    kept = tuple(
        one for one in compliance.results if not one.statutory or _same_thing(one) not in own
    )
    return replace(compliance, results=kept)


def _same_thing(result: CheckResult) -> tuple[object, ...]:
    return (result.asks, result.subject, result.part, result.due_on, result.status)


def child_results(casefile: Casefile, setting: Setting) -> Iterator[CheckResult]:
    """Yield the results of every check of one child's records."""
    for check in CHECKS:
        yield from check(casefile, setting)


def shared_results(rows: list[SchoolRow], setting: Setting) -> Iterator[CheckResult]:
    """Yield the results for schools and actions, once all children have been seen."""
    yield from schools_quality_assured(rows, setting)
    for action in setting.register.actions.values():
        yield from action_in_time(action, setting)
