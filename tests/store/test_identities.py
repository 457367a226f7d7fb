"""The identity store: where it may be, who can open it, and what it never says."""

from __future__ import annotations

import os
import stat
from datetime import date
from pathlib import Path

import platformdirs
import pyrage
import pytest

from pepsite.errors import IdentityStoreError, RecordChangedError
from pepsite.privacy.identity import Identity, StaffIdentity
from pepsite.records.ids import new_id
from pepsite.store import identities as identities_module
from pepsite.store.identities import IdentityStore, find_identities
from pepsite.store.user_files import (
    KEY_VARIABLE,
    STORE_VARIABLE,
    identities_path,
    identity_key_path,
)

NAME = "Zebedee Quillfeather"
TEACHER = "ps-hxye2m0ptcak8"


def someone(number: str = "71", child: str | None = None) -> Identity:
    return Identity(
        child=child or new_id("child"),
        full_name=NAME,
        known_as="Zeb",
        previous_names=("Zebedee Featherquill",),
        born_on=date(2008, 9, 9),
        upn="B801200005001",
        local_ids={"ssda903": number},
    )


@pytest.fixture
def place(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "data" / "identities.age", tmp_path / "config" / "key.txt"


@pytest.fixture
def store(place: tuple[Path, Path]) -> IdentityStore:
    return IdentityStore.create(*place)


def test_what_was_saved_is_there_when_opened_again(
    store: IdentityStore, place: tuple[Path, Path]
) -> None:
    zeb = someone()
    teacher = StaffIdentity(person=new_id("person"), full_name="Ada", local_ids={"staff": "1"})
    store.add(zeb, teacher)
    store.save()
    opened = IdentityStore.open(*place)
    assert opened.identities() == (zeb,)
    assert opened.staff() == (teacher,)
    assert opened.identity(zeb.child) == zeb
    assert opened.staff_identity(teacher.person) == teacher
    assert opened.children_of("ssda903") == {"71": zeb}
    assert opened.staff_of("staff") == {"1": teacher}
    assert opened.identity(new_id("child")) is None


def test_adding_again_replaces_and_removing_forgets(store: IdentityStore) -> None:
    zeb = someone()
    store.add(zeb)
    again = someone("72", zeb.child)
    store.add(again)
    assert store.children_of("ssda903") == {"72": again}
    store.remove(zeb.child)
    store.remove(zeb.child)
    assert store.identities() == ()
    assert store.children_of("ssda903") == {}


def test_one_number_never_stands_for_two_children(store: IdentityStore) -> None:
    store.add(someone("71"))
    with pytest.raises(IdentityStoreError):
        store.add(someone("72"), someone("71"))
    assert len(store.identities()) == 1


def test_the_file_is_encrypted_and_the_key_is_for_its_owner_alone(
    store: IdentityStore, place: tuple[Path, Path]
) -> None:
    store.add(someone())
    store.save()
    path, key = place
    assert path.read_bytes().startswith(b"age-encryption.org/v1")
    assert b"Quillfeather" not in path.read_bytes()
    assert {each.name for each in path.parent.iterdir()} == {
        "identities.age",
        "identities.age.recipients",
    }
    if os.name == "posix":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_an_identity_does_not_show_itself() -> None:
    zeb = someone()
    assert repr(zeb) == f"Identity(child='{zeb.child}')"
    assert str(zeb) == f"child='{zeb.child}'"
    for secret in ("Zeb", "2008", "B801", "71"):
        # The id itself is shown, and one made anew may have a secret's letters in it.
        told = repr(StaffIdentity(person=TEACHER, full_name=secret))
        assert told == f"StaffIdentity(person='{TEACHER}')"


def test_one_of_twelve_thousand_children_is_found(
    store: IdentityStore, place: tuple[Path, Path]
) -> None:
    store.add(*(someone(str(number)) for number in range(12_000)))
    store.save()
    assert "11999" in IdentityStore.open(*place).children_of("ssda903")


# --- where it may be --------------------------------------------------------------------------


@pytest.mark.parametrize("git", ["folder", "file"])
@pytest.mark.parametrize("which", ["store", "key"])
def test_a_place_in_a_git_work_tree_is_refused(
    tmp_path: Path, place: tuple[Path, Path], git: str, which: str
) -> None:
    tree = tmp_path / "tree"
    inside = tree / "a" / "b" / "file"
    inside.parent.mkdir(parents=True)
    if git == "folder":
        (tree / ".git").mkdir()
    else:
        (tree / ".git").write_text("gitdir: elsewhere")
    path, key = (inside, place[1]) if which == "store" else (place[0], inside)
    for use in (IdentityStore.create, IdentityStore.open):
        with pytest.raises(IdentityStoreError, match="Git work tree"):
            use(path, key)
    assert not inside.exists()


def test_a_link_into_or_out_of_a_work_tree_is_refused(
    tmp_path: Path, place: tuple[Path, Path]
) -> None:
    tree = tmp_path / "tree"
    (tree / ".git").mkdir(parents=True)
    outside = tmp_path / "outside"
    outside.mkdir()
    try:
        (tmp_path / "into").symlink_to(tree, target_is_directory=True)
        (tree / "out").symlink_to(outside, target_is_directory=True)
        (outside / "file").symlink_to(tree / "identities.age")
    except OSError:
        pytest.skip("this system makes no links")
    for path in (
        tmp_path / "into" / "identities.age",
        tree / "out" / "identities.age",
        outside / "file",
    ):
        with pytest.raises(IdentityStoreError, match="Git work tree"):
            IdentityStore.create(path, place[1])


def test_a_link_elsewhere_is_followed(
    tmp_path: Path, store: IdentityStore, place: tuple[Path, Path]
) -> None:
    link = tmp_path / "identities.age"
    try:
        link.symlink_to(place[0])
    except OSError:
        pytest.skip("this system makes no links")
    opened = IdentityStore.open(link, place[1])
    opened.add(someone())
    opened.save()
    assert link.is_symlink()
    assert len(IdentityStore.open(*place).identities()) == 1


def test_the_workspace_is_refused_with_or_without_git(
    tmp_path: Path, place: tuple[Path, Path]
) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    with pytest.raises(IdentityStoreError, match="workspace"):
        IdentityStore.create(workspace / "identities.age", place[1], workspace=workspace)
    assert IdentityStore.create(*place, workspace=workspace).identities() == ()


# --- finding it -------------------------------------------------------------------------------


def test_the_environment_says_where_it_is_or_the_users_folders_are_taken(tmp_path: Path) -> None:
    named = {STORE_VARIABLE: str(tmp_path / "a"), KEY_VARIABLE: str(tmp_path / "b")}
    assert (identities_path(named), identity_key_path(named)) == (tmp_path / "a", tmp_path / "b")
    folders = platformdirs.PlatformDirs("pepsite", appauthor=False)
    assert identities_path({}).parent == folders.user_data_path
    assert identity_key_path({}).parent == folders.user_config_path


def test_a_computer_without_a_store_has_none(tmp_path: Path, place: tuple[Path, Path]) -> None:
    environment = {STORE_VARIABLE: str(place[0]), KEY_VARIABLE: str(place[1])}
    assert find_identities(environment=environment) is None
    IdentityStore.create(*place)
    assert find_identities(environment=environment) is not None
    assert find_identities(*place, environment={}) is not None
    with pytest.raises(IdentityStoreError, match="is not at"):
        find_identities(tmp_path / "nowhere", place[1])


# --- who can open it --------------------------------------------------------------------------


def test_a_colleague_opens_it_once_their_key_is_a_recipient(
    tmp_path: Path, store: IdentityStore, place: tuple[Path, Path]
) -> None:
    colleague = IdentityStore.create(tmp_path / "other" / "identities.age", tmp_path / "key2.txt")
    store.add(someone())
    store.save()
    with pytest.raises(IdentityStoreError, match=colleague.own_recipient):
        IdentityStore.open(place[0], tmp_path / "key2.txt")
    store.share_with(colleague.own_recipient)
    store.share_with(colleague.own_recipient)
    store.save()
    assert store.recipients == (store.own_recipient, colleague.own_recipient)
    assert len(IdentityStore.open(place[0], tmp_path / "key2.txt").identities()) == 1


def test_what_is_no_recipient_is_refused(store: IdentityStore, place: tuple[Path, Path]) -> None:
    with pytest.raises(IdentityStoreError, match="not a public key"):
        store.share_with("age1nonsense")
    recipients = place[0].with_name("identities.age.recipients")
    recipients.write_text(f"{store.own_recipient}\nnonsense\n")
    with pytest.raises(IdentityStoreError, match="not a public key"):
        store.save()


def test_you_cannot_lock_yourself_out(store: IdentityStore, place: tuple[Path, Path]) -> None:
    recipients = place[0].with_name("identities.age.recipients")
    before = place[0].read_bytes()
    for text in ("# nobody\n", None):
        recipients.unlink() if text is None else recipients.write_text(text)
        with pytest.raises(IdentityStoreError, match="your own key"):
            store.save()
    assert place[0].read_bytes() == before


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "AGE-SECRET-KEY-1NONSENSE", NAME, "caf\xe9"], ids=str
)
def test_a_key_file_without_a_key_is_refused(
    store: IdentityStore, place: tuple[Path, Path], text: str
) -> None:
    place[1].write_bytes(text.encode("latin-1"))
    with pytest.raises(IdentityStoreError) as stopped:
        IdentityStore.open(*place)
    assert not text.strip("# \n") or text not in str(stopped.value)


