"""Records as they are written down: plain fields in the order of their model, days as text.

Models of 12,000 PEPs would cost more time than everything else; tests hold these fields
against the models instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from datetime import date

Fields: TypeAlias = dict[str, Any]
"""A record, or a part of one, as JSON would have it."""


def given(fields: Fields) -> Fields:
    """Return the fields that hold something: gaps and empty lists are left out of a record."""
    return {name: value for name, value in fields.items() if value is not None and value != []}


def iso(day: date | None) -> str | None:
    """Return the day as a record has it."""
    return None if day is None else day.isoformat()


def does_not_apply(why: str) -> Fields:
    """Return the honest answer that this is no question for the child."""
    return {"no_answer": "does-not-apply", "why": why}


def not_known_yet(ask: str, by: date) -> Fields:
    """Return the honest answer that somebody has been asked."""
    return {"no_answer": "not-known-yet", "ask": ask, "by": by.isoformat()}


def asked_declined(on: date) -> Fields:
    """Return the honest answer that somebody chose not to say."""
    return {"no_answer": "asked-declined", "declined_on": on.isoformat()}
