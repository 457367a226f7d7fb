"""The sections that every PEP has: care, history, arrangements, attendance, wellbeing and so on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pepsite.invented.cases import Case
from pepsite.invented.fields import Fields, does_not_apply, given, iso, not_known_yet
from pepsite.invented.terms import OUR_DAYS, academic_year_of

if TYPE_CHECKING:
    from pepsite.invented.dice import Dice
    from pepsite.invented.phrases import Words
    from pepsite.invented.shared import Shared
    from pepsite.invented.story import Stay, Story
    from pepsite.invented.timeline import Cycle

NEED_NAMES = {
    "SPLD": "specific difficulties with reading and spelling",
    "MLD": "moderate learning difficulties",
    "SEMH": "social, emotional and mental health",
    "SLCN": "speech, language and communication",
    "ASD": "autism",
}
ON_ROLL = ("on-roll", "part-time")
EYFS, POST_16 = ("early",), ("later", "newcomer")


@dataclass(slots=True)
class Page:
    """What the sections of one PEP are written from."""

    story: Story
    shared: Shared
    cycle: Cycle
    words: Words
    day: date
    until: date
    stay: Stay | None
    status: str
    year_group: str
    number: int
    due_next: date

    @property
    def dice(self) -> Dice:
        """The child's own chance."""
        return self.story.dice

    @property
    def band(self) -> str:
        """The child's age, as the words know it."""
        return self.words.band

    @property
    def phase(self) -> str:
        """The phase of the PEP."""
        if self.band in EYFS:
            return "eyfs"
        return "post-16" if self.band in POST_16 else "statutory"

    @property
    def first(self) -> bool:
        """Whether this is the first PEP of the period of care."""
        return self.cycle.type == "initial"


def care(page: Page) -> Fields:
    """Return what school must know of the child's care."""
    words, day = page.words, page.day
    home = page.cycle.period.home_on(day)
    later = page.band in ("upper", "later", "newcomer")
    return given(
        {
            "as_of": iso(OUR_DAYS.on_or_before(day - timedelta(days=page.dice.between(3, 12)))),
            "summary_of_care_plan": words.say("care_plan", home),
            "permanence_plan": words.say("permanence", home),
            "contact_arrangements": words.say("contact"),
            "who_may_permit": words.say("permit"),
            "daily_contact": words.say("daily_contact", home),
            "health_needs_at_school": words.say(
                "health", "some" if page.story.number % 4 == 0 else "none"
            ),
            "next_statutory_review_on": iso(day + timedelta(days=page.dice.between(40, 150))),
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
    if page.stay is not None and page.stay.from_on > date(2010, 1, 1):
        until = page.stay.from_on.replace(month=7, day=20)
        if until >= page.stay.from_on:
            until = until.replace(year=until.year - 1)
        entries.append(
            {
                "id": dice.item_id(),
                "place": words.say("earlier_place"),
                "until_on": iso(until),
                "attendance_and_conduct": words.say("history"),
                "achievements": words.say("achievements"),
            }
        )
    for stay in story.stays:
        if stay.part == "main" and stay.until_on and stay.until_on < page.day:
            entries.append(
                {
                    "id": dice.item_id(),
                    "school": stay.school["id"],
                    "from_on": iso(stay.from_on),
                    "until_on": iso(stay.until_on),
                    "attendance_and_conduct": words.say("history"),
                }
            )
    return entries or does_not_apply("This is the first place of education.")


def arrangements(page: Page) -> Fields:
    """Return what education there is now."""
    words, story = page.words, page.story
    without = page.status not in ON_ROLL
    hours = page.stay.more.get("hours_a_week", 32.5) if page.stay else 15.0
    if page.band == "early":
        hours = 15.0 if page.number % 2 else 30.0
    summary = words.say("summary", hours=f"{hours:g}")
    if page.status == "not-in-education-employment-or-training":
        summary = (
            "{child} is looking for work or another course.\n"
            "A careers adviser sees {child} every week, and two training providers have been asked."
        )
    elif page.status == "in-custody":
        summary = (
            "{child} has 25 hours a week in the education unit, in a group of four.\n"
            "The school sends the work of each subject, and exam entries stand."
        )
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
        return "Two mornings a week with a mentor, on applications and English, until a place is found."
    return "A full-time place in alternative provision, from the sixth day at the latest."


def other_plans(page: Page) -> list[Fields]:
    """Return where the plans are that this one is linked to."""
    dice, story = page.dice, page.story
    plans: list[Fields] = [
        {
            "id": dice.item_id(),
            "kind": "care-plan",
            "reference": "Kept in the social care case system",
            "reviewed_on": iso(page.day - timedelta(days=dice.between(20, 120))),
        }
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


def attendance(page: Page) -> Fields:
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
    unauthorised = missed * dice.between(0, 40) // 100 if rate < 0.93 else missed // 12  # noqa: PLR2004
    return given(
        {
            "from_on": iso(days.on_or_after(first)),
            "until_on": iso(last),
            "sessions_possible": possible,
            "sessions_attended": possible - missed,
            "authorised": missed - unauthorised,
            "unauthorised": unauthorised,
            "late": dice.between(0, 3 + missed // 6),
            "barrier": page.words.say("attendance_barrier", _barrier(page, rate)),
        }
    )


def _barrier(page: Page, rate: float) -> str:
    if page.status == "part-time":
        return "part"
    if rate >= 0.95:  # noqa: PLR2004
        return "good"
    return "middling" if rate >= 0.85 else "low"  # noqa: PLR2004


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
            "assessments": words.say("assessments"),
        }
    )


def wellbeing(page: Page) -> Fields:
    """Return how the child's social, emotional and mental health is looked after."""
    dice, words, story = page.dice, page.words, page.story
    lively = story.case in (Case.SUSPENDED, Case.EXCLUDED, Case.PART_TIME) or story.number % 3 == 0
    return given(
        {
            "support": words.say("support"),
            "services": _services(page),
            "sdq": _sdq(page),
            "behaviour_strategies": words.say("behaviour", "some" if lively else "none"),
            "behaviour_agreed_with_virtual_school": True,
            "attachment_and_trauma": words.say("trauma") if dice.likely(0.6) else None,
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
        for who, status, outcome in page.words.rows("service", dice.between(1, 2))
    ]


def _sdq(page: Page) -> Fields | None:
    if page.band in ("early", "later"):
        return None
    if page.story.number % 7 == 5:  # noqa: PLR2004
        return {"not_done": "SDQ2"}
    total = min(36, max(2, round(19 - 6 * page.story.ability["other"]) + page.dice.between(-4, 6)))
    return {
        "done_on": iso(page.day - timedelta(days=page.dice.between(10, 200))),
        "total": total,
        "informant": "carer",
    }
