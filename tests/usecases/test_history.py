"""What history tells, asked of real repositories with changes that were made on purpose."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pepsite.compliance.evidence import SIGNATURES, Did, Shown, Sign
from pepsite.errors import GitError, PepsiteError, PolicyPackError
from pepsite.render.history import life_as_text, shown_as_text
from pepsite.usecases.check_history import Checked, check_history
from pepsite.usecases.tell_history import tell_history
from pepsite.versions.differences import UNKNOWN_SECTION
from tests.cli.running import pepsite
from tests.git.repositories import commit, git
from tests.git.signing import commit_signed, make_key
from tests.usecases.examples import AUTHORITY, BASE, OLDER_PEP, OLDER_REVIEW, YOUNGER_PEP, lay_out

OFFICER, TEACHER = "ps-1rg6nhntkpqjd", "ps-hxye2m0ptcak8"
OLD = "pep-hc4dvy5m8nb0v"
YOUNG = "pep-jxp7jjy63y6fz"
BEGUN = "2025-09-01T09:00:00+01:00"


@pytest.fixture
def as_person(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Return what has the next commits written by a person on record, at a time."""

    def be(person: str, at: str) -> None:
        for role in ("AUTHOR", "COMMITTER"):
            monkeypatch.setenv(f"GIT_{role}_NAME", person)
            monkeypatch.setenv(f"GIT_{role}_EMAIL", f"{person}@ashmere.example")
            monkeypatch.setenv(f"GIT_{role}_DATE", at)

    return be


@pytest.fixture
def root(tmp_path: Path, as_person: Callable[[str, str], None]) -> Path:
    """Return a workspace, committed by the officer."""
    folder = lay_out(BASE, tmp_path / "workspace")
    as_person(OFFICER, BEGUN)
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "Records begin")
    return folder


def edit(folder: Path, path: str, before: str, after: str) -> None:
    text = (folder / path).read_text(encoding="utf-8")
    assert before in text
    (folder / path).write_text(text.replace(before, after, 1), encoding="utf-8")


def of(sign: Sign, checked: Checked) -> list[Shown]:
    return [one for one in checked.found if one.sign is sign]


def test_a_life_has_who_what_when_and_the_merge_that_accepted_it(
    root: Path, as_person: Callable[[str, str], None]
) -> None:
    git(root, "switch", "--quiet", "--create", "change")
    as_person(TEACHER, "2025-10-02T10:00:00+01:00")
    edit(root, OLDER_PEP, "status: complete", "status: returned")
    changed = commit(root, "A word nobody may see: Zebedee")
    git(root, "switch", "--quiet", "main")
    as_person(OFFICER, "2025-10-03T10:00:00+01:00")
    git(root, "merge", "--quiet", "--no-ff", "-m", "Zebedee again", "change")
    merge = git(root, "rev-parse", "HEAD")

    life = tell_history(root, OLD)

    assert [step.did for step in life.steps] == [Did.BEGAN, Did.CHANGED]
    step = life.steps[1]
    assert (step.commit, str(step.on), step.who) == (changed, "2025-10-02", TEACHER)
    assert (step.sections, step.status) == ({"status": 1}, ("complete", "returned"))
    assert step.accepted is not None
    assert (step.accepted.by, step.accepted.commit) == (OFFICER, merge)
    assert not step.accepted.by_its_author
    told = pepsite("history", OLD, "-C", root)
    assert told.exit_code == 0
    assert "moved it from complete to returned\n  differences: status (1)\n" in told.stdout
    assert "Zebedee" not in told.output


def test_no_file_beside_the_records_says_who_wrote_a_commit(root: Path) -> None:
    mailmap = f"{TEACHER} <{TEACHER}@ashmere.example> <{OFFICER}@ashmere.example>\n"
    (root / ".mailmap").write_text(mailmap, encoding="utf-8")
    assert [step.who for step in tell_history(root, OLD).steps] == [OFFICER]


@pytest.mark.parametrize("day", ["", "-1 +0000", "99999999999999 +0000", "1700000000"])
def test_a_commit_without_a_day_is_said(root: Path, day: str) -> None:
    edit(root, OLDER_PEP, "Homework gets", "Nothing gets")
    git(root, "add", "--all")
    tree, parent = git(root, "write-tree"), git(root, "rev-parse", "HEAD")
    people = f"author A <a@b.invalid> {day}\ncommitter A <a@b.invalid> {day}"
    raw = f"tree {tree}\nparent {parent}\n{people}\n\nA change\n"
    words = ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"]
    made = subprocess.run(words, cwd=root, input=raw.encode(), capture_output=True, check=True)
    git(root, "reset", "--quiet", "--hard", made.stdout.decode().strip())
    for asked in (["history", OLD], ["history", "check"]):
        told = pepsite(*asked, "-C", root)
        assert told.exit_code == 14
        assert "a commit has no day that can be read" in told.stderr


