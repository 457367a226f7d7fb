"""What children are called in a school's folder: as is settled, or nothing is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pepsite.errors import IdentityStoreError, PublicationRefusedError
from pepsite.privacy.school_folder import child_labels
from pepsite.records.authority import ChildLabel
from pepsite.records.paths import AUTHORITY_PATH
from pepsite.store.diagnosis import line_of
from pepsite.store.files import read_file
from pepsite.usecases.known_names import known_children

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pepsite.privacy.identity import Identity
    from pepsite.privacy.school_folder import Pupil
    from pepsite.records.authority import Authority

_SETTING: Final = "children_shown_to_schools_as"
_ONE_OF_TWO: Final = (
    "no name is written into a folder of pages, so children cannot be shown in it by name; "
    "settle initials-year or id there, or ask for one of them for this folder: --label"
)
_NO_STORE: Final = (
    "children are to be shown to schools by initials, and there is no identity store on this "
    "computer to take them from; say where it is with --identities, or build with --label id"
)


class Labels:
    """What children are called in a folder, settled before anything is read for it."""

    def __init__(
        self, root: Path, authority: Authority, label: ChildLabel | None, store: Path | None
    ) -> None:
        """Take in the label asked for, else the one that the authority has settled.

        Raises:
            PublicationRefusedError: children are to be called by name.
            IdentityStoreError: they are to be called by their initials, and there is no identity
                store, or it cannot be used.
        """
        self._label = label or authority.disclosure.children_shown_to_schools_as
        if self._label is ChildLabel.NAME:
            message = f"{_settled_in(root)}: {_ONE_OF_TWO}"
            raise PublicationRefusedError(message)
        self._known: tuple[Identity, ...] = ()
        if self._label is not ChildLabel.ID:
            known = known_children(store, root)
            if known is None:
                where = "" if label else f"{_settled_in(root)}: "
                raise IdentityStoreError(where + _NO_STORE)
            self._known = known

    def of(self, pupils: Iterable[Pupil]) -> dict[str, str] | None:
        """Return the label of each child whose name is known, or None where all go by id."""
        if self._label is ChildLabel.ID:
            return None
        return child_labels(pupils, self._known, self._label)


def _settled_in(root: Path) -> str:
    """Return the file and the line in which the authority has settled it."""
    content = read_file(root, AUTHORITY_PATH)
    line = line_of(content, ("disclosure", _SETTING)) if isinstance(content, bytes) else 1
    return f"{AUTHORITY_PATH}, line {line}"
