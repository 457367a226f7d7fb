"""Reading and writing single files of a workspace."""

import os
from pathlib import Path
from threading import Thread

import pytest

from pepsite.errors import PepsiteError, RecordChangedError
from pepsite.findings import Finding, finding
from pepsite.store.diagnosis import locate
from pepsite.store.files import read_file
from pepsite.store.tree import MAX_BYTES
from pepsite.store.writing import save, version_of


def code_of(outcome: bytes | Finding) -> str | None:
    return outcome.code if isinstance(outcome, Finding) else None


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "records/a.yaml").write_bytes(b"x" * MAX_BYTES)

    assert read_file(tmp_path, "records/a.yaml") == b"x" * MAX_BYTES


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"x" * (MAX_BYTES + 1))

    assert read_file(tmp_path, "a.yaml") == finding("too-large", "a.yaml", limit=MAX_BYTES)


@pytest.mark.parametrize("path", ["gone.yaml", "folder", "pipe", "a\0b", "ring", "x/" * 5_000])
def test_what_is_no_file_is_not_read(tmp_path: Path, path: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "ring").symlink_to("ring")

    assert code_of(read_file(tmp_path, path)) == "not-readable"


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="what is open is seen there")
@pytest.mark.parametrize("path", ["a.yaml", "folder", "pipe", "linked", "gone.yaml"])
def test_nothing_is_left_open(tmp_path: Path, path: str) -> None:
    (tmp_path / "a.yaml").write_text("a: 1\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "linked").symlink_to("a.yaml")
    os.mkfifo(tmp_path / "pipe")
    before = sum(1 for _ in Path("/proc/self/fd").iterdir())

    read_file(tmp_path, path)

    assert sum(1 for _ in Path("/proc/self/fd").iterdir()) == before


def test_no_link_is_followed_wherever_it_leads(tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text("a: 1\n")
    root = tmp_path / "root"
    root.mkdir()
    (root / "a.yaml").write_text("a: 1\n")
    (root / "inner.yaml").symlink_to("a.yaml")
    (root / "outer.yaml").symlink_to("../outside.yaml")

    assert read_file(root, "a.yaml") == b"a: 1\n"
    assert code_of(read_file(root, "inner.yaml")) == "leads-outside"
    assert code_of(read_file(root, "outer.yaml")) == "leads-outside"
    assert code_of(read_file(root, "../outside.yaml")) == "leads-outside"


def test_a_file_of_two_names_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1\n")
    os.link(tmp_path / "a.yaml", tmp_path / "b")

    assert code_of(read_file(tmp_path, "a.yaml")) == "hard-linked"
    assert read_file(tmp_path, "a.yaml", hard_links=True) == b"a: 1\n"
    (tmp_path / "b").unlink()
    assert read_file(tmp_path, "a.yaml") == b"a: 1\n"


def test_a_chain_of_links_is_not_followed_for_ever(tmp_path: Path) -> None:
    for number in range(1_500):
        (tmp_path / f"{number}").symlink_to(f"{number + 1}")
    (tmp_path / "1500").write_text("a: 1\n")

    assert code_of(read_file(tmp_path, "0")) == "not-readable"
    assert code_of(read_file(tmp_path, "1499")) == "leads-outside"
    assert code_of(read_file(tmp_path, "1500")) is None


def test_findings_without_a_field_or_a_readable_file_stay_where_they_are() -> None:
    found = [finding("not-text", "x", ("a",)), finding("wrong-form", "x", line=5)]

    assert locate(b"a: [\n", found) == found
    assert locate(b"b: 1\n", found) == found
    assert [one.line for one in locate(b"\na: 1\n", found)] == [2, 5]


@pytest.mark.parametrize(
    ("field", "place"),
    [
        (("a",), (1, 1)),
        (("a", 1), (3, 5)),
        (("a", 2), (1, 1)),
        (("a", -1), (1, 1)),
        (("a", "b"), (1, 1)),
        (("a", 0, "b"), (2, 8)),
        (("a", 0, "c"), (2, 3)),
        (("a", 0, "b", "c"), (2, 5)),
    ],
)
def test_a_field_is_found_as_far_as_the_text_goes(
    field: tuple[str | int, ...], place: tuple[int, int]
) -> None:
    found = locate(b"a:\n  - b: 1\n  - c\n", [finding("not-text", "x", field)])

    assert [(one.line, one.column) for one in found] == [place]


def test_a_new_file_is_saved_where_there_was_none(tmp_path: Path) -> None:
    save(tmp_path, "records/new/a.yaml", "a: é\n", None)

    assert (tmp_path / "records/new/a.yaml").read_bytes() == "a: é\n".encode()
    assert [one.name for one in (tmp_path / "records/new").iterdir()] == ["a.yaml"]


def test_a_file_is_saved_over_what_was_opened(tmp_path: Path) -> None:
    save(tmp_path, "a.yaml", "a: 1\n", None)
    save(tmp_path, "a.yaml", "a: 2\n", version_of(b"a: 1\n"))

    assert (tmp_path / "a.yaml").read_text() == "a: 2\n"


@pytest.mark.parametrize("opened", [None, version_of(b"a: 0\n")])
def test_nothing_is_saved_over_what_someone_else_saved(tmp_path: Path, opened: str | None) -> None:
    save(tmp_path, "a.yaml", "a: 1\n", None)

    with pytest.raises(RecordChangedError):
        save(tmp_path, "a.yaml", "a: 2\n", opened)
    assert (tmp_path / "a.yaml").read_text() == "a: 1\n"


def test_nothing_is_saved_where_the_file_is_gone(tmp_path: Path) -> None:
    with pytest.raises(RecordChangedError):
        save(tmp_path, "a.yaml", "a: 2\n", version_of(b"a: 1\n"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "path", ["../a.yaml", "x/../../a.yaml", "/a.yaml", "out/a.yaml", "link", "..", "."]
)
def test_nothing_is_saved_outside_the_workspace(tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (root / "out").symlink_to(tmp_path / "elsewhere")
    (root / "link").symlink_to(tmp_path / "elsewhere/b.yaml")

    with pytest.raises(PepsiteError, match="leads out of the workspace"):
        save(root, path, "a: 1\n", None)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_full_disk_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, "a.yaml", "a: 1\n", None)

    def full(_descriptor: int) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        save(tmp_path, "a.yaml", "a: 2\n", version_of(b"a: 1\n"))
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]
    assert (tmp_path / "a.yaml").read_text() == "a: 1\n"


def test_of_many_who_save_at_once_one_wins(tmp_path: Path) -> None:
    save(tmp_path, "a.yaml", "a: 0\n", None)
    won: list[int] = []

    def try_to_save(number: int) -> None:
        try:
            save(tmp_path, "a.yaml", f"a: {number}\n", version_of(b"a: 0\n"))
        except RecordChangedError:
            return
        won.append(number)

    threads = [Thread(target=try_to_save, args=(number,)) for number in range(1, 17)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(won) == 1
    assert (tmp_path / "a.yaml").read_text() == f"a: {won[0]}\n"
