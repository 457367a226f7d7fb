"""Prose with one sentence to a line, so that a change shows as the sentence changed.

In prose a single newline reads as a space, and an empty line begins a paragraph. That is
why a space after a sentence may become a newline. A break too few does no harm, so where
it is not plain that a sentence ends (`Year 9. Maths`, `Mr. Shaw`), there is none.
"""

from __future__ import annotations

import re

LONGEST_LINE = 300
"""Characters a text of one line may have in any record; what is longer can only be prose."""

_OPENING = "[\"'\u201c\u2018(\\[]"
_CLOSING = "[\"'\u201d\u2019)\\]]"
_BEGINS = rf"{_OPENING}{{0,3}}[A-ZÀ-ÖØ-Þ0-9{{]"
AFTER_SENTENCE = rf"{_CLOSING}{{0,3}}[ ]{_BEGINS}"
"""What stands after the sign that may end a sentence, where another sentence may begin."""
_END = re.compile(rf"(?<=[.!?])({_CLOSING}{{0,3}}) (?={_BEGINS})")
_WORD_BEGINS = re.compile(rf"\s|{_OPENING}")
_LONGEST_ABBREVIATION = 10
# fmt: off
_ABBREVIATIONS = frozenset({
    "mr", "mrs", "ms", "mx", "dr", "prof", "rev", "st", "sr", "jr", "esq", "hon", "etc", "vs",
    "cf", "nos", "pp", "para", "approx", "dept", "tel", "inc", "ltd", "fig", "jan", "feb", "apr",
    "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
})
# fmt: on
_INITIALS = re.compile(r"[0-9]+|(?:[^\W\d]\.)*[^\W\d]")


def settle(text: str) -> str:
    """Return a text as the one layout has it. Only what is surely prose is changed.

    That is a text with a newline in it, or longer than a text of one line may be. Doing it
    again changes nothing.
    """
    return one_sentence_a_line(text) if "\n" in text or len(text) > LONGEST_LINE else text


def one_sentence_a_line(text: str) -> str:
    """Return prose with the space after each sentence turned into a newline."""
    return _END.sub(_broken, text)


def _broken(end: re.Match[str]) -> str:
    before = end.string[max(0, end.start() - _LONGEST_ABBREVIATION - 2) : end.start()]
    word = _WORD_BEGINS.split(before)[-1]
    if word.endswith(".") and _is_short_for_something(word[:-1]):
        return end[0]
    return f"{end[1]}\n"


def _is_short_for_something(word: str) -> bool:
    return word.lower() in _ABBREVIATIONS or _INITIALS.fullmatch(word) is not None
