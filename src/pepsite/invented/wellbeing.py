"""How a child is at school: attendance, special needs, wellbeing."""

from __future__ import annotations

from datetime import date, timedelta

from pepsite.invented.cases import Case
from pepsite.invented.fields import Fields, does_not_apply, given, iso, not_known_yet
from pepsite.invented.page import GOOD_ATTENDANCE, NEED_NAMES, Page, since_care
from pepsite.invented.terms import academic_year_of


def attendance(page: Page) -> Fields | list[Fields]:
    """Return the sessions of this academic year up to the meeting."""
    story, dice = page.story, page.dice
    if page.stay is None:
        return does_not_apply("Not on the roll of a school since the last one was left.")
    days = page.shared.days_of(page.stay.school)
    first = max(date(academic_year_of(page.day), 9, 1), page.stay.from_on)
    last = days.on_or_before(page.until - timedelta(days=1))
    possible = 2 * days.count(first, last)
    if possible < 2 or last < first:  # noqa: PLR2004  # not one day yet
        return not_known_yet("The school office", page.until + timedelta(days=14))
    rate = story.attendance + dice.between(-30, 25) / 1000
    if page.status == "part-time":
        rate = min(rate, 0.68)
    missed = min(possible, max(0, round(possible * (1 - min(rate, 1.0)))))
    unauthorised = missed * dice.between(0, 40) // 100 if rate < GOOD_ATTENDANCE else missed // 12
    return [
        given(
            {
                "id": dice.item_id(),
                "school": page.stay.school["id"],
                "from_on": iso(days.on_or_after(first)),
                "until_on": iso(last),
                "sessions_possible": possible,
                "sessions_attended": possible - missed,
                "authorised": missed - unauthorised,
                "unauthorised": unauthorised,
                "late": min(possible - missed, dice.between(0, 3 + missed // 6)),
                "barrier": _barrier(page, (possible - missed) / possible),
            }
        )
    ]


def _barrier(page: Page, rate: float) -> str | None:
    """Return what stands in the way of coming to school, if anything does."""
    if page.status == "part-time":
        return page.words.say("attendance_barrier", "part")
    if rate >= GOOD_ATTENDANCE:
        return None
    return page.words.say("attendance_barrier", "middling" if rate >= 0.85 else "low")  # noqa: PLR2004


def special_needs(page: Page) -> Fields:
    """Return what special educational needs mean for this plan."""
    story, words = page.story, page.words
    return given(
        {
            "summary": words.say("sen_summary", story.sen, need=NEED_NAMES[story.sen_need]),
            "plan_reviewed_on": iso(page.day - timedelta(days=page.dice.between(30, 200)))
            if story.sen == "E"
            else None,
            "access_arrangements": words.say("sen_access") if story.sen != "N" else None,
            "assessments": words.say("assessments", "N" if story.sen == "N" else story.sen_need)
            if page.dice.likely(0.4)
            else None,
        }
    )


def wellbeing(page: Page) -> Fields:
    """Return how the child's social, emotional and mental health is looked after."""
    dice, words, story = page.dice, page.words, page.story
    lively = (
        story.case in (Case.SUSPENDED, Case.EXCLUDED, Case.PART_TIME)
        or story.number % 3 == 0
        or any(event["kind"] == "suspension" for event in story.events)
        or any(strand.thread.attachment for strand in story.strands)
    )
    return given(
        {
            "support": words.say("support"),
            "services": _services(page),
            "sdq": _sdq(page),
            "behaviour_strategies": words.say("behaviour", "some" if lively else "none"),
            "behaviour_agreed_with_virtual_school": True,
            "attachment_and_trauma": words.say("trauma") if dice.likely(0.4) else None,
        }
    )


def _services(page: Page) -> Fields | list[Fields]:
    dice = page.dice
    if page.story.number % 5 == 1 and page.story.case is Case.NONE:
        return does_not_apply("No specialist service is needed at present.")
    return [
        given(
            {
                "id": dice.item_id(),
                "who": who,
                "status": status,
                "since": iso(page.day - timedelta(days=dice.between(20, 300)))
                if status != "required"
                else None,
                "expected_outcome": outcome,
            }
        )
        for who, status, outcome in page.words.rows("service", 1)
    ]


def _sdq(page: Page) -> Fields | None:
    if page.band in ("early", "later"):
        return None
    if page.story.number % 7 == 5:  # noqa: PLR2004
        return {"not_done": "SDQ2"}
    done_on = since_care(page, page.dice.between(10, 200))
    if done_on is None:
        return None
    total = min(36, max(2, round(19 - 6 * page.story.ability["other"]) + page.dice.between(-4, 6)))
    return {
        "done_on": done_on,
        "total": total,
        "informant": "carer",
    }
