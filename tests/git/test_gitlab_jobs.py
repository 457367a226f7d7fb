"""The jobs for GitLab, run as its runner runs them, on branches of a real repository."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

from tests.git.forges import FAULTY_PEP, MADE_UP, NO_RECORDS, WEAKENED, Forge, Ran, run
from tests.git.repositories import git
from tests.usecases.examples import BASE, OLDER_PEP, SECONDARY, YOUNGER_PEP

TEMPLATE = Path(__file__).parents[2] / "src/pepsite/template/gitlab/pepsite.yml"
JOBS: dict[str, Any] = yaml.safe_load(TEMPLATE.read_text("utf-8"))

pytestmark = pytest.mark.skipif(
    os.name == "nt" or shutil.which("bash") is None, reason="the jobs are for Linux, with bash"
)


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    return Forge.below(tmp_path)


def run_job(name: str, forge: Forge, revision: str, values: dict[str, str]) -> tuple[Ran, Path]:
    """Run a job after the runner fetched what it is for, and return its folder as well."""
    job = JOBS[name]
    folder = forge.bare.parent / f"runner-{name}-{revision[:6]}"
    git(forge.bare.parent, "init", "--quiet", str(folder))
    git(folder, "remote", "add", "origin", str(forge.bare))
    git(folder, "fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*")
    if job.get("variables", {}).get("GIT_CHECKOUT") != "false":
        git(folder, "checkout", "--quiet", "--detach", revision)
    texts = [*JOBS["default"]["before_script"], *job["script"]]
    script = "\n".join(text for text in texts if "pip install" not in text)
    given = {"CI_DEFAULT_BRANCH": "main", "CI_COMMIT_SHA": revision}
    code, log = run(["bash", "-eo", "pipefail", "-c", script], folder, {**given, **values})
    return Ran(code, log, ""), folder


def merge_request(
    forge: Forge, changes: Mapping[str, bytes | None], branch: str = "branch", **said: str
) -> tuple[Ran, Path]:
    head = forge.propose(branch, changes)
    values = {
        "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": branch,
        **{f"CI_MERGE_REQUEST_{name.upper()}": text for name, text in said.items()},
    }
    return run_job("records", forge, head, values)


def failures(folder: Path) -> dict[str, str]:
    """Return the tests that failed in the report that GitLab reads, and how."""
    report = etree.parse(folder / JOBS["records"]["artifacts"]["reports"]["junit"])
    return {
        str(case.get("name")): str(failure.get("type"))
        for case in report.iter("testcase")
        for failure in case.iter("failure")
    }


def test_a_merge_request_that_conforms_passes_and_nothing_of_it_is_checked_out(
    forge: Forge,
) -> None:
    school = (BASE / SECONDARY).read_bytes().replace(b"Mill Lane", b"Zebedee Quillfeather")
    branch = "x$(touch${IFS}pwned);touch${IFS}pwned"
    ran, folder = merge_request(forge, {SECONDARY: school}, branch)
    assert ran.code == 0, ran.log
    assert ran.log.startswith("## Records checked\n\nNothing wrong in ")
    assert "## School sc-gnjvj28cdf62x: changed\n\n- name: 1\n" in ran.log
    assert "no records" not in ran.log
    assert not [part for part in MADE_UP if part in ran.log]
    assert failures(folder) == {}
    assert sorted(path.name for path in folder.iterdir()) == [".gate", ".git"]


def test_one_that_does_not_fails_with_a_report_of_its_places(forge: Forge) -> None:
    faulty = FAULTY_PEP + b"quillfeather: Zebedee Quillfeather\n"
    ran, folder = merge_request(forge, {YOUNGER_PEP: faulty}, "moved-to-EX1-1AA")
    assert ran.code == 1
    assert failures(folder) == {
        YOUNGER_PEP: "not-in-list",
        "branch name": "identifies-a-child",
    }
    told = ran.log + (folder / ".gate/report.xml").read_text("utf-8")
    assert not [part for part in (*MADE_UP, "EX1") if part in told]


@pytest.mark.parametrize("said", ["title", "description"])
def test_title_and_text_of_a_merge_request_are_looked_at_too(forge: Forge, said: str) -> None:
    school = (BASE / SECONDARY).read_bytes().replace(b"Mill Lane", b"Long Lane")
    words = {said: "born on 3 May 2014 $(touch pwned)"}
    ran, folder = merge_request(forge, {SECONDARY: school}, **words)
    assert ran.code == 1
    assert failures(folder) == {"title and text of the request": "identifies-a-child"}
    assert "2014" not in ran.log + (folder / ".gate/report.xml").read_text("utf-8")
    assert not list(folder.rglob("pwned"))


def test_no_merge_request_can_weaken_what_judges_it(forge: Forge) -> None:
    ran, folder = merge_request(forge, WEAKENED)
    assert ran.code == 1
    found = failures(folder)
    assert (found[YOUNGER_PEP], found[OLDER_PEP]) == ("not-in-list", "complete-not-reviewed")
    assert ran.log.count("Files that are no records") == 1
    assert f"## Files that are no records: {NO_RECORDS}\n" in ran.log
    assert (folder / ".gate/pepsite.txt").read_text("utf-8") == "pepsite\n"


def test_with_merged_results_it_is_the_proposed_commit_that_is_asked_about(forge: Forge) -> None:
    head = forge.propose("branch", {YOUNGER_PEP: FAULTY_PEP})
    main = git(forge.bare, "rev-parse", "main")
    ran, folder = run_job("records", forge, main, {"CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": head})
    assert (ran.code, failures(folder)) == (1, {YOUNGER_PEP: "not-in-list"})


def test_main_is_asked_about_everything(forge: Forge) -> None:
    good, folder = run_job("everything", forge, git(forge.bare, "rev-parse", "main"), {})
    assert (good.code, failures(folder)) == (0, {})
    head = forge.propose("bad", {YOUNGER_PEP: FAULTY_PEP})
    forge.accept("bad")
    bad, folder = run_job("everything", forge, head, {})
    assert (bad.code, failures(folder)) == (1, {YOUNGER_PEP: "not-in-list"})


def test_no_job_runs_a_pepsite_that_nobody_named(forge: Forge) -> None:
    head = forge.propose("unnamed", {".gitlab/pepsite.txt": b"# which\n"})
    forge.accept("unnamed")
    ran, _ = run_job("records", forge, head, {})
    assert (ran.code, ran.log) == (
        1,
        "Name the pepsite release that these records trust, in .gitlab/pepsite.txt\n",
    )


def test_the_public_site_is_built_once_it_is_asked_for(forge: Forge) -> None:
    assert JOBS["pages"]["rules"] == [
        {"if": '$CI_PIPELINE_SOURCE == "push" && $PUBLISH_SITE == "yes"'}
    ]
    ran, folder = run_job("pages", forge, git(forge.bare, "rev-parse", "main"), {})
    assert ran.code == 0, ran.log
    assert (folder / JOBS["pages"]["artifacts"]["paths"][0] / "index.html").is_file()
