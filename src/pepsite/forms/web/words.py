"""How days, moments and codes are written on a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from pepsite.forms.questions.phrasing import code_words, day_in_words


def day(value: date | None) -> str:
    """Return "14 September 2025", or nothing."""
    return "" if value is None else day_in_words(value)


def moment(value: datetime) -> str:
    """Return "14 September 2025 at 9:05am", on the clock of this computer."""
    here = value.astimezone()
    half, hour = ("am" if here.hour < 12 else "pm"), here.hour % 12 or 12  # noqa: PLR2004  # noon
    return f"{day(here.date())} at {hour}:{here.minute:02}{half}"


def status(value: str) -> str:
    """Return what the status of a PEP is called."""
    return code_words("PepStatus", value)


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "day": day,
    "moment": moment,
    "status": status,
}
