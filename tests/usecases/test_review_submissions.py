"""What was sent is listed, shown, accepted and sent back: in a bare repository and in a clone."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pepsite.compliance.evidence import Sign
from pepsite.errors import GitError, PepsiteError
from pepsite.exchange.computer_settings import Working
from pepsite.git.forges import Delivered
from pepsite.records.ids import new_id
from pepsite.usecases.check_history import check_history
from pepsite.usecases.diff_records import as_it_is
from pepsite.usecases.propose_record import propose_record
from pepsite.usecases.review_submissions import (
    Accepted,
    NotAccepted,
    Returned,
    Reviewer,
    accept_submission,
    list_submissions,
    return_submission,
    show_submission,
)
from pepsite.usecases.send_submissions import send_submissions
from pepsite.usecases.submission import Edit, Refused
from tests.cli.running import pepsite
from tests.git.repositories import commit, git
from tests.git.signing import make_key, signer_line
from tests.usecases.examples import AUTHORITY, YOUNGER_PEP
from tests.usecases.submissions import (
    AT,
    MANAGER,
    OFFICER,
    SOCIAL_WORKER,
    TEACHER,
    bare,
    clone,
    edited,
    opened,
    proposed,
    submission,
)

AS_OF = date(2026, 5, 20)
REVIEWER = Reviewer(MANAGER, datetime(2026, 5, 20, 9, 0, tzinfo=UTC))


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a bare repository with three submissions, to be copied."""
    shared = bare(tmp_path_factory.mktemp("start"))
    record = opened(shared)
    proposed(propose_record(shared, submission("s1", edited(record, year_group="Y5"))))
    typed = submission("s2", edited(record, type="review"), person=SOCIAL_WORKER)
    proposed(propose_record(shared, typed))
    later = submission("s3", edited(record, year_group="Y6"), person=OFFICER, at=AT.replace(day=17))
    proposed(propose_record(shared, later))
    return shared


@pytest.fixture
def shared(start: Path, tmp_path: Path) -> Path:
    """Return a bare repository with three submissions."""
    return Path(shutil.copytree(start, tmp_path / "shared.git"))


def test_what_waits_is_listed_with_who_sent_it_and_how_it_stands(shared: Path) -> None:
    found = list_submissions(shared, AS_OF)
    assert [
        (one.id, one.by, one.waiting_days, one.verdict, [each.line for each in one.touched])
        for one in found
    ] == [
        ("s1", TEACHER, 5, "conforms", ["PEP pep-jxp7jjy63y6fz: initial, section year group"]),
        ("s2", SOCIAL_WORKER, 5, "conforms", ["PEP pep-jxp7jjy63y6fz: review, section type"]),
        ("s3", OFFICER, 3, "conforms", ["PEP pep-jxp7jjy63y6fz: initial, section year group"]),
    ]


def test_what_is_shown_says_it_in_words_with_compliance(shared: Path) -> None:
    shown = show_submission(shared, "forms/s1", AS_OF, None, as_it_is)
    (record,) = shown.diff.records
    assert [(one.place, one.before[0].text, one.after[0].text) for one in record.differences] == [
        (("year group",), "Y4", "Y5")
    ]
    assert (shown.diff.as_of, shown.submitted.id) == (AS_OF, "s1")
    with pytest.raises(PepsiteError, match="nothing of this id waits"):
        show_submission(shared, "s9", AS_OF, None, as_it_is)


def test_what_is_accepted_is_on_main_and_what_collides_with_it_says_so(shared: Path) -> None:
    first = accept_submission(shared, "s1", REVIEWER)
    assert isinstance(first, Accepted)
    assert not first.own
    said = git(shared, "log", "-1", "--format=%an|%cn|%P|%B", "main")
    assert said == (
        f"{MANAGER}|pepsite forms|{git(shared, 'rev-parse', 'main^1')} "
        f"{git(shared, 'rev-parse', 'forms/s1')}|"
        "Accepted: PEP pep-jxp7jjy63y6fz: initial, section year group\n\n"
        "- PEP pep-jxp7jjy63y6fz: year group 1\n\n"
        f"Submitted-by: {MANAGER}\nIdentity-Method: loopback\n"
        f"Submission-Id: s1\nReviewed-by: {MANAGER}"
    )
    assert [(one.id, one.verdict) for one in list_submissions(shared, AS_OF)] == [
        ("s2", "conforms"),
        ("s3", "collides"),
    ]
    # The second is brought together with the first, the third cannot be.
    assert isinstance(accept_submission(shared, "s2", REVIEWER), Accepted)
    now = opened(shared).values
    assert (now["year_group"], now["type"]) == ("Y5", "review")
    outcome = accept_submission(shared, "s3", REVIEWER)
    assert isinstance(outcome, NotAccepted)
    assert [one.way for clash in outcome.clashes for one in clash.asked] == [("year_group",)]
    assert opened(shared).values["year_group"] == "Y5"


