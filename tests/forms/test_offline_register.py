"""The list of forms that went out: sealed, found by id, forgotten in time."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from pepsite.errors import IdentityStoreError
from pepsite.forms.offline.register import Issued, Register
from pepsite.store.identities import IdentityStore

DAY = date(2026, 5, 15)
ISSUED = Issued(
    id="0f" * 16,
    submission="0123456789abcdef0123",
    child="ch-pkxc1mjxwh83g",
    record="pep-hc4dvy5m8nb0v",
    type="review",
    form="pep@1",
    fingerprint="a" * 64,
    person="ps-hxye2m0ptcak8",
    role="designated-teacher",
    sections=("help",),
    issued_on=DAY,
    expires_on=DAY,
    answers={"strengths": "Draws well", "targets": ("abc123",)},
)


@pytest.fixture
def store(tmp_path: Path) -> IdentityStore:
    return IdentityStore.create(tmp_path / "identities.age", tmp_path / "key.txt")


def test_what_went_out_is_found_again_with_what_came_of_it(store: IdentityStore) -> None:
    register = Register(store)
    register.keep(ISSUED)
    register.keep(ISSUED.with_received("f" * 64, DAY))

    found = register.find(ISSUED.id)

    assert found == ISSUED.with_received("f" * 64, DAY)
    assert [*register.all()] == [found]


def test_nobody_without_a_key_reads_it(store: IdentityStore, tmp_path: Path) -> None:
    Register(store).keep(ISSUED)

    (kept,) = (tmp_path / "identities.age.issued").iterdir()

    assert b"Draws well" not in kept.read_bytes()
    assert ISSUED.child not in kept.name
    assert "Draws well" not in repr(ISSUED)


@pytest.mark.parametrize("name", ["", "../identities", "0f" * 15, "0F" * 16, "ab" * 16])
def test_nothing_is_found_under_another_name(store: IdentityStore, name: str) -> None:
    Register(store).keep(ISSUED)

    assert Register(store).find(name) is None


@pytest.mark.parametrize("content", [b"", b"not age", None])
def test_a_damaged_entry_is_as_if_it_were_not_there(
    store: IdentityStore, tmp_path: Path, content: bytes | None
) -> None:
    register = Register(store)
    register.keep(ISSUED)
    (kept,) = (tmp_path / "identities.age.issued").iterdir()
    kept.write_bytes(store.seal(b'{"version": 2}') if content is None else content)

    assert register.find(ISSUED.id) is None


def test_what_expired_is_forgotten_after_so_many_days(store: IdentityStore) -> None:
    register = Register(store)
    register.keep(ISSUED)

    register.forget_old(DAY + timedelta(days=28), 28)
    assert [*register.all()] == [ISSUED]

    register.forget_old(DAY + timedelta(days=29), 28)
    register.forget_old(DAY + timedelta(days=35), 28)
    assert [one.id for one in register.all()] == [ISSUED.id]

    register.forget_old(DAY + timedelta(days=36), 28)
    assert [*register.all()] == []


def test_a_clock_that_was_wrong_for_less_than_a_week_forgets_nothing(store: IdentityStore) -> None:
    register = Register(store)
    register.keep(ISSUED)

    register.forget_old(DAY + timedelta(days=400), 28)
    register.forget_old(DAY + timedelta(days=1), 28)
    assert [*register.all()] == [ISSUED]

    register.forget_old(DAY + timedelta(days=407), 28)
    assert [one.id for one in register.all()] == [ISSUED.id]


def test_where_it_cannot_be_written_nothing_goes_out(store: IdentityStore, tmp_path: Path) -> None:
    (tmp_path / "identities.age.issued").write_text("a file in the place of the folder")

    with pytest.raises(IdentityStoreError, match="cannot write the list of forms"):
        Register(store).keep(ISSUED)
