"""Names in what is typed: the child's goes in as a token and comes out as the name.

Only where this computer knows the child. A word that is a name and a word of every day too is
asked about once for each sentence, and what was said is kept with the draft.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING

from pepsite.forms.questions.answers import texts
from pepsite.forms.questions.checking import Fault
from pepsite.forms.questions.kinds import Sort
from pepsite.forms.questions.prose import (
    Doubt,
    as_it_was,
    line_with,
    pointed_out,
    with_name,
    without_name,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

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


@dataclass(frozen=True, slots=True)
class Before:
    """What a page was shown with: the answers with their tokens, and what the child is called."""

    answers: Answers
    called: str


def named(
    page: Page,
    posted: Answers,
    notes: Answers,
    child: Identity | None,
    before: Before | None = None,
) -> Named:
    """Return what was typed on a page with the child's name as the token.

    Where it is known what was `before` on the page, what came back as it was stays as it was.
    """
    found = dict(posted)
    asked: dict[str, Asked] = {}
    called = (child.known_as or child.full_name or "") if child else ""

    def settled(written: str, was: str) -> str:
        if before is not None:
            written = as_it_was(written, was, before.called)
        first = without_name(written, child)
        decided = {doubt.number: _said(doubt, notes) for doubt in first.doubts}
        known = {number: said for number, said in decided.items() if said is not None}
        after = without_name(written, child, known)
        for doubt in after.doubts:
            digest = _digest(doubt.word, doubt.sentence)
            asked[digest] = Asked(digest, with_name(doubt.sentence, called), doubt.word)
        return after.text

    for key in typed_on(page):
        was = "\n".join(texts(before.answers, key)) if before else ""
        found[key] = _each(posted.get(key, ""), partial(settled, was=was))
    return Named(found, tuple(asked.values()))


def words_there(
    page: Page, answers: Answers, child: Identity | None, keys: Callable[[str], bool]
) -> tuple[str, ...]:
    """Return the notes on sentences that were there before: a word in them is a word, and no name.

    `keys` says of which boxes the answers are those that were there.
    """
    there = {key: answers[key] for key in typed_on(page) if key in answers and keys(key)}
    return tuple(one.digest for one in named(page, there, {}, child).asked)


def shown(page: Page, answers: Answers, called: str) -> dict[str, str | tuple[str, ...]]:
    """Return the answers as they are shown for writing on: with the name, where it is known."""
    found = dict(answers)
    if called:
        for key in typed_on(page):
            if key in found:
                found[key] = _each(found[key], lambda one: with_name(one, called))
    return found


def what_identifies(
    page: Page, answers: Answers, others: NameScan | None, record: str
) -> list[Fault]:
    """Return what in the words typed on a page says who somebody is: its kind and its line.

    Of what is no prose, numbers and postcodes are somebody's only in a record about a child.
    """
    boxes = typed_on(page) if record in _ABOUT_A_CHILD else typed_on(page, (Sort.PROSE,))
    return [
        Fault(
            "identifies-a-child",
            key,
            key,
            f"Line {found[0].line} holds {found[0].what}. Say it so that it tells nobody apart.",
            page.address,
        )
        for key in boxes
        if (found := pointed_out("\n".join(texts(answers, key)), others))
    ]


def names_of_others_near(
    page: Page, answers: Answers, near: Callable[[], AbstractSet[str]], record: str
) -> dict[str, Fault]:
    """Return where a single name stands that a child near this one goes by, by how it is noted.

    It may be somebody else's too, so it is pointed out once: what is saved again as it is, was
    looked at. `near` gives those names, and is asked only where there are words to look through.
    """
    found = {}
    for key in typed_on(page) if record in _ABOUT_A_CHILD else ():
        written = "\n".join(texts(answers, key))
        note = _digest(key, written)
        if not written.strip() or note in texts(answers, LOOKED_AT):
            continue
        line = line_with(written, near())
        if line is not None:
            found[note] = Fault("identifies-a-child", key, key, _NEAR.format(line), page.address)
    return found


LOOKED_AT = "~looked-at"
"""Notes in a draft: words in which a name was pointed out, and that were looked at since."""
_NEAR = (
    "Line {} has the first name of another child in care at the same school, or of a brother or "
    "sister. If you mean that child, say it without the name. If you mean somebody else, save the "
    "page again"
)


_ABOUT_A_CHILD = frozenset({"child", "pep", "qa-review", "audit", "action"})
_SORTS = (Sort.PROSE, Sort.LINE, Sort.LINES)


def typed_on(page: Page, sorts: tuple[Sort, ...] = _SORTS) -> list[str]:
    """Return the keys of the boxes on a page that people write words into."""
    return [one.boxes[0] for one in page.questions if one.kind.sort in sorts and one.boxes]


def _each(said: str | tuple[str, ...], change: Callable[[str], str]) -> str | tuple[str, ...]:
    return change(said) if isinstance(said, str) else tuple(map(change, said))


def _said(doubt: Doubt, notes: Answers) -> bool | None:
    digest = _digest(doubt.word, doubt.sentence)
    if digest in texts(notes, IS_NAME):
        return True
    return False if digest in texts(notes, IS_WORD) else None


def _digest(what: str, written: str) -> str:
    """Return how words are known by in a note, which must not hold them a second time."""
    return blake2b(f"{what}\n{written}".encode(), digest_size=8).hexdigest()
