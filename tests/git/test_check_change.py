"""`pepsite validate --base --head`: a change in a bare repository, of which nothing is checked out."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pepsite.records.fingerprint import fingerprint
from pepsite.records.ids import new_id
from pepsite.store.workspace import Reading, read_one
from tests.cli.running import pepsite
from tests.git.repositories import commit, git, repository
from tests.usecases.examples import (
    AUTHORITY,
    BASE,
    EXAMPLES,
    INVALID,
    OFFICER,
    OLDER,
    OLDER_PEP,
    OLDER_REVIEW,
    PRIMARY,
    SECONDARY,
    YOUNGER,
    YOUNGER_PEP,
    expected_of,
    lay_out,
)

SAMPLED = "valid/every-field-quality-assurance/records/samples/sm-dckzydba08jxk.yaml"
MADE_UP = ("Zebedee", "Quillfeather")
REVISION = """revisions:
  - id: r4m2ca
    number: 2
    revised_on: 2025-12-04
    by: ps-1rg6nhntkpqjd
    why: It was incomplete.
"""
CLOSED = f"""closed:
  closed_on: 2026-03-30
  by: {OFFICER[-21:-5]}
  reason: moved
"""


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Return a clone, on a branch, of a bare repository that has the base on `main`."""
    start = repository(lay_out(BASE, tmp_path / "start"))
    git(tmp_path, "clone", "--quiet", "--bare", str(start), str(tmp_path / "bare.git"))
    git(tmp_path, "clone", "--quiet", str(tmp_path / "bare.git"), str(tmp_path / "work"))
    git(tmp_path / "work", "switch", "--quiet", "--create", "branch")
    return tmp_path / "work"


