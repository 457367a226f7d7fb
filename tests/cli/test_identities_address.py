"""`pepsite identities address`: in the identity store, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from pepsite.store.identities import IdentityStore
from pepsite.store.user_files import identities_path, identity_key_path
from tests.cli.running import pepsite

EMAIL = "zebedee@ashmere.example"


@pytest.fixture
def person(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PEPSITE_IDENTITIES", str(tmp_path / "own" / "store.age"))
    monkeypatch.setenv("PEPSITE_IDENTITY_KEY", str(tmp_path / "own" / "key.txt"))
    return min(one.stem for one in (workspace / "records" / "people").iterdir())


def address_of(person: str) -> str | None:
    known = IdentityStore.open(identities_path(), identity_key_path()).staff_identity(person)
    return known.email if known else None


def test_it_is_put_down_changed_and_forgotten(workspace: Path, person: str) -> None:
    IdentityStore.create(identities_path(), identity_key_path())
    first = pepsite("identities", "address", person, "--email", EMAIL, "-C", workspace)
    assert (first.exit_code, address_of(person)) == (0, EMAIL)
    assert EMAIL not in first.output
    pepsite("identities", "address", person, "--email", "", "-C", workspace)
    assert address_of(person) is None


@pytest.mark.parametrize("email", ["Zebedee <a@b.example>", "a b@c.example", "a@b\n", "a@b@c"])
def test_what_is_no_address_is_refused_and_not_repeated(
    workspace: Path, person: str, email: str
) -> None:
    IdentityStore.create(identities_path(), identity_key_path())
    done = pepsite("identities", "address", person, "--email", email + "x", "-C", workspace)
    assert (done.exit_code, address_of(person)) == (10, None)
    assert "a@b" not in done.output.replace("a@b.example", "")


def test_someone_without_a_record_has_none(workspace: Path, person: str) -> None:
    IdentityStore.create(identities_path(), identity_key_path())
    done = pepsite("identities", "address", "ps-0000000000000", "--email", EMAIL, "-C", workspace)
    assert done.exit_code == 10


def test_without_a_store_it_is_said(workspace: Path, person: str) -> None:
    done = pepsite("identities", "address", person, "--email", EMAIL, "-C", workspace)
    assert done.exit_code == 17
