"""What the child keeps to some people: on the pages of everybody else there is only that it is so.

What was said stays whole in the draft and in the record. What is shown is the same answers with a
sentence of ours where the words were, so that whoever saves takes nothing away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.forms.questions.answers import THERE, is_answered, join, text, texts
from pepsite.forms.questions.phrasing import code_words
from pepsite.records.pep import Came, MeetingOutcome
from pepsite.records.voice import MaySee, Topic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.pages import Page

_WISHES = ("voice/outcomes_wanted", "voice/aspirations")
_VIEWS = "voice/views"
_WORDS = ("words", "acted_on/what", "acted_on/evidence")


def withheld(
    answers: Answers, sees: Callable[[tuple[MaySee, ...], str], bool]
) -> dict[str, tuple[MaySee, ...]]:
    """Return the keys of what the child does not let this reader see, and whom the child lets.

    `sees` says, of whom the child chose and of who typed it, whether this reader is let in. What
    was typed since the form was opened is this reader's own.
    """
    found = {}
    for key in _own_words(answers):
        choice = tuple(one for one in MaySee if one in texts(answers, join(key, "may_see")))
        typed_by = text(answers, join(key, "contribution/typed_by"))
        if key in texts(answers, THERE) and not sees(choice, typed_by):
            found[key] = choice
    return found


def _own_words(answers: Answers) -> Iterator[str]:
    yield from (join(_VIEWS, item) for item in texts(answers, _VIEWS))
    yield from (one for one in _WISHES if is_answered(answers, join(one, "words")))


def shown_of(answers: Answers, kept: dict[str, tuple[MaySee, ...]]) -> Answers:
    """Return the answers as they are shown: of what is kept back, to whom the child keeps it."""
    if not kept:
        return answers
    found = dict(answers)
    for key, choice in kept.items():
        for name in _WORDS:
            if join(key, name) in found:
                found[join(key, name)] = kept_to(choice)
        if join(key, "topic") in found:
            found[join(key, "topic")] = str(Topic.OTHER)
        found.pop(join(key, "="), None)
    return found


def kept_to(choice: tuple[MaySee, ...]) -> str:
    """Return in a sentence whom the child lets see something."""
    return f"{{child}} said something here, and chose who may see it: {_whom(choice)}."


def kept_in_words(choice: tuple[MaySee, ...], *, is_other: bool) -> str:
    """Return the same of a record; `is_other`: it is not what stood there before."""
    said = f"The child said something here, and chose who may see it: {_whom(choice)}."
    return f"{said} It is not what it was before." if is_other else said


def _whom(choice: tuple[MaySee, ...]) -> str:
    names = [code_words("MaySee", one) for one in choice]
    return ", ".join(f"{one[:1].lower()}{one[1:]}" for one in names) or "nobody yet"


def is_kept(page: Page, kept: dict[str, tuple[MaySee, ...]]) -> bool:
    """Say whether a page is about something that is kept back."""
    return any(keeps(kept, one.key) for one in page.questions)


def keeps(kept: Iterable[str], key: str) -> bool:
    """Say whether a question is about something that is kept back."""
    return any(key == one or key.startswith(f"{one}/") for one in kept)


def who_came(answers: Answers) -> frozenset[tuple[str, str]]:
    """Return who came to a meeting about this plan: role and id, "" where no id is there."""
    return frozenset(
        (text(answers, join(here, "role")), text(answers, join(here, "person")))
        for meeting in texts(answers, "meetings")
        if text(answers, join("meetings", meeting, "outcome")) == MeetingOutcome.HELD
        for one in texts(answers, join("meetings", meeting, "invited"))
        if text(answers, join(here := join("meetings", meeting, "invited", one), "came"))
        in (Came.YES, Came.PART)
    )
