"""Our words as a screen says them: the child's name, the authority's terms, names of codes."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pepsite.forms.questions.wording import common
from pepsite.privacy.wording import sentence
from pepsite.records.code_labels import RETURN_LABELS, code_label
from pepsite.records.codes import ETHNICITY_LABELS, SEN_PROVISION_LABELS
from pepsite.records.field_titles import code_title

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pepsite.forms.questions.asking import Asking
    from pepsite.records.pep import Pep, PepType


def in_words(asking: Asking, words: str) -> str:
    """Return our words as this screen says them: the child's name, the authority's terms."""
    return in_terms(called(asking, words), asking.terms)


def in_terms(words: str, terms: Mapping[str, str]) -> str:
    """Return our words with the authority's own where it has some: whole words, one or many.

    Never ask it of what somebody wrote.
    """
    if not terms:
        return words
    own = {ours.casefold(): theirs for ours, theirs in terms.items()}

    def theirs(found: re.Match[str]) -> str:
        return own[found["ours"].casefold()] + found["many"]

    return _terms_pattern(tuple(terms)).sub(theirs, words)


@cache
def _terms_pattern(ours: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = "|".join(map(re.escape, sorted(ours, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?P<ours>{longest_first})(?P<many>s?)(?!\w)", re.IGNORECASE)


def called(asking: Asking, words: str) -> str:
    """Return words with what the child is called here in place of the token."""
    return called_by(asking.child, words)


def called_by(name: str, words: str) -> str:
    """Return words with this name in place of the token; without one, it is "the child"."""
    child = name or common().the_child
    first = sentence(child)
    return _FIRST.sub(lambda found: f"{found[1]}{first}", words).replace("{child}", child)


_FIRST = re.compile(r"(^|[.!?\n]\s*)\{child\}")
"""The token where a sentence begins."""


def pep_label(pep: Pep) -> str:
    """Return what a plan is called: its type, and the day it is known by."""
    return plan_label(pep.type, pep.known_by_day)


def plan_label(type_: PepType, day: date | None) -> str:
    """Return what a plan of this type is called that is known by this day."""
    return code_words("PepType", type_) + (f" of {day_in_words(day)}" if day else "")


def day_in_words(day: date) -> str:
    """Return a day as people write it: "14 September 2026"."""
    return f"{day.day} {common().months[day.month - 1]} {day.year}"


def code_words(code_list: str, code: str) -> str:
    """Return what a code is called when people read it."""
    said = _code_words().get((code_list, code)) or code_title(code)
    return sentence(said)


@cache
def _code_words() -> Mapping[tuple[str, str], str]:
    known = {
        (name, code): label for name, codes in _LABELS.items() for code, label in codes.items()
    }
    for words in common().lists:
        known.update({(words.list_, one.code): one.label for one in words.codes})
    return known


_LABELS: Mapping[str, Mapping[str, str]] = {
    "Ethnicity": {str(code): label for code, label in ETHNICITY_LABELS.items()},
    "SenProvision": {str(code): label for code, label in SEN_PROVISION_LABELS.items()},
    **{
        list_.__name__: {str(code.value): code_label(code) for code in list_}
        for list_ in RETURN_LABELS
    },
}
