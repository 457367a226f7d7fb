"""The child's own record, written from the story."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from pepsite.invented.cases import Case
from pepsite.invented.fields import Fields, given, iso
from pepsite.invented.terms import AS_OF, BEGIN, OUR_DAYS

if TYPE_CHECKING:
    from pepsite.invented.periods import Period
    from pepsite.invented.shared import Shared
    from pepsite.invented.story import Stay, Story

_HOME_CODES = {
    "foster": ("U6", "PR1"),
    "family": ("U3", "PR1"),
    "home": ("K2", "PR4"),
    "adoption": ("A5", "PR1"),
    "supported": ("H5", "PR4"),
    "secure": ("R5", "PR3"),
}
_LEFT_ON = date(2025, 8, 29)
"""The day on which one of the social workers left, and others took over."""


def child_record(story: Story, shared: Shared) -> Fields:
    """Return the record of the child."""
    dice = story.dice
    care = [_period(story, period) for period in story.periods]
    return given(
        {
            "schema": "child/1",
            "id": story.id,
            "born": f"{story.born_on:%Y-%m}",
            "sex": story.sex,
            "ethnicity": story.ethnicity,
            "first_language": story.language,
            "interpreter_needed": story.case is Case.UNACCOMPANIED,
            "disability": story.sen == "E" and dice.likely(0.5),
            "care": care,
            "education": [_place(story, stay) for stay in story.stays],
            "education_statuses": [
                {"id": dice.item_id(), "from_on": iso(from_on), "status": status}
                for from_on, status in _statuses(story)
            ],
            "year_groups": _year_groups(story),
            "sen": _sen(story),
            "responsible": _responsible(story, shared),
            "parents_may_have_a_copy": _parents(story),
            "siblings_in_care": [story.sibling] if story.sibling else [],
            "events": story.events,
            "corrections": _corrections(story, shared),
        }
    )


def _period(story: Story, period: Period) -> Fields:
    dice = story.dice
    # A move that was planned for after care ended never happened.
    homes = [home for home in period.homes if not period.ended_on or home[0] <= period.ended_on]
    ends = [day for day, _ in homes[1:]] + [period.ended_on]
    return given(
        {
            "id": period.id,
            "entered_on": iso(period.entered_on),
            "ended_on": iso(period.ended_on),
            "expected_end_on": "2026-08-31" if story.case is Case.ADOPTION else None,
            "reason_ended": period.reason_ended,
            "emergency": period.emergency,
            "category_of_need": period.category,
            "first_statutory_review_on": iso(period.first_review_on),
            "unaccompanied": True if story.case is Case.UNACCOMPANIED else None,
            "legal_statuses": [
                {"id": dice.item_id(), "from_on": iso(from_on), "status": status}
                for from_on, status in _legal(story, period)
            ],
            "placements": [
                given(
                    {
                        "id": dice.item_id(),
                        "from_on": iso(from_on),
                        "until_on": iso(until_on),
                        "type": _HOME_CODES[sort][0],
                        "provider": _HOME_CODES[sort][1],
                        "in_area": sort not in ("secure", "adoption") and _lives_near(story),
                    }
                )
                for (from_on, sort), until_on in zip(homes, ends, strict=True)
            ],
        }
    )


def _lives_near(story: Story) -> bool:
    """Say whether the child lives in our area: most do whose school is in it."""
    return bool(story.stays and story.stays[-1].school["in_area"])


def _legal(story: Story, period: Period) -> list[tuple[date, str]]:
    agreed = story.number % 5 == 4 and story.case is Case.NONE  # noqa: PLR2004
    if agreed or story.case is Case.UNACCOMPANIED:
        return [(period.entered_on, "V2")]
    steps = [(period.entered_on, "L2" if period.emergency else "C1")]
    if period.emergency:
        steps.append((period.entered_on + timedelta(days=8), "C1"))
    steps.append((period.entered_on + timedelta(days=190), "C2"))
    if story.case is Case.ADOPTION:
        steps.append((date(2026, 1, 22), "E1"))
    if story.case is Case.IN_CUSTODY:
        steps.append((date(2026, 1, 19), "J1"))
    last = min(period.ended_on or AS_OF, AS_OF)
    return sorted(step for step in steps if step[0] <= last)


def _place(story: Story, stay: Stay) -> Fields:
    usual: Fields = {}
    if stay.part == "main" and not stay.more:
        early = stay.school["type"] == "nursery"
        usual = {"days_a_week": 5.0, "hours_a_week": 30.0 if early else 32.5}
    more = {**usual, **stay.more}
    return given(
        {
            "id": story.dice.item_id(),
            "school": stay.school["id"],
            "part": stay.part,
            "from_on": iso(stay.from_on),
            "until_on": iso(stay.until_on),
            **{field: more.get(field) for field in _HOW_MUCH},
            "why_left": stay.why_left,
        }
    )


_HOW_MUCH = (
    "days_a_week", "hours_a_week", "timetable", "timetable_review_on",
    "alternative_provision_reason",
)  # fmt: skip


def _statuses(story: Story) -> list[tuple[date, str]]:
    first = story.stays[0].from_on if story.stays else story.periods[0].entered_on
    start = max(first, story.periods[0].entered_on)
    return [(start, "on-roll"), *(step for step in story.statuses if step[0] > start)]


def _year_groups(story: Story) -> list[Fields]:
    since = story.periods[0].entered_on
    days = [max(BEGIN, since), date(2025, 9, 1)] if since < date(2025, 9, 1) else [since]
    return [
        {
            "id": story.dice.item_id(),
            "from_on": iso(date(day.year, 9, 1) if day == BEGIN else day),
            "year_group": story.year_group_on(day),
        }
        for day in days
    ]


def _sen(story: Story) -> list[Fields]:
    dice = story.dice
    if story.sen == "N":
        return [{"id": dice.item_id(), "from_on": iso(_first_day(story)), "provision": "N"}]
    entry = {
        "id": dice.item_id(),
        "from_on": iso(_first_day(story)),
        "provision": story.sen,
        "primary_need": story.sen_need,
        "secondary_need": "SEMH" if story.sen_need != "SEMH" and dice.likely(0.4) else None,
    }
    if story.sen == "E":
        entry |= {
            "plan_authority": "Ashmere Borough Council",
            "annual_review_on": iso(OUR_DAYS.on_or_after(date(2025, 11, 3) + timedelta(
                dice.between(0, 180)))),
        }  # fmt: skip
    return [given(entry)]


def _first_day(story: Story) -> date:
    return max(story.periods[0].entered_on, date(2023, 9, 4))


def social_worker_on(story: Story, shared: Shared, day: date) -> str:
    """Return who is the child's social worker on this day."""
    workers = shared.staff.social_workers
    worker = workers[story.number % len(workers)]
    if worker == workers[-1] and day > _LEFT_ON:
        return workers[story.number // len(workers) % (len(workers) - 1)]
    return worker


def officer_on(story: Story, shared: Shared, day: date) -> str:
    """Return the virtual school's officer for the child: the one who looks after the school."""
    begun = [stay for stay in story.stays if stay.from_on <= day and stay.part != "subsidiary"]
    stay = begun[-1] if begun else (story.stays[0] if story.stays else None)
    school = stay.school if stay else shared.places.schools[0]
    return shared.staff.officer_of[school["id"]]


def _responsible(story: Story, shared: Shared) -> list[Fields]:
    start = story.periods[-1].entered_on
    rows: list[tuple[str, str, date, date | None]] = []
    before, after = (social_worker_on(story, shared, day) for day in (_LEFT_ON, AS_OF))
    if before != after and start <= _LEFT_ON:
        rows.append(("social-worker", before, start, _LEFT_ON))
        start_now = date(2025, 9, 1)
    else:
        start_now = start
    rows.append(("social-worker", after, start_now, None))
    for stay in story.stays:
        teacher = shared.staff.teacher_of.get(stay.school["id"])
        if stay.part == "main" and (stay.until_on is None or stay.until_on >= start):
            since = max(stay.from_on, start)
            if teacher:
                rows.append(("designated-teacher", teacher, since, stay.until_on))
    rows += [
        ("virtual-school-officer", officer, since, until)
        for officer, since, until in _officers(story, shared, start)
    ]
    reviewing = shared.staff.reviewing_officers
    rows.append(
        ("independent-reviewing-officer", reviewing[story.number % len(reviewing)], start, None)
    )
    if story.band_on(AS_OF) in ("later", "newcomer"):
        advisers = shared.staff.personal_advisers
        since = max(start, date(story.born_on.year + 16, story.born_on.month, 1))
        rows.append(("personal-adviser", advisers[story.number % len(advisers)], since, None))
    return [
        given(
            {
                "id": story.dice.item_id(),
                "role": role,
                "person": person,
                "from_on": iso(from_on),
                "until_on": iso(until_on),
            }
        )
        for role, person, from_on, until_on in rows
    ]


def _officers(story: Story, shared: Shared, start: date) -> list[tuple[str, date, date | None]]:
    """Return the officers one after another: another school may mean another officer."""
    changes = sorted({max(stay.from_on, start) for stay in story.stays} | {start})
    runs: list[tuple[str, date, date | None]] = []
    for day in changes:
        officer = officer_on(story, shared, day)
        if runs and runs[-1][0] == officer:
            continue
        if runs:
            runs[-1] = (runs[-1][0], runs[-1][1], day - timedelta(days=1))
        runs.append((officer, day, None))
    return runs


def _parents(story: Story) -> bool | Fields:
    if story.case is Case.UNACCOMPANIED:
        return {"no_answer": "does-not-apply", "why": "No contact with the family has been found."}
    return story.number % 4 != 3 and story.case is not Case.ADOPTION  # noqa: PLR2004


def _corrections(story: Story, shared: Shared) -> list[Fields]:
    if story.case is not Case.BIRTH_CORRECTED:
        return []
    return [
        {
            "id": story.dice.item_id(),
            "corrected_on": "2025-04-30",
            "by": social_worker_on(story, shared, date(2025, 4, 30)),
            "field": "born",
            "why": "The birth certificate came; the month first given by the family was wrong.",
        }
    ]
