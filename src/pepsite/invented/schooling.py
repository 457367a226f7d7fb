"""Where a child of the demo goes to school, and what happens there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from pepsite.invented.cases import Case
from pepsite.invented.fields import Fields, given, iso
from pepsite.invented.schools import (
    EARLY,
    LATER,
    PRIMARY,
    REFERRAL,
    SECONDARY,
    SECURE,
    SPECIAL,
    TUTOR,
)
from pepsite.invented.story import YEARS, Stay, Story, year_group
from pepsite.invented.terms import AS_OF, BEGIN, OUR_DAYS

if TYPE_CHECKING:
    from pepsite.invented.shared import Shared

_LAST_DAY, _FIRST_DAY = date(2025, 7, 18), date(2025, 9, 3)
_FIRST_YEAR_OF = {EARLY: "N1", PRIMARY: "R", SECONDARY: "Y7", LATER: "Y12", SPECIAL: "R"}
_CHOSEN = {
    Case.IN_WALES: "Ysgol Glan Carreg",
    Case.INDEPENDENT: "Larchmont House School",
    Case.OUT_OF_AREA: "Thornbeck Primary School",
    Case.SCHOOL_MOVE: "Ashmere Park Academy",
    Case.SUSPENDED: "The Gatley Moss School",
    Case.SUBMITTED: "Kilnfield Primary Academy",
    Case.REVISED: "Ashmere Park Academy",
    Case.CARER_DECLINED: "Hollin Brook Primary School",
    Case.REVIEW_MISSED: "Ridgeway Cross Academy",
}
_FAR_AWAY = ("Ysgol Glan Carreg", "Larchmont House School")


def send_to_school(story: Story, shared: Shared) -> None:
    """Give the child's story its places of education, its standing and its events."""
    _usual_stays(story, shared)
    change = _CHANGES.get(story.case)
    if change:
        change(story, shared)
    story.stays = [stay for stay in story.stays if stay.from_on <= AS_OF]
    _suspensions(story)
    story.events.sort(key=lambda event: str(event["happened_on"]))


def _stage(year: str, story: Story) -> str | None:
    place = YEARS.index(year)
    if place == 0:
        return None
    special = story.case is Case.SPECIAL_SCHOOL or (story.sen == "E" and story.number % 3 == 0)
    if special and story.case in (Case.NONE, Case.SPECIAL_SCHOOL) and place > YEARS.index("N2"):
        return SPECIAL
    for stage, last in ((EARLY, "N2"), (PRIMARY, "Y6"), (SECONDARY, "Y11")):
        if place <= YEARS.index(last):
            return stage
    return LATER


def _usual_stays(story: Story, shared: Shared) -> None:
    before = None
    for year in (2024, 2025):
        group = year_group(story.born_on, year)
        stage = _stage(group, story)
        if stage is None or stage == before:
            continue
        if story.stays:
            story.stays[-1].until_on = _LAST_DAY
        school = _choose(story, shared, stage)
        story.stays.append(Stay(school, "main", _began(story, stage, group, year)))
        before = stage
    if story.case is Case.UNACCOMPANIED:
        entered_on = story.periods[0].entered_on
        story.stays = story.stays[-1:]
        story.stays[0].from_on = OUR_DAYS.after(entered_on, 9)
        story.stays[0].more = {"days_a_week": 3.0, "hours_a_week": 15.0}


def _began(story: Story, stage: str, group: str, year: int) -> date:
    if year == 2025:  # noqa: PLR2004
        return _FIRST_DAY
    years_ago = YEARS.index(group) - YEARS.index(_FIRST_YEAR_OF[stage])
    return date(BEGIN.year - years_ago, 9, 4 - story.number % 3)


def _choose(story: Story, shared: Shared, stage: str) -> Fields:
    schools = shared.places.by_stage[stage]
    wanted = _CHOSEN.get(story.case)
    for school in schools:
        if school["name"] == wanted:
            return school
    away = story.dice.likely(0.12)
    fitting = [school for school in schools if school["name"] not in _FAR_AWAY]
    near = [school for school in fitting if school["in_area"] is not away]
    return story.dice.one_of(near or fitting)


def _named(shared: Shared, name: str) -> Fields:
    return next(school for school in shared.places.schools if school["name"] == name)


def _no_place(story: Story, shared: Shared) -> None:
    story.stays[-1].until_on = date(2026, 2, 20)
    story.stays[-1].why_left = "The foster home moved too far away for the journey each day."
    story.stays.append(
        Stay(shared.places.by_stage[TUTOR][0], "tuition", date(2026, 3, 2), None,
             {"days_a_week": 5.0, "hours_a_week": 15.0, "alternative_provision_reason": "OTH"})
    )  # fmt: skip
    story.statuses.append((date(2026, 2, 23), "no-school-place"))
    story.events.append(_event(story, "school-move", date(2026, 2, 23), told=_TOLD))


