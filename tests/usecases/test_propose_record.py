"""A form's answers become a commit on a branch of its own, and nothing else happens."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pepsite.errors import PepsiteError, RecordChangedError
from pepsite.privacy.identity import Identity
from pepsite.privacy.names import NameScan
from pepsite.records.ids import new_id
from pepsite.usecases.propose_record import UNSENT, open_record, propose_record
from pepsite.usecases.submission import Changed, Edit, Refused, Unchanged
from pepsite.versions.ways import Own
from tests.git.repositories import commit, git
from tests.usecases.examples import AUTHORITY, OLDER_PEP, YOUNGER, YOUNGER_PEP
from tests.usecases.submissions import (
    MANAGER,
    OFFICER,
    SOCIAL_WORKER,
    TEACHER,
    bare,
    branches,
    clone,
    edited,
    opened,
    proposed,
    submission,
)

FORM = "pep@1 sha256:" + "a" * 64


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a bare repository to be copied."""
    return bare(tmp_path_factory.mktemp("start"))


@pytest.fixture
def shared(start: Path, tmp_path: Path) -> Path:
    """Return a bare repository that has the base on `main`."""
    return Path(shutil.copytree(start, tmp_path / "shared.git"))


def accept(folder: Path, branch: str) -> None:
    git(folder, "update-ref", "refs/heads/main", f"refs/heads/{branch}")


def test_an_edit_of_one_answer_changes_one_line_and_nothing_else(shared: Path) -> None:
    done = proposed(
        propose_record(
            shared,
            submission("s1", edited(opened(shared), year_group="Y5"), form=FORM),
        )
    )
    assert done.branch == "forms/s1"
    assert branches(shared) == ["forms/s1"]
    changed = git(shared, "diff", "--unified=0", "main", "forms/s1").splitlines()
    assert [line for line in changed if line[:1] in "+-" and line[:3] not in ("+++", "---")] == [
        "-year_group: Y4",
        "+year_group: Y5",
    ]
    assert git(shared, "rev-parse", "forms/s1~1") == git(shared, "rev-parse", "main")


def test_comments_stay_and_fields_keep_their_place(shared: Path, tmp_path: Path) -> None:
    work = clone(shared, tmp_path / "work")
    text = (work / YOUNGER_PEP).read_text("utf-8")
    written = text.replace("type: initial", "# asked twice\ntype: initial  # not a review")
    (work / YOUNGER_PEP).write_text(written, "utf-8")
    commit(work, "Comments")
    git(work, "push", "--quiet", "origin", "main")
    record = opened(shared)
    turned = dict(reversed(list(record.values.items()))) | {"year_group": "Y5", "school": None}
    proposed(propose_record(shared, submission("s1", Edit(record.path, turned, record.blob))))
    now = opened(shared, branch="forms/s1").content.decode()
    assert now == written.replace("Y4", "Y5")


def test_who_said_it_who_wrote_it_and_what_it_rests_on(shared: Path) -> None:
    record = opened(shared)
    proposed(propose_record(shared, submission("s1", edited(record, year_group="Y5"), form=FORM)))
    shown = git(shared, "log", "-1", "--format=%an <%ae>|%cn <%ce>|%aI|%B", "forms/s1")
    assert shown == (
        f"{TEACHER} <{TEACHER}@pepsite.invalid>|pepsite forms <forms@pepsite.invalid>"
        "|2026-05-15T10:30:00+00:00|"
        "PEP pep-jxp7jjy63y6fz: initial, section year group\n\n"
        "- PEP pep-jxp7jjy63y6fz: year group 1\n\n"
        f"Submitted-by: {TEACHER}\n"
        "Identity-Method: loopback\n"
        "Submission-Id: s1\n"
        f"Form: {FORM}\n"
        f"Base-Blob: {record.blob}"
    )


