"""The meetings of a PEP: cancelled ones, the one that was held, and who came."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from pepsite.invented.cases import Case
from pepsite.invented.child_record import officer_on, social_worker_on
from pepsite.invented.fields import Fields, given, iso
from pepsite.invented.terms import AS_OF, OUR_DAYS, WORKING_DAYS

if TYPE_CHECKING:
    from pepsite.invented.page import Page

_MODES = (("in-person", 66), ("online", 16), ("hybrid", 14), ("telephone", 4))
_CAME = (("yes", 90), ("for-part", 5), ("sent-apologies", 5))
_THERE = ("yes", "for-part")
_PARENT_SAID = {
    "no": "Told of the meeting by the social worker; chose not to come.",
    "sent-apologies": "Working that day; asked to be told how it went.",
}
_BECAUSE = {"left-care": "care-ended", "duplicate": "entered-twice"}
_TIMES = ("09:15", "09:30", "10:00", "11:15", "13:30", "14:00", "15:30", "15:45")


def meetings(page: Page) -> list[Fields]:
    """Return every attempt at a meeting, in order."""
    return [_off(page, day) for day in page.cycle.cancelled if day < AS_OF] + [_main(page)]


def _off(page: Page, day: date) -> Fields:
    dice = page.dice
    cancelled = dice.likely(0.6)
    sent_on = WORKING_DAYS.on_or_before(day - timedelta(days=dice.between(12, 25)))
    fields: Fields = {
        "id": dice.item_id(),
        "planned_for": iso(day),
        "at": dice.one_of(_TIMES),
        "mode": "in-person",
        "invitations_sent_on": iso(max(sent_on, page.cycle.period.entered_on)),
        "outcome": "cancelled" if cancelled else "did-not-go-ahead",
        "outcome_by": dice.one_of(("social-worker", "designated-teacher"))
        if page.stay
        else "social-worker",
    }
    why, because = page.words.row("meeting", "cancelled" if cancelled else "not_ahead")
    return fields | {"called_off_because": because, "why": why, "chair": _chair(page)}


def _main(page: Page) -> Fields:
    cycle, dice = page.cycle, page.dice
    held = cycle.held_on is not None
    secure = page.status == "in-custody"
    mode = dice.weighted(_MODES)
    if cycle.by_agreement:
        mode = "none-by-agreement"
    elif secure or page.stay is None:
        mode = "online" if secure else "in-person"
    sent_on = WORKING_DAYS.on_or_before(cycle.planned_for - timedelta(days=dice.between(12, 25)))
    sent_on = max(sent_on, cycle.period.entered_on)
    meets = mode != "none-by-agreement"
    invited = _invited(page, held=held) if sent_on <= AS_OF else []
    return given(
        {
            "id": dice.item_id(),
            "planned_for": iso(cycle.planned_for),
            "at": dice.one_of(_TIMES) if meets else None,
            "mode": mode,
            "place": _place(page, mode),
            "invitations_sent_on": iso(sent_on) if sent_on <= AS_OF and meets else None,
            "outcome": "held" if held else _not_held(page),
            "called_off_because": None if held else _BECAUSE.get(cycle.closed or ""),
            "why": _why(page, mode),
            "held_on": iso(cycle.held_on),
            "chair": _chair(page) if meets else None,
            "invited": invited,
            "summary": _summary(page, there=child_came(invited)) if held else None,
        }
    )


def _not_held(page: Page) -> str:
    return "cancelled" if page.cycle.closed else "planned"


def _why(page: Page, mode: str) -> str | None:
    if mode == "none-by-agreement":
        return page.words.say("meeting", "none_why")
    if page.cycle.closed == "left-care":
        return "Care ended before the day of the meeting."
    if page.cycle.closed == "duplicate":
        return "Entered twice; the meeting is recorded in the other plan."
    return None


def _place(page: Page, mode: str) -> str | None:
    if mode in ("none-by-agreement", "online", "telephone"):
        return None
    if page.stay is None:
        return "The carer's home"
    return "College" if page.phase == "post-16" else "School"


def _chair(page: Page) -> str:
    """Return who leads: the designated teacher, or the social worker where there is no school."""
    return "designated-teacher" if page.stay else "social-worker"


def child_came(invited: list[Fields]) -> bool:
    """Say whether the child was at the meeting, for all of it or for part."""
    return any(one["role"] == "child" and one.get("came") in _THERE for one in invited)


def _summary(page: Page, *, there: bool) -> str:
    words, cycle = page.words, page.cycle
    if cycle.by_agreement:
        return words.say("meeting", "no_meeting")
    if page.first:
        return words.say("meeting", "first")
    if page.band == "early":
        return words.say("meeting", "early")
    return words.say("meeting", "there" if there else "away")


def _invited(page: Page, *, held: bool) -> list[Fields]:
    people = [
        ("child", None),
        ("social-worker", social_worker_on(page.story, page.shared, page.day)),
        ("carer", None),
        ("virtual-school-officer", officer_on(page.story, page.shared, page.day)),
    ]
    teacher = page.shared.staff.teacher_of.get(page.stay.school["id"]) if page.stay else None
    if teacher:
        people.insert(1, ("designated-teacher", teacher))
    if page.story.case is Case.UNACCOMPANIED:
        people.append(("interpreter", None))
    elif page.story.number % 4 != 3 and page.story.case is not Case.ADOPTION:  # noqa: PLR2004
        people.append(("parent", None))
    if held and page.band not in ("early", "newcomer") and page.dice.likely(0.07):
        people.append(("advocate", None))
    return [_invitee(page, role, person, held=held) for role, person in people]


def _invitee(page: Page, role: str, person: str | None, *, held: bool) -> Fields:
    dice, words = page.dice, page.words
    entry: Fields = {
        "id": dice.item_id(),
        "role": role,
        "person": person,
    }
    if held and not page.cycle.by_agreement:
        came = dice.weighted(_CAME)
        if role == "parent":
            came = dice.weighted((("yes", 35), ("no", 40), ("sent-apologies", 25)))
        elif role == "child":
            young = page.band in ("early", "infant")
            came = dice.weighted((("yes", 20), ("for-part", 30), ("no", 50))) if young else came
            came = "no" if unwilling(page) else came
        elif role in (_chair(page), "advocate"):
            came = "yes"
        entry["came"] = came
        if came in ("no", "sent-apologies"):
            if role != "parent" or dice.likely(0.5):
                entry["contributed"] = "email" if role != "child" else "in-person"
            entry["reason"] = (
                words.say("meeting", "child_young" if page.band == "early" else "child_absent")
                if role == "child"
                else _PARENT_SAID[came] if role == "parent"
                else words.say("meeting", "apologies")
            )  # fmt: skip
    elif held:
        entry["came"] = "no"
        entry["contributed"] = "in-person" if role == "child" else "email"
        entry["reason"] = "No meeting, by agreement."
    return given(entry)


def unwilling(page: Page) -> bool:
    """Say whether the child did not want to take part in this meeting, and said so."""
    return page.story.case is Case.DISAGREEMENT and page.number % 2 == 1


def next_day(page_day: date, planned: date | None) -> date:
    """Return when the next meeting is meant to be: as planned, else about eleven weeks on."""
    if planned is not None:
        return planned
    day = page_day + timedelta(weeks=11)
    if day > date(2026, 7, 10):
        return date(2026, 10, 6) + timedelta(days=(page_day.day * 3) % 4)
    return OUR_DAYS.on_or_after(day)