def _secure(story: Story, shared: Shared) -> None:
    story.stays[-1].until_on = date(2026, 1, 16)
    story.stays[-1].why_left = "Remanded by the court."
    story.stays.append(Stay(shared.places.by_stage[SECURE][0], "main", date(2026, 1, 19)))
    story.statuses.append((date(2026, 1, 19), "in-custody"))
    story.events.append(_event(story, "placement-move", date(2026, 1, 19), told=_TOLD))


def _dual(story: Story, shared: Shared) -> None:
    bridge = shared.places.by_stage[REFERRAL][0]
    story.stays.append(
        Stay(bridge, "subsidiary", date(2025, 11, 3), None,
             {"days_a_week": 2.0, "hours_a_week": 10.0, "alternative_provision_reason": "OTH"})
    )  # fmt: skip


def _part_time(story: Story, shared: Shared) -> None:
    del shared
    main = story.stays[-1]
    story.stays[-1] = Stay(main.school, "main", main.from_on, date(2026, 2, 27))
    story.stays.append(
        Stay(main.school, "main", date(2026, 3, 2), None,
             {"days_a_week": 5.0, "hours_a_week": 17.5, "timetable": "part-time",
              "timetable_review_on": "2026-05-22"})
    )  # fmt: skip
    story.statuses.append((date(2026, 3, 2), "part-time"))
    why = "Agreed with the social worker and the virtual school until the half-term holiday."
    story.events.append(
        _event(story, "part-time-timetable", date(2026, 3, 2), reason=why, told=_TOLD)
    )


def _moves(story: Story, shared: Shared) -> None:
    story.stays[-1].until_on = date(2026, 1, 9)
    story.stays[-1].why_left = "Moved with the foster home, after a visit to the new school."
    new = _named(shared, "Ridgeway Cross Academy")
    story.stays.append(Stay(new, "main", date(2026, 1, 12)))
    story.events.append(_event(story, "school-move", date(2026, 1, 12), told=_TOLD))


def _excluded(story: Story, shared: Shared) -> None:
    story.stays[-1].until_on = date(2025, 12, 5)
    story.stays[-1].why_left = "Permanent exclusion, upheld by the governors."
    bridge = shared.places.by_stage[REFERRAL][0]
    story.stays.append(
        Stay(bridge, "main", date(2025, 12, 15), None, {"alternative_provision_reason": "PEX"})
    )
    story.statuses += [
        (date(2025, 12, 8), "excluded"),
        (date(2025, 12, 15), "alternative-provision"),
    ]
    why = "A serious incident, after a term with two suspensions."
    story.events.append(
        _event(story, "permanent-exclusion", date(2025, 12, 5), reason=why, told=_TOLD)
        | {"provision_from_sixth_day": "Day places at The Bridge Centre from the sixth day"}
    )


def _leaves_college(story: Story, shared: Shared) -> None:
    del shared
    story.stays[-1].until_on = date(2025, 11, 21)
    story.stays[-1].why_left = "{child} found that the course was not the right one, and said so."
    story.statuses.append((date(2025, 11, 24), "not-in-education-employment-or-training"))


_CHANGES = {
    Case.NO_SCHOOL_PLACE: _no_place,
    Case.IN_CUSTODY: _secure,
    Case.DUAL_REGISTERED: _dual,
    Case.PART_TIME: _part_time,
    Case.SCHOOL_MOVE: _moves,
    Case.EXCLUDED: _excluded,
    Case.NOT_IN_EDUCATION: _leaves_college,
}
_TOLD = ["social-worker", "virtual-school-officer"]


def _suspensions(story: Story) -> None:
    """Add suspensions, while in care: the days after which the carer had to stay at home."""
    if story.case in (Case.SUSPENDED, Case.EXCLUDED):
        days = [date(2025, 3, 18), date(2025, 10, 9), date(2025, 11, 18)]
        days += [date(2026, 3, 10)] if story.case is Case.SUSPENDED else []
    elif story.band_on(AS_OF) in ("lower", "upper") and story.dice.likely(0.12):
        days = [OUR_DAYS.on_or_after(date(2025, 9, 15) + timedelta(story.dice.between(0, 220)))]
    else:
        return
    for on in days:
        stay, words = story.main_stay_on(on), story.words_on(on)
        if stay is None or not any(period.entered_on <= on for period in story.periods):
            continue
        halves = story.dice.between(1, 6)
        event = _event(
            story, "suspension", on, half_days=halves, reason=words.say("suspension"), told=_TOLD,
            back_on=iso(OUR_DAYS.after(on, (halves + 1) // 2)),
        )  # fmt: skip
        story.events.append(event)


def _event(story: Story, kind: str, on: date, **more: object) -> Fields:
    parts = {"id": story.dice.item_id(), "kind": kind, "happened_on": iso(on)} | more
    return given({field: parts.get(field) for field in _EVENT_FIELDS})


_EVENT_FIELDS = (
    "id", "kind", "happened_on", "half_days", "reason", "told", "provision_from_sixth_day",
    "back_on",
)  # fmt: skip