def test_staff_are_named_where_the_authority_says_so(shared: Path, tmp_path: Path) -> None:
    work = clone(shared, tmp_path / "work")
    (work / AUTHORITY).write_text(
        (work / AUTHORITY).read_text("utf-8").replace("history_as: id", "history_as: name"), "utf-8"
    )
    with (work / f"records/people/{TEACHER}.yaml").open("a", encoding="utf-8") as file:
        file.write("name: Dana Quillfeather\n")
    commit(work, "Names")
    git(work, "push", "--quiet", "origin", "main")
    for name, person in (("s1", TEACHER), ("s2", OFFICER)):
        edit = edited(opened(shared), year_group="Y5")
        proposed(propose_record(shared, submission(name, edit, person=person)))
    assert git(shared, "log", "-1", "--format=%an <%ae>", "forms/s1") == (
        f"Dana Quillfeather <{TEACHER}@pepsite.invalid>"
    )
    assert git(shared, "log", "-1", "--format=%an", "forms/s2") == OFFICER
    assert "Quillfeather" not in git(shared, "log", "-1", "--format=%B", "forms/s1")


def test_a_working_tree_with_changes_and_its_index_stay_as_they_are(
    shared: Path, tmp_path: Path
) -> None:
    work = clone(shared, tmp_path / "work")
    git(work, "switch", "--quiet", "--create", "own-work")
    (work / AUTHORITY).write_text("half written", "utf-8")
    git(work, "add", AUTHORITY)
    (work / YOUNGER).write_text("half written too", "utf-8")
    (work / "stray.txt").write_text("mine", "utf-8")
    before = git(work, "status", "--porcelain"), git(work, "ls-files", "--stage")
    done = proposed(propose_record(work, submission("s1", edited(opened(work), year_group="Y5"))))
    assert (git(work, "status", "--porcelain"), git(work, "ls-files", "--stage")) == before
    assert git(work, "branch", "--show-current") == "own-work"
    assert git(work, "diff", "--name-only", "origin/main", done.commit) == YOUNGER_PEP
    assert done.unsent
    assert git(work, "rev-parse", f"{UNSENT}s1") == done.commit


def test_a_workspace_may_lie_deeper_in_its_repository(start: Path, tmp_path: Path) -> None:
    work = clone(start, tmp_path / "work")
    (work / "school").mkdir()
    for one in list(work.iterdir()):
        if one.name not in (".git", "school"):
            one.rename(work / "school" / one.name)
    git(work, "remote", "remove", "origin")
    commit(work, "Deeper")
    done = proposed(
        propose_record(
            work / "school", submission("s1", edited(opened(work / "school"), year_group="Y5"))
        )
    )
    assert git(work, "diff", "--name-only", "main", done.commit) == f"school/{YOUNGER_PEP}"
    assert not done.unsent


def test_sent_twice_it_is_one_commit_whatever_was_accepted_between(shared: Path) -> None:
    sent = submission("s1", edited(opened(shared), year_group="Y5"))
    other = submission("s2", edited(opened(shared), type="review"), person=SOCIAL_WORKER)
    first = proposed(propose_record(shared, sent))
    again = proposed(propose_record(shared, sent))
    assert (again.commit, again.again, first.again) == (first.commit, True, False)
    assert again.touched == first.touched
    proposed(propose_record(shared, other))
    accept(shared, "forms/s2")
    assert proposed(propose_record(shared, sent)).commit == first.commit
    accept(shared, "forms/s1")
    assert proposed(propose_record(shared, sent)).commit == first.commit
    assert branches(shared) == ["forms/s1", "forms/s2"]


def test_another_version_of_the_same_submission_comes_on_top_until_it_is_accepted(
    shared: Path,
) -> None:
    record = opened(shared)
    proposed(propose_record(shared, submission("s1", edited(record, year_group="Y5"))))
    second = proposed(propose_record(shared, submission("s1", edited(record, year_group="Y6"))))
    onward = edited(opened(shared, branch="forms/s1"), type="review")
    third = proposed(propose_record(shared, submission("s1", onward)))
    assert git(shared, "rev-list", "main..forms/s1").split() == [
        third.commit,
        second.commit,
        git(shared, "rev-parse", "forms/s1~2"),
    ]
    values = opened(shared, branch="forms/s1").values
    assert (values["year_group"], values["type"]) == ("Y6", "review")
    accept(shared, "forms/s1")
    with pytest.raises(RecordChangedError, match="accepted meanwhile"):
        propose_record(shared, submission("s1", edited(record, year_group="Y7")))