def test_nobody_accepts_their_own_unless_they_say_so_and_history_shows_it(
    shared: Path, tmp_path: Path
) -> None:
    reviewer = Reviewer(OFFICER, REVIEWER.at)
    with pytest.raises(PepsiteError, match="somebody else has to look"):
        accept_submission(shared, "s3", reviewer)
    assert [one.id for one in list_submissions(shared, AS_OF)] == ["s1", "s2", "s3"]
    done = accept_submission(shared, "s3", reviewer, own=True)
    assert isinstance(done, Accepted)
    assert done.own
    work = clone(shared, tmp_path / "work")
    signs = {(one.sign, one.commit) for one in check_history(work).found}
    assert ("accepted-by-its-author", git(work, "rev-parse", "origin/forms/s3")) in signs


def test_the_head_accepts_what_is_refused_and_says_why(shared: Path, tmp_path: Path) -> None:
    work = clone(shared, tmp_path / "work")
    manager = work / "records" / "people" / f"{MANAGER}.yaml"
    role = manager.read_text("utf-8").replace("phase-manager", "virtual-school-head")
    manager.write_text(role.replace("leads_phases:\n  - statutory\n", ""), "utf-8")
    commit(work, "A new head")
    git(work, "push", "--quiet", "origin", "HEAD:main")
    pep = (work / YOUNGER_PEP).read_text("utf-8")
    claims = pep.replace("status: draft", "status: submitted\ncompleted_on: 2025-10-01")
    (work / YOUNGER_PEP).write_text(claims, "utf-8")
    commit(work, "It claims to be done")
    git(work, "push", "--quiet", "origin", "HEAD:forms/s4")
    assert isinstance(accept_submission(shared, "s4", REVIEWER), NotAccepted)
    with pytest.raises(PepsiteError, match="say in 3 words or more why this is let past"):
        accept_submission(shared, "s4", replace(REVIEWER, let_past="So it."))
    by_an_officer = Reviewer(OFFICER, REVIEWER.at, let_past="So says somebody.")
    assert isinstance(accept_submission(shared, "s4", by_an_officer), NotAccepted)
    done = accept_submission(shared, "s4", replace(REVIEWER, let_past="The school\nclosed."))
    assert isinstance(done, Accepted)
    said = git(shared, "log", "-1", "--format=%(trailers:only)", "main").splitlines()
    assert {f"Let-past: {MANAGER}", "Reason: The school closed."} <= set(said)
    git(work, "pull", "--quiet", "origin", "main")
    [passed] = [one for one in check_history(work).found if one.sign is Sign.LET_PAST]
    assert (passed.commit, passed.who, passed.codes) == (done.commit, MANAGER, ("incomplete",))


def test_those_who_do_not_review_neither_accept_nor_send_back(shared: Path) -> None:
    for person in (TEACHER, SOCIAL_WORKER, "ps-zzzzzzzzzzzzz"):
        reviewer = Reviewer(person, REVIEWER.at)
        with pytest.raises(PepsiteError, match="may not review"):
            accept_submission(shared, "s3", reviewer)
        with pytest.raises(PepsiteError, match="may not review"):
            return_submission(shared, "s3", reviewer, "Why not.")


def test_what_is_sent_back_says_why_in_the_plan_and_waits_no_longer(shared: Path) -> None:
    done = return_submission(shared, "s1", REVIEWER, "The targets say nothing of reading.")
    assert isinstance(done, Returned)
    assert done.in_record
    (item,) = opened(shared, branch="forms/s1").values["returned"]
    assert (item["by"], item["returned_on"], item["why"]) == (
        MANAGER,
        "2026-05-20",
        "The targets say nothing of reading.",
    )
    said = git(shared, "log", "-1", "--format=%B", "forms/s1")
    assert "reading" not in said
    assert f"Returned-by: {MANAGER}" in said
    last = list_submissions(shared, AS_OF)[-1]
    assert (last.id, last.by, last.returned is not None) == ("s1", TEACHER, True)
    with pytest.raises(PepsiteError, match="sent back"):
        accept_submission(shared, "s1", REVIEWER)


