"""How two states of all records differ: record by record, and in what that does to duties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from pepsite.versions.differences import Difference
    from pepsite.versions.notices import Notice


@dataclass(frozen=True, slots=True)
class RecordDiff:
    """How one record differs. `unreadable` has what keeps a version of it from being compared.

    A record that moved is the same in another child's folder. One that was changed, and has no
    differences, says the same in another layout, or with other comments.
    """

    path: str
    kind: str
    id: str
    child: str
    how: Literal["added", "removed", "changed", "moved"]
    differences: tuple[Difference, ...] = ()
    notices: tuple[Notice, ...] = ()
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherDiff:
    """A file that is no record and differs. `notice` says why to look at it, where it matters."""

    path: str
    how: Literal["added", "removed", "changed"]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a duty stands: its status, and the days it is due and was met."""

    status: str
    due_on: date | None
    met_on: date | None


@dataclass(frozen=True, slots=True)
class ComplianceDiff:
    """A duty that stands otherwise. None is a duty that is not there in that state."""

    check: str
    title: str
    child: str
    subject: str
    part: str
    before: Standing | None
    after: Standing | None


@dataclass(frozen=True, slots=True)
class RecordsDiff:
    """What differs between two states, each named.

    `shared_changed`: what all children's duties rest on differs too, the authority's record, its
    policy or a calendar. `unread` has the children of whom a record cannot be read in one of the
    states: of their duties nothing is said. `untold` says why nothing is said of anyone's.
    `others` are the files that are no records.
    """

    before: str
    after: str
    as_of: date
    records: tuple[RecordDiff, ...]
    compliance: tuple[ComplianceDiff, ...]
    shared_changed: bool = False
    unread: tuple[str, ...] = ()
    untold: str = ""
    others: tuple[OtherDiff, ...] = ()
