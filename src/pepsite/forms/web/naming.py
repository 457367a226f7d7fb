"""Names in what is typed: the child's goes in as a token and comes out as the name.

Only where this computer knows the child. A word that is a name and a word of every day too is
asked about once for each sentence, and what was said is kept with the draft.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from pepsite.forms.questions.answers import text, texts
from pepsite.forms.questions.checking import Fault
from pepsite.forms.questions.kinds import Sort
from pepsite.forms.questions.prose import Doubt, pointed_out, with_name, without_name

if TYPE_CHECKING:
    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.pages import Page
    from pepsite.privacy.identity import Identity
    from pepsite.privacy.names import NameScan

IS_NAME, IS_WORD = "~is-a-name", "~is-a-word"
"""Notes in a draft: the sentences of which somebody has said what the word in them is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence to be asked about, and how the answer is known by."""

    digest: str
    sentence: str
    word: str


@dataclass(frozen=True, slots=True)
class Named:
    """Answers with the child's name as a token, and the sentences only the writer can tell."""

    answers: dict[str, str | tuple[str, ...]]
    asked: tuple[Asked, ...] = ()


def named(page: Page, posted: Answers, notes: Answers, child: Identity | None) -> Named:
    """Return what was typed on a page with the child's name as the token."""
    found = dict(posted)
    asked: dict[str, Asked] = {}
    for key in _prose(page):
        written = text(posted, key)
        first = without_name(written, child)
        decided = {doubt.number: _said(doubt, notes) for doubt in first.doubts}
        known = {number: said for number, said in decided.items() if said is not None}
        settled = without_name(written, child, known)
        found[key] = settled.text
        for doubt in settled.doubts:
            digest = _digest(doubt)
            asked[digest] = Asked(digest, doubt.sentence, doubt.word)
    return Named(found, tuple(asked.values()))


def shown(page: Page, answers: Answers, called: str) -> dict[str, str | tuple[str, ...]]:
    """Return the answers as they are shown for writing on: with the name, where it is known."""
    found = dict(answers)
    if called:
        for key in _prose(page):
            if key in found:
                found[key] = with_name(text(answers, key), called)
    return found


def what_identifies(page: Page, answers: Answers, others: NameScan | None) -> list[Fault]:
    """Return what in the prose of a page says who somebody is: its kind and its line."""
    return [
        Fault(
            "identifies-a-child",
            key,
            key,
            f"Line {found[0].line} holds {found[0].what}. Say it so that it tells nobody apart.",
            page.address,
        )
        for key in _prose(page)
        if (found := pointed_out(text(answers, key), others))
    ]


def _prose(page: Page) -> list[str]:
    return [one.boxes[0] for one in page.questions if one.kind.sort is Sort.PROSE and one.boxes]


def _said(doubt: Doubt, notes: Answers) -> bool | None:
    digest = _digest(doubt)
    if digest in texts(notes, IS_NAME):
        return True
    return False if digest in texts(notes, IS_WORD) else None


def _digest(doubt: Doubt) -> str:
    """Return how a sentence is known by in a note, which must not hold it a second time."""
    said = f"{doubt.word}\n{doubt.sentence}".encode()
    return blake2b(said, digest_size=8).hexdigest()
