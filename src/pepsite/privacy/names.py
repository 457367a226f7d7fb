"""Does a text say who a child is? Asked only where the identity store is present.

Children are called Will, May and Reading, so a single word is never taken for a name. A
given or known-as name followed by the surname is, and so is a UPN, whatever surrounds it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pepsite.findings import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.privacy.identity import Identity

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


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

    def findings(self, text: str, path: str) -> Iterator[Finding]:
        """Yield a finding at each place where a child is named, without the name."""
        for line_number, line in enumerate(text.splitlines(), start=1):
            words = [(found[0].casefold(), found.start()) for found in _WORD.finditer(line)]
            for at, (word, start) in enumerate(words):
                if word in self._numbers or (
                    word in self._first_words and self._is_name(words[at:])
                ):
                    yield finding("name-in-record", path, line=line_number, column=start + 1)

    def _is_name(self, words: list[tuple[str, int]]) -> bool:
        said = tuple(word for word, _ in words[: self._longest])
        return any(said[:length] in self._names for length in range(2, len(said) + 1))


def _forms(identity: Identity) -> Iterator[tuple[str, ...]]:
    """Yield the ways a child is named in full: all names, first and last, known-as and last."""
    full_names = (identity.full_name, *identity.previous_names)
    for full_name in filter(None, full_names):
        words = _words(full_name)
        if len(words) > 1:
            yield words
            yield (words[0], words[-1])
            yield (words[-1], words[0])
            if identity.known_as:
                yield (*_words(identity.known_as), words[-1])


def _words(name: str) -> tuple[str, ...]:
    return tuple(found[0].casefold() for found in _WORD.finditer(name))