def change(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


def add(root: Path, path: str, text: str) -> None:
    with (root / path).open("a", encoding="utf-8") as file:
        file.write(text)


def asked(
    work: Path, message: str = "A change", branch: str = "branch", base: str = "main"
) -> tuple[int, list[tuple[str, str]]]:
    """Commit, push, and ask the bare repository; return the exit code and what was found."""
    commit(work, message)
    git(work, "push", "--quiet", "--force", "origin", "branch")
    bare = work.parent / "bare.git"
    words = ("validate", "-C", bare, "--base", base, "--head", "branch", "--branch", branch)
    outcome = pepsite(*words, "--format", "json")
    assert not [part for part in MADE_UP if part in outcome.output]
    if outcome.exit_code not in (0, 1):
        return outcome.exit_code, []
    found = json.loads(outcome.stdout)["findings"]
    return outcome.exit_code, [(f"{one['path']}:{one['line']}", one["code"]) for one in found]


def test_nothing_changed(work: Path) -> None:
    assert asked(work) == (0, [])


def test_nothing_is_written_in_the_repository_that_is_asked(work: Path) -> None:
    bare = work.parent / "bare.git"
    change(work, SECONDARY, "Mill Lane", "Long Lane")
    commit(work, "A change")
    git(work, "push", "--quiet", "origin", "branch")
    before = sorted(bare.rglob("*"))
    assert pepsite("validate", "-C", bare, "--base", "main", "--head", "branch").exit_code == 0
    assert sorted(bare.rglob("*")) == before


def test_what_validate_finds_is_found_at_its_line(work: Path) -> None:
    change(work, YOUNGER_PEP, "Y4", "Zebedee")
    assert asked(work) == (1, [(f"{YOUNGER_PEP}:8", "not-in-list")])


def test_a_change_takes_in_what_refers_to_it(work: Path) -> None:
    (work / SECONDARY).unlink()
    code, found = asked(work, "A school goes\n\nReason: The school closed.")
    assert code == 1
    assert {what for _, what in found} == {"points-nowhere"}
    assert (f"{OLDER_PEP}:8", "points-nowhere") in found


def test_another_role_of_a_person_is_held_against_what_they_judged(work: Path) -> None:
    change(work, OFFICER, "role: virtual-school-officer", "role: designated-teacher")
    code, found = asked(work)
    assert (code, found) == (1, [(f"{OLDER_REVIEW}:10", "role-not-allowed")])
    git(work, "checkout", "--quiet", "main", "--", OFFICER)
    add(work, OFFICER, "# He is on leave.\n")
    assert asked(work) == (0, [])


def test_a_new_record_with_the_id_of_another_childs_is_found(work: Path) -> None:
    text = (work / OLDER_PEP).read_text("utf-8")
    child = YOUNGER.split("/")[2]
    there = f"records/children/{child}/peps/{Path(OLDER_PEP).name}"
    (work / there).write_text(text.replace(OLDER.split("/")[2], child), "utf-8")
    code, found = asked(work)
    assert code == 1
    assert "record-twice" in {what for _, what in found}


def test_what_a_change_does_not_touch_is_not_read(work: Path) -> None:
    """So a large repository keeps nobody waiting."""
    change(work, OLDER, "year_group: Y9", "year_group: Y8")
    add(work, OLDER, "# Put right.\n")
    assert asked(work)[0] == 1
    bare = work.parent / "bare.git"
    elsewhere = git(bare, "rev-parse", f"main:{YOUNGER_PEP.rpartition('/')[0]}")
    (object_file,) = bare.glob(f"objects/{elsewhere[:2]}/{elsewhere[2:]}")
    object_file.unlink()
    outcome = pepsite("validate", "-C", bare, "--base", "main", "--head", "branch")
    assert outcome.exit_code == 1
    assert "correction-missing" in outcome.output
    assert pepsite("validate", "-C", bare, "--head", "branch").exit_code == 14


@pytest.mark.uncounted
def test_every_example_is_judged_as_in_a_folder(tmp_path: Path) -> None:
    """Listing, reading, judging and the lines are the same for files and for Git's objects."""
    root = repository(tmp_path)
    git(root, "config", "core.autocrlf", "false")
    for example in INVALID:
        if (example / "names.txt").exists() or example.name == "no-records":
            continue
        for before in root.glob("[!.]*"):
            shutil.rmtree(before)
        (root / ".git" / "index").unlink()  # a file of as many bytes looks as it did before
        git(lay_out(example, root), "add", "--all")
        git(root, "commit", "--quiet", "--amend", "-m", example.name)
        outcome = pepsite("validate", "-C", root, "--head", "main", "--format", "json")
        found = [
            f"{one['path']}:{one['line']}:{one['column']} {one['code']}"
            for one in json.loads(outcome.stdout)["findings"]
        ]
        expected = [one for one in expected_of(example) if " not-readable" not in one]
        assert [one for one in found if " misplaced-file" not in one] == [
            one for one in expected if " misplaced-file" not in one
        ], example.name


def test_a_fault_of_main_does_not_stop_another_change(work: Path) -> None:
    git(work, "switch", "--quiet", "main")
    change(work, PRIMARY, "type: maintained", "type: maintayned")
    commit(work, "A fault")
    git(work, "push", "--quiet", "origin", "main")
    git(work, "switch", "--quiet", "branch")
    git(work, "rebase", "--quiet", "main")
    change(work, SECONDARY, "Mill Lane", "Long Lane")
    assert asked(work) == (0, [])


def test_what_main_did_since_is_not_undone_by_a_branch(work: Path) -> None:
    change(work, SECONDARY, "Mill Lane", "Long Lane")
    commit(work, "On the branch")
    git(work, "switch", "--quiet", "main")
    add(work, OLDER_PEP, REVISION)
    commit(work, "On main")
    git(work, "push", "--quiet", "origin", "main")
    git(work, "switch", "--quiet", "branch")
    assert asked(work) == (0, [])


def test_a_plan_that_main_closed_since_is_not_edited_by_a_branch(work: Path) -> None:
    """Where a forge merges line by line, nothing else would stop it."""
    add(work, YOUNGER_PEP, f"strengths: {MADE_UP[0]}\n")
    commit(work, "On the branch")
    assert asked(work) == (0, [])
    git(work, "switch", "--quiet", "main")
    change(work, YOUNGER_PEP, "status: draft", "status: closed")
    add(work, YOUNGER_PEP, CLOSED)
    commit(work, "On main")
    git(work, "push", "--quiet", "origin", "main")
    git(work, "switch", "--quiet", "branch")
    code, found = asked(work)
    assert (code, [what for _, what in found]) == (1, ["complete-changed"])


# --- Whose policy


def test_the_policy_of_the_base_judges_and_not_that_of_the_change(work: Path) -> None:
    """Walsall wants a review of a complete PEP, and England does not."""
    (work / OLDER_REVIEW).unlink()
    change(work, AUTHORITY, "policy: walsall", "policy: england")
    code, found = asked(work, "A change\n\nReason: It has to go.")
    assert (code, found) == (1, [(f"{OLDER_PEP}:6", "complete-not-reviewed")])
    bare = work.parent / "bare.git"
    assert pepsite("validate", "-C", bare, "--head", "branch").exit_code == 0


def test_a_policy_that_is_not_there_is_refused(work: Path) -> None:
    change(work, AUTHORITY, "policy: walsall", "policy: no-such-policy")
    code, found = asked(work)
    assert (code, [what for _, what in found]) == (1, ["policy-unknown"])


def test_an_authority_that_goes_is_refused(work: Path) -> None:
    (work / AUTHORITY).unlink()
    code, found = asked(work, "It goes\n\nReason: It has to go.")
    assert (code, [what for _, what in found]) == (1, ["authority-missing"])


def test_a_policy_of_ones_own_is_read_from_the_base(work: Path) -> None:
    own = {
        "pack": "schema: policy-pack/1\nname: own\ntitle: Ours\nextends: england\n",
        "sources": "schema: policy-sources/1\nsources: []\n",
    }
    shipped = Path("src/pepsite/policy/packs/walsall/pack.yaml").read_text("utf-8")
    own["pack"] = shipped.replace("name: walsall", "name: own")
    for name, text in own.items():
        (work / "policy" / "own").mkdir(parents=True, exist_ok=True)
        (work / "policy" / "own" / f"{name}.yaml").write_text(text, "utf-8")
    change(work, AUTHORITY, "policy: walsall", "policy: own")
    commit(work, "A policy of our own")
    git(work, "push", "--quiet", "origin", "branch:main")
    git(work, "fetch", "--quiet")
    add(work, "policy/own/pack.yaml", "zebedee: Quillfeather\n")
    change(work, YOUNGER_PEP, "Y4", "Y5")
    code, _ = asked(work)
    assert code == 11  # it could be used no more
    git(work, "checkout", "--quiet", "origin/main", "--", "policy")
    assert asked(work) == (0, [])


# --- Files that are no records


@pytest.mark.parametrize(
    "path", ["records/.hidden", "records/.notes/x.yaml", "records/children/.x.swp"]
)
def test_a_file_whose_name_begins_with_a_dot_is_found(work: Path, path: str) -> None:
    (work / path).parent.mkdir(parents=True, exist_ok=True)
    (work / path).write_text("Zebedee Quillfeather\n")
    code, found = asked(work)
    assert (code, [what for _, what in found]) == (1, ["misplaced-file"])


def test_what_keeps_a_folder_may_stay_as_long_as_it_is_empty(work: Path) -> None:
    keeps = work / "records" / "samples" / ".gitkeep"
    keeps.parent.mkdir(exist_ok=True)
    keeps.touch()
    assert asked(work) == (0, [])
    keeps.write_text("Zebedee\n")
    assert [what for _, what in asked(work)[1]] == ["misplaced-file"]


def test_a_link_is_not_followed(work: Path) -> None:
    (work / YOUNGER_PEP).unlink()
    (work / YOUNGER_PEP).symlink_to("/etc/hostname")
    code, found = asked(work)
    assert code == 1
    assert (f"{YOUNGER_PEP}:1", "leads-outside") in found


def test_a_folder_that_became_a_link_is_found(work: Path) -> None:
    (work / "records" / "samples").symlink_to("/etc")
    assert asked(work) == (1, [("records/samples:1", "leads-outside")])
    code, found = asked(work, base="0" * 40)
    assert code == 1
    assert ("records/samples:1", "leads-outside") in found


def test_an_object_that_was_put_in_the_place_of_another_is_not_read(work: Path) -> None:
    change(work, YOUNGER_PEP, "Y4", "Zebedee")
    commit(work, "A fault")
    good = git(work, "rev-parse", f"main:{YOUNGER_PEP}")
    bad = git(work, "rev-parse", f"branch:{YOUNGER_PEP}")
    git(work, "push", "--quiet", "origin", "branch")
    git(work.parent / "bare.git", "replace", bad, good)
    assert asked(work) == (1, [(f"{YOUNGER_PEP}:8", "not-in-list")])


def test_two_files_of_one_name_are_refused(work: Path) -> None:
    """Git writes no such tree, and takes one in: one file would be judged and the other not."""
    tree = git(work, "rev-parse", f"HEAD:{OLDER_PEP.rpartition('/')[0]}")
    (row,) = git(work, "ls-tree", tree).splitlines()
    about, _, name = row.partition("\t")
    other = git(work, "rev-parse", f"HEAD:{YOUNGER_PEP}")
    for ids in ((other, about.split()[2]), (about.split()[2], other)):
        rows = "\n".join(f"100644 blob {one}\t{name}" for one in ids)
        made = hashed(work, "tree", b"".join(rows_of(rows)))
        for folder in Path(OLDER_PEP).parents[:-1]:
            above = git(work, "ls-tree", f"HEAD:{'/'.join(folder.parts[:-1])}")
            old = git(work, "rev-parse", f"HEAD:{folder.as_posix()}")
            made = hashed(work, "tree", b"".join(rows_of(above.replace(old, made))))
        done = pepsite("validate", "-C", work, "--base", "main", "--head", made)
        assert done.exit_code == 14
        assert "`git fsck` says more" in done.stderr


def rows_of(listed: str) -> Iterator[bytes]:
    """Yield the entries of a tree as its object has them, from how `git ls-tree` tells them."""
    for row in listed.splitlines():
        about, _, name = row.partition("\t")
        mode, _, one = about.split()
        yield f"{mode.lstrip('0')} {name}\0".encode() + bytes.fromhex(one)


def hashed(work: Path, kind: str, content: bytes) -> str:
    """Write an object as Git's own commands do not, and return its id."""
    done = subprocess.run(
        ["git", "hash-object", "-t", kind, "-w", "--stdin", "--literally"],
        cwd=work,
        input=content,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().strip()


def test_a_file_that_is_too_large_is_read_past(work: Path) -> None:
    add(work, YOUNGER_PEP, "#" * (3 << 20))
    change(work, OLDER, "entered_on: 2025-09-08", "entered_on: 2025-09-05")
    found = asked(work)[1]
    assert (f"{YOUNGER_PEP}:1", "too-large") in found
    assert (f"{OLDER}:7", "correction-missing") in found


def test_a_repository_within_this_one_is_no_record(work: Path) -> None:
    inner = work / "records" / "people" / "ps-gnjvj28cdf62x.yaml"
    inner.mkdir()
    (inner / "x.txt").write_text("x\n")
    repository(inner)
    code, found = asked(work)
    assert code == 1
    assert {place for place, _ in found} == {"records/people/ps-gnjvj28cdf62x.yaml:1"}


# --- What may become of what was there


@pytest.mark.parametrize("status", ["draft", "submitted"])
def test_a_complete_pep_does_not_go_back(work: Path, status: str) -> None:
    change(work, OLDER_PEP, "status: complete", f"status: {status}")
    if status == "draft":
        change(work, OLDER_PEP, "completed_on: 2025-10-01\n", "")
    add(work, OLDER_PEP, REVISION)
    code, found = asked(work)
    assert code == 1
    assert (f"{OLDER_PEP}:6", "status-not-next") in found
    assert "complete-changed" not in {what for _, what in found}


def test_a_complete_pep_is_not_edited(work: Path) -> None:
    change(work, OLDER_PEP, "progress_summary: Steady since Year 7.", "progress_summary: Zebedee.")
    code, found = asked(work)
    assert (code, [what for _, what in found]) == (1, ["complete-changed"])
    place, _ = found[0]
    line = int(place.rpartition(":")[2])
    assert (work / OLDER_PEP).read_text("utf-8").splitlines()[line - 1].startswith("content:")


def test_a_new_revision_says_why_a_complete_pep_was_edited(work: Path) -> None:
    change(work, OLDER_PEP, "progress_summary: Steady since Year 7.", "progress_summary: Steady.")
    add(work, OLDER_PEP, REVISION)
    assert asked(work) == (0, [])
    git(work, "push", "--quiet", "origin", "branch:main")
    git(work, "fetch", "--quiet")
    change(work, OLDER_PEP, "why: It was incomplete.", "why: Zebedee asked for it.")
    assert [what for _, what in asked(work)[1]] == ["complete-changed"]


def test_what_was_shared_may_be_added_to_a_complete_pep(work: Path) -> None:
    if "\nevents:" not in (work / OLDER_PEP).read_text("utf-8"):
        add(work, OLDER_PEP, "events:\n")
    change(
        work,
        OLDER_PEP,
        "events:\n",
        "events:\n  - id: ev3n7s\n    kind: filed\n    happened_on: 2025-12-04\n",
    )
    assert asked(work) == (0, [])


def test_a_day_into_care_is_put_right_with_an_entry_that_says_why(work: Path) -> None:
    change(work, OLDER, "entered_on: 2025-09-08", "entered_on: 2025-09-05")
    code, found = asked(work)
    assert (code, found) == (1, [(f"{OLDER}:7", "correction-missing")])
    add(
        work,
        OLDER,
        "corrections:\n  - id: c0rr3c\n    corrected_on: 2025-10-06\n    by: ps-1rg6nhntkpqjd\n"
        "    field: entered_on\n    item: evchnr\n    why: The case system was late.\n",
    )
    assert asked(work) == (0, [])
    git(work, "push", "--quiet", "origin", "branch:main")
    git(work, "fetch", "--quiet")
    change(work, OLDER, "why: The case system was late.", "why: Zebedee.")
    assert [what for _, what in asked(work)[1]] == ["correction-missing"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("born: 2012-03", "born: 2012-04", id="born"),
        pytest.param("from_on: 2023-09-04", "from_on: 2023-09-05", id="place of education"),
        pytest.param("year_group: Y9", "year_group: Y8", id="year group"),
    ],
)
def test_other_dates_that_clocks_count_from_need_one_too(work: Path, old: str, new: str) -> None:
    change(work, OLDER, old, new)
    assert "correction-missing" in {what for _, what in asked(work)[1]}


def test_care_that_ends_is_no_correction(work: Path) -> None:
    change(
        work,
        OLDER,
        "entered_on: 2025-09-08\n",
        "entered_on: 2025-09-08\n    ended_on: 2026-05-01\n",
    )
    assert "correction-missing" not in {what for _, what in asked(work)[1]}


def test_a_pep_of_a_sample_goes_to_another_auditor_with_a_reason(tmp_path: Path) -> None:
    start = repository(lay_out(EXAMPLES / SAMPLED.partition("/records/")[0], tmp_path / "start"))
    git(tmp_path, "clone", "--quiet", "--bare", str(start), str(tmp_path / "bare.git"))
    git(tmp_path, "clone", "--quiet", str(tmp_path / "bare.git"), str(tmp_path / "work"))
    work, path = tmp_path / "work", f"records/{SAMPLED.partition('/records/')[2]}"
    git(work, "switch", "--quiet", "--create", "branch")
    text = (work / path).read_text("utf-8")
    (work / path).write_text(re.sub(r"\n    auditor: .*", "", text), "utf-8")
    line = text[: text.index("drawn:")].count("\n") + 1
    code, found = asked(work)
    assert (code, [one for _, one in found]) == (1, ["auditor-without-reason"])
    assert int(found[0][0].rpartition(":")[2]) > line
    commit(work, "Of something else\n\nReason: That is another matter.")
    assert asked(work)[0] == 1
    git(work, "reset", "--quiet", "--hard", "main")
    (work / path).write_text(re.sub(r"\n    auditor: .*", "", text), "utf-8")
    assert asked(work, "Another\n\nReason: The auditor is on leave.") == (0, [])


def test_a_record_that_goes_needs_a_reason_in_the_commit_that_takes_it(work: Path) -> None:
    (work / YOUNGER_PEP).unlink()
    code, found = asked(work, "Zebedee goes")
    assert (code, found) == (1, [(f"{YOUNGER_PEP}:1", "removed-without-reason")])
    # A later commit does not speak for it.
    commit(work, "Another\n\nReason: Of something else.")
    assert [what for _, what in asked(work)[1]] == ["removed-without-reason"]
    git(work, "reset", "--quiet", "--hard", "main")
    (work / YOUNGER_PEP).unlink()
    found = asked(work, "A PEP goes\n\nReason: Not needed.")[1]
    assert [what for _, what in found] == ["removed-without-reason"]
    git(work, "reset", "--quiet", "--hard", "main")
    (work / YOUNGER_PEP).unlink()
    assert asked(work, "A PEP goes\n\nReason: It was entered for the wrong child.") == (0, [])


def test_a_reason_is_a_reason_whatever_sign_somebody_likes_in_trailers(work: Path) -> None:
    (work / OLDER_REVIEW).unlink()
    (work / OLDER_PEP).unlink()
    git(work.parent / "bare.git", "config", "trailer.separators", "=")
    assert asked(work, "It goes\n\nReason: It was entered twice.") == (0, [])


def test_a_record_under_another_id_is_found_with_and_without_a_reason(work: Path) -> None:
    letters = iter("0123456789abcdefghjkmnpqrstvwxyz" * 9)
    other = new_id("pep", lambda _: next(letters))
    there = f"{YOUNGER_PEP.rpartition('/')[0]}/{other}.yaml"
    git(work, "mv", YOUNGER_PEP, there)
    change(work, there, "id: pep-jxp7jjy63y6fz", f"id: {other}")
    assert (f"{there}:3", "id-changed") in asked(work, "So\n\nReason: It has to go.")[1]


def test_a_complete_pep_that_goes_to_another_child_is_a_new_revision(work: Path) -> None:
    (old, new) = (path.split("/")[2] for path in (OLDER, YOUNGER))
    there = OLDER_PEP.replace(old, new)
    text = (work / OLDER_PEP).read_text("utf-8").replace(old, new).replace("comics", "houses")
    (work / there).write_text(text, "utf-8")
    (work / OLDER_PEP).unlink()
    message = "A move\n\nReason: It was entered under another child."
    _, found = asked(work, message)
    assert [path.rpartition(":")[0] for path, code in found if code == "complete-changed"] == [
        there,
        there,
    ]
    add(work, there, REVISION)
    _, found = asked(work, message)
    assert "complete-changed" not in {code for _, code in found}


def test_an_item_under_another_id_is_found(work: Path) -> None:
    change(work, OLDER, "id: hjznb0", "id: hjznb1")
    assert (f"{OLDER}:18", "id-changed") in asked(work)[1]


def test_a_review_is_changed_as_it_was_before(work: Path) -> None:
    """What these rules are not about is the business of the others."""
    add(work, OLDER_REVIEW, "# looked at again\n")
    change(work, OFFICER, "team: ", "team: New ")
    assert asked(work) == (0, [])


def test_what_a_review_judged_is_a_version_that_its_pep_once_was(work: Path) -> None:
    field = "pep_fingerprint: "
    old = (work / OLDER_REVIEW).read_text("utf-8").partition(field)[2].splitlines()[0]
    line = (work / OLDER_REVIEW).read_text("utf-8").partition(field)[0].count("\n") + 1

    def mark() -> str:
        pep = read_one(work, OLDER_PEP, Reading())
        assert pep is not None
        return fingerprint(pep)

    before = mark()
    change(work, OLDER_REVIEW, old, before)
    assert asked(work) == (0, [])
    add(work, OLDER_PEP, REVISION)
    now = mark()
    assert now != before
    change(work, OLDER_REVIEW, before, now)
    assert asked(work) == (0, [])

    # On main by now; then the PEP is something else again, and only the history has the first.
    git(work, "push", "--quiet", "--force", "origin", "branch:main")
    add(work, OLDER_PEP, REVISION.replace("revisions:\n", "").replace("r4m2ca", "r4m2cb")
        .replace("number: 2", "number: 3"))  # fmt: skip
    commit(work, "Again")
    git(work, "push", "--quiet", "--force", "origin", "branch:main")
    change(work, OLDER_REVIEW, now, before)
    assert asked(work) == (0, [])

    change(work, OLDER_REVIEW, before, f"sha256:{'0' * 64}")
    assert asked(work) == (1, [(f"{OLDER_REVIEW}:{line}", "fingerprint-of-nothing")])


# --- Who a child is


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("She was born on 14 March 2012.", id="born"),
        pytest.param("D.O.B. 14/3/12 as before.", id="short"),
        pytest.param("Lives at EX1 1AA now.", id="postcode"),
        pytest.param("NHS 943 476 5919 it says.", id="NHS number"),
        pytest.param("UPN A 1 is not one, H801200001001 is.", id="UPN"),
    ],
)
def test_what_says_who_a_child_is_is_refused_wherever_it_is_new(work: Path, text: str) -> None:
    change(work, OLDER_PEP, "progress_summary: Steady since Year 7.", f"progress_summary: {text}")
    add(work, OLDER_PEP, REVISION)
    bare = work.parent / "bare.git"
    code, found = asked(work, f"A change\n\n{text}", branch=text.replace(" ", "-"))
    places = [place for place, what in found if what == "identifies-a-child"]
    assert code == 1
    line = next(
        number
        for number, one in enumerate((work / OLDER_PEP).read_text("utf-8").splitlines(), start=1)
        if "progress_summary" in one
    )
    assert places == [
        "branch name:1",
        f"commit {git(work, 'rev-parse', 'HEAD')[:12]}:3",
        f"{OLDER_PEP}:{line}",
    ]
    told = pepsite("validate", "-C", bare, "--base", "main", "--head", "branch").output
    assert not [
        one for one in text.split() if len(one) > 4 and any(map(str.isdigit, one)) and one in told
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Born in March, as the plan says.",
        "Seen on 14 March 2026.",
        "Telephone 020 7946 0000.",
        "NHS 943 476 5918 it says.",
        "Reads E10 and year 7 books; KS2 too.",
        "A801200001001",
    ],
)
def test_what_only_looks_a_little_like_it_passes(work: Path, text: str) -> None:
    change(work, OLDER_PEP, "progress_summary: Steady since Year 7.", f"progress_summary: {text}")
    add(work, OLDER_PEP, REVISION)
    assert asked(work, text, branch="branch") == (0, [])


