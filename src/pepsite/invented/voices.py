"""The child's part: what was said, who may see it, and what was done about it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pepsite.invented.cases import Case
from pepsite.invented.fields import Fields, asked_declined, given, iso, not_known_yet
from pepsite.invented.terms import AS_OF, OUR_DAYS

if TYPE_CHECKING:
    from datetime import date

    from pepsite.invented.page import Page

_ALL_ADULTS = ["school", "social-worker", "virtual-school", "carer"]
_MAY_SEE = (
    (["everyone-at-the-meeting"], 55),
    (["school", "social-worker", "virtual-school"], 20),
    (_ALL_ADULTS, 18),
    (["social-worker", "virtual-school"], 7),
)
_HOW = {
    "early": ("observation", "drawing", "symbols"),
    "infant": ("in-person", "drawing", "in-person"),
    "junior": ("in-person", "paper", "form"),
    "lower": ("in-person", "form", "paper"),
    "upper": ("form", "in-person", "in-person"),
    "later": ("in-person", "telephone", "form"),
    "newcomer": ("interpreter",),
}
_OPEN = ("hard", "would-help", "support", "sad")


def voice(page: Page, pep: str) -> Fields:
    """Return the child's part of the plan, the PEP with this id."""
    words, dice = page.words, page.dice
    views = _views(page)
    answered = _answered(page)
    page.story.said = [(pep, view["id"]) for view in views if view["topic"] in _OPEN]
    old = page.band in ("lower", "upper", "later", "newcomer")
    return given(
        {
            "participation": _participation(page),
            "views": views,
            "outcomes_wanted": asked_declined(page.until)
            if page.story.number % 23 == 17  # noqa: PLR2004
            else words.say("outcomes"),
            "aspirations": not_known_yet("The young person, when they are ready", page.due_next)
            if page.first and old and dice.likely(0.2)
            else words.say("aspirations"),
            "answered_from_last_time": answered,
            "wants_to_talk_to_someone": dice.likely(0.1),
            "wants_a_copy": True if old else None,
        }
    )


def _participation(page: Page) -> str:
    if page.band == "early":
        return "PN0" if page.year_group in ("N1", "N2") else "PN3"
    if page.cycle.by_agreement:
        return "PN6"
    return page.dice.weighted((("PN1", 60), ("PN6", 28), ("PN2", 7), ("PN3", 5)))


def _views(page: Page) -> list[Fields]:
    dice, words = page.dice, page.words
    said_on = page.lately(1, 6)
    said = words.topics()
    topics = sorted(dice.some_of(list(said), 3 if page.first and page.band != "early" else 2))
    views = [_view(page, topic, words.fill(dice.one_of(said[topic])), said_on) for topic in topics]
    if page.cycle.by_agreement:
        refusal = "I don't want a meeting. I'll talk to one person and they can write it down."
        views.append(_view(page, "meeting", refusal, said_on))
    elif page.story.case is Case.DISAGREEMENT and page.number % 2:
        views.append(_view(page, "meeting", "I did not want to take part this time.", said_on))
    return views


def _view(page: Page, topic: str, said: str, said_on: date) -> Fields:
    dice, stay = page.dice, page.stay
    teacher = page.shared.staff.teacher_of.get(stay.school["id"]) if stay else None
    helped = {"early": "school-staff", "newcomer": "interpreter"}.get(page.band)
    return given(
        {
            "id": dice.item_id(),
            "topic": topic,
            "words": said,
            "may_see": list(dice.weighted(_MAY_SEE)),
            "contribution": given(
                {
                    "of": "child",
                    "how": dice.one_of(_HOW[page.band]),
                    "said_on": iso(said_on),
                    "typed_by": teacher,
                    "helped_by": helped or ("school-staff" if dice.likely(0.15) else None),
                }
            ),
            "acted_on": _acted_on(page) if topic in _OPEN and dice.likely(0.5) else None,
        }
    )


def _acted_on(page: Page) -> Fields | None:
    last = page.cycle.completed_on or AS_OF
    on = OUR_DAYS.on_or_before(min(last, page.until + timedelta(days=page.dice.between(1, 9))))
    if on < page.until:
        return None
    what, evidence = page.words.row("acted_on")
    return {
        "done_on": iso(on),
        "what": what,
        "evidence": evidence,
    }


def _answered(page: Page) -> list[Fields]:
    """Say what came of what the child asked for last time."""
    return [
        {
            "id": page.dice.item_id(),
            "pep": pep,
            "view": view,
            "what": page.words.say("acted_on", "since"),
            "done_on": iso(page.until),
        }
        for pep, view in page.story.said[:2]
    ]
