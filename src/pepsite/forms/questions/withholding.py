"""What the child keeps to some people: on the pages of everybody else there is only that it is so.

What was said stays whole in the draft and in the record. What is shown is the same answers with a
sentence of ours where the words were, so that whoever saves takes nothing away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pepsite.forms.questions.answers import THERE, is_answered, join, text, texts
from pepsite.forms.questions.phrasing import code_words
from pepsite.privacy.kept_views import kept_views, said_at, who_came_to, without_kept
from pepsite.privacy.permission import may_see
from pepsite.records.pep import WERE_THERE, MeetingOutcome
from pepsite.records.voice import MaySee, Topic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.pages import Page
    from pepsite.records.person import Person
    from pepsite.versions.merging import Values, Way

Sees: TypeAlias = "Callable[[tuple[MaySee, ...], str], bool]"
"""Says, of whom the child chose and of who typed it, whether a reader is let in."""
_WISHES = ("voice/outcomes_wanted", "voice/aspirations")
_VIEWS = "voice/views"
_WORDS = ("words", "acted_on/what", "acted_on/evidence")


def _sees(person: Person | None, on: date, came: frozenset[tuple[str, str]]) -> Sees:
    """Return what says whether the child lets somebody in; `came` is who was at the meeting.

    Who is at a meeting is on record by id, or by role alone.
    """
    here = {(str(person.role_on(on)), one) for one in (person.id, "")} if person else set()
    was_there = not came.isdisjoint(here)

    def lets(choice: tuple[MaySee, ...], typed_by: str) -> bool:
        return may_see(person, choice, on, typed_by=typed_by, was_there=was_there)

    return lets


# --- in a form


def withheld(answers: Answers, person: Person | None, on: date) -> dict[str, tuple[MaySee, ...]]:
    """Return the keys of what the child does not let somebody see, and whom the child lets.

    What was typed since the form was opened is theirs who opened it.
    """
    lets = _sees(person, on, _who_came(answers))
    found = {}
    for key in _own_words(answers):
        choice = tuple(one for one in MaySee if one in texts(answers, join(key, "may_see")))
        typed_by = text(answers, join(key, "contribution/typed_by"))
        if key in texts(answers, THERE) and not lets(choice, typed_by):
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


def kept_in_words(choice: tuple[MaySee, ...], *, is_other: bool = False) -> str:
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


def _who_came(answers: Answers) -> frozenset[tuple[str, str]]:
    """Return who came to a meeting about this plan: role and id, "" where no id is there."""
    return frozenset(
        (text(answers, join(here, "role")), text(answers, join(here, "person")))
        for meeting in texts(answers, "meetings")
        if text(answers, join("meetings", meeting, "outcome")) == MeetingOutcome.HELD
        for one in texts(answers, join("meetings", meeting, "invited"))
        if text(answers, join(here := join("meetings", meeting, "invited", one), "came"))
        in WERE_THERE
    )


# --- in a record


def kept_from(
    person: Person | None, on: date, kind: str, *versions: Values
) -> dict[Way, tuple[MaySee, ...]]:
    """Return the ways to what the child keeps from somebody in one of these versions of a record.

    What is kept in one is kept in all: until a change is accepted, what the child chose before it
    holds.
    """
    kept: dict[Way, tuple[MaySee, ...]] = {}
    for one in versions if kind == "pep" else ():
        kept |= kept_views(one, _sees(person, on, who_came_to(one)))
    return kept


def choice_at(way: Way, kept: Mapping[Way, tuple[MaySee, ...]]) -> tuple[MaySee, ...] | None:
    """Return whom the child chose for what is at this way, where it is kept to others."""
    for base, choice in kept.items():
        # A list that changed as a whole says what every item of it says.
        if way[: len(base)] == base or base[: len(way)] == way:
            return choice
    return None


def shown_to(person: Person | None, on: date, kind: str, *versions: Values) -> tuple[Values, ...]:
    """Return versions of a record as somebody may see them."""
    kept = kept_from(person, on, kind, *versions)
    said = {way: {repr(found) for one in versions if (found := said_at(one, way))} for way in kept}
    return tuple(
        without_kept(
            one,
            {
                way: kept_in_words(choice, is_other=number > 0 and len(said[way]) > 1)
                for way, choice in kept.items()
            },
        )
        for number, one in enumerate(versions)
    )
