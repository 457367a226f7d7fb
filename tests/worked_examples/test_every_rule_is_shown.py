"""Every rule of every pack is shown by worked examples, on both sides of its line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from pepsite.policy.pack import PolicyPack
from pepsite.store.packs import load_pack, shipped_packs
from pepsite.usecases.run_worked_examples import run_worked_examples

PACKS = {name: load_pack(name) for name in shipped_packs()}
EXAMPLES = {name: [one.example for one in run_worked_examples(name)] for name in PACKS}
CONFLICTS = [f"c{number}" for number in range(1, 22)]


def own_checks(pack: str) -> Iterator[str]:
    """Yield the ids of a pack's checks, without those of the pack it extends."""
    law = set() if pack == "england" else set(PACKS["england"].titles())
    yield from (check for check in PACKS[pack].titles() if check not in law)


CHECKS = [(pack, check) for pack in PACKS for check in own_checks(pack)]
SCHEMES = [
    (pack, one.id)
    for pack, policy in PACKS.items()
    for one in (*policy.checklists, *policy.audits)
    if any(edition.rating for edition in one.editions)
]


def outcomes(pack: str) -> dict[str, set[str]]:
    """Return how each check comes out in the examples of a pack."""
    found: dict[str, set[str]] = defaultdict(set)
    for example in EXAMPLES[pack]:
        for key, expected in example.expect.items():
            found[key.partition("@")[0]].add(str(expected.status))
    return found


OUTCOMES = {pack: outcomes(pack) for pack in PACKS}


@pytest.mark.parametrize(("pack", "check"), CHECKS, ids=[f"{a} {b}" for a, b in CHECKS])
def test_examples_show_both_sides_of_a_check(pack: str, check: str) -> None:
    assert len(OUTCOMES[pack][check]) >= 2, OUTCOMES[pack][check]


def test_every_conflict_of_the_sources_is_settled_in_a_pack() -> None:
    settled = {one.id for policy in PACKS.values() for one in conflicts(policy)}

    assert settled == set(CONFLICTS)


def conflicts(policy: PolicyPack) -> Iterator[object]:
    for part in policy.expectations:
        yield from part.conflicts


def test_there_are_enough_examples() -> None:
    assert sum(map(len, EXAMPLES.values())) >= 250
