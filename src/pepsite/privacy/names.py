"""Does a text say who a child is? Asked only where the identity store is present.

Children are called Will, May and Reading, so a single word is never taken for a name. A
given or known-as name followed by the surname is, and so is a UPN, whatever surrounds it.
Where every word of a name is a word of every day too, it is one only with capitals.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from pepsite.findings import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.privacy.identity import Identity

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")  # noqa: RUF001  # both signs are written
_OF_SOMEONE = re.compile(r"['’]s$")  # noqa: RUF001  # as above
_BETWEEN = re.compile(r",?(?: +|[ \t]*\n[ \t]*(?:> ?)?)")
# Given names and surnames that are also words people write in plans.
_ORDINARY = frozenset(
    [
        "amber",
        "angel",
        "april",
        "art",
        "august",
        "autumn",
        "baker",
        "banks",
        "bell",
        "best",
        "bill",
        "bishop",
        "black",
        "bloom",
        "bond",
        "brook",
        "brown",
        "bush",
        "carter",
        "chance",
        "chase",
        "christian",
        "clay",
        "cook",
        "cross",
        "daisy",
        "dawn",
        "day",
        "dean",
        "drew",
        "eve",
        "faith",
        "fern",
        "field",
        "fields",
        "ford",
        "forest",
        "fox",
        "frank",
        "gene",
        "good",
        "grace",
        "grant",
        "gray",
        "green",
        "grey",
        "guy",
        "hall",
        "hazel",
        "heath",
        "hill",
        "holly",
        "hope",
        "hunt",
        "iris",
        "ivy",
        "jasmine",
        "joy",
        "june",
        "king",
        "knight",
        "lane",
        "law",
        "lily",
        "little",
        "long",
        "love",
        "marsh",
        "mark",
        "marks",
        "mason",
        "max",
        "may",
        "miles",
        "mills",
        "moon",
        "olive",
        "page",
        "park",
        "parks",
        "pat",
        "patience",
        "peace",
        "penny",
        "poppy",
        "pope",
        "potter",
        "price",
        "prince",
        "ray",
        "read",
        "reading",
        "reed",
        "rich",
        "river",
        "robin",
        "rose",
        "ruby",
        "scholar",
        "sharp",
        "short",
        "sky",
        "smart",
        "star",
        "stone",
        "storm",
        "street",
        "summer",
        "summers",
        "sunny",
        "sunshine",
        "terry",
        "trinity",
        "ward",
        "waters",
        "wells",
        "west",
        "white",
        "will",
        "wills",
        "winter",
        "winters",
        "wise",
        "wood",
        "woods",
        "worth",
        "wright",
        "young",
    ]
)


def is_ordinary(name: str) -> bool:
    """Say whether a name is also a word that people write in plans."""
    return name.casefold() in _ORDINARY


class NameScan:
    """The names of all children in care, ready to be looked for."""

    def __init__(self, identities: Iterable[Identity]) -> None:
        """Take in who must not be found."""
        self._names: set[tuple[str, ...]] = set()
        self._numbers: set[str] = set()
        for identity in identities:
            self._names.update(_forms(identity))
            if identity.upn:
                self._numbers.add(identity.upn.casefold())
        self._longest = max(map(len, self._names), default=0)
        self._first_words = {name[0] for name in self._names}

    @property
    def known(self) -> tuple[str, ...]:
        """All that is looked for, in one order."""
        return tuple(sorted({*map(" ".join, self._names), *self._numbers}))

    def findings(self, text: str, path: str) -> Iterator[Finding]:
        """Yield a finding at each place where a child is named, without the name.

        A name may go on in the next line, as prose does.
        """
        written = "\n".join(normalize("NFC", text).splitlines())
        words = [*_WORD.finditer(written)]
        for at, word in enumerate(words):
            said = _said(word[0])
            if said in self._numbers or (
                said in self._first_words and self._is_name(words[at : at + self._longest])
            ):
                start = word.start()
                line, column = (
                    written.count("\n", 0, start) + 1,
                    start - written.rfind("\n", 0, start),
                )
                yield finding("name-in-record", path, line=line, column=column)

    def _is_name(self, words: list[re.Match[str]]) -> bool:
        for length in range(2, len(words) + 1):
            before, after = words[length - 2 : length]
            if not _BETWEEN.fullmatch(after.string, before.end(), after.start()):
                return False
            meant = words[:length]
            if tuple(_said(word[0]) for word in meant) in self._names and _as_a_name(meant):
                return True
        return False


def _as_a_name(words: list[re.Match[str]]) -> bool:
    return any(_said(word[0]) not in _ORDINARY for word in words) or all(
        word[0][0].isupper() for word in words
    )


def _said(word: str) -> str:
    return _OF_SOMEONE.sub("", word.casefold())


def _forms(identity: Identity) -> Iterator[tuple[str, ...]]:
    """Yield the ways a child is named in full: all names, first and last, known-as and last.

    A known-as name of several words is one by itself: it may have the surname in it.
    """
    known_as = _words(identity.known_as or "")
    if len(known_as) > 1:
        yield known_as
    full_names = (identity.full_name, *identity.previous_names)
    for full_name in filter(None, full_names):
        words = _words(full_name)
        if len(words) > 1:
            yield words
            yield (words[0], words[-1])
            yield (words[-1], words[0])
            if known_as:
                yield (*known_as, words[-1])
                yield (words[-1], *known_as)


def _words(name: str) -> tuple[str, ...]:
    return tuple(_said(found[0]) for found in _WORD.finditer(normalize("NFC", name)))
