"""Records merged by Git itself, with our driver set as the guide says."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pepsite.git.merge_driver import ATTRIBUTES, MERGE_SETTINGS
from pepsite.records.kinds import BY_SCHEMA
from pepsite.records.pep import Pep
from pepsite.store.canonical import canonical_text
from pepsite.store.reading import read_record
from tests.git.repositories import commit, git, repository

PEP = next(
    path
    for path in sorted(Path("records").glob("children/*/peps/*.yaml"))
    if "review:" in path.read_text() and "strengths: |-" in path.read_text()
)
Edit = Callable[[str], str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    programs = Path(sys.executable).parent
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / PEP).parent.mkdir(parents=True)
    (tmp_path / PEP).write_text(PEP.read_text())
    (tmp_path / ".gitattributes").write_text(ATTRIBUTES)
    repository(tmp_path)
    for name, value in MERGE_SETTINGS:
        git(tmp_path, "config", name, value)
    return tmp_path


def edited(folder: Path, branch: str, edit: Edit) -> str:
    """Make an edit on a branch of its own, begun where `main` began."""
    git(folder, "switch", "--quiet", "--create", branch, "main")
    before = (folder / PEP).read_text()
    after = edit(before)
    assert after != before
    (folder / PEP).write_text(after)
    return commit(folder, branch)


def tried(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", *words], cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8"
    )


def without(text: str, section: str) -> tuple[str, str]:
    """Return a file without one of its sections, and the section."""
    lines = text.splitlines(keepends=True)
    start = lines.index(f"{section}:\n")
    end = next(number for number in range(start + 1, len(lines)) if lines[number][0] != " ")
    return "".join(lines[:start] + lines[end:]), "".join(lines[start:end])


def teachers_words(text: str) -> str:
    """Change a target, and move all targets to the end of the file."""
    rest, targets = without(text, "targets")
    return rest + targets.replace("    horizon: short", "    horizon: long", 1)


def social_workers_words(text: str) -> str:
    return text.replace("permanence_plan: ", "permanence_plan: Now ")


@pytest.mark.parametrize("how", ["merge", "rebase"])
def test_two_sections_merge_whatever_their_order_in_the_file(folder: Path, how: str) -> None:
    edited(folder, "teacher", teachers_words)
    edited(folder, "social-worker", social_workers_words)
    done = tried(folder, how, "teacher", *(["--no-edit"] if how == "merge" else []))
    assert done.returncode == 0, done.stderr
    text = (folder / PEP).read_text()
    assert "permanence_plan: Now " in text
    assert "    horizon: long" in text
    assert text.index("\ntargets:") > text.index("\nevents:")
    assert canonical_text(text.encode()) == text
    assert not isinstance(read_record(text.encode(), PEP.as_posix(), BY_SCHEMA), tuple)
    assert git(folder, "status", "--porcelain") == ""


def test_the_merge_is_the_same_from_either_side(folder: Path) -> None:
    edited(folder, "teacher", teachers_words)
    edited(folder, "social-worker", social_workers_words)
    texts = []
    for one, other in (("teacher", "social-worker"), ("social-worker", "teacher")):
        git(folder, "switch", "--quiet", "--detach", one)
        git(folder, "merge", "--quiet", "--no-edit", other)
        texts.append((folder / PEP).read_text())
    assert texts[0] == texts[1]


@pytest.mark.parametrize("how", ["merge", "rebase"])
def test_a_true_collision_stops_git_with_both_sides_between_markers(folder: Path, how: str) -> None:
    edited(
        folder, "teacher", lambda text: text.replace("strengths: |-\n", "strengths: |-\n  Ours.\n")
    )
    edited(
        folder, "other", lambda text: text.replace("strengths: |-\n", "strengths: |-\n  Theirs.\n")
    )
    done = tried(folder, how, "teacher")
    assert done.returncode != 0
    assert "both sides changed strengths; choose between the markers" in done.stderr
    assert "Ours." not in done.stderr + done.stdout
    text = (folder / PEP).read_text()
    assert "\n<<<<<<< ours\nstrengths: |-\n" in text
    assert "Ours." in text
    assert "Theirs." in text
    assert git(folder, "diff", "--name-only", "--diff-filter=U") == PEP.as_posix()
    found = read_record(text.encode(), PEP.as_posix(), BY_SCHEMA)
    assert isinstance(found, tuple)
    assert [one.code for one in found] == ["merge-conflict"]


def test_what_git_would_call_clean_and_is_no_record_is_a_conflict(folder: Path) -> None:
    # Each adds the same attachment's id at another place: lines merge, the record does not.
    added = "  - id: zzzzz1\n    kind: other\n    pointer: Somewhere\n    added_on: 2025-01-0{}\n"
    edited(
        folder,
        "first",
        lambda text: text.replace("attachments:\n", "attachments:\n" + added.format(1)),
    )
    edited(
        folder,
        "second",
        lambda text: text.replace("distribution:\n", added.format(2) + "distribution:\n"),
    )
    done = tried(folder, "merge", "first", "--no-edit")
    assert done.returncode != 0
    assert "both sides changed attachments" in done.stderr


REVISION = """\
  - id: {id}
    number: {number}
    revised_on: {day}
    by: {by}
    why: It was incomplete.