def test_what_was_sent_back_is_corrected_on_its_branch_and_accepted(shared: Path) -> None:
    return_submission(shared, "s1", REVIEWER, "Year 5 or 6?")
    again = edited(opened(shared, branch="forms/s1"), year_group="Y7")
    proposed(propose_record(shared, submission("s1", again)))
    (one,) = [each for each in list_submissions(shared, AS_OF) if each.id == "s1"]
    assert (one.returned, one.verdict) == (None, "conforms")
    assert isinstance(accept_submission(shared, "s1", REVIEWER), Accepted)
    values = opened(shared).values
    assert (values["year_group"], len(values["returned"])) == ("Y7", 1)


def test_where_no_plan_is_concerned_the_reason_stands_with_the_commit(shared: Path) -> None:
    person = new_id("person")
    values = {"schema": "person/1", "id": person, "role": "social-worker", "active": True}
    path = f"records/people/{person}.yaml"
    proposed(propose_record(shared, submission("s4", Edit(path, values, None))))
    named = return_submission(shared, "s4", REVIEWER, "Ask at AB1 2DE, born on 3 April 2016.")
    assert isinstance(named, NotAccepted)
    assert {one.code for one in named.findings} == {"identifies-a-child"}
    done = return_submission(shared, "s4", REVIEWER, "Is on record\nalready.")
    assert isinstance(done, Returned)
    assert not done.in_record
    last = list_submissions(shared, AS_OF)[-1]
    assert last.returned is not None
    assert (last.returned.reason, last.returned.by) == ("Is on record already.", MANAGER)
    with pytest.raises(PepsiteError, match="say why"):
        return_submission(shared, "s4", REVIEWER, "  ")


def test_a_reason_that_says_who_a_child_is_stands_nowhere(shared: Path) -> None:
    before = git(shared, "rev-parse", "forms/s1")
    outcome = return_submission(shared, "s1", REVIEWER, "Born on 3 April 2016, so Y5.")
    assert isinstance(outcome, NotAccepted)
    assert {one.code for one in outcome.findings} == {"identifies-a-child"}
    assert git(shared, "rev-parse", "forms/s1") == before


def test_what_somebody_pushed_by_hand_is_judged_as_everything_is(
    shared: Path, tmp_path: Path
) -> None:
    work = clone(shared, tmp_path / "work")
    git(work, "switch", "--quiet", "--create", "forms/by-hand")
    text = (work / YOUNGER_PEP).read_text("utf-8")
    (work / YOUNGER_PEP).write_text(text.replace("Y4", "Zebedee"), "utf-8")
    commit(work, "Zebedee was here")
    (work / "link").symlink_to("/etc/passwd")
    git(work, "push", "--quiet", "origin", "forms/by-hand")
    (one,) = [each for each in list_submissions(shared, AS_OF) if each.id == "by-hand"]
    assert (one.verdict, one.by) == ("does-not-conform", "someone not on record")
    assert "Zebedee" not in f"{one.touched}{one.findings}"
    outcome = accept_submission(shared, "by-hand", REVIEWER)
    assert isinstance(outcome, NotAccepted)
    assert {each.code for each in outcome.findings} == {"not-in-list"}
    commit(work, "A link")
    git(work, "push", "--quiet", "origin", "forms/by-hand")
    (one,) = [each for each in list_submissions(shared, AS_OF) if each.id == "by-hand"]
    assert one.verdict == "cannot-tell"
    with pytest.raises(GitError, match="something else than the files"):
        accept_submission(shared, "by-hand", REVIEWER)


@pytest.mark.parametrize("name", [b"\xff", "a\u2028b".encode(), b"another-history"])
def test_one_strange_branch_keeps_nobody_from_the_others(shared: Path, name: bytes) -> None:
    """An old copy may bring one back after the history was cleaned."""
    parents = () if name == b"another-history" else ("-p", "main")
    made = git(shared, "commit-tree", "main^{tree}", *parents, "-m", "A change")
    words = (b"git", b"update-ref", b"refs/heads/forms/" + name, made.encode())
    subprocess.run(words, cwd=shared, check=True)
    listed = {one.id: one.verdict for one in list_submissions(shared, AS_OF)}
    strange = name.decode(errors="replace")
    assert listed.keys() == {"s1", "s2", "s3", strange}
    assert listed[strange] == ("conforms" if parents else "cannot-tell")
    told = pepsite("review", "list", "-C", shared)
    assert told.exit_code == 0
    assert "\u2028" not in told.stdout