def test_a_name_that_does_something_on_a_screen_is_not_shown_so(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(root, AUTHORITY, "staff_shown_in_history_as: id", "staff_shown_in_history_as: name")
    name = "Jo\x1b[2K\u202e\u2028  Bo"
    monkeypatch.setenv("GIT_AUTHOR_NAME", name)
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "jo@ashmere.example")
    edit(root, OLDER_PEP, "Homework gets", "Nothing gets")
    commit(root, "A change")
    life = life_as_text(tell_history(root, OLD))
    shown = shown_as_text(check_history(root).found, signatures=False, limits=False)
    for told in (life, shown):
        assert "Jo\ufffd[2K\ufffd\ufffd  Bo" in told
        assert name not in told


def test_layout_alone_is_told_as_such_and_a_field_of_nobodys_is_not_named(root: Path) -> None:
    path = root / OLDER_PEP
    path.write_text("# a word\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    commit(root, "a comment")
    path.write_text(path.read_text(encoding="utf-8") + "zebedee: 1\n", encoding="utf-8")
    commit(root, "a field")
    path.unlink()
    commit(root, "gone")

    life = tell_history(root, OLDER_PEP)

    assert [step.did for step in life.steps] == [Did.BEGAN, Did.LAID_OUT, Did.CHANGED, Did.REMOVED]
    assert life.steps[2].sections == {UNKNOWN_SECTION: 1}


def test_a_workspace_may_be_a_folder_of_a_repository(tmp_path: Path) -> None:
    folder = lay_out(BASE, tmp_path / "whole" / "deep")
    git(tmp_path / "whole", "init", "--quiet", "--initial-branch=main")
    commit(tmp_path / "whole", "Records begin")

    assert tell_history(folder, OLD).record == OLD
    found = check_history(folder).found
    assert found
    git(folder, "config", "diff.relative", "true")
    assert tell_history(folder, OLD).record == OLD
    assert check_history(folder).found == found


def test_staff_are_named_only_where_the_authority_names_them(root: Path) -> None:
    ids = {step.who for step in tell_history(root, OLD).steps}
    edit(root, AUTHORITY, "staff_shown_in_history_as: id", "staff_shown_in_history_as: name")
    edit(root, f"records/people/{OFFICER}.yaml", "role:", "name: Alison Ballantyne\nrole:")

    assert ids == {OFFICER}
    assert {step.who for step in tell_history(root, OLD).steps} == {"Alison Ballantyne"}


def test_who_is_not_on_record_is_not_named_where_staff_are_ids(
    root: Path, as_person: Callable[[str, str], None]
) -> None:
    as_person("Zebedee Quillfeather", "2025-10-02T10:00:00+01:00")
    edit(root, OLDER_PEP, "status: complete", "status: returned")
    commit(root, "back")

    assert tell_history(root, OLD).steps[1].who == "someone not on record"


def test_a_day_entered_later_is_shown_with_how_much_later(
    root: Path, as_person: Callable[[str, str], None]
) -> None:
    as_person(OFFICER, "2025-12-11T09:00:00+00:00")
    edit(root, OLDER_REVIEW, "reviewed_on: ", "reviewed_on: 2025-12-01 # ")
    made = commit(root, "late")

    found = of(Sign.ENTERED_LATER, check_history(root, at_least=10))
    nothing = of(Sign.ENTERED_LATER, check_history(root, at_least=11))

    late = [one for one in found if one.commit == made]
    assert late == [one for one in late if one.record == "qa-x9sebaknnj497"]
    assert [(one.field, str(one.claims), one.days) for one in late] == [
        ("reviewed_on", "2025-12-01", 10)
    ]
    assert [one for one in nothing if one.commit == made] == []


PACK = """\
schema: policy-pack/1
name: ours
title: Ours
about: An invented authority that wants days entered soon.
extends: england
first_edition_on: 2025-09-01
bank_holidays_known_until: 2026-12-31
"""
SOURCES = """\
schema: policy-sources/1
sources:
  - {id: OUR-1, document: Our handbook, where: page 2, says: How soon a day is entered.}
"""
LIMITS = """\
schema: policy-timescales/1
entry:
  - id: review-entered
    title: A review is entered soon
    of: quality-assured
    versions:
      - {from: 2025-09-01, source: OUR-1, within: {number: 5, unit: working-days}}
      - {from: 2026-02-01, source: OUR-1, within: {number: 9, unit: calendar-days}}
      - {from: 2026-12-01, source: OUR-1, within: {number: 5, unit: working-days}}
"""


def with_limits(root: Path, limits: str = LIMITS) -> None:
    """Have the workspace keep to a pack of its own that limits how late a day is entered."""
    folder = root / "policy" / "ours"
    folder.mkdir(parents=True)
    for name, text in (("pack", PACK), ("sources", SOURCES), ("timescales", limits)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    [line] = [
        one
        for one in (root / AUTHORITY).read_text(encoding="utf-8").splitlines()
        if one.startswith("policy:")
    ]
    edit(root, AUTHORITY, line, "policy: ours")


IN_TIME, TOO_LATE = Sign.ENTERED_LATER, Sign.ENTERED_TOO_LATE
ENTRIES = {
    # Over Christmas: the 18th is a Thursday, 25 and 26 December are bank holidays.
    ("2025-12-18", "2025-12-29"): (IN_TIME, "in time: allowed until 2025-12-29"),
    ("2025-12-19", "2025-12-31"): (TOO_LATE, "was allowed until 2025-12-30"),
    # The edition that holds is that of the day claimed, not of the day it was entered.
    ("2026-01-30", "2026-02-06"): (IN_TIME, "in time: allowed until 2026-02-06"),
    ("2026-01-31", "2026-02-07"): (TOO_LATE, "(review-entered: 5 working days)"),
    ("2026-02-01", "2026-02-10"): (IN_TIME, "in time: allowed until 2026-02-10"),
    ("2026-02-02", "2026-02-12"): (TOO_LATE, "(review-entered: 9 calendar days)"),
    ("2026-12-30", "2027-01-04"): (IN_TIME, "nobody can tell without the bank holidays of 2027"),
}


def test_a_limit_of_the_policy_is_judged_to_its_last_day_and_the_day_after(
    root: Path, as_person: Callable[[str, str], None]
) -> None:
    with_limits(root)
    made = {}
    for claimed, entered in ENTRIES:
        as_person(OFFICER, f"{entered}T09:00:00+00:00")
        edit(root, OLDER_REVIEW, "reviewed_on: ", f"reviewed_on: {claimed} # ")
        made[commit(root, "a review")] = claimed, entered

    shown = [one for one in check_history(root).found if one.commit in made and one.days]
    lines = pepsite("history", "check", "-C", root).stdout.splitlines()

    assert {made[one.commit]: one.sign for one in shown} == {
        days: sign for days, (sign, _) in ENTRIES.items()
    }
    assert {one.limit and one.limit.limit for one in shown} == {"review-entered"}
    for commit_id, days in made.items():
        [line] = [one for one in lines if commit_id[:12] in one and ", entered" in one]
        assert ENTRIES[days][1] in line


def test_what_is_too_late_is_shown_whatever_number_of_days_was_asked_for(
    root: Path, as_person: Callable[[str, str], None]
) -> None:
    with_limits(root)
    as_person(OFFICER, "2026-02-13T09:00:00+00:00")
    edit(root, OLDER_REVIEW, "reviewed_on: ", "reviewed_on: 2026-02-02 # ")
    commit(root, "late")

    checked = check_history(root, at_least=365)

    assert [(one.sign, one.days) for one in checked.found if one.days] == [
        (Sign.ENTERED_TOO_LATE, 11)
    ]
    assert checked.entry_limited
    told = json.loads(pepsite("history", "check", "--format", "json", "-C", root).stdout)
    [late] = [one for one in told["found"] if one["sign"] == "entered-too-late"]
    assert (told["entry_limited"], late["limit"]["last_on"], late["limit"]["source"]) == (
        True,
        "2026-02-11",
        "OUR-1",
    )


def test_the_strictest_of_several_limits_counts(
    root: Path, as_person: Callable[[str, str], None]
) -> None:
    more = LIMITS.partition("entry:\n")[2].replace("review-entered", "review-entered-soon")
    with_limits(root, LIMITS + more.replace("number: 5", "number: 2"))
    as_person(OFFICER, "2025-12-04T09:00:00+00:00")
    edit(root, OLDER_REVIEW, "reviewed_on: ", "reviewed_on: 2025-12-01 # ")
    commit(root, "late")

    [late] = of(Sign.ENTERED_TOO_LATE, check_history(root))

    assert late.limit is not None
    assert (late.limit.limit, str(late.limit.last_on)) == ("review-entered-soon", "2025-12-03")


def test_where_the_policy_sets_no_limit_it_is_said_and_nothing_is_too_late(root: Path) -> None:
    told = pepsite("history", "check", "-C", root).stdout

    assert "The policy sets no limit on how late a day may be entered" in told
    assert "Entered later than the policy allows" not in told
    assert not check_history(root).entry_limited


def test_a_limit_stands_on_the_page_of_the_policy(root: Path) -> None:
    with_limits(root)

    told = pepsite("policy", "show", "ours", "-C", root, "--as-of", "2026-03-01")
    before = pepsite("policy", "show", "ours", "-C", root, "--as-of", "2025-08-31")
    checked = pepsite("policy", "check", "ours", "-C", root)

    assert "quality assured is entered within 9 calendar days after it" in told.stdout
    assert "is entered within" not in before.stdout
    assert "review-entered" not in checked.stdout


def test_limits_out_of_order_are_refused(root: Path) -> None:
    with_limits(root, LIMITS.replace("2026-02-01", "2025-08-01"))

    with pytest.raises(PolicyPackError, match=r"timescales\.yaml:6:5: `from` is before"):
        check_history(root)


def test_a_long_history_read_in_two_halves_says_the_same(
    root: Path, as_person: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    for number in range(4):
        git(root, "switch", "--quiet", "--create", f"change-{number}")
        as_person(TEACHER, f"2025-10-0{number + 2}T10:00:00+01:00")
        edit(root, YOUNGER_PEP, "year_group: ", f"year_group: Y{number + 3} # ")
        commit(root, "a change")
        git(root, "switch", "--quiet", "main")
        as_person(OFFICER, f"2025-10-0{number + 2}T11:00:00+01:00")
        git(root, "merge", "--quiet", "--no-ff", "-m", "taken", f"change-{number}")
    whole, life = check_history(root), tell_history(root, YOUNG)

    monkeypatch.setattr("pepsite.git.history._MANY", 2)

    assert check_history(root) == whole
    assert tell_history(root, YOUNG) == life
    assert len(life.steps) == 1 + 4


def test_days_before_the_records_begin_are_left_out(root: Path) -> None:
    text = (root / AUTHORITY).read_text(encoding="utf-8")
    [line] = [one for one in text.splitlines() if one.startswith("records_begin_on")]
    edit(root, AUTHORITY, line, "records_begin_on: 2030-01-01")

    assert of(Sign.ENTERED_LATER, check_history(root)) == []


def test_a_change_after_completion_is_shown_and_sharing_is_none(
    root: Path, as_person: Callable[[str, str], None]
) -> None:
    as_person(OFFICER, "2025-12-11T09:00:00+00:00")
    path = root / OLDER_PEP
    text = path.read_text(encoding="utf-8")
    event = "events:\n  - id: aaaaa1\n    kind: shared\n    happened_on: 2025-12-10\n"
    assert "\nevents:" not in text
    path.write_text(text + event, encoding="utf-8")
    commit(root, "shared")
    assert of(Sign.CHANGED_AFTER_COMPLETION, check_history(root)) == []

    edit(root, OLDER_PEP, "year_group: ", "year_group: Y6 # ")
    made = commit(root, "changed")

    [shown] = of(Sign.CHANGED_AFTER_COMPLETION, check_history(root))
    assert (shown.commit, shown.record, shown.sections) == (made, OLD, ("year group",))
    assert shown.explained is False


def test_a_revision_with_its_reason_is_shown_as_one(root: Path) -> None:
    path = root / OLDER_PEP
    revision = (
        "revisions:\n  - id: aaaaa1\n    number: 2\n    revised_on: 2025-12-10\n"
        f"    by: {OFFICER}\n    why: The school was wrong.\n"
    )
    edit(root, OLDER_PEP, "year_group: ", "year_group: Y6 # ")
    path.write_text(path.read_text(encoding="utf-8") + revision, encoding="utf-8")
    commit(root, "changed")

    [shown] = of(Sign.CHANGED_AFTER_COMPLETION, check_history(root))
    assert (shown.sections, shown.explained) == (("year group",), True)


def test_a_change_since_a_review_is_shown_until_the_pep_says_again_what_was_judged(
    root: Path,
) -> None:
    from pepsite.records.fingerprint import fingerprint  # noqa: PLC0415
    from pepsite.store.workspace import Reading, read_one  # noqa: PLC0415

    pep = read_one(root, OLDER_PEP, Reading())
    assert pep is not None
    text = (root / OLDER_REVIEW).read_text(encoding="utf-8")
    [mark] = [one for one in text.splitlines() if one.startswith("pep_fingerprint")]
    edit(root, OLDER_REVIEW, mark, f"pep_fingerprint: {fingerprint(pep)}")
    commit(root, "judged")
    assert of(Sign.CHANGED_SINCE_JUDGED, check_history(root)) == []

    edit(root, OLDER_PEP, "completed_on: ", "completed_on: 2025-12-19 # ")
    made = commit(root, "changed")
    [shown] = of(Sign.CHANGED_SINCE_JUDGED, check_history(root))
    git(root, "revert", "--no-edit", "HEAD")
    after = of(Sign.CHANGED_SINCE_JUDGED, check_history(root))

    assert (shown.commit, shown.record, shown.judgement) == (made, OLD, "qa-x9sebaknnj497")
    assert shown.sections == ("completed on",)
    assert after == []


def test_what_somebody_else_merged_or_reviewed_is_not_accepted_by_its_author(
    root: Path, as_person: Callable[[str, str], None]
) -> None:
    first = git(root, "rev-parse", "HEAD")
    own = []
    for number, merged_by in enumerate((OFFICER, TEACHER)):
        git(root, "switch", "--quiet", "--create", f"change-{number}")
        as_person(TEACHER, f"2025-10-0{number + 2}T10:00:00+01:00")
        edit(root, YOUNGER_PEP, "year_group: ", f"year_group: Y{number + 3} # ")
        own.append(commit(root, "a change"))
        git(root, "switch", "--quiet", "main")
        as_person(merged_by, f"2025-10-0{number + 2}T11:00:00+01:00")
        git(root, "merge", "--quiet", "--no-ff", "-m", "taken", f"change-{number}")
    edit(root, YOUNGER_PEP, "year_group: ", "year_group: Y2 # ")
    commit(root, f"A change\n\nReviewed-by: Somebody <{OFFICER}@ashmere.example>")

    shown = of(Sign.ACCEPTED_BY_ITS_AUTHOR, check_history(root))

    assert [one.commit for one in shown] == [first, own[1]]
    assert tell_history(root, YOUNG).steps[-1].accepted is not None


def test_who_names_only_oneself_as_reviewer_is_alone(
    root: Path, as_person: Callable[[str, str], None]
) -> None:
    as_person(TEACHER, "2025-10-02T10:00:00+01:00")
    edit(root, YOUNGER_PEP, "year_group: ", "year_group: Y2 # ")
    made = commit(root, f"A change\n\nReviewed-by: Me <{TEACHER}@ashmere.example>")

    assert made in [one.commit for one in of(Sign.ACCEPTED_BY_ITS_AUTHOR, check_history(root))]


def test_what_only_a_merge_changed_is_its_own_change(
    root: Path, as_person: Callable[[str, str], None]
) -> None:
    git(root, "switch", "--quiet", "--create", "other")
    commit(root, "nothing")
    git(root, "switch", "--quiet", "main")
    as_person(OFFICER, "2025-10-03T10:00:00+01:00")
    git(root, "merge", "--quiet", "--no-ff", "--no-commit", "other")
    edit(root, YOUNGER_PEP, "year_group: ", "year_group: Y2 # ")
    merge = commit(root, "taken, and more")

    assert tell_history(root, YOUNG).steps[-1].commit == merge


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="keys are made with ssh-keygen")
def test_signatures_are_told_apart_by_gits_own_verification(root: Path, tmp_path: Path) -> None:
    signers = tmp_path / "signers"
    for name in ("known", "unknown"):
        key = tmp_path / name
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    kind, public, *_ = (tmp_path / "known.pub").read_text(encoding="utf-8").split()
    signers.write_text(f"{OFFICER}@ashmere.example {kind} {public}\n", encoding="utf-8")
    git(root, "config", "gpg.format", "ssh")
    git(root, "config", "gpg.ssh.allowedSignersFile", str(signers))
    # A program that a repository names is not started.
    git(root, "config", "gpg.ssh.program", str(tmp_path / "trap"))
    signed = {}
    for number, name in enumerate(("known", "unknown")):
        edit(root, YOUNGER_PEP, "year_group: ", f"year_group: Y{number + 2} # ")
        git(root, "add", "--all")
        settings = ("-c", "gpg.ssh.program=ssh-keygen", "-c", f"user.signingkey={tmp_path / name}")
        git(root, *settings, "commit", "--quiet", "-S", "-m", "signed")
        signed[name] = git(root, "rev-parse", "HEAD")

    found = check_history(root, signatures=True)

    assert [one.commit for one in of(Sign.UNKNOWN_KEY, found)] == [signed["unknown"]]
    assert [one.commit for one in of(Sign.UNSIGNED, found)] == [
        git(root, "rev-list", "--max-parents=0", "HEAD")
    ]
    assert of(Sign.BAD_SIGNATURE, found) == []
    assert of(Sign.UNSIGNED, check_history(root)) == []

    # Its words are others than those that were signed.
    raw = subprocess.run(
        ["git", "cat-file", "commit", signed["known"]], cwd=root, capture_output=True, check=True
    ).stdout
    forged = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
        cwd=root,
        input=raw.replace(b"\n\nsigned", b"\n\nforged"),
        capture_output=True,
        check=True,
    ).stdout.decode()
    git(root, "reset", "--quiet", "--hard", forged.strip())

    [bad] = of(Sign.BAD_SIGNATURE, check_history(root, signatures=True))
    assert (bad.commit, bad.record) == (forged.strip(), YOUNG)


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="keys are made with ssh-keygen")
def test_a_key_that_has_expired_or_was_revoked_signs_nothing_good(
    root: Path, tmp_path: Path, as_person: Callable[[str, str], None]
) -> None:
    who = f"{OFFICER}@ashmere.example"
    signers, signed, lines = tmp_path / "signers", {}, []
    for number, name in enumerate(("in-time", "expired", "revoked")):
        key = make_key(tmp_path, name)
        kind, public = key.with_suffix(".pub").read_text("utf-8").split()[:2]
        # Good until the end of the day that it signs on, or until the day before.
        until = {"in-time": "20251003", "expired": "20251002"}.get(name)
        valid = f'valid-before="{until}" ' if until else ""
        lines.append(f"{who} {valid}{kind} {public}\n")
        as_person(OFFICER, "2025-10-02T10:00:00+00:00")
        edit(root, YOUNGER_PEP, "year_group: ", f"year_group: Y{number + 2} # ")
        signed[name] = commit_signed(root, "signed", key)
    signers.write_text("".join(lines), encoding="utf-8")
    revoked = tmp_path / "revoked.krl"
    subprocess.run(["ssh-keygen", "-q", "-k", "-f", revoked, tmp_path / "revoked.pub"], check=True)
    for name, value in (("allowedSignersFile", signers), ("revocationFile", revoked)):
        git(root, "config", f"gpg.ssh.{name}", str(value))

    checked = check_history(root, signatures=True)

    told = {one.commit: one.sign for sign in SIGNATURES.values() for one in of(sign, checked)}
    assert [told.get(made) for made in signed.values()] == [
        None,
        Sign.UNKNOWN_KEY,  # nobody whose key this was on that day is known
        Sign.BAD_SIGNATURE,
    ]