def test_an_id_that_somebody_else_used_undoes_nothing_of_theirs(shared: Path) -> None:
    record = opened(shared)
    proposed(propose_record(shared, submission("s1", edited(record, year_group="Y5"))))
    sent = submission("s1", edited(record, year_group="Y6"), person=SOCIAL_WORKER)
    outcome = propose_record(shared, sent)
    assert isinstance(outcome, Changed)
    assert opened(shared, branch="forms/s1").values["year_group"] == "Y5"


def test_what_two_people_wrote_is_combined_where_it_does_not_collide(shared: Path) -> None:
    mine = submission("s1", edited(opened(shared), year_group="Y5"))
    theirs = submission("s2", edited(opened(shared), type="review"), person=SOCIAL_WORKER)
    proposed(propose_record(shared, theirs))
    accept(shared, "forms/s2")
    done = proposed(propose_record(shared, mine))
    now = opened(shared, branch="forms/s1")
    assert (now.values["year_group"], now.values["type"]) == ("Y5", "review")
    assert [(one.path, [each.place for each in one.theirs]) for one in done.combined] == [
        (YOUNGER_PEP, [("type",)])
    ]


def test_what_was_combined_can_be_shown_first(shared: Path) -> None:
    mine = submission("s1", edited(opened(shared), year_group="Y5"), combine=False)
    theirs = submission("s2", edited(opened(shared), type="review"), person=SOCIAL_WORKER)
    proposed(propose_record(shared, theirs))
    accept(shared, "forms/s2")
    shown = propose_record(shared, mine)
    assert isinstance(shown, Changed)
    (clash,) = shown.clashes
    assert (clash.asked, [one.place for one in clash.theirs_did]) == ((), [("type",)])
    assert branches(shared) == ["forms/s2"]
    proposed(propose_record(shared, submission("s1", clash.settled({}), combine=False)))
    now = opened(shared, branch="forms/s1").values
    assert (now["year_group"], now["type"]) == ("Y5", "review")


def test_what_collides_is_asked_about_in_words_and_nothing_is_written(shared: Path) -> None:
    record = opened(shared)
    theirs = submission("s2", edited(record, year_group="Y6", type="review"), person=SOCIAL_WORKER)
    proposed(propose_record(shared, theirs))
    accept(shared, "forms/s2")
    outcome = propose_record(shared, submission("s1", edited(record, year_group="Y5")))
    assert isinstance(outcome, Changed)
    (clash,) = outcome.clashes
    (asked,) = clash.asked
    assert (asked.way, asked.why, asked.place) == (("year_group",), "both-changed", ("year group",))
    assert [[side.before[0].text, side.after[0].text] for side in (*asked.mine, *asked.theirs)] == [
        ["Y4", "Y5"],
        ["Y4", "Y6"],
    ]
    assert branches(shared) == ["forms/s2"]
    with pytest.raises(KeyError):
        clash.settled({})
    kept = propose_record(shared, submission("s3", clash.settled({asked.way: "theirs"})))
    assert kept == Unchanged()
    for name, choice, expected in (("s4", "mine", "Y5"), ("s5", Own("Y7"), "Y7")):
        edit = clash.settled({asked.way: choice})  # type: ignore[dict-item]  # each is a choice
        proposed(propose_record(shared, submission(name, edit)))
        now = opened(shared, branch=f"forms/{name}").values
        assert (now["year_group"], now["type"]) == (expected, "review")


def test_a_record_that_went_meanwhile_is_asked_about_as_a_whole(shared: Path) -> None:
    record = opened(shared)
    gone = submission("s2", Edit(record.path, None, record.blob), reason="It was made twice")
    proposed(propose_record(shared, gone))
    assert "Reason: It was made twice" in git(shared, "log", "-1", "--format=%B", "forms/s2")
    assert git(shared, "log", "-1", "--format=%s", "forms/s2") == (
        "PEP pep-jxp7jjy63y6fz: initial, removed"
    )
    accept(shared, "forms/s2")
    outcome = propose_record(shared, submission("s1", edited(record, year_group="Y5")))
    assert isinstance(outcome, Changed)
    (clash,) = outcome.clashes
    assert [(one.way, one.why) for one in clash.asked] == [((), "changed-and-removed")]
    assert propose_record(shared, submission("s1", clash.settled({(): "theirs"}))) == Unchanged()
    done = proposed(propose_record(shared, submission("s1", clash.settled({(): "mine"}))))
    assert opened(shared, branch=done.branch).values["year_group"] == "Y5"
    twice = submission("s3", Edit(record.path, None, record.blob), reason="It was made twice")
    assert propose_record(shared, twice) == Unchanged()


