"""What a PEP says about what comes next, about free time, and from carers and parents."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from pepsite.invented.cases import Case
from pepsite.invented.fields import (
    Fields,
    asked_declined,
    does_not_apply,
    given,
    iso,
    not_known_yet,
)
from pepsite.invented.terms import academic_year_of

if TYPE_CHECKING:
    from pepsite.invented.page import Page

_TRIGGERS = {
    "N2": "into-reception",
    "Y2": "into-key-stage-2",
    "Y6": "into-secondary",
    "Y11": "into-post-16",
    "Y13": "leaving-school-or-college",
}
_NEXT_STAGE = {"N2": "primary", "Y6": "secondary", "Y11": "later"}
_OFFERS = {"N2": (4, 16), "Y6": (3, 2), "Y11": (3, 20)}
"""The day of the year on which places are offered."""


def leisure(page: Page) -> list[Fields]:
    """Return what the child does outside lessons."""
    dice, words = page.dice, page.words
    entries = [
        given(
            {
                "id": dice.item_id(),
                "what": what,
                "how_often": often,
                "achievement": words.say("leisure_result") if dice.likely(0.5) else None,
            }
        )
        for what, often in words.rows("leisure", dice.between(1, 2))
    ]
    if dice.likely(0.15):
        entries[-1].pop("achievement", None)
        entries[-1]["barrier"] = words.say("leisure_barrier")
    return entries


def carer_views(page: Page) -> Fields | list[Fields]:
    """Return what the carer says, or that the carer chose not to."""
    words, dice = page.words, page.dice
    if page.story.case is Case.CARER_DECLINED or dice.likely(0.01):
        return asked_declined(page.until)
    how = dice.one_of(("in-person", "in-person", "telephone", "email", "form"))
    early = page.band in ("early", "infant", "junior")
    return [
        given(
            {
                "id": dice.item_id(),
                "words": words.say("carer_words"),
                "contribution": {"of": "carer", "how": how, "said_on": iso(page.until)},
                "reading_at_home": words.say("reading_home") if early else None,
                "homework": words.say("homework_home") if page.phase == "statutory" else None,
            }
        )
    ]


def parent_views(page: Page) -> Fields | list[Fields] | None:
    """Return what a parent says, where a parent takes part."""
    case = page.story.case
    if case is Case.UNACCOMPANIED:
        return does_not_apply("No contact with the family has been found.")
    if case is Case.ADOPTION:
        return does_not_apply("By the care plan, parents do not take part.")
    if page.story.number % 4 == 3:  # noqa: PLR2004
        return asked_declined(page.until) if page.first else None
    if not page.dice.likely(0.35):
        return None
    return [
        {
            "id": page.dice.item_id(),
            "words": page.words.say("parent_words"),
            "contribution": {
                "of": "parent",
                "how": "telephone",
                "said_on": iso(page.until),
                "helped_by": "social-worker",
            },
        }
    ]


def transition(page: Page) -> Fields | None:
    """Return how a move is prepared, in the years that end with one or when one is under way."""
    case, cycle = page.story.case, page.cycle
    if cycle.type == "change-of-provision":
        return _prepared(
            page, "new-school", page.stay.from_on if page.stay else page.day, page.stay
        )
    if case is Case.IN_CUSTODY and page.status == "in-custody":
        return _waiting(page, "return-to-school")
    if case is Case.NO_SCHOOL_PLACE and page.status == "no-school-place":
        return _waiting(page, "new-school")
    trigger = _TRIGGERS.get(page.year_group)
    if trigger is None:
        return None
    starts = date(academic_year_of(page.day) + 1, 9, 2)
    month_day = _OFFERS.get(page.year_group)
    known = month_day is None or (1, 1) <= month_day <= (page.day.month, page.day.day) < (9, 1)
    if not known:
        return _waiting(page, trigger)
    stays = [stay for stay in page.story.stays if stay.part == "main" and stay.from_on > page.day]
    return _prepared(page, trigger, starts, stays[0] if stays else None)


def _prepared(page: Page, trigger: str, on: date, stay: object) -> Fields:
    words = page.words
    school = getattr(stay, "school", None)
    if school is None and page.year_group in _NEXT_STAGE:
        places = page.shared.places.by_stage[_NEXT_STAGE[page.year_group]]
        school = places[page.story.number % len(places)]
    return given(
        {
            "trigger": trigger,
            "to_school": school["id"] if school else None,
            "expected_on": iso(on),
            "key_adult": words.say("transition", "key_adult"),
            "visits": words.say("transition", "visits"),
            "receiving_staff_invited": True,
            "systems_and_routines_shared": words.say("transition", "systems"),
            "passed_on": words.say("transition", "passed"),
        }
    )


def _waiting(page: Page, trigger: str) -> Fields:
    ask = "The admissions team" if page.phase != "post-16" else "The leaving care team"
    return {
        "trigger": trigger,
        "expected_on": not_known_yet(ask, page.due_next),
        "key_adult": not_known_yet(ask, page.due_next),
        "visits": page.words.say("transition", "visits"),
    }


def long_term_plans(page: Page) -> list[Fields]:
    """Return one or two longer-term plans."""
    rows = page.words.rows("long_term", 2 if page.band in ("upper", "later") else 1)
    return [
        {"id": page.dice.item_id(), "topic": topic, "what": what, "first_step": step}
        for topic, what, step in rows
    ]


def careers(page: Page) -> Fields | None:
    """Return careers advice, from Year 8 on."""
    if page.phase == "eyfs" or page.band in ("infant", "junior") or page.year_group == "Y7":
        return None
    words, dice = page.words, page.dice
    age = page.band if page.band in ("lower", "upper") else "later"
    advised = dice.likely(0.8)
    return {
        "advice_on": iso(page.day - timedelta(days=dice.between(10, 120)))
        if advised
        else not_known_yet("The careers adviser", page.due_next),
        "adviser": words.say("careers", "adviser"),
        "financial_information_given": age != "lower" or dice.likely(0.5),
        "work_experience": words.say("careers", f"work_{age}"),
        "options_and_applications": words.say("careers", f"options_{age}"),
    }
