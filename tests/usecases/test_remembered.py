"""A memory never changes a verdict: whatever was changed, damaged or taken away meanwhile."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pepsite.compliance.workspace import policy_answer
from pepsite.errors import PolicyPackError
from pepsite.findings import Finding, ValidationReport
from pepsite.privacy.identity import Identity
from pepsite.privacy.names import NameScan
from pepsite.records.ids import new_id
from pepsite.store.listing import Places, Unit, list_records
from pepsite.store.memory import Memory, own_key
from pepsite.store.memory_folder import FOLDER
from pepsite.store.packs import load_pack
from pepsite.usecases.basis import Basis
from pepsite.usecases.judging import Judge
from pepsite.usecases.select_changes import select_changes
from pepsite.usecases.selection import EVERYTHING, Selection
from pepsite.usecases.validate_records import How, Shard, validate_records
from tests.git.repositories import commit, git, repository
from tests.usecases.examples import (
    AUTHORITY,
    BASE,
    CALENDAR,
    INVALID,
    OFFICER,
    OLDER,
    OLDER_PEP,
    OLDER_REVIEW,
    PRIMARY,
    SECONDARY,
    TEACHER,
    VALID,
    YOUNGER,
    YOUNGER_PEP,
    lay_out,
)

KEY = bytes(range(32))
FILES = 14
PACK = "policy/ours"


def dice_of(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  # for tests to be the same each time


def memory_of(root: Path, key: bytes = KEY) -> Memory:
    memory = Memory.of(root, key)
    assert memory is not None
    return memory


def recalled(
    root: Path,
    selection: Selection = EVERYTHING,
    names: NameScan | None = None,
    *,
    memory: Memory | None = None,
) -> ValidationReport:
    """Return the report with a memory."""
    return validate_records(root, selection, names, How(memory=memory or memory_of(root)))


def validated(
    root: Path,
    selection: Selection = EVERYTHING,
    names: NameScan | None = None,
    *,
    memory: Memory | None = None,
) -> ValidationReport:
    """Return the report with a memory, after it was held against the one without."""
    warm = recalled(root, selection, names, memory=memory)
    cold = validate_records(root, selection, names)
    assert shown(warm) == shown(cold)
    assert (warm.found, warm.checked_paths) == (cold.found, cold.checked_paths)
    assert warm.parsed + warm.remembered == cold.parsed
    return warm


def shown(report: ValidationReport) -> list[Finding]:
    """Return the findings as reports show them: without the field, which may hold typed names."""
    return [replace(one, field=()) for one in report.findings]


def change(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), "utf-8", newline="\n")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a workspace that was validated once, with a memory."""
    root = lay_out(BASE, tmp_path / "workspace")
    assert recalled(root).remembered == 0
    return root


@pytest.fixture
def own_policy(root: Path) -> Path:
    """Return the workspace under a policy of its own that adds nothing to Walsall's yet."""
    walsall = Path(sys.modules["pepsite"].__path__[0]) / "policy" / "packs" / "walsall"
    shutil.copytree(walsall, root / PACK, ignore=shutil.ignore_patterns("examples"))
    change(root, f"{PACK}/pack.yaml", "name: walsall", "name: ours")
    change(root, AUTHORITY, "policy: walsall", "policy: ours")
    validated(root)
    assert validated(root).parsed == 0
    return root


# --- What is judged again


def test_what_has_not_changed_is_not_judged_again(root: Path) -> None:
    again = validated(root)
    assert (again.parsed, again.remembered) == (0, FILES)


@pytest.mark.parametrize(
    ("path", "old", "new", "judged"),
    [
        pytest.param(YOUNGER_PEP, "Y4", "Y99", 1, id="a PEP: its child's folder, which has two"),
        pytest.param(OLDER_REVIEW, "reviewed_on: 2", "reviewed_on: 1", 2, id="a review"),
        pytest.param(CALENDAR, "2026", "2126", 0, id="a calendar"),
        pytest.param(PRIMARY, "name:", "title:", 0, id="a school"),
    ],
)
def test_a_changed_file_is_judged_with_its_unit(
    root: Path, path: str, old: str, new: str, judged: int
) -> None:
    change(root, path, old, new)
    first = validated(root)
    assert first.parsed >= judged
    assert first.remembered >= FILES - 4
    assert validated(root).parsed == 0