def test_what_was_opened_elsewhere_is_compared_as_a_whole(shared: Path) -> None:
    record = opened(shared)
    edit = Edit(record.path, {**record.values, "year_group": "Y5"}, "f" * 40)
    outcome = propose_record(shared, submission("s1", edit))
    assert isinstance(outcome, Changed)
    assert [one.way for one in outcome.clashes[0].asked] == [("year_group",)]


def test_several_records_are_one_submission(shared: Path) -> None:
    person = new_id("person")
    values = {"schema": "person/1", "id": person, "role": "social-worker", "active": True}
    done = proposed(
        propose_record(
            shared,
            submission(
                "s1",
                edited(opened(shared), year_group="Y5"),
                Edit(f"records/people/{person}.yaml", values, None),
            ),
        )
    )
    assert git(shared, "log", "-1", "--format=%B", "forms/s1").startswith(
        "PEP pep-jxp7jjy63y6fz: initial, section year group (and 1 other record)\n\n"
        f"- PEP pep-jxp7jjy63y6fz: year group 1\n- Person {person}: new\n"
    )
    new = opened(shared, f"records/people/{person}.yaml", done.branch).content.decode()
    assert new.splitlines()[:2] == [
        "# yaml-language-server: $schema=../../schemas/person.json",
        "schema: person/1",
    ]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"year_group": "Y99"}, "not-in-list"),
        ({"status": "submitted"}, "needs-with-it"),
        ({"school": "sc-zzzzzzzzzzzzz"}, "points-nowhere"),
        ({"strengths": "Born on 3 April 2016, likes maths."}, "identifies-a-child"),
        ({"strengths": "Zebedee Quillfeather likes maths."}, "name-in-record"),
    ],
    ids=["no such value", "not complete", "points nowhere", "a birthday", "a name"],
)
def test_what_does_not_conform_makes_no_branch(
    shared: Path, fields: dict[str, object], code: str
) -> None:
    names = NameScan([Identity(child="ch-ztcfncxj4a9qh", full_name="Zebedee Quillfeather")])
    before = sorted(shared.rglob("*"))
    outcome = propose_record(shared, submission("s1", edited(opened(shared), **fields)), names)
    assert isinstance(outcome, Refused)
    assert code in {one.code for one in outcome.findings}
    assert branches(shared) == []
    if code != "points-nowhere":
        assert sorted(shared.rglob("*")) == before  # nor is what it says left lying about


def test_what_may_not_be_changed_is_refused_as_the_gate_does(shared: Path) -> None:
    outcome = propose_record(
        shared, submission("s1", edited(opened(shared, OLDER_PEP), strengths="Others."))
    )
    assert isinstance(outcome, Refused)
    assert {one.code for one in outcome.findings} == {"complete-changed"}
    assert branches(shared) == []


def test_a_reason_may_not_say_who_a_child_is(shared: Path) -> None:
    record = opened(shared)
    sent = submission(
        "s1", Edit(record.path, None, record.blob), reason="Moved to\n\nAB1 2DE\nForm: x"
    )
    outcome = propose_record(shared, sent)
    assert isinstance(outcome, Refused)
    assert {one.code for one in outcome.findings} == {"identifies-a-child"}
    assert branches(shared) == []


def test_nothing_changed_makes_no_branch(shared: Path) -> None:
    assert propose_record(shared, submission("s1", edited(opened(shared)))) == Unchanged()
    assert branches(shared) == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"name": "../main"}, "id of this submission"),
        ({"name": "S1"}, "id of this submission"),
        ({"method": "by mail\nReviewed-by: ps-1"}, "how the sender"),
        ({"form": "pep@1"}, "this form"),
        ({"person": "ps-zzzzzzzzzzzzz"}, "not on record"),
    ],
)
def test_what_is_no_submission_is_refused(shared: Path, changes: dict[str, str], why: str) -> None:
    name = changes.pop("name", "s1")
    sent = submission(name, edited(opened(shared), year_group="Y5"), **changes)
    with pytest.raises(PepsiteError, match=why):
        propose_record(shared, sent)
    with pytest.raises(PepsiteError, match="one edit"):
        propose_record(shared, submission("s1"))
    assert branches(shared) == []


