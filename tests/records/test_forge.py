"""Where changes are reviewed: the address of a forge, given or known to everybody."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from pepsite.records.authority import Forge, ForgeKind

REPOSITORY = "virtual-school/records"


@pytest.mark.parametrize(
    ("kind", "address", "expected"),
    [
        (ForgeKind.GITHUB, None, "https://github.com"),
        (ForgeKind.GITLAB, None, "https://gitlab.com"),
        (ForgeKind.GITLAB, "https://git.council.example:8443/a", None),
        (ForgeKind.FORGEJO, "https://git.council.example", None),
    ],
)
def test_a_forge_has_an_address(kind: ForgeKind, address: str | None, expected: str | None) -> None:
    forge = Forge(kind=kind, repository=REPOSITORY, address=address)
    assert forge.site == (expected or address)


@pytest.mark.parametrize(
    ("kind", "repository", "address"),
    [
        (ForgeKind.FORGEJO, REPOSITORY, None),
        (ForgeKind.OTHER, REPOSITORY, None),
        (ForgeKind.GITHUB, "records", None),
        (ForgeKind.GITHUB, "../../user", None),
        (ForgeKind.GITHUB, REPOSITORY, "http://git.council.example"),
        (ForgeKind.GITHUB, REPOSITORY, "https://name:secret@git.council.example"),
        (ForgeKind.GITHUB, REPOSITORY, "https://git.council.example/?x"),
    ],
)
def test_no_other_address_is_taken(kind: ForgeKind, repository: str, address: str | None) -> None:
    with pytest.raises(ValidationError):
        Forge(kind=kind, repository=repository, address=address)
