"""Who children and staff are: known only where the identity store is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pepsite.store.user_files import identities_path

if TYPE_CHECKING:
    from pathlib import Path

    from pepsite.privacy.identity import Identity
    from pepsite.privacy.names import NameScan


def known_names(store: Path | None, workspace: Path) -> NameScan | None:
    """Return the names of all children in the identity store, or None where there is no store.

    Raises:
        As `known_children`.
    """
    children = known_children(store, workspace)
    if children is None:
        return None
    from pepsite.privacy.names import NameScan  # noqa: PLC0415  # as below

    return NameScan(children)


def known_children(store: Path | None, workspace: Path) -> tuple[Identity, ...] | None:
    """Return who the children in the identity store are, or None where there is no store.

    Raises:
        IdentityStoreError: `store` was given and nothing is there, or there is one that
            cannot be used.
    """
    if store is None and not os.path.lexists(identities_path().expanduser()):
        return None
    # Few computers have the store, and what opens it takes long to load.
    from pepsite.store.identities import find_identities  # noqa: PLC0415

    found = find_identities(store, workspace=workspace)
    return tuple(found.identities()) if found else None


def names_to_show(store: Path | None, workspace: Path) -> dict[str, str]:
    """Return the name for each id, for the screen of whoever has the store.

    Children are named in the store alone. Staff are in their own records where the authority
    names them there, else in the store.

    Raises:
        IdentityStoreError: there is no identity store here, or it cannot be used.
        PepsiteError: there is no authority record that can be read.
    """
    from pepsite.store.identities import IdentityStore  # noqa: PLC0415
    from pepsite.store.user_files import identity_key_path  # noqa: PLC0415
    from pepsite.usecases.workspace import open_people  # noqa: PLC0415

    place = store or identities_path()
    found = IdentityStore.open(place, identity_key_path(), workspace=workspace)
    _, staff = open_people(workspace)
    named = [(one.child, one.full_name or one.known_as) for one in found.identities()]
    named += [(one.person, one.full_name) for one in found.staff()]
    named += [(person.id, person.name) for person in staff.values()]
    return {one: name for one, name in named if name}
