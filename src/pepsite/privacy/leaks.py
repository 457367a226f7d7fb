"""Does a file that is to be published say who a child is? Asked of every file, whole or not at all.

A name in full, and the name a child is known by, is looked for anywhere. Children are called
Will, May and Reading: a name that is a word is one only beside another part of that name, with
capitals where both are words. Without an identity store, what can be told by its form alone is
still looked for. Where something stands is told, never what it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise, permutations
from typing import TYPE_CHECKING, Final, NamedTuple
from unicodedata import normalize

from pepsite.privacy.identifying import POSTCODE, leads_on, things_in
from pepsite.privacy.ordinary_names import is_ordinary
from pepsite.privacy.unwrapped import plain_letters, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.privacy.identity import Identity

_Words = tuple[str, ...]

_WORD = re.compile(r"[^\W_]{2,}|[^\W_\x00-\x7f]")
"""A letter alone is an initial, or what is left of "O'Hara" and "Young's"; not so in Chinese."""
_JOINING = frozenset(
    (
        *("abu", "al", "ap", "bin", "binti", "da", "de", "del", "della", "den", "der", "di", "do"),
        *("dos", "du", "el", "ibn", "la", "le", "mac", "san", "santa", "st", "ten", "ter"),
        *("van", "von"),
    )
)
"""Belongs to the part of a name that follows it: alone it says nothing."""
_BESIDE = re.compile(r"[\s,'\"’_\-+/|&\[\]()]{1,12}")  # noqa: RUF001  # both signs are written
_DRAWN = re.compile(r"\s(?:d|points|transform|viewBox)=\"[^\"\n]*\"")
"""The numbers of a picture, in which any number can stand."""
_JOINED = re.compile(r"[-_.]")
_SHORT: Final = 3
"""A name of so many letters is one only with a capital: "Al" and "Jo" stand in much else."""
_LONG_ENOUGH: Final = 7
"""Names written as one word have so many letters, else they are taken for another word."""
_NUMBER: Final = 7
"""Numbers of other systems are looked for from so many characters on."""
_NOT_TEXT: Final = "a file that cannot be looked into"
_FULL: Final = "a child's name"
_KNOWN_AS: Final = "a name that a child is known by"
_OF_SYSTEM: Final = "a number that a child is known by"


class Leak(NamedTuple):
    """What got out, in which file and on which line; without a line, in the file's own name."""

    file: str
    what: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Known:
    """What pages may say, and is about no child.

    `words` are those of our own texts and of the policy. `names` are of authorities, of staff, of
    schools on a national register. `texts` are those whose postcodes may stand anywhere, such as
    where the virtual school is; nothing else in them is let through for that.
    """

    words: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Seen:
    """What stood in a file before and holds nothing: lines, and lines that follow each other."""

    lines: set[int] = field(default_factory=set)
    texts: set[int] = field(default_factory=set)


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of our own texts, as names are compared with them."""
    return frozenset(word for text in texts for word in _lower(text))


class LeakScan:
    """The children of an identity store, ready to be looked for in files."""

    def __init__(self, identities: Iterable[Identity], known: Known) -> None:
        """Take in who must not be found, and what may be."""
        self._known = known
        self._names: dict[str, set[_Words]] = {}
        self._only_as_names: set[_Words] = set()
        self._singles: dict[str, set[_Words]] = {}
        self._numbers: set[str] = set()
        self._phrases: dict[str, set[_Words]] = {}
        for identity in identities:
            self._take(identity)
        for name in known.names:
            phrase = tuple(_lower(name))
            for word in phrase:
                self._phrases.setdefault(word, set()).add(phrase)
        self._first = {*self._names, *self._singles, *self._numbers}
        beside = (name for names in (self._names, self._singles) for name in names.values())
        self._words = {word for names in beside for name in names for word in name}
        self._words |= self._numbers
        self._may_stand = " ".join(known.texts)

    def leaks(self, files: Iterable[tuple[str, bytes]]) -> Iterator[Leak]:
        """Yield what gets out in these files, which are named as whoever publishes them sees them.

        Lines that stand in many files are looked at once.
        """
        seen = _Seen()
        for name, content in files:
            told = {leak.what for leak in self._in_text(name, "")}
            for what in sorted(told):
                yield Leak("", what, None)
            shown = "" if told else name
            try:
                text = content.decode("utf-8")
            except UnicodeDecodeError:
                yield Leak(shown, _NOT_TEXT, 1)
                continue
            if "\x00" in text:
                yield Leak(shown, _NOT_TEXT, 1)
                continue
            lines = [line for line in _broken(text).splitlines() if line.strip()]
            if self._may_hold_one(lines, seen):
                yield from sorted(set(self._in_text(text, shown)))

    # --- Who is looked for

    def _take(self, identity: Identity) -> None:
        for number in (identity.upn or "", *identity.local_ids.values()):
            said = "".join(_lower(number))
            if len(said) >= _NUMBER and any(letter.isdigit() for letter in said):
                self._numbers.add(said)
        for spelt in _SPELLINGS:
            known_as = tuple(_parts(spelt(identity.known_as or "")))
            of_now = tuple(_parts(spelt(identity.full_name or "")))
            before = (tuple(_parts(spelt(name))) for name in identity.previous_names)
            for parts in (of_now, *before):
                self._take_beside(frozenset((*parts, *known_as)))
            self._take_single(tuple(word for part in known_as or of_now[:1] for word in part))

    def _take_beside(self, parts: frozenset[_Words]) -> None:
        for first, second in permutations(sorted(parts), 2):
            words = (*first, *second)
            self._names.setdefault(words[0], set()).add(words)
            if all(map(self._is_a_word, words)):
                self._only_as_names.add(words)
            as_one = "".join(words)
            # Other letters stand for more: Chinese names are written as one, and are short.
            is_long = len(as_one) >= _LONG_ENOUGH or not as_one.isascii()
            if is_long and not self._is_a_word(as_one):
                self._names.setdefault(as_one, set()).add((as_one,))

    def _take_single(self, words: _Words) -> None:
        if words and not all(map(self._is_a_word, words)):
            self._singles.setdefault(words[0], set()).add(words)

    def _is_a_word(self, word: str) -> bool:
        return is_ordinary(word) or word in self._known.words

    # --- Is there anything?

    def _may_hold_one(self, lines: list[str], seen: _Seen) -> bool:
        """Say whether lines have to be looked at closely, and note those that have not."""
        unknown = [line for line in lines if hash(line) not in seen.lines]
        if not unknown:
            return False
        together = "\n".join(unknown)
        if not self._has_a_word(together):
            seen.lines.update(map(hash, unknown))
            return self._has_a_form(together)
        marked: list[int] = []
        for at, line in enumerate(lines):
            if hash(line) in seen.lines:
                continue
            if self._has_a_word(line):
                marked.append(at)
            else:
                seen.lines.add(hash(line))
        # Where no line has it by itself, a tag that goes on in the next line stands within it.
        near = _around(lines, marked) if marked else (together,)
        return any(self._is_near(text, seen) for text in near) or self._has_a_form(together)

    def _has_a_form(self, text: str) -> bool:
        """Say whether a text has what can be told by its form, with entities and escapes undone."""
        plain = next(unwrapped(text, closely=False))
        return any(True for _ in self._by_form(_DRAWN.sub("", plain)))

    def _has_a_word(self, text: str) -> bool:
        """Say whether a text has any word of a name, meant as one or not, or that leads on."""
        return any(
            leads_on(view) or not self._words.isdisjoint(_WORD.findall(view.lower()))
            for view in unwrapped(text, closely=False)
        )

    def _is_near(self, text: str, seen: _Seen) -> bool:
        """Say whether words of a name stand side by side in a text, or are one by themselves."""
        if hash(text) in seen.texts:
            return False
        if any(True for _ in self._in_text(text, "")):
            return True
        seen.texts.add(hash(text))
        return False

    # --- What is it, and where?

    def _in_text(self, text: str, file: str) -> Iterator[Leak]:
        for view in unwrapped(text):
            plain = _DRAWN.sub("", view)
            for where, found in ((view, self._named(view)), (plain, self._by_form(plain))):
                for what, start in found:
                    yield Leak(file, what, where.count("\n", 0, start) + 1)

    def _by_form(self, view: str) -> Iterator[tuple[str, int]]:
        for what, start, thing in things_in(view):
            if what != POSTCODE or thing not in self._may_stand:
                yield what, start

    def _named(self, view: str) -> Iterator[tuple[str, int]]:
        found = [*_WORD.finditer(view)]
        words = [one[0].lower() for one in found]
        for at, word in enumerate(words):
            if word not in self._first:
                continue
            start = found[at].start()
            if word in self._numbers:
                yield _OF_SYSTEM, start
            for name in self._names.get(word, ()):
                if _stands(words, at, name) and self._as_a_name(found[at : at + len(name)], name):
                    yield _FULL, start
            for name in self._singles.get(word, ()):
                if _stands(words, at, name) and self._alone(found, words, at, name):
                    yield _KNOWN_AS, start

    def _as_a_name(self, found: list[re.Match[str]], name: _Words) -> bool:
        """Say whether words that are a name are meant as one."""
        if name not in self._only_as_names:
            return True
        return _with_capitals(found) or _by_itself(found)

    def _alone(self, found: list[re.Match[str]], words: list[str], at: int, name: _Words) -> bool:
        """Say whether a name that a child is known by is not part of another known name."""
        if len("".join(name)) <= _SHORT and not found[at][0][0].isupper():
            return False
        for phrase in self._phrases.get(name[0], ()):
            for place, word in enumerate(phrase):
                start = at - place
                if word == name[0] and start >= 0 and _stands(words, start, phrase):
                    return False
        return True


def _with_capitals(found: list[re.Match[str]]) -> bool:
    return all(one[0][0].isupper() for one in found) and all(
        _BESIDE.fullmatch(one.string, one.end(), other.start()) for one, other in pairwise(found)
    )


def _by_itself(found: list[re.Match[str]]) -> bool:
    """Say whether words are joined and stand by themselves, as in an address or a file's name."""
    text, start, end = found[0].string, found[0].start(), found[-1].end()
    around = text[max(start - 1, 0) : start] + text[end : end + 1]
    return not any(sign in "-_" or sign.isalnum() for sign in around) and all(
        _JOINED.fullmatch(text, one.end(), other.start()) for one, other in pairwise(found)
    )


