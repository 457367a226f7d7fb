"""How a child is labelled in what leaves for a school: as the authority has settled it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pepsite.privacy.wording import year_group
from pepsite.records.authority import ChildLabel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pepsite.privacy.identity import Identity
    from pepsite.records.codes import YearGroup


class OfChild(Protocol):
    """Something about a child in a year group."""

    @property
    def child(self) -> str:
        """The id of the child."""

    @property
    def year_group(self) -> YearGroup:
        """The year group on the day."""


class ChildLabels:
    """The labels of children: by id where nothing else is settled, or nothing else is known."""

    def __init__(self, label: ChildLabel, identities: Iterable[Identity]) -> None:
        """Take in what is settled, and who the children are where the identity store is."""
        self._label = label
        self._names = {one.child: one.full_name for one in identities if one.full_name}

    def of(self, one: OfChild) -> str:
        """Return the label of the child that this is about."""
        name = self._names.get(one.child)
        if name is None:
            return one.child
        match self._label:
            case ChildLabel.ID:
                return one.child
            case ChildLabel.INITIALS_YEAR:
                return f"{_initials(name)}, {year_group(one.year_group)}"
            case ChildLabel.NAME:  # pragma: no branch  # there is no other
                return name


def _initials(name: str) -> str:
    """Return the first letters of the first and the last name: J.S."""
    words = name.split()
    return "".join(f"{word[0].upper()}." for word in dict.fromkeys((words[0], words[-1])))