UPN = "H801200001001"


def test_what_a_later_commit_takes_out_is_refused_where_it_was_written(work: Path) -> None:
    before = (work / OLDER_PEP).read_text("utf-8")
    change(work, OLDER_PEP, "Steady since Year 7.", f"Steady, as {UPN}.")
    add(work, OLDER_PEP, REVISION)
    first = commit(work, "One")
    (work / OLDER_PEP).write_text(f"{before}# {UPN}\n", "utf-8")
    second = commit(work, "Two")
    (work / OLDER_PEP).write_text(f"not: [a record {UPN}", "utf-8")
    third = commit(work, "Three")
    (work / OLDER_PEP).write_text(before, "utf-8")
    last = before.count("\n") + 1
    assert sorted(asked(work)[1]) == sorted(
        (f"commit {one[:12]}: {OLDER_PEP}:{at}", "identifies-a-child")
        for one, at in ((first, 1), (second, last), (third, 1))
    )


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("README.md", f"A list\n{UPN}\n", ("README.md:2", "identifies-a-child")),
        ("policy/own/a.yaml", "# born 3 May 2012", ("policy/own/a.yaml:1", "identifies-a-child")),
        (f"notes/{UPN}.docx", "", ("…/….docx:1", "identifies-a-child")),
        ("born-2012-05-03.txt", "", ("….txt:1", "identifies-a-child")),
        ("plans/Zebedee.txt", f"A\n{UPN}", ("…/….txt:2", "identifies-a-child")),
        ("policy/own/Zebedee.md", UPN, ("…/…/….md:1", "identifies-a-child")),
        ("notes/Zebedee.docx", "PK\0", ("…/….docx:1", "not-looked-into")),
        ("Zebedee.txt", "a" * 300_000, ("….txt:1", "not-looked-into")),
        ("Records/children/a.yaml", "a", ("…/children/….yaml:1", "misplaced-file")),
        (f"old/{Path(OLDER_PEP).name}", "a", (f"…/{Path(OLDER_PEP).name}:1", "misplaced-file")),
    ],
    ids=[
        "text",
        "policy",
        "name",
        "birth",
        "plan",
        "named policy",
        "document",
        "large",
        "capitals",
        "copy",
    ],
)
def test_what_lies_beside_the_records_is_looked_into(
    work: Path, path: str, text: str, expected: tuple[str, str]
) -> None:
    (work / path).parent.mkdir(parents=True, exist_ok=True)
    (work / path).write_text(text, "utf-8")
    assert asked(work) == (1, [expected])
    assert asked(work, base="0" * 40) == (1, [expected])
    place, code = expected
    (work / path).unlink()
    first = git(work, "rev-list", "--reverse", "main..HEAD")[:12]
    assert asked(work) == (1, [(f"commit {first}: {place}", code)])


