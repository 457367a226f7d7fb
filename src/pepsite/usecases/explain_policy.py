"""What does one entry of a policy pack say, where does it stand, and what shows it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.errors import PepsiteError
from pepsite.findings import Finding
from pepsite.privacy.policy_entries import (
    Explained,
    citing,
    entries_with_ids,
    id_of,
    title_of,
    versions_of,
)
from pepsite.store.packs import load_pack, places_of, read_chain
from pepsite.usecases.read_worked_examples import worked_examples

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


def explain_policy(
    name: str, wanted: str, as_of: date, workspace: Path | None = None
) -> tuple[Explained, ...]:
    """Return every entry of a pack that is called so; `wanted` is an id, large or small letters.

    A clock or any duty, a question, a rating, a plan, a theme, a measure, a requirement, a
    source (a row of the authority's own document), or a conflict that was settled.

    Raises:
        PolicyPackError: the pack cannot be used.
        PepsiteError: nothing in it is called so.
    """
    pack = load_pack(name, workspace)
    chain = tuple(one for one in read_chain(name, workspace) if not isinstance(one, Finding))
    everything = [found for parts in chain for found in entries_with_ids(parts)]
    meant = [one for one in everything if id_of(one.model).lower() == wanted.lower()]
    if not meant:
        message = f"nothing in the policy pack {name} is called {wanted}"
        raise PepsiteError(message)
    places = places_of([(one.pack, one.part, one.field) for one in meant], workspace)
    examples = [one for parts in chain for one in worked_examples(parts.pack.name, workspace, pack)]
    told = []
    for one, place in zip(meant, places, strict=True):
        versions = tuple(versions_of(one, pack, as_of))
        sources = {source.id for version in versions for source in version.sources}
        cited_by: tuple[str, ...] = ()
        if one.part == "sources":
            sources = {id_of(one.model)}
            cited_by = tuple(citing(everything, id_of(one.model)))
        shown = tuple(
            placed.sentence
            for placed in examples
            if id_of(one.model) in {key.partition("@")[0] for key in placed.example.expect}
            or placed.example.source in sources
        )
        told.append(
            Explained(id_of(one.model), title_of(one.model), place, versions, cited_by, shown)
        )
    return tuple(told)
