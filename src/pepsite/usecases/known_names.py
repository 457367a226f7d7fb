"""The names that are looked for in records: known only where the identity store is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pepsite.store.user_files import identities_path

if TYPE_CHECKING:
    from pathlib import Path

    from pepsite.privacy.names import NameScan


def known_names(store: Path | None, workspace: Path) -> NameScan | None:
    """Return the names of all children in the identity store, or None where there is no store.

    Raises:
        IdentityStoreError: `store` was given and nothing is there, or there is one that
            cannot be used.
    """
    if store is None and not os.path.lexists(identities_path().expanduser()):
        return None
    # Few computers have the store, and what opens it takes long to load.
    from pepsite.privacy.names import NameScan  # noqa: PLC0415
    from pepsite.store.identities import find_identities  # noqa: PLC0415

    found = find_identities(store, workspace=workspace)
    return NameScan(found.identities()) if found else None
