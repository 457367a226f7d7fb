from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from pepsite.errors import GitError
from pepsite.render.records_diff import (
    as_html,
    as_markdown,
    as_text,
    ids_as_json,
    lines_of,
    lines_of_ids,
    lines_of_record,
)
from pepsite.usecases.diff_records import diff_records
from pepsite.usecases.judged_in_words import judged_in_words
from pepsite.usecases.workspace import open_workspace
from pepsite.versions.notices import Notice, NoticeCode
from pepsite.versions.states import RecordsDiff, Standing
from tests.cli.running import pepsite
from tests.git.repositories import commit, git, repository
from tests.usecases.examples import (
    AUTHORITY,
    BASE,
    OLDER,
    OLDER_PEP,
    TEACHER,
    YOUNGER,
    YOUNGER_PEP,
    lay_out,
)

AS_OF = date(2026, 5, 15)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return repository(lay_out(BASE, tmp_path / "workspace"))


def changed(folder: Path, path: str, *edits: tuple[str, str]) -> None:
    text = (folder / path).read_text()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    (folder / path).write_text(text)


def diff(folder: Path, before: str = "HEAD", after: str | None = None) -> RecordsDiff:
    return diff_records(folder, before, after, AS_OF)


def test_nothing_differs(folder: Path) -> None:
    found = diff(folder)
    assert (found.records, found.compliance, found.shared_changed) == ((), (), False)
    assert found.after == "the working tree"


def test_a_revision_and_the_working_tree_are_compared_field_by_field(folder: Path) -> None:
    changed(folder, TEACHER, ("active: true", "active: false"))
    [one] = diff(folder).records
    assert (one.kind, one.how, one.child) == ("person", "changed", "")
    assert [(each.place, each.after[0].text) for each in one.differences] == [(("active",), "no")]


def test_two_revisions_are_compared_as_git_has_them(folder: Path) -> None:
    first = git(folder, "rev-parse", "HEAD")
    changed(folder, TEACHER, ("active: true", "active: false"))
    commit(folder, "second")
    (folder / TEACHER).write_text("what lies here does not matter")
    before = git(folder, "status", "--porcelain")
    found = diff(folder, first, "HEAD")
    assert [(one.id, len(one.differences)) for one in found.records] == [(Path(TEACHER).stem, 1)]
    assert (found.before, found.after) == (first[:10], git(folder, "rev-parse", "HEAD")[:10])
    assert git(folder, "status", "--porcelain") == before


def test_records_that_came_went_or_moved_are_told_as_such(folder: Path) -> None:
    review = next((folder / OLDER).parent.glob("qa-reviews/*.yaml"))
    other = (folder / YOUNGER).parent / "qa-reviews" / review.name
    other.parent.mkdir(exist_ok=True)
    review.rename(other)
    (folder / YOUNGER_PEP).unlink()
    new = (folder / YOUNGER_PEP).with_name("pep-zzzzzzzzzzzz0.yaml")
    new.write_text((folder / OLDER_PEP).read_text())
    told = {one.id: (one.how, one.child) for one in diff(folder).records}
    younger = Path(YOUNGER).parent.name
    assert told == {
        review.stem: ("moved", younger),
        Path(YOUNGER_PEP).stem: ("removed", younger),
        new.stem: ("added", younger),
    }


def test_another_layout_is_said_to_be_no_more(folder: Path) -> None:
    changed(folder, TEACHER, ("active: true", "active: true  # for now"))
    found = diff(folder)
    assert [(one.how, one.differences) for one in found.records] == [("changed", ())]
    assert "Only its layout or its comments differ." in as_text(lines_of(found))


def test_compliance_of_the_children_concerned_is_told_before_and_after(folder: Path) -> None:
    (folder / OLDER_PEP).unlink()
    review = next((folder / OLDER).parent.glob("qa-reviews/*.yaml"))
    review.unlink()
    found = diff(folder)
    child = Path(OLDER).parent.name
    assert found.compliance
    assert {one.child for one in found.compliance} == {child}
    assert all(one.before != one.after for one in found.compliance)
    gone = [one for one in found.compliance if one.subject == Path(OLDER_PEP).stem]
    assert all(one.after is None and isinstance(one.before, Standing) for one in gone)


