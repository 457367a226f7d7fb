"""Journey audits: a child's plans read one after another, by people of several services."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pepsite.invented.assurance import Reviewed, raise_action
from pepsite.invented.cases import Case
from pepsite.invented.child_record import social_worker_on
from pepsite.invented.fields import Fields, given, iso

if TYPE_CHECKING:
    from pepsite.invented.page import Page

TEMPLATE = {"name": "journey", "edition": "2018-09-01"}
_NEW = (
    "s1.1", "s1.2", "s1.3", "s1.4a", "s1.4b", "s1.5", "s1.6", "s1.7a", "s1.7b", "s1.8", "s1.9",
    "s1.10a", "s1.10b",
)  # fmt: skip
_NOT_NEW = (
    "s2.1", "s2.2", "s2.3a", "s2.3b", "s2.4", "s2.5", "s2.6", "s2.7a", "s2.7b", "s2.8", "s2.9a",
    "s2.9b", "s2.10", "s2.11",
)  # fmt: skip
_YES_OR_NO = ("s1.1", "s1.2", "s2.1", "s2.2")
_RATED = ("s1.10a", "s2.9a")
_DAYS = (date(2025, 3, 27), date(2025, 7, 3), date(2025, 12, 4), date(2026, 3, 19))
_THEMES = {
    Case.LOW_ATTENDANCE: "below-70-attendance",
    Case.NOT_IN_EDUCATION: "missing-education-or-neet",
    Case.NO_SCHOOL_PLACE: "missing-education-or-neet",
    Case.IN_CUSTODY: "custody",
    Case.INDEPENDENT: "independent-schools",
    Case.IN_WALES: "outside-the-borough",
    Case.OUT_OF_AREA: "outside-the-borough",
}
_OVERVIEW = (
    "{child} came into care <when> and is now in <year>.\n"
    "The plans show how education went on through changes of adults, and what was tried.\n"
    "Attendance, needs and support can be followed from one plan to the next."
)
_WHY = {
    "partly": "There in part, and thin.",
    "no": "Not found in any of the plans that were read.",
}
_RECOMMENDED = (
    ("Bring the child's own words from plan to plan, and say each time what was done.",
     "Use the answers to last time's views at the start of the next meeting."),
    ("Ask health and psychology for a contribution before each meeting.",
     "Write to both services with the dates of the next two meetings."),
    ("Hold the reviews at even distances, so that none falls after a long holiday.",
     "Send the school the dates for the year."),
)  # fmt: skip


def journey(
    page: Page, read: list[Reviewed], peps: list[Fields], care: list[Fields]
) -> tuple[list[Fields], list[Fields]]:
    """Return the audit of a child's journey, if there was one, and the actions it raised.

    `page` is that of the last PEP; `read` are the PEPs that were quality assured, `peps` all
    of them, and `care` the child's periods of care.
    """
    story, dice = page.story, page.dice
    theme = _THEMES.get(story.case)
    if not (theme or story.number % 8 == 3):  # noqa: PLR2004
        return [], []
    fitting = [
        (day, is_new, seen)
        for day in _DAYS
        if (seen := [one for one in read if one.reviewed_on < day])
        and ((is_new := _new_into_care(peps, care, day)) or len(seen) > 1)
    ]
    if not fitting:
        return [], []
    early = [one for one in fitting if one[1]] if story.number % 16 == 3 else []  # noqa: PLR2004
    on, new, seen = (early or fitting)[-1]
    staff = page.shared.staff
    teacher = staff.teacher_of.get(page.stay.school["id"]) if page.stay else None
    audit_id = dice.record_id("audit")
    what, action = dice.one_of(_RECOMMENDED)
    recommendation = dice.item_id()
    raised = raise_action(
        page, {"audit": audit_id, "recommendation": recommendation}, on, (what, action),
        staff.manager_of[page.phase],
    )  # fmt: skip
    answers = [_answer(page, question, seen[-1].rating) for question in (_NEW if new else _NOT_NEW)]
    thin = any(answer["answer"] == "no" for answer in answers)
    audit = given(
        {
            "schema": "audit/1",
            "id": audit_id,
            "type": "themed" if theme else "journey",
            "child": story.id,
            "template": dict(TEMPLATE),
            "audited_on": iso(on),
            "auditors": [
                given({"id": dice.item_id(), "role": role, "person": person})
                for role, person in (
                    ("virtual-school-deputy", staff.deputy),
                    ("designated-teacher", teacher),
                    ("social-worker", social_worker_on(story, page.shared, on)),
                    ("independent-reviewing-officer", staff.reviewing_officers[0]),
                )
            ],
            "looked_at_from": iso(date(on.year - 1, on.month, 1)),
            "looked_at_until": iso(on),
            "peps": [
                {"id": dice.item_id(), "pep": one.pep, "fingerprint": one.fingerprint}
                for one in seen
            ],
            "focus": [theme] if theme else ["new-into-care"] if new else [],
            "overview": _OVERVIEW.replace(
                "<when>", f"in {story.periods[-1].entered_on.year}"
            ).replace("<year>", _year_in_words(page.year_group)),
            "answers": answers,
            "recommendations": [{"id": recommendation, "what": what, "action": raised["id"]}],
            "comments": "The later plans are better than the first."
            if thin
            else "A child who has been listened to.",
        }
    )
    return [audit], [raised]


def _new_into_care(peps: list[Fields], care: list[Fields], day: date) -> bool:
    """Say whether the period of care of this day has seen no PEP meeting but that of the first."""
    [*_, period] = sorted(one["entered_on"] for one in care if one["entered_on"] <= iso(day))
    return not any(
        pep["type"] != "initial"
        and pep["status"] != "closed"
        and any(period < meeting.get("held_on", "") <= iso(day) for meeting in pep["meetings"])
        for pep in peps
    )


def _answer(page: Page, question: str, rating: str) -> Fields:
    dice = page.dice
    answer = dice.weighted((("yes", 76), ("partly", 18), ("no", 6)))
    if question in _YES_OR_NO and answer == "partly":
        answer = "no"
    return given(
        {
            "id": dice.item_id(),
            "question": question,
            "answer": rating if question in _RATED else answer,
            "explanation": None if question in _RATED else _WHY.get(answer),
        }
    )


def _year_in_words(year_group: str) -> str:
    if year_group == "R":
        return "Reception"
    return f"Year {year_group[1:]}" if year_group.startswith("Y") else "nursery"
