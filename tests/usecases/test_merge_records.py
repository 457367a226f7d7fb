from __future__ import annotations

from pathlib import Path

import pytest

from pepsite.store.merging import whole_conflict
from pepsite.usecases import merge_records as module
from pepsite.usecases.merge_records import merge_records
from tests.cli.running import pepsite
from tests.usecases.examples import BASE, TEACHER


@pytest.fixture
def three(tmp_path: Path) -> tuple[Path, Path, Path]:
    text = (BASE / TEACHER).read_bytes()
    files = tmp_path / "base", tmp_path / "ours", tmp_path / "theirs"
    for file in files:
        file.write_bytes(text)
    return files


def test_what_comes_of_a_merge_replaces_ours(three: tuple[Path, Path, Path]) -> None:
    base, ours, theirs = three
    theirs.write_text(base.read_text().replace("active: true", "active: false"))
    assert merge_records(base.parent, base, ours, theirs, TEACHER).clean
    assert ours.read_bytes() == theirs.read_bytes()


def test_a_merge_that_does_not_come_to_its_end_leaves_both(
    three: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    base, ours, theirs = three
    before = base.read_bytes()
    theirs.write_bytes(b"theirs\n")

    def out_of_memory(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(module, "merge_files", out_of_memory)
    with pytest.raises(MemoryError):
        merge_records(base.parent, base, ours, theirs, TEACHER)
    assert ours.read_bytes() == whole_conflict(before, b"theirs\n")


def test_the_command_says_which_sections_collide_and_none_of_their_words(
    three: tuple[Path, Path, Path],
) -> None:
    base, ours, theirs = three
    for file, told in ((ours, "secret-one"), (theirs, "secret-two")):
        file.write_text(f"{base.read_text()}team: {told}\nmade_up_{told}: 1\n")
    result = pepsite("merge-driver", *three, TEACHER)
    assert result.exit_code == 1
    assert result.stderr == f"{TEACHER}: both sides changed team; choose between the markers\n"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("elsewhere.yaml", "both sides changed a field that records do not have; choose between"),
        (TEACHER, "both sides changed active; choose between the markers"),
        (f"below/{TEACHER}", "both sides changed active; choose between the markers"),
    ],
)
def test_a_path_that_is_no_records_tells_no_names(
    three: tuple[Path, Path, Path], path: str, said: str
) -> None:
    base, ours, theirs = three
    ours.write_text(base.read_text().replace("active: true", "active: false"))
    theirs.write_text(base.read_text().replace("active: true\n", ""))
    result = pepsite("merge-driver", *three, path)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{path}: {said}")


def test_a_merge_that_does_not_conform_says_why(three: tuple[Path, Path, Path]) -> None:
    for file in three:
        file.write_text(file.read_text().replace("active: true", "active: perhaps"))
    result = pepsite("merge-driver", *three, TEACHER)
    assert result.exit_code == 1
    assert "mend it, then add the file" in result.stderr
    assert "perhaps" not in result.stderr


def test_files_that_cannot_be_taken_apart_are_both_kept(three: tuple[Path, Path, Path]) -> None:
    base, ours, theirs = three
    theirs.write_text(base.read_text().replace("person/1", "person/2"))
    result = pepsite("merge-driver", *three, TEACHER)
    assert result.exit_code == 1
    assert result.stderr == (
        f"{TEACHER}: the two cannot be taken apart; choose between the markers\n"
    )
    assert ours.read_bytes() == whole_conflict(base.read_bytes(), theirs.read_bytes())
