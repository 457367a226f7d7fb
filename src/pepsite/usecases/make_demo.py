"""A workspace with an invented virtual school in it, of any size, the same for the same seed."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from pepsite.invented.children import invent_child
from pepsite.invented.samples import areas, invent_samples
from pepsite.invented.shared import invent_shared
from pepsite.privacy.identity import Identity
from pepsite.records.kinds import path_from
from pepsite.store.batch import save_new
from pepsite.store.canonical import emit
from pepsite.store.packs import load_pack
from pepsite.store.schemas import editor_line
from pepsite.usecases.in_parallel import in_order
from pepsite.usecases.start_workspace import template_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pepsite.invented.assurance import Reviewed
    from pepsite.invented.fields import Fields
    from pepsite.invented.identities import Identity as InventedIdentity
    from pepsite.invented.shared import Shared
    from pepsite.store.identities import IdentityStore


class _Made(NamedTuple):
    """What came of a child, besides what is in the files."""

    files: int
    reviewed: list[Reviewed]
    identity: Identity


def make_demo(
    root: Path, children: int, seed: int, store: IdentityStore | None, jobs: int = 1
) -> int:
    """Write an invented virtual school into a new folder, and return how many files it has.

    Who the children would be goes into the identity store, where one is given, and is
    forgotten otherwise. Every file is the same for any number of processes (`jobs`).

    Raises:
        PepsiteError: one of the files is there already, or a process was ended from outside.
        RecordChangedError: someone else saved the identity store meanwhile.
    """
    shared = invent_shared(children, seed)
    policy = load_pack(shared.authority["policy"])
    identities: list[Identity] = []
    count = save_new(root, template_files())
    count += save_new(root, _files(shared.records()))
    made = in_order(_make_child, (root, shared), range(children), jobs)
    for area in areas(children):
        reviewed: list[Reviewed] = []
        for one in islice(made, len(area)):
            count += one.files
            reviewed += one.reviewed
            if store is not None:
                identities.append(one.identity)
        count += save_new(root, _files(invent_samples(shared, area, reviewed, policy)))
    if store is not None:
        store.add(*identities)
        store.save()
    return count


def _make_child(workspace: tuple[Path, Shared], number: int) -> _Made:
    root, shared = workspace
    child = invent_child(shared, number)
    files = save_new(root, _files(child.records()))
    return _Made(files, child.reviewed, _identity(child.identity))


def _files(records: Iterable[Fields]) -> Iterator[tuple[str, str]]:
    for one in records:
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