def test_a_person_in_another_role_is_judged_again_with_what_they_reviewed(root: Path) -> None:
    change(root, OFFICER, "role: virtual-school-officer", "role: social-worker")
    report = validated(root)
    assert "role-not-allowed" in {one.code for one in report.findings}
    assert OLDER_REVIEW in {one.path for one in report.findings}
    assert report.remembered == FILES - 4, "the officer, and the three files of the child"


def test_a_person_who_is_gone_is_missed_everywhere(root: Path) -> None:
    (root / TEACHER).unlink()
    missed = {one.path for one in validated(root).findings if one.code == "points-nowhere"}
    assert OLDER in missed or OLDER_PEP in missed
    git_would_call_it_back = BASE / TEACHER
    shutil.copy(git_would_call_it_back, root / TEACHER)
    assert validated(root).findings == ()


@pytest.mark.uncounted
@pytest.mark.parametrize("example", [*VALID, *INVALID], ids=lambda path: path.name)
def test_every_example_has_the_same_findings_after_another_was_remembered(
    example: Path, tmp_path: Path
) -> None:
    """Two different workspaces after one another in the same place, and back again."""
    root = lay_out(BASE, tmp_path / "workspace")
    recalled(root)
    shutil.rmtree(root / "records")
    try:
        lay_out(example, root)
        expected = validated(root)
        again = recalled(root)
        assert shown(again) == shown(expected)
        assert (again.found, again.checked_paths) == (expected.found, expected.checked_paths)
    except PolicyPackError:
        with pytest.raises(PolicyPackError):
            validate_records(root, how=How(memory=memory_of(root)))
    shutil.rmtree(root / "policy", ignore_errors=True)
    shutil.rmtree(root / "records")
    lay_out(BASE, root)
    assert recalled(root).findings == ()


def _files(root: Path) -> list[Path]:
    return sorted(path for path in (root / "records").rglob("*.yaml") if path.is_file())


def swap_words(root: Path, dice: random.Random) -> None:
    words = ["Y4", "Y9", "2025", "2026", "true", "false", "met", "not-met", "complete", "draft"]
    file = dice.choice(_files(root))
    old, new = dice.sample(words, 2)
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8", newline="\n")


def drop_a_line(root: Path, dice: random.Random) -> None:
    file = dice.choice(_files(root))
    lines = file.read_text("utf-8").splitlines(keepends=True)
    if lines:
        lines.pop(dice.randrange(len(lines)))
    file.write_text("".join(lines), "utf-8", newline="\n")


def remove(root: Path, dice: random.Random) -> None:
    dice.choice(_files(root)).unlink()


def bring_back(root: Path, dice: random.Random) -> None:
    path = dice.choice([AUTHORITY, OFFICER, TEACHER, SECONDARY, OLDER, OLDER_PEP, YOUNGER_PEP])
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(BASE / path, root / path)


def move(root: Path, dice: random.Random) -> None:
    to = root / dice.choice([OLDER_PEP, YOUNGER_PEP, SECONDARY, OLDER, YOUNGER])
    if not to.exists():
        to.parent.mkdir(parents=True, exist_ok=True)
        dice.choice(_files(root)).rename(to)


def another_policy(root: Path, dice: random.Random) -> None:
    if (root / AUTHORITY).exists():
        name = dice.choice(["walsall", "england", "nowhere"])
        text = re.sub("policy: [a-z]+", f"policy: {name}", (root / AUTHORITY).read_text("utf-8"))
        (root / AUTHORITY).write_text(text, "utf-8", newline="\n")


EDITS = (swap_words, drop_a_line, remove, bring_back, bring_back, move, another_policy)


@pytest.mark.uncounted
@pytest.mark.parametrize("seed", range(4))
def test_after_any_edits_the_verdict_is_that_of_a_fresh_look(root: Path, seed: int) -> None:
    _edit_and_compare(root, dice_of(seed), 12)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(60))
def test_after_very_many_edits_as_well(root: Path, seed: int) -> None:
    _edit_and_compare(root, dice_of(1000 + seed), 120)


def _edit_and_compare(root: Path, dice: random.Random, times: int) -> None:
    for _ in range(times):
        if not _files(root):
            lay_out(BASE, root)
        dice.choice(EDITS)(root, dice)
        validated(root)


# --- Policy


