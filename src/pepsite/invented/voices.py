"""The child's part: what was said, who may see it, and what was done about it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pepsite.invented.fields import Fields, asked_declined, given, iso, not_known_yet
from pepsite.invented.meetings import child_came, unwilling
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
_COUNTED_FROM = 4
"""The age from which taking part is counted."""
_OPEN = ("hard", "would-help", "support", "sad")


def voice(page: Page, pep: str, meeting: Fields) -> Fields:
    """Return the child's part of the plan, the PEP with this id, at or beside this meeting."""
    words, dice = page.words, page.dice
    views, answers = _views(page)
    answered = _answered(page)
    page.story.said = [(pep, view, since) for view, since in answers]
    old = page.band in ("lower", "upper", "later", "newcomer")
    return given(
        {
            "participation": _participation(page, meeting),
            "views": views,
            "outcomes_wanted": asked_declined(page.until)
            if page.story.number % 23 == 17  # noqa: PLR2004
            else _wish(page, words.say("outcomes"), views[0]),
            "aspirations": not_known_yet("The young person, when they are ready", page.due_next)
            if page.first and old and dice.likely(0.2)
            else _wish(page, words.say("aspirations"), views[-1]),
            "answered_from_last_time": answered,
            "wants_to_talk_to_someone": dice.likely(0.1),
            "wants_a_copy": True if old else None,
        }
    )


def _wish(page: Page, said: str, view: Fields) -> Fields:
    """Return what the child wants, said in the same talk as this view."""
    may_see = list(page.dice.weighted(_MAY_SEE))
    return {"words": said, "may_see": may_see, "contribution": dict(view["contribution"])}


def _participation(page: Page, meeting: Fields) -> str:
    """Return the code for how the child took part, as the meeting has it."""
    if _age(page) < _COUNTED_FROM:
        return "PN0"
    invited = meeting.get("invited", [])
    advocate = any(one["role"] == "advocate" and one.get("came") == "yes" for one in invited)
    if not child_came(invited):
        return "PN5" if advocate else "PN6"
    if advocate:
        return "PN2"
    with_signs = 0.7 if page.band == "early" else 0.03
    return "PN3" if page.dice.likely(with_signs) else "PN1"


def _age(page: Page) -> int:
    born, on = page.story.born_on, page.until
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _views(page: Page) -> tuple[list[Fields], list[tuple[str, str]]]:
    """Return the views, and for those that ask for something what the child is told next time."""
    dice, words = page.dice, page.words
    said_on = page.lately(1, 6)
    said = words.topics()
    topics = sorted(dice.some_of(list(said), 3 if page.first and page.band != "early" else 2))
    views, answers = [], []
    for topic in topics:
        chosen = dice.one_of(said[topic])
        if topic not in _OPEN:
            views.append(_view(page, topic, words.fill(chosen), said_on))
            if topic in words.answered_topics():
                answers.append((views[-1]["id"], words.say("answered", topic)))
            continue
        text, what, evidence, since = (words.fill(part) for part in chosen)
        view = _view(page, topic, text, said_on)
        if dice.likely(0.5):
            view = given(view | {"acted_on": _acted_on(page, what, evidence)})
        views.append(view)
        answers.append((view["id"], since))
    if page.cycle.by_agreement:
        refusal = "I don't want a meeting. I'll talk to one person and they can write it down."
        views.append(_view(page, "no-meeting-wanted", refusal, said_on))
    elif unwilling(page):
        refusal = "I did not want to take part this time."
        views.append(_view(page, "did-not-want-to-take-part", refusal, said_on))
    return views, answers


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
        }
    )


def _acted_on(page: Page, what: str, evidence: str) -> Fields | None:
    last = page.cycle.completed_on or AS_OF
    on = OUR_DAYS.on_or_before(min(last, page.until + timedelta(days=page.dice.between(1, 9))))
    if on < page.until:
        return None
    return {
        "done_on": iso(on),
        "what": what,
        "evidence": evidence,
    }


def _answered(page: Page) -> list[Fields]:
    """Say what came of what the child asked for last time; now and then it was forgotten."""
    if page.dice.likely(0.1):
        return []
    return [
        {
            "id": page.dice.item_id(),
            "pep": pep,
            "view": view,
            "what": since,
            "done_on": iso(page.until),
        }
        for pep, view, since in page.story.said
    ]
