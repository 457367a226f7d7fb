"""One school's pages alone, for that school: its own children, and nothing of any other.

What is counted of the school stays, such as how its PEPs were rated over the terms. Of a child
who has left it no row stays, save that a PEP was looked at on a day, where that counts towards a
duty: without the child, the PEP and the outcome. Of a child who is here nothing stays of what was
made or owed at another school. A child's journey through care is not the school's to see, and
what the virtual school means to raise is not sent ahead.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from pepsite.errors import PepsiteError, PublicationRefusedError
from pepsite.privacy.children import next_of
from pepsite.privacy.labels import ChildLabels
from pepsite.privacy.piles import how_they_stand
from pepsite.privacy.published import SchoolFolder
from pepsite.records.authority import Audience

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pepsite.compliance.results import Setting
    from pepsite.privacy.identity import Identity
    from pepsite.privacy.published import ChildRow, DueRow, JudgedRow, PublishedSite, SchoolPage
    from pepsite.records.authority import ChildLabel
    from pepsite.records.codes import YearGroup

_Row = TypeVar("_Row")
_NO_MARKING = (
    "a folder for a school needs a protective marking; "
    "give the audience school one in records/authority.yaml"
)
_NO_SCHOOL = (
    "there is no page for this school: no child in our care is or was at it this year; "
    "give the id of a school in records/schools"
)


@dataclass(frozen=True, slots=True)
class Pupil:
    """A child at the school and the year group, for the label."""

    child: str
    year_group: YearGroup


def school_folder(
    site: PublishedSite,
    public: PublishedSite,
    school: str,
    setting: Setting,
    labels: Mapping[str, str] | None,
) -> PublishedSite:
    """Return the site for one school, taken out of the site for staff (`site`).

    `public` is what everyone may read; `labels` are what children are called, None where that
    is by id. Who is not in them is called by id all the same, and the page says so.

    Raises:
        PublicationRefusedError: the settings give a school's pages no protective marking.
        PepsiteError: there is nothing to tell of this school.
    """
    staff = site.staff
    page = next((one for one in staff.schools if one.summary.id == school), None) if staff else None
    if staff is None or page is None or school not in setting.register.schools:
        raise PepsiteError(_NO_SCHOOL)
    here, of = frozenset(one.id for one in page.children), labels or {}
    # By the calendar and not by the name: two schools may have the same.
    calendars = {one.id for one in setting.calendars.calendars if one.school == school}
    own = tuple(one for one in site.guidance.term_dates if one.id in calendars)
    guidance = replace(public.guidance, term_dates=(*public.guidance.term_dates, *own))
    return replace(
        public,
        guidance=guidance,
        school=SchoolFolder(
            marking=_marking(setting),
            page=_without_others(page, here),
            year=staff.year,
            labels=_told_apart({child: of[child] for child in here & of.keys()}),
            by_id=0 if labels is None else len(here - of.keys()),
        ),
    )


def _told_apart(labels: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return labels with the id beside each that two children of the school share."""
    times = Counter(labels.values())
    return tuple(
        (child, f"{label} ({child})" if times[label] > 1 else label)
        for child, label in sorted(labels.items())
    )


def child_labels(
    pupils: Iterable[Pupil], identities: Iterable[Identity], label: ChildLabel
) -> dict[str, str]:
    """Return what children are called in a school's folder, where that is not by id."""
    known = ChildLabels(label, identities)
    return {one.child: called for one in pupils if (called := known.of(one)) != one.child}


def _marking(setting: Setting) -> str:
    marking = setting.register.authority.marking_for(Audience.SCHOOL)
    if marking is None:
        raise PublicationRefusedError(_NO_MARKING)
    return marking


def _without_others(page: SchoolPage, here: frozenset[str]) -> SchoolPage:
    due = _of(here, page.due)
    # What is asked of the school itself is about no child.
    actions = _of(here | {""}, page.actions)
    return replace(
        page,
        summary=replace(page.summary, **how_they_stand((*due, *actions))),
        coverage=tuple(
            replace(cover, evidence=tuple(_as_counted(row, here) for row in cover.evidence))
            for cover in page.coverage
        ),
        due=due,
        children=tuple(_as_known_here(child, due) for child in page.children),
        meetings=_of(here, page.meetings),
        judged=_of(here, page.judged),
        lines=_of(here, page.lines),
        learning=tuple(row for row in _of(here, page.learning) if not row.made_elsewhere),
        premium=_of(here, page.premium),
        training=_of(here, page.training),
        actions=actions,
        to_raise=(),
    )


def _as_known_here(child: ChildRow, due: Iterable[DueRow]) -> ChildRow:
    """Return a child's row without the PEP of another school, and what another school owes."""
    following = next_of(row for row in due if row.child == child.id)
    return replace(
        child,
        last_pep="" if child.last_pep_elsewhere else child.last_pep,
        last_pep_on=None if child.last_pep_elsewhere else child.last_pep_on,
        next_due=following.what if following else "",
        next_due_on=following.due_on if following else None,
    )


def _as_counted(row: JudgedRow, here: frozenset[str]) -> JudgedRow:
    """Return a look at a PEP; of a child who has left, only that there was one."""
    if row.child in here:
        return row
    return replace(row, child="", pep="", pep_record="", rating="", at_standard=None, record="")


def _of(here: frozenset[str], rows: Iterable[_Row]) -> tuple[_Row, ...]:
    """Return the rows about children who are here."""
    return tuple(row for row in rows if getattr(row, "child", None) in here)
