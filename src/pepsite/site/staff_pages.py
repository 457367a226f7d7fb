"""The pages of staff: which there are, where they lie, and what stands first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pepsite.privacy.published import Status
from pepsite.privacy.published_practice import GroupKind, Raise, Stage
from pepsite.privacy.wording import sentence
from pepsite.site import wording
from pepsite.site.page import RECORDS, REFERENCE, Page, file_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.privacy.published import (
        DueRow,
        SchoolFolder,
        SchoolPage,
        SchoolSummary,
        StaffPages,
    )
    from pepsite.privacy.published_practice import (
        GroupSummary,
        PremiumRow,
        StageCount,
        VisitPoint,
    )

_A_WEEK: Final = 7
_FOLDERS: Final = {
    GroupKind.PHASE: "phases",
    GroupKind.TEAM: "teams",
    GroupKind.OFFICER: "officers",
}


@dataclass(frozen=True, slots=True)
class Today:
    """What the first page opens on: what is due this week, and the schools where most is late."""

    late: int
    this_week: tuple[tuple[DueRow, SchoolSummary], ...]
    schools: tuple[SchoolPage, ...]


def staff_pages(staff: StaffPages) -> Iterator[Page]:
    """Yield every page that staff have besides what everyone may read."""
    yield Page("index.md", "staff.md.j2", today(staff.schools))
    if staff.board is not None:
        yield Page("term-board.md", "term-board.md.j2", staff.board)
    yield Page("caseloads.md", "caseloads.md.j2", staff.groups)
    for group in staff.groups:
        yield Page(group_path(group.summary), "group.md.j2", group, RECORDS)
    if staff.quality is not None:
        yield Page("samples.md", "samples.md.j2", staff.quality)
    if staff.concerns is not None:
        yield Page("concerns.md", "concerns.md.j2", staff.concerns)
    if staff.reports:
        yield Page("reports/index.md", "reports.md.j2", staff.reports, RECORDS)
    for report in staff.reports:
        yield Page(f"reports/{file_name(report.id)}.md", "report.md.j2", report, RECORDS)
    yield Page("schools/index.md", "schools.md.j2", _by_phase(staff.schools))
    for school in staff.schools:
        yield Page(f"schools/{file_name(school.summary.id)}.md", "school.md.j2", school, REFERENCE)
    for child in staff.children:
        yield Page(f"children/{file_name(child.id)}.md", "child.md.j2", child, RECORDS)


def school_pages(school: SchoolFolder) -> Iterator[Page]:
    """Yield the page of a folder for one school, besides what everyone may read."""
    yield Page("index.md", "school.md.j2", school.page)


def staff_navigation(staff: StaffPages) -> list[dict[str, object]]:
    """Return the part of the navigation that only staff have: the work comes first."""
    quality: list[dict[str, object]] = []
    if staff.quality is not None:
        quality.append({"Samples and moderation": "samples.md"})
    if staff.concerns is not None:
        quality.append({"Schools causing concern": "concerns.md"})
    if staff.reports:
        quality.append({"Reports": "reports/index.md"})
    found: list[dict[str, object]] = [{"What needs doing": "index.md"}]
    if staff.board is not None:
        found.append({"Term board": "term-board.md"})
    found += [{"Schools": "schools/index.md"}, {"Caseloads": "caseloads.md"}]
    return [*found, {"Checks and reports": quality}] if quality else found


def group_path(group: GroupSummary) -> str:
    """Return where the page of a group lies."""
    return f"{_FOLDERS[group.kind]}/{file_name(group.id)}.md"


def stage_count(stages: tuple[StageCount, ...], stage: str) -> int:
    """Return how many PEPs have come just so far."""
    return sum(one.count for one in stages if one.stage == stage)


def place_of_stage(stage: Stage) -> int:
    """Return where a stage stands in the order in which a PEP goes."""
    return list(Stage).index(stage)


def today(schools: tuple[SchoolPage, ...]) -> Today:
    """Return what to look at first: what is due soonest, and where most is late."""
    this_week = [
        (row, page.summary)
        for page in schools
        for row in page.due
        if row.status is Status.DUE and row.days is not None and row.days <= _A_WEEK
    ]
    this_week.sort(key=lambda found: (str(found[0].due_on), found[0].child, found[0].what))
    late = [school for school in schools if school.summary.late]
    return Today(
        late=sum(school.summary.late for school in late),
        this_week=tuple(this_week),
        schools=tuple(sorted(late, key=lambda school: -school.summary.late)),
    )


def _by_phase(schools: tuple[SchoolPage, ...]) -> dict[str, list[SchoolPage]]:
    """Return the schools under their phases, in the order they are given in."""
    phases: dict[str, list[SchoolPage]] = {}
    for school in schools:
        phases.setdefault(school.summary.phase, []).append(school)
    return phases


_TO_RAISE: Final = {
    Raise.LATE: ("duty is late", "duties are late"),
    Raise.NOT_BOOKED: (
        "child has no PEP meeting booked this term",
        "children have no PEP meeting booked this term",
    ),
    Raise.RETURNED: ("PEP was returned and waits", "PEPs were returned and wait"),
    Raise.WAITING: (
        "PEP was sent in and waits to be quality assured",
        "PEPs were sent in and wait to be quality assured",
    ),
    Raise.NOT_JUDGED: (
        "more PEP has to be quality assured this year",
        "more PEPs have to be quality assured this year",
    ),
    Raise.BELOW_STANDARD: (
        "PEP is below the standard by its last review this year",
        "PEPs are below the standard by their last review this year",
    ),
    Raise.FAILED_ITEM: ("time not met", "times not met"),
    Raise.CANCELLED: (
        "meeting this year was called off: what would help next time?",
        "meetings this year were called off: what would help next time?",
    ),
    Raise.VOICE: (
        "last plan is without the child's voice",
        "last plans are without the child's voice",
    ),
    Raise.ATTENDANCE: (
        "last plan has no attendance on record",
        "last plans have no attendance on record",
    ),
    Raise.PREMIUM: (
        "use of the premium serves no target",
        "uses of the premium serve no target",
    ),
    Raise.TRAINING: (
        "offer of training has not been taken up",
        "offers of training have not been taken up",
    ),
    Raise.ACTIONS: ("action is open", "actions are open"),
}


def to_raise(point: VisitPoint) -> str:
    """Return one thing to raise as a sentence."""
    counted = wording.count(point.count, *_TO_RAISE[point.what])
    said = f"{point.about} {sentence(counted)}" if point.about else counted
    return said if said.endswith("?") else f"{said}."


def amount(row: PremiumRow) -> str:
    """Return the amount of a use of the premium that is nearest to being spent."""
    for pence in (row.paid, row.approved, row.requested):
        if pence is not None:
            whole, rest = divmod(pence, 100)
            return f"£{whole:,}.{rest:02}" if rest else f"£{whole:,}"
    return "not on record"
