"""Names in what people write: the child's becomes a token, everyone else's is pointed out.

Children are called Will, May and Reading. Where a name is a word of every day too, nobody but the
writer knows which of the two it is: each sentence with one is asked about once, and nothing is
changed before that. What is pointed out is a place and a kind of thing, never the thing itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING
from unicodedata import normalize

from pepsite.privacy.identifying import identifying
from pepsite.privacy.ordinary_names import is_ordinary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from pepsite.privacy.identity import Identity
    from pepsite.privacy.names import NameScan

TOKEN = "{child}"  # noqa: S105  # what stands for the child's name, and no secret
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_PHONE = re.compile(r"(?<![\w+])(?:\+44[ ]?|0)(?:[ -]?[0-9]){9,10}(?![0-9])")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sentence with a word that may be the child's name, for the writer to say.

    `number` counts the sentences of the text; it is what `decided` names them by.
    """

    number: int
    sentence: str
    word: str


@dataclass(frozen=True, slots=True)
class Tokenised:
    """A text with the child's name as a token, and what only its writer can tell."""

    text: str
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class PointedOut:
    """Something that says who somebody is: what kind of thing, and in which line of the text."""

    what: str
    line: int


def without_name(
    written: str, child: Identity | None, decided: Mapping[int, bool] | None = None
) -> Tokenised:
    """Return what somebody wrote with the child's name, in all its variants, as the token.

    `decided` says of sentences asked about, by number, whether the word in them is the name.
    """
    names = _Names(child)
    if not names.any:
        return Tokenised(written)
    doubts: list[Doubt] = []
    said = decided or {}
    parts: list[str] = []
    end = 0
    for number, sentence in enumerate(_SENTENCE.finditer(written)):
        parts.append(written[end : sentence.start()])
        text = names.sure.sub(_token, normalize("NFC", sentence[0]))
        found = names.doubtful.search(text) if names.doubtful else None
        if found is not None and number not in said:
            doubts.append(Doubt(number, sentence[0].strip(), found[0]))
        if found is not None and names.doubtful is not None and said.get(number):
            text = names.doubtful.sub(_token, text)
        parts.append(text)
        end = sentence.end()
    parts.append(written[end:])
    return Tokenised("".join(parts), tuple(doubts))


def with_name(written: str, called: str) -> str:
    """Return a text as it is shown to those who may see the name."""
    return written.replace(TOKEN, called)


def as_it_was(written: str, before: str, called: str) -> str:
    """Return what came back from a page with the token where the name was shown in its place.

    `before` is the text with its tokens, as it was shown with what the child is `called`. What
    came back unchanged is as it was. So is each sentence of it, and in a sentence that was changed
    each name that stood there before. In what is new, nothing is put in.
    """
    if not called or TOKEN not in before:
        return written
    if _in_lines(written) == _in_lines(with_name(before, called)):
        return before
    stored = [one[0].strip() for one in _SENTENCE.finditer(before)]
    ways: dict[str, set[str]] = {}
    for one in stored:
        ways.setdefault(with_name(one, called), set()).add(one)
    came = [*_SENTENCE.finditer(written)]
    same = {one[0].strip() for one in came} & ways.keys()
    gone = [one for one in stored if TOKEN in one and with_name(one, called) not in same]
    names = _names_kept(gone, [one for one in came if one[0].strip() not in same], called)
    for sentence in came:
        said = sentence[0].strip()
        found = ways.get(said, set())
        # Where the same words were shown for the name and for a word, nobody knows which it is.
        if len(found) == 1 and TOKEN in (as_before := next(iter(found))):
            begin = sentence.start() + sentence[0].index(said)
            names.append((begin, begin + len(said), as_before))
    for begin, end, text in sorted(names, reverse=True):
        written = written[:begin] + text + written[end:]
    return written


def _in_lines(text: str) -> list[str]:
    return text.strip().splitlines()


