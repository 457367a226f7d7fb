"""How two versions of a record collide: what each side did to it, and where both cannot be had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pepsite.records.paths import kind_of
from pepsite.store.merging import merge_files
from pepsite.store.reading import said_in
from pepsite.usecases.submission import Asked, Clash
from pepsite.versions.differences import Difference, differences
from pepsite.versions.merging import Collision, merge
from pepsite.versions.ways import meet

GONE: Final = (Collision((), "changed-and-removed"),)
"""How it collides that one side took the whole record out, and the other changed it."""


@dataclass(frozen=True, slots=True)
class Versions:
    """One file as both sides had it, as mine and as theirs have it now, and the id of theirs.

    A version that is not there is empty.
    """

    path: str
    base: bytes
    mine: bytes
    theirs: bytes
    theirs_blob: str | None


def clash_of(versions: Versions) -> Clash:
    """Return how these versions collide."""
    base, mine, theirs = versions.base, versions.mine, versions.theirs
    if not (mine and theirs):
        return clash_at(versions, GONE)
    merged = merge_files(base, mine, theirs, versions.path, accepted="theirs")
    return clash_at(versions, merged.collisions)


def clash_at(versions: Versions, collisions: tuple[Collision, ...]) -> Clash:
    """Return what each side did, where it is known already what collides; nothing may."""
    path, kind = versions.path, kind_of(versions.path)
    base, mine, theirs = (said_in(one) for one in (versions.base, versions.mine, versions.theirs))
    mine_did, theirs_did = differences(kind, base, mine), differences(kind, base, theirs)
    asked = tuple(_asked(one, mine_did, theirs_did) for one in collisions)
    merged = merge(base, mine, theirs, accepted="theirs")
    return Clash(
        path, kind, base, mine, theirs, versions.theirs_blob, merged, asked, mine_did, theirs_did
    )


def _asked(
    collision: Collision, mine: tuple[Difference, ...], theirs: tuple[Difference, ...]
) -> Asked:
    own, other = (
        tuple(one for one in side if meet(one.way, collision.way)) for side in (mine, theirs)
    )
    place = next((one.place[: max(1, len(collision.way))] for one in (*own, *other)), ())
    return Asked(collision.way, collision.why, place, own, other)
