"""Every conflict that was found between the sources is settled, in words, in a pack it touches."""

from __future__ import annotations

from pepsite.store.packs import load_pack, shipped_packs

CONFLICTS = {f"c{number}" for number in range(1, 22)}


def test_every_conflict_of_the_sources_is_settled_in_a_pack() -> None:
    settled = {
        one.id
        for name in shipped_packs()
        for part in load_pack(name).expectations
        for one in part.conflicts
    }

    assert CONFLICTS - settled == set()