@pytest.mark.parametrize(
    ("part", "old", "new", "judged"),
    [
        pytest.param("timescales.yaml", "title:", "title: A", 0, id="timescales: no rule asks"),
        pytest.param("follow-up.yaml", "title:", "title: A", 0, id="follow-up: no rule asks"),
        pytest.param("pack.yaml", "title:", "title: A", 0, id="the name of the pack"),
        pytest.param("checklists.yaml", "title:", "title: A", 0, id="a checklist's title"),
    ],
)
def test_an_edit_of_policy_judges_only_what_asked_for_it(
    own_policy: Path, part: str, old: str, new: str, judged: int
) -> None:
    change(own_policy, f"{PACK}/{part}", old, new)
    assert validated(own_policy).parsed == judged
    assert validated(own_policy).parsed == 0


def test_a_new_edition_leaves_alone_what_was_submitted_before(own_policy: Path) -> None:
    more = (
        "\n  - id: own-more\n    field: care.pathway_plan\n    title: the pathway\n    versions:\n"
        "      - from: {}\n        source: WAL-09\n"
    )
    file = own_policy / PACK / "completeness.yaml"
    before = file.read_text("utf-8").rstrip("\n")
    file.write_text(before + more.format("2030-09-01"), "utf-8")
    assert validated(own_policy).parsed == 0
    file.write_text(before + more.format("2018-09-01"), "utf-8")
    report = validated(own_policy)
    assert report.parsed == 3, "the child whose PEP says it is complete, PEP and review"


def test_a_checklist_touches_those_whom_it_was_used_on(own_policy: Path) -> None:
    change(own_policy, f"{PACK}/checklists.yaml", "completed in time?", "completed in good time?")
    assert validated(own_policy).parsed == 3


def test_a_policy_that_cannot_be_used_is_refused_although_all_is_remembered(
    own_policy: Path,
) -> None:
    change(own_policy, f"{PACK}/timescales.yaml", "schema:", "shema:")
    for _ in range(2):
        with pytest.raises(PolicyPackError):
            validate_records(own_policy, how=How(memory=memory_of(own_policy)))


def test_an_empty_folder_of_a_shipped_packs_name_is_refused_although_all_is_remembered(
    root: Path,
) -> None:
    assert validated(root).parsed == 0
    (root / "policy" / "walsall").mkdir(parents=True)
    with pytest.raises(PolicyPackError):
        validate_records(root, how=How(memory=memory_of(root)))


# --- What changes while it is looked at


def test_what_was_judged_by_a_record_that_changes_meanwhile_is_not_remembered(root: Path) -> None:
    """The officer's role is read for a review, changed, and then read for its own file."""
    listing = list_records(root)
    places = Places(root, listing, is_whole=True)
    judge = Judge(root, places, None, Basis(root, places, memory_of(root), None))
    [older] = [unit for unit in listing.units() if OLDER in unit.paths]
    assert judge.judged(older).row is not None
    change(root, OFFICER, "role: virtual-school-officer", "role: social-worker")
    judge.judged(Unit(OFFICER, (OFFICER,)))
    assert judge.judged(older).row is None


def test_of_what_the_policy_answers_a_hash_is_held_and_no_text(root: Path) -> None:
    """A child's plans are asked about on many days, and some answers have thousands of letters."""
    listing = list_records(root)
    places = Places(root, listing, is_whole=True)
    judge = Judge(root, places, None, Basis(root, places, memory_of(root), None))
    asked = {one for unit in listing.units() for one in judge.judged(unit).verdict.asked_policy}
    assert len(asked) > 5
    assert {len(judge.answer(one)) for one in asked} == {64}


# --- Names


def test_names_make_another_verdict(root: Path) -> None:
    text = (root / OLDER_PEP).read_text("utf-8")
    (root / OLDER_PEP).write_text(text + "# Zebedee Quillfeather\n", "utf-8")
    child = OLDER.split("/")[2]
    scan = NameScan([Identity(child=child, full_name="Zebedee Quillfeather")])
    assert validated(root, names=scan).findings[-1].code == "name-in-record"
    assert validated(root).findings == ()
    assert validated(root, names=scan).remembered == 0, "the other verdict took its place"
    assert validated(root, names=scan).parsed == 0
    assert validated(root, names=NameScan([])).findings == ()


# --- A memory that is damaged, foreign or cannot be


def _file(root: Path) -> Path:
    [file] = (root / FOLDER).glob("*.sqlite3")
    return file