def test_what_is_shown_holds_nothing_that_a_record_says(root: Path) -> None:
    edit(root, OLDER_PEP, "year_group: ", "strengths: Zebedee likes maths\nyear_group: ")
    commit(root, "Zebedee")

    text = pepsite("history", "check", "--signatures", "-C", root)
    done = pepsite("history", "check", "--signatures", "--format", "json", "-C", root)

    assert (text.exit_code, done.exit_code) == (0, 0)
    assert "Zebedee" not in text.output + done.output
    assert json.loads(done.stdout)["schema"] == "history-check/1"


def test_a_record_that_no_commit_has_is_said(root: Path) -> None:
    with pytest.raises(PepsiteError, match="no commit here has a record"):
        tell_history(root, "pep-0000000000000")


def test_half_a_history_is_no_evidence(root: Path, tmp_path: Path) -> None:
    commit(root, "another")
    git(root, "clone", "--quiet", "--depth=1", root.as_uri(), str(tmp_path / "shallow"))

    with pytest.raises(GitError, match="full depth"):
        check_history(tmp_path / "shallow")


def test_nothing_committed_is_said(tmp_path: Path) -> None:
    folder = lay_out(BASE, tmp_path / "workspace")
    git(folder, "init", "--quiet")

    with pytest.raises(GitError, match="anything committed"):
        tell_history(folder, OLD)