def test_another_repository_beside_the_records_cannot_be_looked_into(work: Path) -> None:
    inner = repository(lay_out(BASE, work / f"of {UPN}"))
    code, told = asked(work)
    assert (code, sorted(told)) == (1, [("…:1", "identifies-a-child"), ("…:1", "not-looked-into")])
    first = git(work, "rev-list", "-1", "HEAD")[:12]
    inner.rename(work.parent / "elsewhere")
    assert sorted(asked(work)[1]) == [
        (f"commit {first}: …:1", what) for what in ("identifies-a-child", "not-looked-into")
    ]
    (work / f"of {UPN}").write_text("A file\n", "utf-8")
    commit(work, "As a file")
    assert {what for _, what in asked(work)[1]} == {"identifies-a-child", "not-looked-into"}


def test_no_file_has_another_repository_passed_over(work: Path) -> None:
    """Git itself leaves out of what differs what `.gitmodules`, where it is checked out, names."""
    module = '[submodule "{0}"]\n\tpath = {0}\n\turl = ./x\n\tignore = all\n'
    named = OFFICER.replace("jqd", "jqe")
    paths = ("-".join(MADE_UP), named)
    (work / ".gitmodules").write_text("".join(map(module.format, paths)), "utf-8")
    made = commit(work, "A change")
    for path in paths:
        git(work, "update-index", "--add", "--cacheinfo", f"160000,{made},{path}")
    staged = pepsite("validate", "-C", work, "--staged")
    git(work, "commit", "--quiet", "-m", "Another change")
    asked = pepsite("validate", "-C", work, "--base", made, "--head", "branch")
    for told in (staged, asked):
        assert told.exit_code == 1
        assert {"not-looked-into", "not-readable"} <= set(re.findall(r"\[([a-z-]+)\]", told.stdout))


