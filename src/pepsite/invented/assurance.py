"""Quality assurance of one PEP: the review, what was sent back, what was changed afterwards."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from pepsite.invented.child_record import officer_on
from pepsite.invented.fields import Fields, given, iso
from pepsite.invented.terms import AS_OF, OUR_DAYS, WORKING_DAYS
from pepsite.records.fingerprint import fingerprint
from pepsite.records.pep import Pep

if TYPE_CHECKING:
    from pepsite.invented.page import Page
    from pepsite.invented.shared import Shared

CHECKLIST = {"name": "pep-quality", "edition": "2018-09-01"}
QUESTIONS = ("q1", "q2", "q3", "q4", "q5", "q6", "q7")
MEETING, NOT_MEETING = "meeting", "not-meeting"
_OFTEN_NO = {"q2": 0.03, "q4": 0.02, "q5": 0.02, "q6": 0.04, "q7": 0.06}
_SENT_BACK = ("q6", "q7")
_DAYS_GIVEN = 20
_WAITING_ALL_YEAR, _WAITING_SINCE_JANUARY = 3, 6
"""Which schools, of each fifteen, nobody has got round to this year."""


class Reviewed(NamedTuple):
    """What the samples must know of a PEP that was quality assured, without the PEP itself."""

    child: str
    pep: str
    fingerprint: str
    phase: str
    reviewed_on: date
    rating: str
    officer: str
    first_on: date
    review: str


@dataclass(slots=True)
class Assured:
    """A PEP as it stands now, with its reviews and what they raised."""

    pep: Fields
    reviews: list[Fields] = field(default_factory=list)
    actions: list[Fields] = field(default_factory=list)
    reviewed: Reviewed | None = None


def review_day(page: Page, shared: Shared) -> date | None:
    """Return the day on which a finished PEP was quality assured, or None while it waits."""
    done_on, dice = page.cycle.completed_on, page.dice
    if done_on is None or page.cycle.closed:
        return None
    on = WORKING_DAYS.after(done_on, dice.between(1, 8))
    slipped_through = dice.likely(0.02)
    if page.cycle.returned == "and-not-yet-back":
        return min(on, AS_OF)
    if on > AS_OF or slipped_through or _waits(page, shared, on):
        return None
    return on


def _waits(page: Page, shared: Shared, on: date) -> bool:
    if page.stay is None:
        return False
    place = shared.places.number_of[page.stay.school["id"]] % 15
    if place == _WAITING_ALL_YEAR:
        return on >= date(2025, 9, 1)
    return place == _WAITING_SINCE_JANUARY and on >= date(2026, 1, 5)


def assure(page: Page, pep: Fields, on: date) -> Assured:
    """Return the PEP with its review of this day, or with two where it was changed between."""
    reviewer = officer_on(page.story, page.shared, on)
    if page.cycle.returned:
        return _sent_back(page, pep, reviewer, on)
    if page.cycle.revised and on + timedelta(days=25) < AS_OF:
        return _revised(page, pep, reviewer, on)
    review = _review(page, pep, reviewer, on, _answers(page))
    return Assured(
        pep, [review], _actions(page, review), _reviewed(pep, review, reviewer, page, on)
    )


def _sent_back(page: Page, pep: Fields, reviewer: str, on: date) -> Assured:
    """Say how a PEP was found wanting, and sent again if it has been by now."""
    before = pep | {
        "targets": [
            {name: value for name, value in target.items() if name != "strategies"}
            for target in pep["targets"]
        ]
    }
    answers = dict.fromkeys(QUESTIONS, "yes") | dict.fromkeys(_SENT_BACK, "no")
    first = _review(page, before, reviewer, on, answers)
    why = page.words.say("returned")
    returned = [{"id": page.dice.item_id(), "returned_on": iso(on), "by": reviewer, "why": why}]
    if page.cycle.returned == "and-not-yet-back":
        back = _with(before | {"status": "returned"}, returned=returned)
        _not_yet_shared(back)
        reviewed = _reviewed(before, first, reviewer, page, on)
        return Assured(back, [first], _actions(page, first), reviewed)
    again_on = min(WORKING_DAYS.after(on, page.dice.between(8, 14)), AS_OF)
    after = _with(pep, returned=returned)
    answers = dict.fromkeys(QUESTIONS, "yes")
    reviewer = officer_on(page.story, page.shared, again_on)
    second = _review(page, after, reviewer, again_on, answers, follows=first["id"])
    reviewed = _reviewed(after, second, reviewer, page, on)
    return Assured(after, [first, second], _actions(page, first), reviewed)


def _revised(page: Page, pep: Fields, reviewer: str, on: date) -> Assured:
    """Say how an amount was found to be wrong after the PEP was complete, and put right."""
    line, *others = pep["premium"]["lines"]
    wrong = line | {"amount_requested": line["amount_requested"] * 2}
    before = pep | {"premium": pep["premium"] | {"lines": [wrong, *others]}}
    answers = dict.fromkeys(QUESTIONS, "yes")
    first = _review(page, before, reviewer, on, answers)
    changed_on = WORKING_DAYS.after(on, page.dice.between(5, 9))
    revision = {
        "id": page.dice.item_id(),
        "number": 2,
        "revised_on": iso(changed_on),
        "by": reviewer,
        "why": "The amount asked for in one premium line had been entered twice over.",
    }
    after = _with(pep, revisions=[revision])
    again_on = WORKING_DAYS.after(changed_on, 2)
    reviewer = officer_on(page.story, page.shared, again_on)
    second = _review(page, after, reviewer, again_on, answers, follows=first["id"])
    return Assured(after, [first, second], [], _reviewed(after, second, reviewer, page, on))


def _mark(pep: Fields) -> str:
    return fingerprint(Pep.model_validate_json(json.dumps(pep)))


def _with(pep: Fields, **more: list[Fields]) -> Fields:
    """Return the PEP with fields that come near its end, in the order of the model."""
    last = ("returned", "closed", "revisions", "events")
    body = {name: value for name, value in pep.items() if name not in last}
    known = pep | more
    return body | {name: known[name] for name in last if name in known}


def _not_yet_shared(pep: Fields) -> None:
    for name in ("events", "distribution"):
        pep.pop(name, None)


def _answers(page: Page) -> dict[str, str]:
    dice, cycle = page.dice, page.cycle
    chances = dict.fromkeys(QUESTIONS, 0.0) | _OFTEN_NO
    last = WORKING_DAYS.after(cycle.period.entered_on, _DAYS_GIVEN)
    late = page.first and cycle.completed_on is not None and cycle.completed_on > last
    chances["q1"] = 1.0 if late else 0.015
    chances["q3"] = 0.06
    return {
        question: "no" if dice.likely(chance) else "yes" for question, chance in chances.items()
    }


def _review(  # noqa: PLR0913  # a review has this many parts
    page: Page,
    pep: Fields,
    reviewer: str,
    on: date,
    answers: dict[str, str],
    *,
    follows: str | None = None,
) -> Fields:
    dice, words = page.dice, page.words
    wanting = [question for question, answer in answers.items() if answer == "no"]
    improve = [words.say("improve", question) for question in wanting]
    shared_on = WORKING_DAYS.after(on, dice.between(0, 4))
    training = None
    if wanting and page.stay is not None:
        taken_up_on = OUR_DAYS.after(on, dice.between(12, 40))
        training = given(
            {
                "offered_on": iso(on),
                "to": "designated-teacher",
                "school": page.stay.school["id"],
                "what": words.say("training_offer"),
                "taken_up_on": iso(taken_up_on)
                if taken_up_on <= AS_OF and dice.likely(0.6)
                else None,
            }
        )
    told = ["designated-teacher", "social-worker"] if page.stay else ["social-worker"]
    return given(
        {
            "schema": "qa-review/1",
            "id": dice.record_id("qa-review"),
            "child": pep["child"],
            "pep": pep["id"],
            "checklist": dict(CHECKLIST),
            "reviewed_on": iso(on),
            "reviewer": reviewer,
            "answers": [
                given(
                    {
                        "id": dice.item_id(),
                        "question": question,
                        "answer": answers[question],
                        "explanation": words.say("improve", question).partition("\n")[0]
                        if question in wanting
                        else None,
                    }
                )
                for question in QUESTIONS
            ],
            "rating": NOT_MEETING if wanting else MEETING,
            "improvements": "\n".join(improve) or None,
            "training": training,
            "feedback": {"shared_on": iso(shared_on), "shared_with": told}
            if shared_on <= AS_OF
            else None,
            "comments": words.say("qa_comment") if not wanting and dice.likely(0.4) else None,
            "follows": follows,
            "pep_fingerprint": _mark(pep),
        }
    )


def _reviewed(pep: Fields, review: Fields, reviewer: str, page: Page, first_on: date) -> Reviewed:
    return Reviewed(
        pep["child"], pep["id"], review["pep_fingerprint"], page.phase,
        date.fromisoformat(review["reviewed_on"]), review["rating"], reviewer, first_on,
        review["id"],
    )  # fmt: skip


def _actions(page: Page, review: Fields) -> list[Fields]:
    """Return the action that a PEP below standard may raise: done, overdue or not yet due."""
    dice = page.dice
    if review["rating"] == MEETING or not dice.likely(0.6):
        return []
    teacher = page.shared.staff.teacher_of.get(page.stay.school["id"]) if page.stay else None
    return [
        raise_action(
            page,
            {"qa_review": review["id"]},
            date.fromisoformat(review["reviewed_on"]),
            (review["improvements"].partition("\n")[0], _ACTION),
            teacher or review["reviewer"],
        )
    ]


_ACTION = "Put it right in the next plan, and show the officer a draft two weeks beforehand."


def raise_action(
    page: Page, raised_by: Fields, on: date, texts: tuple[str, str], owner: str
) -> Fields:
    """Return an action raised on this day, with how it ended if it has."""
    dice = page.dice
    target_on = OUR_DAYS.after(on, dice.between(15, 35))
    ended_on = OUR_DAYS.on_or_before(target_on - timedelta(days=dice.between(-12, 10)))
    ended = on < ended_on <= AS_OF and dice.likely(0.88)
    return given(
        {
            "schema": "action/1",
            "id": dice.record_id("action"),
            "raised_by": raised_by,
            "raised_on": iso(on),
            "child": page.story.id,
            "school": page.stay.school["id"] if page.stay else None,
            "recommendation": texts[0],
            "action": texts[1],
            "done_so_far": None if ended else "Talked through with the school by telephone.",
            "owner": owner,
            "target_on": iso(target_on),
            "outcome": {
                "ended_on": iso(ended_on),
                "result": dice.weighted(
                    (("done", 80), ("partly-done", 15), ("no-longer-needed", 5))
                ),
                "what": "Seen in the plan that followed, and agreed with the designated teacher.",
            }
            if ended
            else None,
        }
    )
