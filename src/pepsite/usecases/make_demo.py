"""A workspace with an invented virtual school in it, of any size, the same for the same seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.invented.identities import Identity as InventedIdentity
from pepsite.invented.invent import inventing
from pepsite.privacy.identity import Identity
from pepsite.records.kinds import path_from
from pepsite.store.batch import save_new
from pepsite.store.canonical import emit
from pepsite.store.schemas import editor_line
from pepsite.usecases.start_workspace import template_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pepsite.store.identities import IdentityStore


def make_demo(root: Path, children: int, seed: int, store: IdentityStore | None) -> int:
    """Write an invented virtual school into a new folder, and return how many files it has.

    Who the children would be goes into the identity store, where one is given, and is
    forgotten otherwise.

    Raises:
        PepsiteError: one of the files is there already.
        RecordChangedError: someone else saved the identity store meanwhile.
    """
    identities: list[Identity] = []
    count = save_new(root, template_files(None))
    count += save_new(root, _record_files(children, seed, identities))
    if store is not None:
        store.add(*identities)
        store.save()
    return count


def _record_files(
    children: int, seed: int, identities: list[Identity]
) -> Iterator[tuple[str, str]]:
    for one in inventing(children, seed):
        if isinstance(one, InventedIdentity):
            identities.append(_identity(one))
            continue
        kind, path = path_from(one)
        yield path, emit(one, editor_line(path, kind))


def _identity(invented: InventedIdentity) -> Identity:
    return Identity(
        child=invented.child,
        full_name=invented.full_name,
        known_as=invented.known_as,
        born_on=invented.born_on,
        upn=invented.upn,
        local_ids={"demo": invented.local_id},
    )