def test_what_lay_there_before_is_not_told_of_again(work: Path) -> None:
    add(work, "README.md", f"{UPN}\n")
    add(work, OLDER_PEP, f"# {UPN}\n")
    commit(work, "Before anybody asked")
    git(work, "push", "--quiet", "origin", "HEAD:main")
    add(work, "README.md", "More of it; the office is at EX1 1AA.\n")
    add(work, OLDER_PEP, "# Looked at\n")
    assert asked(work) == (0, [])


def test_what_a_merge_brings_itself_is_looked_into(work: Path) -> None:
    start = git(work, "rev-parse", "HEAD")
    add(work, "a.txt", "a\n")
    commit(work, "One side")
    git(work, "switch", "--quiet", "--detach", start)
    add(work, "b.txt", "b\n")
    other = commit(work, "The other side")
    git(work, "switch", "--quiet", "branch")
    git(work, "merge", "--quiet", "--no-commit", "--no-ff", other)
    add(work, "b.txt", f"{UPN}\n")
    merge = commit(work, "Both sides")
    add(work, "b.txt", "")
    (work / "b.txt").write_text("b\n", "utf-8")
    assert asked(work)[1] == [(f"commit {merge[:12]}: ….txt:2", "identifies-a-child")]


def test_who_made_a_commit_is_looked_at_too(work: Path) -> None:
    git(
        work, "commit", "--quiet", "--allow-empty", "--message", "A change", "--author", f"{UPN} <>"
    )
    head = git(work, "rev-parse", "HEAD")[:12]
    assert asked(work) == (1, [(f"commit {head}:1", "identifies-a-child")])


