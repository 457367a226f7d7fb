"""What fields, parts and codes are called when people read them: the one place for it."""

from __future__ import annotations

import re
from types import MappingProxyType

_SPELT = MappingProxyType(
    {
        "ehcp": "EHCP",
        "eyfs": "EYFS",
        "pep": "PEP",
        "peps": "PEPs",
        "qa": "QA",
        "sdq": "SDQ",
        "sen": "SEN",
        "ukprn": "UKPRN",
        "urn": "URN",
    }
)
"""Words that are written in capitals, wherever they stand."""

_TITLES = MappingProxyType(
    {
        "added_on": "added on",
        "amount_approved": "amount approved, in pence",
        "amount_paid": "amount paid, in pence",
        "amount_requested": "amount requested, in pence",
        "asked_for": "size asked for",
        "at": "time",
        "born": "month of birth",
        "came": "whether they came",
        "care": "care",
        "declined_on": "declined on",
        "from_on": "from",
        "may_see": "who may see it",
        "no_answer": "answer",
        "planned_for": "planned for",
        "schema_": "schema",
        "sign_offs": "sign-offs",
        "until_on": "until",
        "voice": "child's voice",
    }
)
"""Fields that their own name, with spaces, does not say well."""


def field_title(name: str) -> str:
    """Return what a field of a record is called, to stand within a sentence: `held_on`, "held on".

    Any name has a title, that of a field nobody knows too.
    """
    return _TITLES.get(name) or " ".join(map(_spelt, name.split("_")))


def part_title(part: type) -> str:
    """Return what a part or a code list is called: `SdqNotDone`, "SDQ not done"."""
    words = re.findall(r"[A-Z][a-z]+|[A-Z]+(?![a-z])|[0-9]+", part.__name__)
    spelt = [_SPELT.get(word.lower(), word.lower()) for word in words]
    return " ".join([spelt[0][0].upper() + spelt[0][1:], *spelt[1:]])


def code_title(code: str) -> str:
    """Return how a code is read: `not-yet`, "not yet"."""
    return " ".join(map(_spelt, code.split("-")))


def _spelt(word: str) -> str:
    return _SPELT.get(word, word)