def _names_kept(
    gone: list[str], changed: list[re.Match[str]], called: str
) -> list[tuple[int, int, str]]:
    """Return where in changed sentences the name stands that was a token in one that is gone.

    It is the same one where another word of the same sentence is still beside it.
    """
    word = re.compile(rf"{re.escape(TOKEN)}|{re.escape(called)}(?!\w)|\w+")
    before = [(number, one[0]) for number, text in enumerate(gone) for one in word.finditer(text)]
    after = [
        (number, sentence.start() + one.start(), one[0])
        for number, sentence in enumerate(changed)
        for one in word.finditer(sentence[0])
    ]
    if len(before) + len(after) > _MOST_WORDS:
        return []
    blocks = SequenceMatcher(
        None, [with_name(one[1], called) for one in before], [one[2] for one in after]
    ).get_matching_blocks()
    pairs = [(before[one.a + n], after[one.b + n]) for one in blocks for n in range(one.size)]
    beside = {(old[0], new[0]) for old, new in pairs if new[2] != called}
    return [
        (new[1], new[1] + len(called), TOKEN)
        for old, new in pairs
        if old[1] == TOKEN and (old[0], new[0]) in beside
    ]


_MOST_WORDS = 4_000
"""Of how many changed words the names are looked for: in more, each sentence is asked about."""


def pointed_out(written: str, others: NameScan | None) -> tuple[PointedOut, ...]:
    """Return what in a text says who somebody is: another child's name, a number, a postcode.

    Ask it of the text without the child's own name. `others` are the names of all children, where
    the identity store is there.
    """
    return tuple(sorted(_pointed_out(written, others), key=lambda one: (one.line, one.what)))


def first_names(identity: Identity) -> frozenset[str]:
    """Return the single names somebody goes by, without those that are words of every day too."""
    names = (identity.full_name, *identity.previous_names, identity.known_as)
    firsts = (normalize("NFC", one).split()[0] for one in names if one and one.strip())
    return frozenset(one.casefold() for one in firsts if not is_ordinary(one))


def line_with(written: str, names: AbstractSet[str]) -> int | None:
    """Return the first line in which one of these single names stands with its capital."""
    for found in _CAPITALISED.finditer(normalize("NFC", written)):
        if found["name"][0].isupper() and found["name"].casefold() in names:
            return written.count("\n", 0, found.start()) + 1
    return None


_CAPITALISED = re.compile(r"(?<![\w{])(?P<name>[^\W\d_]+(?:-[^\W\d_]+)*)(?![\w}])")


def _pointed_out(written: str, others: NameScan | None) -> Iterator[PointedOut]:
    for found in identifying(written, ""):
        yield PointedOut(_what(found.message), found.line)
    for phone in _PHONE.finditer(written):
        yield PointedOut("a telephone number", written.count("\n", 0, phone.start()) + 1)
    if others is not None:
        for found in others.findings(written, ""):
            yield PointedOut("a child's name or pupil number", found.line)


def _what(message: str) -> str:
    """Return the kind of thing out of the finding's sentence: "a postcode"."""
    return message.removeprefix("this looks like ").partition(",")[0]


def _token(found: re.Match[str]) -> str:
    return f"{TOKEN}{found['of'] or ''}"


class _Names:
    """The child's names, as they are looked for."""

    def __init__(self, child: Identity | None) -> None:
        full: list[list[str]] = []
        single: list[str] = []
        if child is not None:
            for name in filter(None, (child.full_name, *child.previous_names)):
                words = normalize("NFC", name).split()
                single.append(words[0])
                if len(words) > 1:
                    full += [words, [words[0], words[-1]], [words[-1], words[0]]]
                    if child.known_as:
                        full.append([*normalize("NFC", child.known_as).split(), words[-1]])
            if child.known_as:
                known = normalize("NFC", child.known_as).split()
                single += known[:1] if len(known) == 1 else []
                full += [known] if len(known) > 1 else []
        plain = [one for one in single if not is_ordinary(one)]
        self.sure = _pattern([*full, *([one] for one in plain)])
        words_too = [one for one in single if is_ordinary(one)]
        self.doubtful = _pattern([[one] for one in words_too]) if words_too else None
        self.any = bool(full or single)


def _pattern(names: Iterable[list[str]]) -> re.Pattern[str]:
    """Return what finds any of these names, the longest first, and whose something is.

    Where every word of a name is a word of every day too, it is one only with its capitals.
    """
    longest_first = sorted(names, key=lambda words: (-len(words), words))
    alternatives = "|".join(map(_alternative, longest_first)) or "(?!)"
    return re.compile(rf"(?<![\w{{])(?:{alternatives})(?P<of>['\u2019]s)?(?![\w}}])")


def _alternative(words: list[str]) -> str:
    written = r",?[ ]+".join(map(re.escape, words))
    return written if all(map(is_ordinary, words)) else f"(?i:{written})"
