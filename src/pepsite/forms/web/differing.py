"""What differs between two versions of a record, as a page shows it: was, now, and which words.

Nothing hangs on a colour: each side is called what it is, and words that went or came are marked
by a line, by weight, and by words that only a screen reader says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from pepsite.forms.questions.phrasing import called_by
from pepsite.forms.web.words import day
from pepsite.privacy.wording import sentence
from pepsite.records.field_titles import code_title
from pepsite.records.ids import CHARACTER, ITEM_CHARACTERS
from pepsite.versions.differences import placed

if TYPE_CHECKING:
    from pepsite.versions.differences import Difference, Said
    from pepsite.versions.prose import Words
    from pepsite.versions.states import ComplianceDiff, Standing

Naming: TypeAlias = Callable[[str], str]
"""Puts what is known here in the place of an id, and of the token for the child's name."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"\d{4}-\d{2}")
_ID = re.compile(rf"[a-z]+-{CHARACTER}{{13}}")
_ITEM = re.compile(rf"[a-z]{CHARACTER}{{{ITEM_CHARACTERS - 1}}}")
"""The id of an item within a record, which says nothing to anybody."""


@dataclass(frozen=True, slots=True)
class Side:
    """What stood there, or stands there now: each line with the title of its field, if any."""

    called: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ShownDifference:
    """One difference: where it is, both sides or the marked words, or a sentence instead.

    `section` is the part of the record around it, where the place does not say so itself, and
    `address` the page on which it can be changed once more, if there is one.
    """

    place: str
    section: str = ""
    sides: tuple[Side, ...] = ()
    words: tuple[Words, ...] = ()
    sentence: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class ShownDuty:
    """A duty that stands otherwise: what it asks, of what, and how it stood and stands."""

    title: str
    about: str
    before: str
    after: str


def in_words(
    found: Iterable[Difference], naming: Naming, *, is_new: bool = False
) -> list[ShownDifference]:
    """Return the differences as a page shows them, in the order of the record."""
    return [_shown(one, naming, is_new=is_new) for one in found]


def _shown(one: Difference, naming: Naming, *, is_new: bool) -> ShownDifference:
    place = placed(sentence(_days_in(part)) for part in one.place)
    is_within = one.place[:1] not in ((one.section,), ()) and one.section not in _SAID_BY_ITEMS
    section = sentence(one.section) if is_within else ""
    if one.how == "moved":
        was, now = one.before[0].text, one.after[0].text
        return ShownDifference(place, section, sentence=f"Moved from place {was} to place {now}.")
    if one.words:
        named = tuple(each._replace(text=naming(each.text)) for each in one.words)
        return ShownDifference(place, section, words=named)
    before = side_of("Taken out" if one.how == "removed" else "Was", one.before, naming)
    new = "" if is_new else "Added"
    after = side_of(new if one.how == "added" else "Now", one.after, naming)
    return ShownDifference(place, section, tuple(side for side in (before, after) if side.lines))


_SAID_BY_ITEMS = frozenset({"", "answers", "part ratings"})
"""Parts of a record whose items say by themselves where they are."""


def _days_in(text: str) -> str:
    return _DAY.sub(lambda found: day(date.fromisoformat(found[0])), text)


def side_of(called: str, said: Iterable[Said], naming: Naming) -> Side:
    """Return what a version says: nothing of it shows a bare id or day."""
    return Side(called, tuple((one.title, _text(one.text, naming)) for one in said))


def _text(text: str, naming: Naming) -> str:
    if _DAY.fullmatch(text):
        return day(date.fromisoformat(text))
    if _MONTH.fullmatch(text):
        return day(date.fromisoformat(f"{text}-01")).partition(" ")[2]
    return naming(text)


def duty(one: ComplianceDiff, naming: Naming) -> ShownDuty:
    """Return how a duty stood and stands."""
    part = "" if _ITEM.fullmatch(one.part) else naming(one.part)
    about = naming(one.subject) + (f", {part}" if part else "")
    return ShownDuty(one.title, about, _standing(one.before), _standing(one.after))


def _standing(standing: Standing | None) -> str:
    if standing is None:
        return "No such duty"
    due = f", due {day(standing.due_on)}" if standing.due_on else ""
    met = f", done {day(standing.met_on)}" if standing.met_on else ""
    return sentence(f"{code_title(standing.status)}{due}{met}")


def naming_of(known: Callable[[str], str], called: str) -> Naming:
    """Return how ids and the token are shown; a child whose name is not known is "the child"."""

    def named(text: str) -> str:
        return known(text) if _ID.fullmatch(text) else called_by(called, text)

    return named