def test_a_key_made_by_age_itself_is_used(tmp_path: Path) -> None:
    secret = pyrage.x25519.Identity.generate()
    key = tmp_path / "key.txt"
    key.write_text(
        f"# created: 2025-01-01T00:00:00Z\n# public key: {secret.to_public()}\n{secret}\n"
    )
    store = IdentityStore.create(tmp_path / "identities.age", key)
    assert store.own_recipient == str(secret.to_public())


# --- what goes wrong --------------------------------------------------------------------------


def test_a_store_is_never_made_over_another(store: IdentityStore, place: tuple[Path, Path]) -> None:
    before = place[0].read_bytes()
    with pytest.raises(IdentityStoreError, match="already"):
        IdentityStore.create(*place)
    assert place[0].read_bytes() == before


def test_whoever_saves_second_is_told(store: IdentityStore, place: tuple[Path, Path]) -> None:
    mine, yours = IdentityStore.open(*place), IdentityStore.open(*place)
    mine.add(someone("1"))
    mine.save()
    mine.save()
    yours.add(someone("2"))
    with pytest.raises(RecordChangedError):
        yours.save()
    assert set(IdentityStore.open(*place).children_of("ssda903")) == {"1"}
    place[0].unlink()
    with pytest.raises(RecordChangedError):
        mine.save()
    assert not place[0].exists()


