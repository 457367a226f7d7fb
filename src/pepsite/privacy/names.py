"""Does a text say who a child is? Asked only where the identity store is present.

Children are called Will, May and Reading, so a word is a name only where it is one. A given or
known-as name beside the surname is, and so is a UPN, whatever surrounds it and however it is
written: with accents or without, in one word, in emphasis, over two lines. Where every word of a
name is a word of every day too, it is one only with capitals. The name a child is known by is
looked for alone as well in what is about that child: there it is hardly anybody else's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple, Self, TypeAlias

from pepsite.findings import Finding, finding
from pepsite.privacy.ordinary_names import is_ordinary
from pepsite.privacy.signs import in_plain_signs
from pepsite.records.paths import place_of

_Parts: TypeAlias = tuple[tuple[str, ...], ...]
"""A name by its parts, each of the words that it is written in: Anne-Marie has two."""

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from pepsite.privacy.identity import Identity

# A capital within a word begins another: that is how names stand in those of files and branches.
_WORD = re.compile(r"[A-Z]*[^\W_A-Z]+|[A-Z]+")
_OVER_TWO_LINES = r",?[ \t]*\n[ \t]*(?:> ?)?"
_BETWEEN = re.compile(rf"[ \t,|/&+'\"*_`~()\[\]-]{{0,8}}|[.;]|{_OVER_TWO_LINES}")
_BETWEEN_ORDINARY = re.compile(
    rf"[\"'*_`]{{0,3}}[,|]?[ \t_-]{{0,3}}[\"'*_`]{{0,3}}|[.;]|{_OVER_TWO_LINES}"
)
"""What may stand between ordinary words that are a name: nothing that parts two thoughts."""
_ESCAPE = re.compile(
    r"\\(?:x(?P<two>[0-9a-fA-F]{2})|u(?P<four>[0-9a-fA-F]{4})|U(?P<eight>[0-9a-fA-F]{8})"
    r"|\n[ \t]*|[ \t_tnNLP])"
)
"""How a sign may be written in the double quotes of YAML."""
_JOINED_FROM = 8
"""So many letters a name written as one word has at least; a shorter one may be another word."""
_CAPITALS_FROM = 4
"""So many letters a name all in capitals has at least; a shorter one may stand for something."""
_OF_SOMEBODY_ELSE = re.compile(
    r"\b(?:mr|mrs|ms|mx|miss|dr|sir|uncle|aunt|auntie)\.? $", re.IGNORECASE
)
_WITHIN_A_WORD = frozenset(("", "-", "'"))
_SURNAME_FOLLOWS = re.compile(r" [A-Z][a-z'-]")


class NameScan:
    """The names of all children in care, ready to be looked for."""

    def __init__(self, identities: Iterable[Identity]) -> None:
        """Take in who must not be found."""
        # By their letters, which two names may share: Anna Lee and Ann Alee. And pupil numbers.
        self._names: defaultdict[str, set[_Name]] = defaultdict(set)
        self._alone: defaultdict[str, set[_Name]] = defaultdict(set)
        self._known_as: dict[str, str] = {}
        for identity in identities:
            for parts in _forms(identity):
                self._names[_joined(parts)].add(_Name.of(parts))
            alone = _known_alone(identity)
            if alone:
                self._known_as[identity.child] = _joined(alone)
                self._alone[_joined(alone)].add(_Name.of(alone))
        looked_for = {*self._names, *self._alone}
        self._begins = {one[:end] for one in looked_for for end in range(1, len(one) + 1)}

    @property
    def known(self) -> tuple[str, ...]:
        """All that is looked for, in one order."""
        alone = (f"{child} {name}" for child, name in self._known_as.items())
        return tuple(sorted({*self._names, *alone}))

    def findings(self, text: str, path: str, about: Collection[str] = ()) -> Iterator[Finding]:
        """Yield a finding at each place where a child is named, without the name.

        A name may go on in the next line, as prose does. `about` are the children, by id, whom
        the text is about; what is kept in the folder of a child is about that child.
        """
        written = "\n".join(text.splitlines())
        place = place_of(path)
        known_as = {
            self._known_as[child]
            for child in (*about, *([place.child] if place and place.child else ()))
            if child in self._known_as
        }
        for start in sorted(self._found(written, known_as)):
            line, column = written.count("\n", 0, start) + 1, start - written.rfind("\n", 0, start)
            yield finding("name-in-record", path, line=line, column=column)

    def _found(self, written: str, known_as: Collection[str]) -> set[int]:
        """Return where a name begins in a text, as it is written and without what escapes it."""
        plain, places = in_plain_signs(written)
        found = {places[start] for start in self._in_plain(plain, known_as)}
        if "\\" in written:
            unescaped, at = _unescaped(written)
            plain, places = in_plain_signs(unescaped)
            found |= {at[places[start]] for start in self._in_plain(plain, known_as)}
        return found

    def _in_plain(self, text: str, known_as: Collection[str]) -> Iterator[int]:
        words = [*_WORD.finditer(text)]
        after = 0
        for at, word in enumerate(words):
            if at < after or word[0].casefold() not in self._begins:
                continue
            length = self._name_at(words, at)
            after = at + length
            if length or (known_as and self._is_known_alone(words, at, known_as)):
                yield word.start()

    def _name_at(self, words: Sequence[re.Match[str]], at: int) -> int:
        """Return of how many of these words the name is made up that begins here, or 0."""
        said, found = "", 0
        for end in range(at, len(words)):
            said += words[end][0].casefold()
            if said not in self._begins:
                break
            here = words[at : end + 1]
            if any(name.is_meant(here) for name in self._names.get(said, ())):
                found = end + 1 - at
        return found

    def _is_known_alone(
        self, words: Sequence[re.Match[str]], at: int, known_as: Collection[str]
    ) -> bool:
        said = ""
        for end in range(at, len(words)):
            said += words[end][0].casefold()
            if said not in self._begins:
                return False
            if said in known_as:
                found = words[at : end + 1]
                cut = any(name.is_cut_as(found) for name in self._alone[said])
                return cut and _stands_alone(found)
        return False


@dataclass(frozen=True, slots=True)
class _Name:
    """A name: whether each of its words is one of every day too, and where a word may end.

    That is told by how many letters are before it.
    """

    is_ordinary: bool
    ends: frozenset[int]

    @classmethod
    def of(cls, parts: _Parts) -> Self:
        """Return what is to be known of a name in its parts."""
        lengths = (len(word) for part in parts for word in part)
        return cls(
            all(is_ordinary("".join(part)) for part in parts), frozenset(accumulate(lengths))
        )

    def is_meant(self, words: Sequence[re.Match[str]]) -> bool:
        """Say whether these words, which have its letters, are this name."""
        if len(words) == 1:
            return not self.is_ordinary and len(words[0][0]) >= _JOINED_FROM
        between = _BETWEEN_ORDINARY if self.is_ordinary else _BETWEEN
        return (
            (not self.is_ordinary or all(word[0][0].isupper() for word in words))
            and all(
                between.fullmatch(one.string, one.end(), other.start())
                for one, other in pairwise(words)
            )
            and self.is_cut_as(words)
        )

    def is_cut_as(self, words: Sequence[re.Match[str]]) -> bool:
        """Say whether these words end where its own do; "more no" is not Mo Reno."""
        ends = accumulate(len(word[0].casefold()) for word in words)
        return all(
            end in self.ends or one.string[one.end() : other.start()] in _WITHIN_A_WORD
            for end, (one, other) in zip(ends, pairwise(words), strict=False)
        )


def _stands_alone(words: Sequence[re.Match[str]]) -> bool:
    """Say whether these words are the name of the child alone, and not that of an adult."""
    first, last = words[0], words[-1]
    said = first.string[first.start() : last.end()]
    return (
        said[0].isupper()
        and (not said.isupper() or len(said) >= _CAPITALS_FROM)
        and all(one.end() + 1 >= other.start() for one, other in pairwise(words))
        and not _OF_SOMEBODY_ELSE.search(first.string, max(0, first.start() - 9), first.start())
        and not _SURNAME_FOLLOWS.match(last.string, last.end())
    )


class _Unescaped(NamedTuple):
    text: str
    places: Sequence[int]


def _unescaped(text: str) -> _Unescaped:
    """Return a text without what YAML escapes in it, and where each of its signs stood."""
    parts: list[str] = []
    places: list[int] = []
    end = 0
    for found in _ESCAPE.finditer(text):
        number = found["two"] or found["four"] or found["eight"]
        goes_on = found[0].startswith("\\\n")
        sign = _sign(number) if number else "" if goes_on else " "
        parts += (text[end : found.start()], sign)
        places += (*range(end, found.start()), *[found.start()] * len(sign))
        end = found.end()
    return _Unescaped("".join((*parts, text[end:])), [*places, *range(end, len(text))])


def _sign(number: str) -> str:
    code = int(number, 16)
    return chr(code) if code <= _LAST_SIGN else ""


_LAST_SIGN = 0x10FFFF


def _forms(identity: Identity) -> Iterator[_Parts]:
    """Yield the ways a child is named in full: all names, first and last, known-as and last.

    A known-as name of several words is one by itself: it may have the surname in it. A pupil
    number is looked for like a name that may be cut anywhere.
    """
    if identity.upn:
        yield (tuple("".join(_words_in(identity.upn))),)
    known_as = _parts_of(identity.known_as)
    if len(known_as) > 1:
        yield known_as
    for parts in map(_parts_of, (identity.full_name, *identity.previous_names)):
        if len(parts) > 1:
            yield parts
            yield (parts[0], parts[-1])
            yield (parts[-1], parts[0])
            yield (parts[-1], *parts[:-1])
            if known_as:
                yield (*known_as, parts[-1])
                yield (parts[-1], *known_as)


def _known_alone(identity: Identity) -> _Parts:
    """Return the one name that a child is known by, unless it is a word of every day too."""
    parts = _parts_of(identity.known_as) or _parts_of(identity.full_name)[:1]
    joined = _joined(parts)
    return parts if len(parts) == 1 and len(joined) > 1 and not is_ordinary(joined) else ()


def _parts_of(full_name: str | None) -> _Parts:
    """Return the parts of a name: what has a hyphen or an apostrophe in it is one of them."""
    parts = in_plain_signs(full_name or "").text.replace(",", " ").split()
    return tuple(filter(None, map(_words_in, parts)))


def _words_in(part: str) -> tuple[str, ...]:
    return tuple(word[0].casefold() for word in _WORD.finditer(in_plain_signs(part).text))


def _joined(parts: _Parts) -> str:
    return "".join(word for part in parts for word in part)