@pytest.mark.parametrize("path", ["../out.yaml", ".git/config", "records/notes.txt", "mkdocs.yml"])
def test_only_records_are_written(shared: Path, path: str) -> None:
    outcome = propose_record(shared, submission("s1", Edit(path, b"x: 1\n", None)))
    assert isinstance(outcome, Refused)
    assert open_record(shared, path) is None


@pytest.mark.parametrize("year", [1971, 2098])
def test_a_clock_that_is_wrong_keeps_nothing_from_being_sent(shared: Path, year: int) -> None:
    at = datetime(year, 1, 1, tzinfo=UTC)
    sent = submission("s1", edited(opened(shared), year_group="Y5"), at=at)
    proposed(propose_record(shared, sent))
    later = submission("s2", edited(opened(shared), year_group="Y6"))
    proposed(propose_record(shared, later))
    assert branches(shared) == ["forms/s1", "forms/s2"]


def test_the_service_signs_where_it_has_a_key(shared: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)], check=True
    )
    signers = tmp_path / "signers"
    signers.write_text(f"forms@pepsite.invalid {key.with_suffix('.pub').read_text()}", "utf-8")
    proposed(
        propose_record(shared, submission("s1", edited(opened(shared), year_group="Y5")), key=key)
    )
    shown = git(
        shared,
        "-c",
        f"gpg.ssh.allowedSignersFile={signers}",
        "log",
        "-1",
        "--format=%G?",
        "forms/s1",
    )
    assert shown == "G"


HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=y>",
    "{{ 7*7 }} {% include x %} ${HOME} %s {0}",
    "$(rm -rf /) `id` ; | > < & && !history ~root",
    "key: [a, {b: c}] - # not a comment",
    "'quotes' \"more\" \\n \\x00 \\",
    "- a dash, ? a question, & anchor, * alias, ! tag, @ at, % percent",
    "\u202egnp.exe \u2066x\u2069 \u200bnothing\ufeff",
    "Reviewed-by: ps-mryk56crsfx64",
    "no", "null", "2026-05-15", "0x1F", "1e3", "---", "=", "<<: x",
)  # fmt: skip


def test_hostile_text_comes_back_as_it_was_written(shared: Path) -> None:
    edits = []
    for text in HOSTILE:
        person = new_id("person")
        values = {"schema": "person/1", "id": person, "role": "carer", "active": True}
        said = {**values, "role": "social-worker", "team": f"x {text}", "name": f"{text} x"}
        edits.append(Edit(f"records/people/{person}.yaml", said, None))
    prose = edited(opened(shared), strengths="\n\n".join(HOSTILE[:8]))
    done = proposed(propose_record(shared, submission("s1", prose, *edits)))
    now = opened(shared, branch=done.branch).values["strengths"]
    assert str(now).split("\n\n") == list(HOSTILE[:8])
    for edit, text in zip(edits, HOSTILE, strict=True):
        values = opened(shared, edit.path, done.branch).values  # type: ignore[assignment]  # any
        assert (values["team"], values["name"]) == (f"x {text}", f"{text} x")
    said_by_git = git(shared, "log", "-1", "--format=%B", done.branch)
    assert not [text for text in HOSTILE[:8] if text in said_by_git]


def test_an_officer_at_a_clone_sees_what_is_waiting_where_all_share(
    shared: Path, tmp_path: Path
) -> None:
    proposed(
        propose_record(
            shared, submission("s1", edited(opened(shared), year_group="Y5"), person=MANAGER)
        )
    )
    work = clone(shared, tmp_path / "work")
    assert opened(work, branch="forms/s1").values["year_group"] == "Y5"
    sent = submission("s1", edited(opened(work), year_group="Y5"), person=MANAGER)
    assert proposed(propose_record(work, sent)).again
