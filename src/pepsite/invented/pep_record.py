"""One PEP, put together from its sections in the order of the model."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from pepsite.invented import learning, plans, sections, wellbeing
from pepsite.invented.cases import Case
from pepsite.invented.child_record import officer_on, social_worker_on
from pepsite.invented.fields import Fields, given, iso
from pepsite.invented.meetings import meetings, next_day
from pepsite.invented.page import Page
from pepsite.invented.targets import Work
from pepsite.invented.terms import AS_OF, WORKING_DAYS
from pepsite.invented.voices import voice

if TYPE_CHECKING:
    from pepsite.invented.shared import Shared
    from pepsite.invented.story import Story
    from pepsite.invented.timeline import Cycle

_BEFORE_MEETING = (
    "meetings", "content", "care", "history", "arrangements", "other_plans", "attendance",
    "special_needs", "leisure",
)  # fmt: skip
_ALWAYS = (
    "schema", "id", "child", "type", "status", "care_period", "previous_pep", "school",
    "year_group", "requested_on", "initiated_on", "arranged_on", "prepared_by", "closed",
)  # fmt: skip
_AFTER_MEETING = ("premium", "sign_offs", "distribution", "events")


def page_for(
    story: Story, shared: Shared, cycle: Cycle, following: Cycle | None, number: int
) -> Page:
    """Return what the sections of this PEP are written from."""
    day = cycle.day
    planned = None
    if following is not None and following.period is cycle.period and following.closed is None:
        planned = min([following.planned_for, *following.cancelled])
        planned = planned if planned > day else None
    stay = story.main_stay_on(day)
    if story.status_on(day) == "no-school-place":
        stay = None
    page = Page(
        story, shared, cycle, story.words_on(day), day, min(day, AS_OF), stay,
        story.status_on(day), story.year_group_on(day), number, next_day(day, planned),
    )  # fmt: skip
    # What the figures say comes first: needs, targets and summaries are drawn from them.
    page.attendance = wellbeing.attendance(page)
    page.content = learning.content(page)
    return page


def pep_record(page: Page, pep_id: str, status: str, previous: str | None) -> Fields:
    """Return the PEP. A draft has what its people have written by now, and no more."""
    work = Work(page) if page.cycle.held_on else None
    whole = _whole(page, work, pep_id, status, previous)
    if status not in ("draft", "closed"):
        return whole
    if work is not None:
        return {name: value for name, value in whole.items() if name not in _AFTER_MEETING}
    begun = page.day - timedelta(days=18) <= AS_OF and status == "draft"
    keep = _ALWAYS + (_BEFORE_MEETING if begun else ("meetings", "content"))
    thin = {name: value for name, value in whole.items() if name in keep}
    if not begun:
        thin["content"] = {"phase": page.phase}
    return thin


def _whole(page: Page, work: Work | None, pep_id: str, status: str, previous: str | None) -> Fields:
    story, cycle, words = page.story, page.cycle, page.words
    begun = _milestones(page)
    teacher = page.shared.staff.teacher_of.get(page.stay.school["id"]) if page.stay else None
    attempts = meetings(page)
    return given(
        {
            "schema": "pep/1",
            "id": pep_id,
            "child": story.id,
            "type": cycle.type,
            "status": status,
            "care_period": cycle.period.id,
            "previous_pep": previous,
            "school": page.stay.school["id"] if page.stay else None,
            "year_group": page.year_group,
            "requested_on": iso(begun[0]),
            "initiated_on": iso(begun[0]),
            "arranged_on": iso(begun[1]),
            "completed_on": iso(cycle.completed_on),
            "prepared_by": teacher or officer_on(story, page.shared, page.day),
            "meetings": attempts,
            "next_meeting_on": iso(page.due_next),
            "content": page.content,
            "care": sections.care(page),
            "history": sections.history(page),
            "arrangements": sections.arrangements(page),
            "other_plans": sections.other_plans(page),
            "planned_changes": sections.planned_changes(page),
            "attendance": page.attendance,
            "special_needs": wellbeing.special_needs(page),
            "wellbeing": wellbeing.wellbeing(page),
            "strengths": words.several("strengths", 3),
            "needs": work.needs if work else None,
            "voice": voice(page, pep_id, attempts[-1]) if work else None,
            "carer_views": plans.carer_views(page),
            "parent_views": plans.parent_views(page),
            "carer_role": words.say("carer_role"),
            "leisure": plans.leisure(page),
            "targets": work.targets if work else None,
            "interventions": work.interventions if work else None,
            "premium": work.premium if work else None,
            "transition": plans.transition(page),
            "long_term_plans": plans.long_term_plans(page),
            "careers": plans.careers(page),
            "disagreements": _disagreements(page),
            "attachments": _attachments(page),
            "distribution": _distribution(page, status),
            "sign_offs": _sign_offs(page, status, teacher),
            "closed": _closed(page),
            "events": _events(page, status),
        }
    )


def _milestones(page: Page) -> tuple[date, date]:
    """Return the days on which the PEP was begun and its meeting arranged."""
    entered_on = page.cycle.period.entered_on
    first = min([page.cycle.planned_for, *page.cycle.cancelled])
    if page.first:
        begun = WORKING_DAYS.after(entered_on, page.dice.between(1, 3))
    else:
        begun = WORKING_DAYS.on_or_before(first - timedelta(days=page.dice.between(20, 34)))
    begun = max(entered_on, min(begun, first, AS_OF))
    return begun, min(WORKING_DAYS.after(begun, page.dice.between(1, 4)), AS_OF)


def _disagreements(page: Page) -> list[Fields]:
    if page.story.case is not Case.DISAGREEMENT and not page.dice.likely(0.02):
        return []
    by, about, words = page.words.row("disagreement", _disagreed_on(page))
    if page.band in ("early", "infant") and by == "child":
        by = "carer"
    return [
        {
            "id": page.dice.item_id(),
            "by": by,
            "about": about,
            "words": words,
            "recorded_on": iso(page.until),
        }
    ]


def _disagreed_on(page: Page) -> str:
    """Return what there was to disagree on: a timetable or a move only where there was one."""
    if page.status == "part-time":
        return "part-time"
    with_parents = page.story.number % 4 != 3  # noqa: PLR2004
    return "moved" if page.cycle.type == "change-of-provision" and with_parents else "any"


def _attachments(page: Page) -> list[Fields]:
    kinds = [("school-report", 0.3), ("voice-sheet", 0.2), ("work-sample", 0.1)]
    if page.story.sen == "E":
        kinds.append(("ehcp", 0.9))
    if page.number == 0 and not page.first:
        kinds.append(("earlier-pep", 1.0))
    if page.status == "part-time":
        kinds.append(("timetable", 1.0))
    return [
        {
            "id": page.dice.item_id(),
            "kind": kind,
            "pointer": f"Document store, reference {page.dice.between(100_000, 999_999)}",
            "added_on": iso(page.until),
        }
        for kind, chance in kinds
        if page.dice.likely(chance)
    ]


def _distribution(page: Page, status: str) -> list[Fields]:
    done_on = page.cycle.completed_on
    if status != "complete" or done_on is None:
        return []
    sent_on = min(WORKING_DAYS.after(done_on, page.dice.between(1, 6)), AS_OF)
    roles = ["child", "carer"]
    rows: list[Fields] = [
        {
            "id": page.dice.item_id(),
            "to": role,
            "sent_on": iso(sent_on),
            "how": "On paper, read through together" if role == "child" else "Secure e-mail",
        }
        for role in roles
    ]
    if page.story.number % 4 == 3 and page.first:  # noqa: PLR2004
        why = (
            "The care plan says that parents do not have a copy; they are told how school is going."
        )
        rows.append({"id": page.dice.item_id(), "to": "parent", "withheld": why})
    return rows


def _sign_offs(page: Page, status: str, teacher: str | None) -> list[Fields]:
    done_on = page.cycle.completed_on
    if done_on is None or status == "closed":
        return []
    worker = social_worker_on(page.story, page.shared, page.day)
    rows = [("care", "social-worker", worker)]
    if teacher:
        rows.append(("education", "designated-teacher", teacher))
        if page.story.number % 11 != 7:  # noqa: PLR2004  # one in eleven forgets it
            rows.append(("whole", "designated-teacher", teacher))
    if status == "complete" and page.first:
        officer = officer_on(page.story, page.shared, page.day)
        rows.append(("premium", "virtual-school-officer", officer))
    return [
        {
            "id": page.dice.item_id(),
            "section": part,
            "role": role,
            "by": by,
            "signed_on": iso(done_on),
        }
        for part, role, by in rows
    ]


def _closed(page: Page) -> Fields | None:
    reason = page.cycle.closed
    if reason is None:
        return None
    officer = officer_on(page.story, page.shared, page.day)
    why = {
        "duplicate": "Begun twice by two people on the same day; the other one was kept.",
        "left-care": "Care ended with an adoption order before the meeting.",
    }[reason]
    on = min(AS_OF, page.cycle.period.ended_on or AS_OF)
    return {"closed_on": iso(on), "by": officer, "reason": reason, "why": why}


def _events(page: Page, status: str) -> list[Fields]:
    done_on = page.cycle.completed_on
    if status != "complete" or done_on is None:
        return []
    worker = social_worker_on(page.story, page.shared, done_on)
    officer = officer_on(page.story, page.shared, done_on)
    steps: list[tuple[int, Fields]] = [
        (4, {"by": officer, "to": "carer"}),
        (9, {"by": worker, "system": "The social care case system"}),
    ]
    kinds = ("shared", "filed")
    rows = []
    for kind, (days, step) in zip(kinds, steps, strict=True):
        on = WORKING_DAYS.after(done_on, days)
        if on <= AS_OF:
            rows.append({"id": page.dice.item_id(), "kind": kind, "happened_on": iso(on)} | step)
    return rows