"""


def revised(id_: str, day: str, words: str) -> Edit:
    """Return a change of the strengths, or of how the child is kept safe, with its revision."""

    def edit(text: str) -> str:
        by = text.partition("prepared_by: ")[2].partition("\n")[0]
        new = REVISION.format(id=id_, number=2, day=day, by=by)
        return text.replace(words, f"{words}Now ", 1).replace(
            "events:\n", f"revisions:\n{new}events:\n"
        )

    return edit


@pytest.mark.parametrize("how", ["merge into main", "merge main", "rebase"])
@pytest.mark.parametrize("first", ["2029-05-04", "2029-05-06"])
def test_two_changes_of_a_complete_plan_are_numbered_one_after_the_other(
    folder: Path, how: str, first: str
) -> None:
    edited(folder, "own", revised("aaaaaa", "2029-05-05", "strengths: |-\n  "))
    edited(folder, "accepted", revised("zzzzzz", first, "permanence_plan: "))
    git(folder, "branch", "--force", "main", "accepted")
    was = numbers_in(folder)
    git(folder, "switch", "--quiet", "main" if how == "merge into main" else "own")

    words = {"merge into main": ["merge", "own"], "merge main": ["merge", "main"]}
    done = tried(folder, *words.get(how, ["rebase", "main"]))

    text = (folder / PEP).read_text()
    assert done.returncode == 0, done.stderr
    assert was == [("zzzzzz", 2)]
    assert numbers_in(folder) == [("zzzzzz", 2), ("aaaaaa", 3)]
    assert "strengths: |-\n  Now " in text
    assert "permanence_plan: Now " in text


def test_two_changes_of_which_neither_is_accepted_are_numbered_by_their_days(folder: Path) -> None:
    edited(folder, "one", revised("zzzzzz", "2029-05-04", "strengths: |-\n  "))
    edited(folder, "two", revised("aaaaaa", "2029-05-06", "permanence_plan: "))
    texts = []
    for one, other in (("one", "two"), ("two", "one")):
        git(folder, "switch", "--quiet", "--detach", one)
        done = tried(folder, "merge", "--no-edit", other)
        assert done.returncode == 0, done.stderr
        assert numbers_in(folder) == [("zzzzzz", 2), ("aaaaaa", 3)]
        texts.append((folder / PEP).read_text())
    assert texts[0] == texts[1]


def numbers_in(folder: Path) -> list[tuple[str, int]]:
    record = read_record((folder / PEP).read_bytes(), PEP.as_posix(), BY_SCHEMA)
    assert isinstance(record, Pep)
    return [(one.id, one.number) for one in record.revisions]


def test_a_history_that_crossed_is_merged_on_the_version_before_both(folder: Path) -> None:
    edited(folder, "one", lambda text: text.replace("strengths: |-\n", "strengths: |-\n  One.\n"))
    edited(folder, "two", lambda text: text.replace("strengths: |-\n", "strengths: |-\n  Two.\n"))
    first, second = git(folder, "rev-parse", "one"), git(folder, "rev-parse", "two")
    for branch, other, chosen in (("one", second, "One."), ("two", first, "Two.")):
        git(folder, "switch", "--quiet", branch)
        assert tried(folder, "merge", other).returncode != 0
        text = (folder / PEP).read_text()
        begin, between, end = (text.index(sign) for sign in ("<<<<<<<", "=======", ">>>>>>>"))
        sides = (text[begin:between].partition("\n")[2], text[between:end].partition("\n")[2])
        kept = next(one for one in sides if chosen in one)
        (folder / PEP).write_text(text[:begin] + kept + text[end:].partition("\n")[2])
        commit(folder, "chosen")
    done = tried(folder, "merge", "one")
    assert done.returncode != 0
    text = (folder / PEP).read_text()
    assert text.count("<<<<<<<") == 1
    assert "One." in text
    assert "Two." in text


def test_a_record_made_on_both_sides_is_merged_from_nothing(folder: Path) -> None:
    new = PEP.with_name("pep-zzzzzzzzzzzz0.yaml")
    for branch, word in (("one", "in-person"), ("two", "online")):
        git(folder, "switch", "--quiet", "--create", branch, "main")
        (folder / new).write_text(PEP.read_text().replace("mode: in-person", f"mode: {word}", 1))
        commit(folder, branch)
    done = tried(folder, "merge", "one")
    assert done.returncode != 0
    assert "both sides changed meetings" in done.stderr
    assert (folder / new).read_text().count("<<<<<<<") == 1