# --- Revisions


@pytest.mark.parametrize("day", ["-1 +0000", "99999999999999 +0000", "", "1700000000"])
def test_a_commit_that_git_did_not_write_is_refused_with_a_message(work: Path, day: str) -> None:
    head = git(work, "cat-file", "commit", "HEAD").partition("\nauthor ")[0]
    parent = git(work, "rev-parse", "HEAD")
    people = f"author A <a@b.invalid> {day}\ncommitter A <a@b.invalid> {day}"
    raw = f"{head}\nparent {parent}\n{people}\n\nA change\n".encode()
    done = pepsite("validate", "-C", work, "--base", "main", "--head", hashed(work, "commit", raw))
    assert done.exit_code == 14
    assert "a commit has no day that can be read" in done.stderr


def test_the_first_push_is_judged_by_its_own_policy(work: Path) -> None:
    assert asked(work, base="0" * 40) == (0, [])
    change(work, YOUNGER_PEP, "Y4", "Y99")
    assert asked(work, base="0" * 40) == (1, [(f"{YOUNGER_PEP}:8", "not-in-list")])


def test_what_is_staged_is_a_tree_and_is_judged_as_one(work: Path) -> None:
    change(work, YOUNGER_PEP, "Y4", "Y99")
    git(work, "add", "--all")
    change(work, YOUNGER_PEP, "Y99", "Y4")
    (work / YOUNGER).unlink()
    tree = git(work, "write-tree")
    outcome = pepsite("validate", "-C", work, "--base", "HEAD", "--head", tree, "--format", "json")
    found = json.loads(outcome.stdout)["findings"]
    assert [(one["path"], one["code"]) for one in found] == [(YOUNGER_PEP, "not-in-list")]


