"""What must agree between records, so that nothing points nowhere.

What is always true inside one record is a validator of its model. JSON Schema can say
neither; docs/records.md lists the rules only pepsite checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.findings import Finding, finding
from pepsite.records.answers import given
from pepsite.records.kinds import path_of
from pepsite.records.references import references

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.compliance.workspace import Workspace
    from pepsite.findings import FieldPath
    from pepsite.records.calendar import Calendar
    from pepsite.records.casefile import Casefile
    from pepsite.records.kinds import Record
    from pepsite.records.pep import Pep
    from pepsite.records.review import Audit, QaReview


def points_somewhere(record: Record, workspace: Workspace) -> Iterator[Finding]:
    """Yield each id in a record that no record of the workspace has."""
    for place, kind, record_id in references(record):
        if workspace.path(record_id) is None:
            yield finding("points-nowhere", path_of(record), place, kind=kind)


def points_inside_the_child(casefile: Casefile, workspace: Workspace) -> Iterator[Finding]:
    """Yield what ties a PEP, review or audit to another child than its own."""
    child = casefile.child
    for pep in casefile.peps:
        if child.care_period(pep.care_period) is None:
            yield finding("care-period-unknown", path_of(pep), ("care_period",))
        yield from _same_child(pep, ("previous_pep",), pep.previous_pep, workspace)
        yield from _item_links(pep)
    for review in casefile.qa_reviews:
        yield from _same_child(review, ("pep",), review.pep, workspace)
    for audit in casefile.audits:
        for index, judged in enumerate(audit.peps):
            yield from _same_child(audit, ("peps", index, "pep"), judged.pep, workspace)


def _same_child(
    record: Pep | QaReview | Audit, place: FieldPath, pep: str | None, workspace: Workspace
) -> Iterator[Finding]:
    other = workspace.path(pep) if pep else None
    if other is not None and other.split("/")[2] != record.child:
        yield finding("other-child", path_of(record), place)


def _item_links(pep: Pep) -> Iterator[Finding]:
    """Yield each link inside a PEP that leads nowhere: target to need, help and money to target."""
    needs, targets = given(pep.needs) or (), given(pep.targets) or ()
    interventions, premium = given(pep.interventions) or (), given(pep.premium)
    lines = premium.lines if premium is not None else ()
    need_ids, target_ids = {need.id for need in needs}, {target.id for target in targets}
    intervention_ids = {intervention.id for intervention in interventions}
    links: list[tuple[FieldPath, tuple[str, ...], set[str]]] = [
        *((("targets", at, "needs"), one.needs, need_ids) for at, one in enumerate(targets)),
        *(
            (("interventions", at, "targets"), one.targets, target_ids)
            for at, one in enumerate(interventions)
        ),
        *(
            (("premium", "lines", at, "targets"), one.targets, target_ids)
            for at, one in enumerate(lines)
        ),
    ]
    for place, linked, known in links:
        for index, one in enumerate(linked):
            if one not in known:
                *_, name = place
                yield finding("not-in-this-record", path_of(pep), (*place, index), list=name)
    for at, line in enumerate(lines):
        if line.intervention is not None and line.intervention not in intervention_ids:
            place = ("premium", "lines", at, "intervention")
            yield finding("not-in-this-record", path_of(pep), place, list="interventions")


def dates_agree(casefile: Casefile, workspace: Workspace) -> Iterator[Finding]:
    """Yield days of a PEP, and of its reviews, that cannot both be true."""
    del workspace
    completed = {pep.id: pep.completed_on for pep in casefile.peps}
    for pep in casefile.peps:
        period = casefile.child.care_period(pep.care_period)
        held_on = pep.held_on
        if period and held_on and held_on < period.entered_on:
            yield finding(
                "dates-out-of-order",
                path_of(pep),
                ("meetings",),
                earlier="entered_on",
                later="held_on",
            )
    for review in casefile.qa_reviews:
        done_on = completed.get(review.pep)
        if done_on and review.reviewed_on < done_on:
            yield finding(
                "dates-out-of-order",
                path_of(review),
                ("reviewed_on",),
                earlier="completed_on",
                later="reviewed_on",
            )


def phase_fits_year_group(casefile: Casefile, workspace: Workspace) -> Iterator[Finding]:
    """Yield PEPs of another phase than their year group had when they were made.

    A draft without a day is not judged. A PEP keeps the year group it was made in, so an old
    one stays valid when the child moves on.
    """
    for pep in casefile.peps:
        day = pep.completed_on or pep.held_on
        phases = workspace.phases(day) if day else None
        phase = phases.phase_of(pep.year_group) if phases else None
        if phases is not None and phase is not None and phase is not pep.phase:
            place = ("content", "phase")
            yield finding(
                "phase-not-year-group", path_of(pep), place, source=phases.source, phase=phase
            )


def corrections_name_items(casefile: Casefile, workspace: Workspace) -> Iterator[Finding]:
    """Yield corrections whose item is not in the child's record."""
    del workspace
    child = casefile.child
    for index, correction in enumerate(child.corrections):
        items = getattr(child, _LISTS.get(correction.field, ""), ())
        if correction.item is not None and correction.item not in {item.id for item in items}:
            yield finding(
                "not-in-this-record",
                path_of(child),
                ("corrections", index, "item"),
                list=_LISTS.get(correction.field, "care"),
            )


_LISTS = {
    "entered_on": "care",
    "ended_on": "care",
    "education": "education",
    "year_groups": "year_groups",
}


def one_calendar_a_year(calendars: Iterable[Calendar]) -> Iterator[Finding]:
    """Yield calendars of which another already covers the same year for the same school."""
    seen: set[tuple[int, str, str]] = set()
    for calendar in calendars:
        covers = _covers(calendar)
        if seen & covers:
            yield finding("calendar-twice", path_of(calendar), ("academic_year",))
        seen |= covers


def _covers(calendar: Calendar) -> set[tuple[int, str, str]]:
    """Return whose days of which year these are: one school's, an authority's, or ours."""
    year = calendar.academic_year
    if calendar.school is not None:
        return {(year, "school", calendar.school)}
    ours = {(year, "ours", "")} if calendar.ours else set()
    return {(year, "authority", calendar.authority)} | ours