def test_in_a_clone_all_of_it_happens_where_all_share(shared: Path, tmp_path: Path) -> None:
    work = clone(shared, tmp_path / "work")
    (work / YOUNGER_PEP).write_text("half written", "utf-8")
    assert [one.id for one in list_submissions(work, AS_OF)] == ["s1", "s2", "s3"]
    assert isinstance(return_submission(work, "s3", REVIEWER, "Which year?"), Returned)
    assert git(shared, "log", "-1", "--format=%s", "forms/s3").startswith("Returned: PEP")
    # Somebody else accepts in between: nothing of it is undone.
    assert isinstance(accept_submission(shared, "s2", REVIEWER), Accepted)
    assert isinstance(accept_submission(work, "s1", REVIEWER), Accepted)
    now = opened(shared).values
    assert (now["year_group"], now["type"]) == ("Y5", "review")
    assert (work / YOUNGER_PEP).read_text("utf-8") == "half written"


def test_what_was_sent_back_where_all_share_is_corrected_in_the_clone_it_came_from(
    shared: Path, tmp_path: Path
) -> None:
    work = clone(shared, tmp_path / "work")
    first = edited(opened(work), year_group="Y8")
    proposed(propose_record(work, submission("s8", first)))
    assert send_submissions(work, Working(), AT)[0].outcome == Delivered()
    assert isinstance(return_submission(shared, "s8", REVIEWER, "Y8 at 9?"), Returned)
    git(work, "fetch", "--quiet", "origin")
    record = opened(work, branch="forms/s8")
    assert [one["why"] for one in record.values["returned"]] == ["Y8 at 9?"]
    proposed(propose_record(work, submission("s8", edited(record, year_group="Y5"))))
    assert send_submissions(work, Working(), AT)[0].outcome == Delivered()
    (one,) = [each for each in list_submissions(shared, AS_OF) if each.id == "s8"]
    assert (one.returned, one.verdict) == (None, "conforms")


def test_what_a_workspace_asks_of_commits_stands_on_all_that_are_made(
    shared: Path, tmp_path: Path
) -> None:
    key = make_key(tmp_path, "service")
    work = clone(shared, tmp_path / "work")
    with (work / AUTHORITY).open("a", encoding="utf-8") as file:
        asked = ["Submitted-by", "Identity-Method", "Submission-Id"]
        lines = ["gate:", "  trailers:", *(f"    - {one}" for one in asked)]
        file.write("\n".join([*lines, "  signatures: required", ""]))
    (work / "allowed_signers").write_text(signer_line("forms@pepsite.invalid", key), "utf-8")
    commit(work, "Asked from now on")
    git(work, "push", "--quiet", "origin", "main")
    person = new_id("person")
    values = {"schema": "person/1", "id": person, "role": "social-worker", "active": True}
    sent = submission("s7", Edit(f"records/people/{person}.yaml", values, None))
    refused = propose_record(shared, sent)
    assert isinstance(refused, Refused)
    assert {one.code for one in refused.findings} == {"not-signed"}
    proposed(propose_record(shared, sent, key=key))
    signing = Reviewer(MANAGER, REVIEWER.at, key)
    unsigned = return_submission(shared, "s7", REVIEWER, "Not yet.")
    assert isinstance(unsigned, NotAccepted)
    assert {one.code for one in unsigned.findings} == {"not-signed"}
    assert isinstance(return_submission(shared, "s7", signing, "Not yet."), Returned)
    again = submission("s7", Edit(sent.edits[0].path, {**values, "team": "A"}, None))
    proposed(propose_record(shared, again, key=key))
    assert isinstance(accept_submission(shared, "s7", signing), Accepted)
    for one in ("main", "forms/s7", "forms/s7~1", "forms/s7~2"):
        assert "gpgsig" in git(shared, "cat-file", "commit", one)


def test_where_nobody_shares_the_working_tree_follows_what_is_accepted(
    shared: Path, tmp_path: Path
) -> None:
    work = clone(shared, tmp_path / "work")
    git(work, "fetch", "--quiet", "origin", "+refs/heads/forms/*:refs/heads/forms/*")
    git(work, "remote", "remove", "origin")
    (work / "notes.txt").write_text("mine", "utf-8")
    assert isinstance(accept_submission(work, "s1", REVIEWER), Accepted)
    assert "Y5" in (work / YOUNGER_PEP).read_text("utf-8")
    assert git(work, "status", "--porcelain") == "?? notes.txt"
    (work / YOUNGER_PEP).write_text("half written", "utf-8")
    with pytest.raises(GitError, match="commit those first"):
        accept_submission(work, "s2", REVIEWER)
    assert (work / YOUNGER_PEP).read_text("utf-8") == "half written"
    assert [one.id for one in list_submissions(work, AS_OF)] == ["s2", "s3"]