def test_a_workspace_may_be_a_folder_of_a_repository(tmp_path: Path) -> None:
    root = lay_out(BASE, tmp_path / "repository" / "records of ours")
    repository(root.parent)
    change(root, OLDER, "entered_on: 2025-09-08", "entered_on: 2025-09-05")
    (root / YOUNGER_PEP).unlink()
    (root.parent / "elsewhere.txt").write_text("x\n")
    commit(root.parent, "A change\n\nReason: It has to go.")
    outcome = pepsite(
        "validate", "-C", root, "--base", "HEAD~1", "--head", "HEAD", "--format", "json"
    )
    found = json.loads(outcome.stdout)["findings"]
    assert [(one["path"], one["code"]) for one in found] == [(OLDER, "correction-missing")]


@pytest.mark.parametrize("base", ["no-such-branch", "--help", "1" * 40])
def test_a_bad_revision_stops_it(work: Path, base: str) -> None:
    assert asked(work, base=base)[0] == 14


@pytest.mark.parametrize(
    "words",
    [
        ["--base", "main"],
        ["--branch", "x"],
        ["--head", "main", "records"],
        ["--head", "main", "--changed-since", "main"],
        ["--head", "main", "--shard", "1/2"],
    ],
)
def test_what_makes_no_sense_together_is_said(work: Path, words: list[str]) -> None:
    assert pepsite("validate", "-C", work, *words).exit_code == 2
