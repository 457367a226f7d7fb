"""Sections that every PEP has: care, history, arrangements, other plans, what will change."""

from __future__ import annotations

from datetime import date, timedelta

from pepsite.invented.cases import Case
from pepsite.invented.fields import Fields, does_not_apply, given, iso, not_known_yet
from pepsite.invented.learning import key_stage_2, key_stage_2_in_words
from pepsite.invented.page import GOOD_ATTENDANCE, NEED_NAMES, ON_ROLL, Page, since_care
from pepsite.invented.terms import WORKING_DAYS, academic_year_of


def care(page: Page) -> Fields:
    """Return what school must know of the child's care."""
    words, day = page.words, page.day
    home = page.cycle.period.home_on(day)
    if page.story.case is Case.ADOPTION and home == "foster":
        home = "court"
    later = page.band in ("upper", "later", "newcomer")
    return given(
        {
            "as_of": iso(page.lately(3, 12)),
            "summary_of_care_plan": words.say("care_plan", home),
            "permanence_plan": words.say("permanence", home),
            "contact_arrangements": words.say("contact"),
            "who_may_permit": words.say("permit"),
            "daily_contact": words.say("daily_contact", home) if page.first else None,
            "health_needs_at_school": words.say("health") if page.story.number % 4 == 0 else None,
            "next_statutory_review_on": iso(
                WORKING_DAYS.on_or_after(day + timedelta(days=page.dice.between(40, 150)))
            ),
            "pathway_plan": "Kept in the social care case system" if later else None,
        }
    )


def history(page: Page) -> Fields | list[Fields]:
    """Return the places of education before now."""
    story, words, dice = page.story, page.words, page.dice
    if page.first and story.case is Case.NOT_KNOWN_YET:
        return not_known_yet("The school office of the last authority", page.day + timedelta(14))
    if page.band == "early" and page.number % 2 and not page.first:
        return does_not_apply("This is the first place of education.")
    entries = []
    if story.stays:
        began = story.stays[0].from_on
        until = date(began.year - (began.month < 8), 7, 20)  # noqa: PLR2004  # before August
        then = "infant" if story.year_group_on(began) == "R" else story.band_on(began)
        entries.append(
            given(
                {
                    "id": dice.item_id(),
                    "place": words.say("earlier_place", then),
                    "until_on": iso(until) if page.band != "newcomer" else None,
                    "attendance_and_conduct": words.say("history", then),
                    "achievements": _achievements(page, then),
                }
            )
        )
    entries += [
        {
            "id": dice.item_id(),
            "school": stay.school["id"],
            "from_on": iso(stay.from_on),
            "until_on": iso(stay.until_on),
            "attendance_and_conduct": words.say(
                "history", "often" if story.attendance >= GOOD_ATTENDANCE else "seldom"
            ),
        }
        for stay in story.stays
        if stay.part == "main" and stay.until_on and stay.until_on < page.day
    ]
    return entries or does_not_apply("This is the first place of education.")


def _achievements(page: Page, then: str) -> str:
    """Return what was achieved before; in the tests of Year 6, what the scores say."""
    scores = key_stage_2(page.story) if then == "lower" else None
    if scores is not None and page.dice.likely(0.6):
        return key_stage_2_in_words(page, scores)
    return page.words.say("achievements", then)


def arrangements(page: Page) -> Fields:
    """Return what education there is now."""
    words, story = page.words, page.story
    without = page.status not in ON_ROLL
    hours = page.stay.more.get("hours_a_week", 32.5) if page.stay else 15.0
    if page.stay is not None and page.stay.school["type"] == "nursery":
        hours = 30.0
    elif page.status == "in-custody":
        hours = 25.0
    key = page.status if page.status not in ON_ROLL else ""
    if page.year_group == "R":
        key = "reception"
    summary = words.say("summary", key, hours=f"{hours:g}")
    return given(
        {
            "status": page.status,
            "summary": summary,
            "hours_a_week": hours,
            "interim_provision": _interim(page) if without else None,
            "special_educational_provision": does_not_apply(
                "No special educational provision is needed at present."
            )
            if story.sen == "N"
            else words.say("sen_summary", story.sen, need=NEED_NAMES[story.sen_need]),
            "timetable_agreed_until": "2026-05-22" if page.status == "part-time" else None,
        }
    )


def _interim(page: Page) -> str:
    if page.status == "no-school-place":
        return page.words.say("interim")
    if page.status == "in-custody":
        return "The education unit of the setting, from the second day."
    if page.status == "not-in-education-employment-or-training":
        return "Two mornings a week with a mentor, on applications and English."
    return "A full-time place in alternative provision, from the sixth day at the latest."


def other_plans(page: Page) -> list[Fields]:
    """Return where the plans are that this one is linked to."""
    dice, story = page.dice, page.story
    plans = [
        given(
            {
                "id": dice.item_id(),
                "kind": "care-plan",
                "reference": "Kept in the social care case system",
                "reviewed_on": since_care(page, dice.between(20, 120)),
            }
        )
    ]
    if story.sen == "E":
        plans.append(
            {
                "id": dice.item_id(),
                "kind": "education-health-and-care-plan",
                "reference": "Kept by the special needs service; a copy is in school",
                "reviewed_on": iso(page.day - timedelta(days=dice.between(30, 300))),
            }
        )
    if page.band in ("later", "newcomer"):
        plans.append(
            {
                "id": dice.item_id(),
                "kind": "pathway-plan",
                "reference": "Kept by the leaving care team",
            }
        )
    return plans


def planned_changes(page: Page) -> Fields | list[Fields]:
    """Return what is going to change, or that nothing is."""
    dice, words, case = page.dice, page.words, page.story.case
    key = _CHANGE_OF_CASE.get(case)
    if key is None and page.year_group in ("N2", "Y6", "Y11", "Y13"):
        key = "next-stage"
    if key is None and page.cycle.period.home_on(page.day) == "home":
        key = "move-home"
    if key is None:
        return does_not_apply(words.say("no_change"))
    what, minimise = words.row("planned_change", key)
    expected = date(academic_year_of(page.day) + 1, 9, 2)
    return [
        {
            "id": dice.item_id(),
            "what": what,
            "expected_on": iso(expected)
            if key == "next-stage"
            else not_known_yet("The social worker", page.due_next),
            "to_minimise_disruption": minimise,
        }
    ]


_CHANGE_OF_CASE = {
    Case.IN_CUSTODY: "return",
    Case.NO_SCHOOL_PLACE: "school-place",
    Case.ADOPTION: "adoption",
}