def rubbish(file: Path, dice: random.Random) -> None:
    file.write_bytes(dice.randbytes(9_000))


def flipped(file: Path, dice: random.Random) -> None:
    content = bytearray(file.read_bytes())
    for _ in range(dice.choice([1, 20, 400])):
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    file.write_bytes(content)


def cut(file: Path, dice: random.Random) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: dice.randrange(len(content))])


def empty(file: Path, dice: random.Random) -> None:
    file.write_bytes(b"")


def gone(file: Path, dice: random.Random) -> None:
    file.unlink()


def a_folder(file: Path, dice: random.Random) -> None:
    file.unlink()
    file.mkdir()


def a_link(file: Path, dice: random.Random) -> None:
    file.rename(file.parents[2] / "of-another.sqlite3")
    file.symlink_to(file.parents[2] / "of-another.sqlite3")


def tables_of_no_text(file: Path, dice: random.Random) -> None:
    content = file.read_bytes()
    assert b"tableverdicts" in content  # the kind and the name of one, as SQLite keeps them
    file.write_bytes(content.replace(b"tableverdicts", b"table\xb9erdicts"))


def fewer_columns(file: Path, dice: random.Random) -> None:
    _change(file, "DROP TABLE verdicts")
    _change(file, "CREATE TABLE verdicts (unit TEXT PRIMARY KEY, seal BLOB)")
    _change(file, "INSERT INTO verdicts VALUES (?, X'00')", PRIMARY)


def whole_made_up(file: Path, dice: random.Random) -> None:
    _change(file, "INSERT INTO whole VALUES ('1', '[]', X'00')")


def all_is_well(file: Path, dice: random.Random) -> None:
    _change(file, "UPDATE verdicts SET told = '[[], 1, [], [], []]'")


def other_types(file: Path, dice: random.Random) -> None:
    _change(file, "UPDATE verdicts SET seal = 7, told = NULL")


def swapped(file: Path, dice: random.Random) -> None:
    rows = _change(file, "SELECT unit, own, told, seal FROM verdicts")
    for (unit, *_), others in zip(rows, rows[1:] + rows[:1], strict=True):
        _change(
            file,
            "UPDATE verdicts SET own = ?, told = ?, seal = ? WHERE unit = ?",
            *others[1:],
            unit,
        )