def test_two_cannot_save_at_one_moment(store: IdentityStore, place: tuple[Path, Path]) -> None:
    waiting = place[0].with_name("identities.age.new")
    waiting.write_bytes(b"half of it")
    with pytest.raises(IdentityStoreError, match=r"delete .*identities\.age\.new"):
        store.save()
    assert waiting.read_bytes() == b"half of it"


def test_another_persons_file_that_comes_a_moment_earlier_is_left(
    store: IdentityStore, place: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = place[0].with_name("identities.age.new")
    write = identities_module._write_new

    def write_second(path: Path, content: bytes, mode: int = 0o666) -> None:
        path.write_bytes(b"theirs")
        write(path, content, mode)

    monkeypatch.setattr(identities_module, "_write_new", write_second)
    with pytest.raises(IdentityStoreError, match="cannot write"):
        store.save()
    assert waiting.read_bytes() == b"theirs"


def test_a_full_disk_leaves_the_store_as_it_was(
    store: IdentityStore, place: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = place[0].read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    store.add(someone())
    with pytest.raises(IdentityStoreError, match=r"cannot write .*: No space left on device"):
        store.save()
    assert place[0].read_bytes() == before
    assert not place[0].with_name("identities.age.new").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"version":2,"children":[{"name":"Zebedee Quillfeather"}]}', "later release"),
        (b'{"version":1,"children":[{"name":"Zebedee Quillfeather"}]}', "not what pepsite writes"),
        (b"Zebedee Quillfeather", "not what pepsite writes"),
        (None, "damaged, or was not made for you"),
    ],
)
def test_a_store_that_cannot_be_read_says_nothing_of_what_is_in_it(
    store: IdentityStore, place: tuple[Path, Path], content: bytes | None, message: str
) -> None:
    recipient = pyrage.x25519.Recipient.from_str(store.own_recipient)
    place[0].write_bytes(NAME.encode() if content is None else pyrage.encrypt(content, [recipient]))
    with pytest.raises(IdentityStoreError, match=message) as stopped:
        IdentityStore.open(*place)
    assert NAME not in str(stopped.value)


def test_a_folder_that_cannot_be_made_or_read_stops_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IdentityStoreError, match="cannot make"):
        IdentityStore.create(tmp_path / "file" / "identities.age", tmp_path / "key.txt")
    with pytest.raises(IdentityStoreError, match="cannot read"):
        IdentityStore.open(tmp_path, tmp_path)
