"""A workspace with an invented virtual school in it, of any size, the same for the same seed."""

from __future__ import annotations

import signal
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from pepsite.invented.children import invent_child
from pepsite.invented.samples import areas, invent_samples
from pepsite.invented.shared import Shared, invent_shared
from pepsite.privacy.identity import Identity
from pepsite.records.kinds import path_from
from pepsite.store.batch import save_new
from pepsite.store.canonical import emit
from pepsite.store.schemas import editor_line
from pepsite.usecases.start_workspace import template_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pepsite.invented.assurance import Reviewed
    from pepsite.invented.fields import Fields
    from pepsite.invented.identities import Identity as InventedIdentity
    from pepsite.store.identities import IdentityStore

_AT_ONCE = 50
"""How many children a process makes before it is given the next."""


class _Part(NamedTuple):
    """Some of the children of a virtual school."""

    root: Path
    children: int
    seed: int
    numbers: range


class _Made(NamedTuple):
    """What came of a part, besides what is in the files."""

    files: int
    reviewed: list[Reviewed]
    identities: list[Identity]


def make_demo(
    root: Path, children: int, seed: int, store: IdentityStore | None, jobs: int = 1
) -> int:
    """Write an invented virtual school into a new folder, and return how many files it has.

    Who the children would be goes into the identity store, where one is given, and is
    forgotten otherwise. Each file is the same for any number of processes (`jobs`).

    Raises:
        PepsiteError: one of the files is there already.
        RecordChangedError: someone else saved the identity store meanwhile.
    """
    shared = _shared(children, seed)
    parts = {
        area: [_Part(root, children, seed, numbers) for numbers in _in_parts(area)]
        for area in areas(children)
    }
    identities: list[Identity] = []
    count = save_new(root, template_files(None))
    count += save_new(root, _files(shared.records()))
    made = _make_all([part for of_area in parts.values() for part in of_area], jobs)
    for area, of_area in parts.items():
        reviewed: list[Reviewed] = []
        for one in islice(made, len(of_area)):
            count += one.files
            reviewed += one.reviewed
            if store is not None:
                identities += one.identities
        count += save_new(root, _files(invent_samples(shared, area, reviewed)))
    if store is not None:
        store.add(*identities)
        store.save()
    return count


def _in_parts(area: range) -> Iterator[range]:
    return (area[first : first + _AT_ONCE] for first in range(0, len(area), _AT_ONCE))


def _make_all(parts: list[_Part], jobs: int) -> Iterator[_Made]:
    if min(jobs, len(parts)) == 1:
        yield from map(_make, parts)
        return
    # Whoever presses Ctrl-C is answered by the process that has the others.
    ignoring = (signal.SIGINT, signal.SIG_IGN)
    with ProcessPoolExecutor(jobs, initializer=signal.signal, initargs=ignoring) as pool:
        yield from pool.map(_make, parts)


def _make(part: _Part) -> _Made:
    shared = _shared(part.children, part.seed)
    files = 0
    reviewed: list[Reviewed] = []
    identities: list[Identity] = []
    for number in part.numbers:
        child = invent_child(shared, number)
        files += save_new(part.root, _files(child.records()))
        reviewed += child.reviewed
        identities.append(_identity(child.identity))
    return _Made(files, reviewed, identities)


@lru_cache(maxsize=1)
def _shared(children: int, seed: int) -> Shared:
    """Return what all children share: invented once in each process."""
    return invent_shared(children, seed)


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