def _change(file: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as store, store:
        return store.execute(statement, values).fetchall()


BY_CHANCE = (rubbish, flipped, cut)
ALWAYS_ALIKE = (
    empty,
    gone,
    a_folder,
    a_link,
    tables_of_no_text,
    fewer_columns,
    whole_made_up,
    all_is_well,
    other_types,
    swapped,
)
MENDED = (rubbish, tables_of_no_text, fewer_columns)


def damages(times: int) -> list[object]:
    """Return each damage with a seed; those that chance has a part in with so many."""
    tried = [(each, seed) for each in BY_CHANCE for seed in range(times)]
    tried += [(each, 0) for each in ALWAYS_ALIKE]
    return [
        pytest.param(
            each,
            seed,
            id=f"{each.__name__}-{seed}",
            marks=pytest.mark.uncounted if seed else (),
        )
        for each, seed in tried
    ]


@pytest.mark.parametrize(("damage", "seed"), damages(3))
def test_a_damaged_memory_changes_nothing(
    root: Path, damage: Callable[[Path, random.Random], None], seed: int
) -> None:
    change(root, YOUNGER_PEP, "Y4", "Y99")
    validated(root)
    damage(_file(root), dice_of(seed))
    assert validated(root).findings
    assert validated(root).findings


@pytest.mark.parametrize("damage", MENDED, ids=lambda one: one.__name__)
def test_a_damaged_memory_is_begun_anew(
    root: Path, damage: Callable[[Path, random.Random], None]
) -> None:
    damage(_file(root), dice_of(0))
    assert [validated(root).remembered for _ in range(3)][-1] == FILES


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
@pytest.mark.parametrize("ending", ["", "-journal", "-wal", "-shm"])
def test_a_pipe_where_the_memory_is_kept_is_not_waited_for(root: Path, ending: str) -> None:
    place = f"{_file(root)}{ending}"
    Path(place).unlink(missing_ok=True)
    os.mkfifo(place)
    # A program of its own, which can be ended where it waits.
    work = (
        "import sys; from pathlib import Path; from tests.usecases.test_remembered import recalled;"
        "print(recalled(Path(sys.argv[1])).remembered)"
    )
    done = subprocess.run(
        [sys.executable, "-c", work, str(root)],
        check=True,
        capture_output=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert done.stdout.split() == [b"0"]


def test_what_a_link_leads_to_is_not_written(root: Path) -> None:
    file = _file(root)
    other = root.parent / "of-another.sqlite3"
    file.unlink()
    file.symlink_to(other)
    assert validated(root).remembered == 0
    assert not other.exists()


def test_a_memory_of_another_computer_is_not_opened(root: Path) -> None:
    other = memory_of(root, bytes(32))
    assert validated(root, memory=other).remembered == 0
    assert len(list((root / FOLDER).glob("*.sqlite3"))) == 2


def test_a_memory_somebody_else_writes_to_is_no_obstacle(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pepsite.store.memory._BUSY_SECONDS", 0.1)
    with sqlite3.connect(_file(root), isolation_level=None) as busy:
        busy.execute("BEGIN EXCLUSIVE")
        assert validated(root).remembered == 0
        busy.execute("ROLLBACK")
    busy.close()
    assert validated(root).parsed == 0


@pytest.mark.parametrize("there", ["a file", "a link"])
def test_where_no_memory_can_be_there_is_none(tmp_path: Path, there: str) -> None:
    root = lay_out(BASE, tmp_path / "workspace")
    (tmp_path / "elsewhere").mkdir()
    if there == "a file":
        (root / FOLDER).write_text("")
        assert validated(root).remembered == 0
        assert validated(root).remembered == 0
    else:
        (root / FOLDER).symlink_to(tmp_path / "elsewhere")
        assert Memory.of(root, KEY) is None
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_key_is_made_once_and_is_nobody_elses(tmp_path: Path) -> None:
    place = tmp_path / "state" / "memory-key.txt"
    root = tmp_path / "workspace"
    key = own_key(place, root)
    assert key is not None
    assert own_key(place, root) == key
    if os.name == "posix":
        assert place.stat().st_mode & 0o077 == 0
    for wrong in ("not a key", "00", ""):
        place.write_text(wrong)
        again = own_key(place, root)
        assert again not in (None, key), "one that cannot be used is made anew"
    assert own_key(place / "below a file" / "key", root) is None
    assert own_key(root / ".local" / "key", root) is None, "a change could bring it along"
    if os.name == "posix":
        place.unlink()
        os.mkfifo(place)
        assert own_key(place, root) is not None
    assert Memory.of(tmp_path, None) is None


def test_a_memory_holds_nothing_a_record_says(tmp_path: Path) -> None:
    """Only ids, codes and our own sentences: no word of the records' prose, no unknown name."""
    root = lay_out(BASE, tmp_path / "workspace")
    planted = "Zebedee"
    for file in sorted((root / "records").rglob("*.yaml")):
        text = file.read_text("utf-8").replace(": |-\n", f": |-\n{' ' * 12}{planted} ")
        field = "" if file.name == "authority.yaml" else f"{planted}: {planted}\n"
        file.write_text(f"{text}{field}# {planted}\n", "utf-8")
    assert validated(root).findings
    kept = b"".join(file.read_bytes() for file in (root / FOLDER).iterdir())
    assert planted.encode() not in kept
    said = {
        word
        for file in (root / "records").rglob("*.yaml")
        for line in file.read_text("utf-8").splitlines()
        if len(word := line.strip()) > 40 and not word.startswith("#")
    }
    assert len(said) > 5
    assert not any(word.encode() in kept for word in said)


# --- What a branch changed, with a memory of the whole


@pytest.fixture
def branch(root: Path) -> Path:
    repository(root)
    git(root, "switch", "--quiet", "--create", "branch")
    validated(root)
    assert memory_of(root).recall_whole() is not None
    return root


def selected(root: Path, revision: str = "main") -> Selection:
    """Return what is selected with the memory, after it was held against that without."""
    with_memory = select_changes(root, revision, memory_of(root))
    assert with_memory == select_changes(root, revision)
    validated(root, with_memory)
    return with_memory


def test_what_refers_to_a_changed_file_is_found_with_a_memory(branch: Path) -> None:
    assert selected(branch).paths == frozenset()
    change(branch, OFFICER, "role: virtual-school-officer", "role: social-worker")
    assert OLDER_REVIEW in (selected(branch).paths or ())
    commit(branch, "Another role")
    assert OLDER_REVIEW in (selected(branch).paths or ())
    (branch / TEACHER).unlink()
    assert OLDER in (selected(branch).paths or ())


def test_a_reference_made_since_the_whole_was_seen_is_found(branch: Path) -> None:
    change(branch, YOUNGER, "year_groups:", "# ps-0000000000000\nyear_groups:")
    change(branch, TEACHER, "schools:", "# a change\nschools:")
    teacher = TEACHER.rpartition("/")[2].removesuffix(".yaml")
    change(branch, YOUNGER, "ps-0000000000000", teacher)
    assert YOUNGER in (selected(branch).paths or ())


def test_a_file_that_got_a_second_name_is_looked_at_where_it_refers_to_what_changed(
    branch: Path,
) -> None:
    """Git does not see that it has one; what is remembered of it is as true as before."""
    (branch.parent / "older.yaml").hardlink_to(branch / OLDER)
    (branch.parent / "younger.yaml").hardlink_to(branch / YOUNGER)
    change(branch, OFFICER, "role: virtual-school-officer", "role: social-worker")
    assert YOUNGER not in (selected(branch).paths or ())
    _remove_teacher(branch)
    assert OLDER in (selected(branch).paths or ())
    assert "hard-linked" in {one.code for one in validated(branch, selected(branch)).findings}


@pytest.mark.uncounted
@pytest.mark.parametrize("seed", range(3))
def test_after_any_edits_and_commits_the_same_is_selected(branch: Path, seed: int) -> None:
    dice = dice_of(seed)
    for step in range(10):
        if not _files(branch):
            lay_out(BASE, branch)
        dice.choice(EDITS)(branch, dice)
        selected(branch)
        if dice.random() < 0.3:
            commit(branch, f"Step {step}")
        if dice.random() < 0.2:
            validated(branch)
        selected(branch)


def test_a_history_that_was_rewritten_is_no_obstacle(branch: Path) -> None:
    memory = memory_of(branch)
    whole = memory.recall_whole()
    assert whole is not None
    memory.keep_whole(replace(whole, tree="0" * 40), {OFFICER.split("/")[2][:-5]: []})
    change(branch, OFFICER, "role: virtual-school-officer", "role: social-worker")
    assert OLDER_REVIEW in (selected(branch).paths or ())


def with_more_children(root: Path, children: int) -> Path:
    """Add children like the younger one to a workspace, each with a PEP."""
    for _ in range(children):
        ids = {
            YOUNGER.split("/")[2]: new_id("child"),
            YOUNGER_PEP.rpartition("/")[2].removesuffix(".yaml"): new_id("pep"),
        }
        for path in (YOUNGER, YOUNGER_PEP):
            text = (root / path).read_text("utf-8")
            to = root / path
            for old, new in ids.items():
                text, to = text.replace(old, new), Path(str(to).replace(old, new))
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_text(text, "utf-8", newline="\n")
    return root


def test_a_whole_is_not_kept_of_what_changed_while_it_was_looked_at(root: Path) -> None:
    """What one process read of a file, and another a moment later, are not the same."""
    repository(root)
    memory = memory_of(root)
    paths = list_records(root).paths
    for other, is_kept in (("0" * 40, False), (None, True)):
        basis = Basis(root, Places(root, list_records(root), is_whole=True), memory, None)
        basis.take([(OFFICER, basis.blob(OFFICER))])
        if other is not None:
            basis.take([(OFFICER, other)])
        basis.keep_whole(paths, {})
        assert (memory.recall_whole() is not None) == is_kept


def test_a_second_record_with_the_same_id_is_found_with_a_memory(branch: Path) -> None:
    there = (branch / OLDER).parent / "peps" / YOUNGER_PEP.rpartition("/")[2]
    shutil.copy(branch / YOUNGER_PEP, there)
    found = validated(branch, selected(branch)).findings
    assert "record-twice" in {one.code for one in found}


def _remove_teacher(root: Path) -> None:
    (root / TEACHER).unlink()


def taken_away_and_brought_back(root: Path) -> None:
    shutil.rmtree((root / OLDER).parent)
    validated(root)
    git(root, "checkout", "--", "records")


def broken_when_last_looked_at(root: Path) -> None:
    change(root, OLDER, "schema: child/1", "schema: chld/1")
    commit(root, "Broken")
    validated(root)
    git(root, "checkout", "HEAD~1", "--", OLDER)
    commit(root, "Mended")


def with_a_second_name_when_last_looked_at(root: Path) -> None:
    commit(root, "Another tree")
    (root / "second").hardlink_to(root / OLDER_PEP)
    validated(root)
    (root / "second").unlink()


def not_looked_at_by_git(root: Path) -> None:
    git(root, "update-index", "--assume-unchanged", OLDER_PEP)
    teacher = TEACHER.rpartition("/")[2].removesuffix(".yaml")
    with (root / OLDER_PEP).open("a") as file:
        file.write(f"# {teacher}\n")


def no_holders(root: Path) -> None:
    _change(_file(root), "DELETE FROM holders")


def holders_swapped(root: Path) -> None:
    _change(_file(root), "UPDATE holders SET units = '[]'")


@pytest.mark.parametrize(
    "before",
    [
        taken_away_and_brought_back,
        broken_when_last_looked_at,
        with_a_second_name_when_last_looked_at,
        not_looked_at_by_git,
        no_holders,
        holders_swapped,
    ],
    ids=lambda each: each.__name__,
)
def test_whatever_was_before_all_that_refers_to_a_change_is_found(
    branch: Path, before: Callable[[Path], None]
) -> None:
    before(branch)
    _remove_teacher(branch)
    assert OLDER in (selected(branch, "HEAD").paths or ())


@pytest.mark.uncounted
@pytest.mark.parametrize(("damage", "seed"), damages(2))
def test_a_damaged_memory_changes_nothing_of_what_is_selected(
    branch: Path, damage: Callable[[Path, random.Random], None], seed: int
) -> None:
    damage(_file(branch), dice_of(seed))
    _remove_teacher(branch)
    assert OLDER in (selected(branch, "HEAD").paths or ())


def test_a_repository_within_the_records_is_looked_into(branch: Path) -> None:
    within = branch / "records" / "children" / new_id("child")
    shutil.copytree((branch / YOUNGER).parent, within)
    git(within, "init", "--quiet")
    assert {one.code for one in validated(branch, selected(branch)).findings} >= {"id-not-path"}


def test_a_link_in_place_of_the_records_is_a_change_of_all(branch: Path) -> None:
    git(branch, "mv", "records", "data")
    (branch / "records").symlink_to("data")
    assert select_changes(branch, "main", memory_of(branch)) == EVERYTHING
    assert {one.code for one in validated(branch).findings} == {
        "leads-outside",
        "no-records",
        "authority-missing",
    }


def test_people_in_a_linked_folder_are_not_believed(branch: Path) -> None:
    git(branch, "mv", "records/people", "people")
    (branch / "records" / "people").symlink_to("../people")
    everything = validated(branch)
    assert "leads-outside" in {one.code for one in everything.findings}
    part = validated(branch, Selection(frozenset(["records/children"])))
    nowhere = [one for one in everything.findings if one.path.startswith("records/children/")]
    assert shown(part) == [replace(one, field=()) for one in nowhere]


OPENED = """
import os, sys
opened, here = [], os.path.abspath("records") + os.sep
def hook(event, details):
    if event == "open" and isinstance(details[0], (str, bytes)):
        name = details[0].decode() if isinstance(details[0], bytes) else details[0]
        if name.startswith("records/") or os.path.abspath(name).startswith(here):
            opened.append(name)
sys.addaudithook(hook)
from pepsite.cli.main import main
try:
    main(["validate", *sys.argv[1:]])
except SystemExit:
    pass
print(len(set(opened)))
"""


@pytest.mark.uncounted
@pytest.mark.parametrize(
    "asked", [["--changed-since", "HEAD"], [YOUNGER_PEP]], ids=["branch", "file"]
)
def test_one_changed_file_opens_as_many_files_among_few_as_among_many(
    asked: list[str], tmp_path: Path
) -> None:
    """The work for one change does not grow with the workspace."""
    opened = []
    for children in (2, 40):
        root = with_more_children(lay_out(BASE, tmp_path / f"{children}"), children)
        repository(root)
        command = [sys.executable, "-P", "-c", OPENED]
        subprocess.run([*command], cwd=root, check=True, capture_output=True)
        change(root, YOUNGER_PEP, "Y4", "Y5")
        done = subprocess.run([*command, *asked], cwd=root, check=True, capture_output=True)
        opened.append(int(done.stdout.split()[-1]))
    assert opened[0] == opened[1] < 20


def test_a_made_up_whole_is_not_believed(branch: Path) -> None:
    _change(_file(branch), "UPDATE whole SET apart = '[]', tree = '1'")
    assert memory_of(branch).recall_whole() is None
    change(branch, OFFICER, "role: virtual-school-officer", "role: social-worker")
    assert OLDER_REVIEW in (selected(branch).paths or ())


@pytest.mark.parametrize("way", ["a link on the way", "hidden", "a link at the end", "nowhere"])
def test_a_named_path_is_not_followed_out_of_the_workspace(
    root: Path, tmp_path: Path, way: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.yaml").write_text("schema: person/1\n")
    (root / "records" / "linked").symlink_to(outside)
    (root / "records" / ".hidden").mkdir()
    (root / "records" / ".hidden" / "x.yaml").write_text("")
    named, code = {
        "a link on the way": ("records/linked/x.yaml", "leads-outside"),
        "hidden": ("records/.hidden/x.yaml", "no-records"),
        "a link at the end": ("records/linked", "leads-outside"),
        "nowhere": ("records/people/x/y.yaml", "no-records"),
    }[way]
    report = validate_records(root, Selection(frozenset([named]), by_name=True))
    assert code in {one.code for one in report.findings}
    assert report.parsed == 0


def test_a_pep_of_another_child_is_known_to_be_one_where_only_a_folder_is_looked_at(
    root: Path,
) -> None:
    """An id that does not tell its place is looked for among all records."""
    pep = YOUNGER_PEP.rpartition("/")[2].removesuffix(".yaml")
    change(root, OLDER_REVIEW, "pep: pep-hc4dvy5m8nb0v", f"pep: {pep}")
    [found] = [
        one
        for one in validate_records(root, Selection(frozenset([OLDER_REVIEW]))).findings
        if one.path == OLDER_REVIEW and one.code in ("other-child", "points-nowhere")
    ]
    assert found.code == "other-child"


def test_only_questions_can_be_put_to_a_policy_again() -> None:
    with pytest.raises(ValueError, match="whatever"):
        policy_answer(load_pack("england"), "whatever")


# --- Several machines


def test_every_unit_is_in_one_shard(root: Path) -> None:
    change(root, YOUNGER_PEP, "Y4", "Y99")
    whole = validate_records(root)
    parts = [validate_records(root, how=How(shard=Shard(one, 3))) for one in (1, 2, 3)]
    assert sorted(path for part in parts for path in part.checked_paths) == sorted(
        whole.checked_paths
    )
    found = {one for part in parts for one in part.findings}
    assert found == set(whole.findings)
    assert sum(part.parsed for part in parts) == whole.parsed
    assert all(part.checked_paths for part in parts)


def test_a_policy_answers_again_who_owns_and_signs_a_section() -> None:
    question = "section care 2025-10-01"
    assert "social-worker" in policy_answer(load_pack("walsall"), question)
    assert policy_answer(load_pack("england"), question) == "None"


@pytest.mark.parametrize(
    ("question", "walsall", "england"),
    [
        ("begins-on", "2018-09-01", "2011-04-01"),
        ("phases 2026-05-15", "PhaseMap(", "PhaseMap("),
        ("checklist-editions", "('pep-quality of 2018-09-01',)", "()"),
        ("checklist pep-quality 2018-09-01", "ChecklistUsed(", "None"),
        ("plan tier-3-term 2018-09-01", "SamplingVersion(", "None"),
        ("template journey 2018-09-01", "TemplateUsed(", "None"),
        ("plan-editions", "('tier-2-half-term of 2018-09-01', ", "()"),
        ("accepting 2026-05-15", "(Accepting(checklist='pep-quality', ", "()"),
        ("template-editions", "('tier-2-dip-sample of 2018-09-01', ", "()"),
        ("blocking-forms", "()", "()"),
        ("blocking 2026-05-15", "()", "()"),
    ],
)
def test_a_policy_answers_again_what_it_was_asked(
    question: str, walsall: str, england: str
) -> None:
    assert policy_answer(load_pack("walsall"), question).startswith(walsall)
    assert policy_answer(load_pack("england"), question).startswith(england)