def test_no_duty_is_told_of_a_child_of_whom_a_record_cannot_be_read(folder: Path) -> None:
    (folder / OLDER_PEP).write_text("a: [")
    found = diff(folder)
    assert found.unread == (Path(OLDER).parent.name,)
    assert found.compliance == ()
    [one] = found.records
    assert one.unreadable == ("not-yaml",)
    text = as_text(lines_of(found))
    assert "It cannot be compared: not-yaml." in text
    assert f"Nothing can be said of {found.unread[0]}: a record cannot be read." in text


def test_what_all_share_is_said_to_differ_too(folder: Path) -> None:
    changed(folder, AUTHORITY, ("name: ", "name: New "))
    found = diff(folder)
    assert found.shared_changed
    assert "What all children share differs too" in as_text(lines_of(found))


def test_without_a_workspace_in_one_of_the_states_nothing_is_said_of_compliance(
    folder: Path,
) -> None:
    (folder / AUTHORITY).unlink()
    changed(folder, OLDER, ("born: ", "born: "))
    found = diff(folder)
    assert found.untold.startswith("there is no records/authority.yaml")
    assert "Nothing can be said of it: there is no records/authority.yaml" in as_text(
        lines_of(found)
    )


def test_a_file_that_leads_elsewhere_is_not_followed(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("secret: 1\n")
    (folder / TEACHER).unlink()
    (folder / TEACHER).symlink_to(outside)
    [one] = diff(folder).records
    assert one.unreadable == ("leads-outside",)


def test_no_such_revision_and_no_repository_are_said(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(GitError, match="no such revision"):
        diff(folder, "nowhere")
    result = pepsite("diff", "--output=x", "-C", folder)
    assert result.exit_code == 2
    assert pepsite("diff", "-C", lay_out(BASE, tmp_path / "other")).exit_code == 14


HOSTILE = "<script>alert(1)</script> **x** [a](https://x) `b` \u202e {child} & *c*"


def test_what_a_record_says_comes_out_as_the_same_text_everywhere(folder: Path) -> None:
    review = next((folder / OLDER).parent.glob("qa-reviews/*.yaml")).relative_to(folder)
    text = (folder / review).read_text()
    (folder / review).write_text(
        f"{text}comments: '{HOSTILE}'\n" if "comments:" not in text else text
    )
    lines = list(lines_of(diff(folder)))
    html, markdown, plain = as_html(lines), as_markdown(lines), as_text(lines)
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **x**" in html
    assert (
        "\\<script\\>alert\\(1\\)\\</script\\> \\*\\*x\\*\\* \\[a\\]\\(https\\://x\\)" in markdown
    )
    assert "<script>alert(1)</script> **x** [a](https://x)" in plain
    assert all("\u202e" not in one for one in (html, markdown, plain))


def test_the_command_writes_each_form(folder: Path) -> None:
    changed(folder, TEACHER, ("active: true", "active: false"))
    here = ("-C", folder, "--as-of", AS_OF)
    assert "  active from *yes* to *no*\n" in pepsite("diff", *here).stdout
    assert "- active from *yes* to *no*\n" in pepsite("diff", *here, "--format", "md").stdout
    page = pepsite("diff", *here, "--format", "html").stdout
    assert '<p class="item">active from <q>yes</q> to <q>no</q></p>' in page
    read = json.loads(pepsite("diff", *here, "--format", "json").stdout)
    assert read["schema"] == "diff/1"
    assert read["records"][0]["differences"][0]["place"] == ["active"]


def test_files_that_are_no_records_are_told_with_those_that_decide_first_to_be_looked_at(
    folder: Path,
) -> None:
    (folder / "old.txt").write_text("a")
    commit(folder, "Before")
    (folder / "old.txt").unlink()
    (folder / "allowed_signers").write_text("somebody ssh-ed25519 AAAA")
    (folder / "policy").mkdir()
    (folder / "policy" / "<b>a.yaml").write_text("a: b")
    found = diff(folder)
    assert found.records == ()
    assert [(one.path, one.how) for one in found.others] == [
        ("allowed_signers", "added"),
        ("old.txt", "removed"),
        ("policy/<b>a.yaml", "added"),
    ]
    told = "".join(as_text(lines_of(found)))
    assert "Files that are no records: 3\n" in told
    assert "*allowed_signers* added. Look at this: Whose signatures count from now on.\n" in told
    assert "policy/&lt;b&gt;a.yaml" in as_html(lines_of(found))
    assert json.loads(ids_as_json(found))["other_files"] == 3  # and none of their names
    assert "old" not in as_text(lines_of_ids(found)) + ids_as_json(found)
    notices = ["Whose signatures count from now on.", found.others[2].notice]
    assert json.loads(ids_as_json(found))["look_at"] == notices
    assert [
        one for one in notices if f"Look at this: {one}\n" not in as_text(lines_of_ids(found))
    ] == []


def test_each_thing_to_look_at_has_words_that_say_nothing_of_a_record() -> None:
    words = [Notice(code, "from complete to draft").in_general for code in get_args(NoticeCode)]
    assert len(set(words)) == len(words)
    assert not [one for one in words if "complete" in one]


@pytest.mark.parametrize("form", ["text", "md", "html", "json"])
def test_ids_sections_and_counts_alone_may_leave(folder: Path, form: str) -> None:
    changed(
        folder, OLDER_PEP, ("status: complete", "status: draft\nmade_up_by_someone: SecretWord")
    )
    result = pepsite("diff", "-C", folder, "--format", form, "--ids-only")
    assert result.exit_code == 0
    for word in ("SecretWord", "made", "complete", "draft", "from *"):
        assert word not in result.stdout
    assert Path(OLDER_PEP).stem in result.stdout
    assert "The status moves." in result.stdout
    if form == "json":
        assert json.loads(result.stdout) == json.loads(ids_as_json(diff(folder)))
        assert json.loads(result.stdout)["records"][0]["sections"] == {
            "status": 1,
            "a field that records do not have": 1,
        }


# --- what answers the questions of a policy

Q1 = "Was the PEP completed in time?"
RAW = re.compile(r"\bq[0-9]\b|sha256|pep-quality|\bnot-meeting\b")


def review_in(folder: Path) -> Path:
    return next((folder / OLDER).parent.glob("qa-reviews/*.yaml"))


def test_a_new_review_reads_question_by_question(folder: Path) -> None:
    review = review_in(folder)
    text = review.read_text()
    review.unlink()
    commit(folder, "Without it")
    review.write_text(text)

    [one] = diff(folder).records
    said = as_text(lines_of_record(one))

    assert f"  {Q1} added\n      answer: {{+Yes+}}\n" in said
    assert "  rating added: {+Meeting the expected standard+}\n" in said
    assert "name: {+Is this PEP at the expected standard?+}" in said
    assert not RAW.search(said)


def test_a_changed_answer_is_told_under_its_question(folder: Path) -> None:
    changed(
        folder,
        review_in(folder).relative_to(folder).as_posix(),
        ('answer: "yes"', 'answer: "no"'),
        ("rating: meeting", "rating: not-meeting"),
    )

    [one] = diff(folder).records
    said = as_text(lines_of_record(one))

    assert f"  {Q1} answer from *Yes* to *No*\n" in said
    assert (
        "The rating changes from Meeting the expected standard to Not meeting the expected"
        " standard." in said
    )


def test_what_the_policy_does_not_have_stays_as_it_is(folder: Path) -> None:
    review = review_in(folder).relative_to(folder).as_posix()
    changed(folder, review, ("edition: 2018-09-01", "edition: 2018-09-02"), ("q1", "q99"))
    [one] = diff(folder).records
    assert "q99" in as_text(lines_of_record(one))

    changed(folder, AUTHORITY, ("walsall", "nowhere"))
    found = diff(folder)
    assert found.untold
    assert any(each.id == Path(review).stem and each.differences for each in found.records)


def test_an_audit_says_its_parts_and_themes_in_words() -> None:
    policy = open_workspace(BASE).policy
    template, edition = next(
        (one, each)
        for one in policy.audits
        for each in policy.editions_of(one)
        if each.parts and each.scale
    )
    part, rating, theme = edition.parts[0], edition.scale[0], policy.themes[0]
    used = {"name": template.id, "edition": edition.from_on.isoformat()}
    rated = {"part": part.id, "rating": rating.id}
    values = {"template": used, "part_ratings": [rated], "focus": [theme.id, "ours"]}

    assert judged_in_words("audit", values, policy) == {
        "template": {**used, "name": template.title},
        "part_ratings": [{"part": part.title, "rating": rating.title}],
        "focus": [theme.title, "ours"],
    }


@pytest.mark.parametrize(
    "used", [None, {}, {"name": "pep-quality", "edition": "soon"}, {"name": "x"}]
)
def test_a_review_by_no_checklist_of_the_policy_stays_as_it_is(used: object) -> None:
    values = {"checklist": used, "rating": "meeting"}

    assert judged_in_words("qa-review", values, open_workspace(BASE).policy) == values
