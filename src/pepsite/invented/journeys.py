"""Journey audits: a child's plans read one after another, by people of several services."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from pepsite.invented.assurance import Reviewed, raise_action
from pepsite.invented.cases import Case
from pepsite.invented.child_record import social_worker_on
from pepsite.invented.fields import Fields, given, iso

if TYPE_CHECKING:
    from pepsite.invented.page import Page

TEMPLATE = {"name": "journey", "edition": "2018-09-01"}
_NEW = (
    "s1.1", "s1.2", "s1.3", "s1.4a", "s1.4b", "s1.5", "s1.6", "s1.7", "s1.8", "s1.9", "s1.10",
)  # fmt: skip
_LATER = (
    "s2.1", "s2.2", "s2.3a", "s2.3b", "s2.4", "s2.5", "s2.6", "s2.7", "s2.8", "s2.9", "s2.10",
    "s2.11",
)  # fmt: skip
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
    "partly": "Present in the later plans, and thin in the first.",
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


def journey(page: Page, read: list[Reviewed]) -> tuple[list[Fields], list[Fields]]:
    """Return the audit of a child's journey, if there was one, and the actions it raised.

    `page` is that of the last PEP; `read` are the PEPs that were quality assured.
    """
    story, dice = page.story, page.dice
    theme = _THEMES.get(story.case)
    if len(read) < 2 or not (theme or story.number % 8 == 3):  # noqa: PLR2004
        return [], []
    fitting = [day for day in _DAYS if sum(one.reviewed_on < day for one in read) > 1]
    if not fitting:
        return [], []
    on = fitting[-1]
    seen = [one for one in read if one.reviewed_on < on]
    new = (on - story.periods[-1].entered_on) < timedelta(days=365)
    staff = page.shared.staff
    audit_id = dice.record_id("audit")
    what, action = dice.one_of(_RECOMMENDED)
    recommendation = dice.item_id()
    raised = raise_action(
        page, {"audit": audit_id, "recommendation": recommendation}, on, (what, action),
        staff.manager_of[page.phase],
    )  # fmt: skip
    questions = (_NEW if new else ()) + _LATER
    answers = [_answer(page, question) for question in questions]
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
                {"id": dice.item_id(), "role": role, "person": person}
                for role, person in (
                    ("virtual-school-deputy", staff.deputy),
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


def _answer(page: Page, question: str) -> Fields:
    dice = page.dice
    answer = dice.weighted((("yes", 76), ("partly", 18), ("no", 6)))
    return given(
        {
            "id": dice.item_id(),
            "question": question,
            "answer": answer,
            "explanation": _WHY.get(answer),
        }
    )


def _year_in_words(year_group: str) -> str:
    if year_group == "R":
        return "Reception"
    return f"Year {year_group[1:]}" if year_group.startswith("Y") else "nursery"