def _stands(words: list[str], at: int, name: _Words) -> bool:
    return tuple(words[at : at + len(name)]) == name


def _broken(text: str) -> str:
    """Return text with a line for each entry of a search index, which stands on one line."""
    return text.replace("},{", "},\n{")


def _around(lines: list[str], marked: list[int]) -> Iterator[str]:
    """Yield the marked lines with the two before and after each, which may go on with a name."""
    start, end = 0, marked[0] + 3
    for at in marked:
        if at - 2 > end:
            yield "\n".join(lines[start:end])
            start = at - 2
        end = at + 3
    yield "\n".join(lines[start:end])


def _as_written(name: str) -> str:
    return name


def _without_signs(name: str) -> str:
    """Return a name as one word each, as headings become addresses: O'Hara, Anne-Marie."""
    return re.sub(r"['\u2019-]", "", name)


def _in_an_address(name: str) -> str:
    """Return a name as the address of a heading has it, without the letters that it leaves out."""
    return normalize("NFKD", _without_signs(name)).encode("ascii", "ignore").decode()


_SPELLINGS = (_as_written, _without_signs, _in_an_address)


def _parts(name: str) -> Iterator[_Words]:
    """Yield the parts of a name: each is a word, or several that belong together."""
    waiting: _Words = ()
    for one in name.split():
        words = tuple(_lower(one))
        waiting += words
        if words and "".join(words) not in _JOINING:
            yield waiting
            waiting = ()
    if waiting:
        yield waiting


def _lower(text: str) -> list[str]:
    return _WORD.findall(plain_letters(text).lower())
