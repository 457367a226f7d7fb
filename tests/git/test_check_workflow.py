"""`check.yml`, run as GitHub runs it, on branches of a real repository."""

from __future__ import annotations

import json
import re
import shutil
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, TypeAlias

import pytest
import yaml

from tests.git.forges import FAULTY_PEP, MADE_UP, NO_RECORDS, WEAKENED, Forge, Ran, run
from tests.git.repositories import git
from tests.usecases.examples import AUTHORITY, BASE, OLDER_PEP, SECONDARY, YOUNGER, YOUNGER_PEP

WORKFLOW = Path(__file__).parents[2] / ".github" / "workflows" / "check.yml"
JOBS = yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]
LONG_LANE = {SECONDARY: (BASE / SECONDARY).read_bytes().replace(b"Mill", b"Long")}

Request: TypeAlias = tuple[str, str | None]
"""The title of a pull request, and its text; GitHub says null for none."""
NOTHING: Request = ("A change", None)

pytestmark = pytest.mark.skipif(
    shutil.which("bash") is None, reason="GitHub runs the steps with bash"
)


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    return Forge.below(tmp_path)


def is_run(condition: str, event: str, outcomes: dict[str, str]) -> bool:
    """Say whether a step is run, by the conditions that the file has and no others."""
    named = re.fullmatch(r"github\.event_name == '(\w+)'", condition)
    if named:
        return event == named[1] and "failure" not in outcomes.values()
    answers = {
        "": "failure" not in outcomes.values(),
        "${{ !cancelled() }}": True,
        """${{ !cancelled() && contains(fromJSON('["success", "failure"]'), """
        """steps.validate.outcome) }}""": "validate" in outcomes,
    }
    return answers[condition]


def run_job(
    event: str, folder: Path, values: dict[str, str], branch: str = "", request: Request = NOTHING
) -> Ran:
    """Run the steps of the job that reads the records, after what fetches and installs."""
    temporary = folder.parent / f"{folder.name}-temporary"
    temporary.mkdir()
    title, body = request
    happened = temporary / "event.json"
    happened.write_text(json.dumps({"pull_request": {"title": title, "body": body}}), "utf-8")
    given = {
        "RUNNER_TEMP": str(temporary),
        "GITHUB_EVENT_PATH": str(happened),
        "GITHUB_HEAD_REF": branch,
        "GITHUB_STEP_SUMMARY": str(temporary / "summary.md"),
        "GITHUB_OUTPUT": str(temporary / "output"),
    }
    outcomes: dict[str, str] = {}
    code, log = 0, ""
    for step in JOBS["records"]["steps"]:
        text = step.get("run", "pip install")
        if "pip install" in text or not is_run(step.get("if", ""), event, outcomes):
            continue
        assert "${{" not in text
        shell = [sys.executable, "-c"] if step.get("shell") == "python" else ["bash", "-e", "-c"]
        environment = {
            name: re.sub(r"\$\{\{ *(.*?) *\}\}", lambda found: values[found[1]], value)
            for name, value in step.get("env", {}).items()
        }
        ended, told = run([*shell, text], folder, {**given, **environment})
        outcomes[step.get("id", step["name"])] = "failure" if ended else "success"
        code, log = code or ended, log + told
    page = (temporary / "summary.md").read_text("utf-8")
    output = (temporary / "output").read_text("utf-8")
    assert re.fullmatch(r"page<<(\w{64})\n(.*)\n\1\n", output, re.DOTALL)
    assert page in output
    return Ran(code, log, page)


def pull_request(
    forge: Forge,
    tmp_path: Path,
    changes: Mapping[str, bytes | None],
    branch: str = "branch",
    request: Request = NOTHING,
) -> Ran:
    head = forge.propose(branch, changes)
    git(forge.bare, "clone", "--quiet", str(forge.bare), str(tmp_path / "runner"))
    values = {"github.event.pull_request.head.sha": head}
    return run_job("pull_request_target", tmp_path / "runner", values, branch, request)


def annotated(log: str) -> list[tuple[str, str, str]]:
    found = re.findall(r"^::\w+ file=(.*?),line=(\d+),col=\d+,title=([\w-]+)::", log, re.MULTILINE)
    assert len(found) == len(log.splitlines())
    return found


def test_a_change_that_conforms_passes_and_says_what_it_changes(
    forge: Forge, tmp_path: Path
) -> None:
    made_up = {SECONDARY: LONG_LANE[SECONDARY].replace(b"Long", b"Zebedee Quillfeather")}
    branch = "x$(touch${IFS}pwned);touch${IFS}pwned"
    ran = pull_request(forge, tmp_path, made_up, branch)
    assert (ran.code, ran.log) == (0, "")
    assert ran.page.startswith("## Records checked\n\nNothing wrong in ")
    assert "## School sc-gnjvj28cdf62x: changed\n\n- name: 1\n" in ran.page
    assert "no records" not in ran.page
    assert not [part for part in MADE_UP if part in ran.page]
    assert not list(tmp_path.rglob("pwned"))
    assert git(tmp_path / "runner", "status", "--porcelain", "--ignored") == ""


def test_one_that_does_not_is_refused_at_its_lines(forge: Forge, tmp_path: Path) -> None:
    child = (BASE / YOUNGER).read_bytes()
    ran = pull_request(
        forge,
        tmp_path,
        {
            YOUNGER_PEP: FAULTY_PEP + b"quillfeather: Zebedee Quillfeather\n",
            YOUNGER: child.replace(b"born: 2016-11", b"born: Zebedee Quillfeather"),
            OLDER_PEP: (BASE / OLDER_PEP).read_bytes().replace(b"status: complete", b"'Zebedee"),
            "records/Zebedee Quillfeather.docx": b"Zebedee Quillfeather",
        },
    )
    assert ran.code == 1
    assert annotated(ran.log) == [
        (OLDER_PEP, "6", "not-yaml"),
        (YOUNGER, "4", "wrong-form"),
        (YOUNGER_PEP, "8", "not-in-list"),
        (YOUNGER_PEP, "11", "unknown-field"),
        ("records/….docx", "1", "misplaced-file"),
    ]
    assert "| not-in-list | error | 1 |" in ran.page
    assert f"| `{YOUNGER_PEP}:8` | not-in-list |" in ran.page
    assert "## PEP pep-jxp7jjy63y6fz of ch-ztcfncxj4a9qh: changed" in ran.page
    assert not [part for part in MADE_UP if part in ran.log + ran.page]


def test_no_change_can_weaken_what_judges_it(forge: Forge, tmp_path: Path) -> None:
    ran = pull_request(forge, tmp_path, WEAKENED)
    assert ran.code == 1
    found = annotated(ran.log)
    assert (YOUNGER_PEP, "8", "not-in-list") in found
    assert (OLDER_PEP, "6", "complete-not-reviewed") in found
    assert ran.page.count("Files that are no records") == 1
    assert f"## Files that are no records: {NO_RECORDS}\n" in ran.page
    assert not [part for part in MADE_UP if part in ran.log + ran.page]


def test_nothing_but_the_main_branch_is_checked_out() -> None:
    checkouts = [step for job in JOBS.values() for step in job["steps"] if "uses" in step]
    assert [step["uses"].partition("@")[0] for step in checkouts] == [
        "actions/checkout",
        "actions/setup-python",
    ]
    assert checkouts[0]["with"] == {"fetch-depth": 0, "persist-credentials": False}
    assert all("checkout" not in step.get("run", "") for step in JOBS["records"]["steps"])


def test_the_name_of_the_branch_is_looked_at_too(forge: Forge, tmp_path: Path) -> None:
    ran = pull_request(forge, tmp_path, LONG_LANE, "moved-to-EX1-1AA")
    assert ran.code == 1
    assert annotated(ran.log) == [("branch name", "1", "identifies-a-child")]
    assert "EX1" not in ran.log + ran.page


@pytest.mark.parametrize(
    ("request_", "line"),
    [
        (("She was born on 3 May 2014", None), 1),
        (("A change $(touch pwned)", "Looked at.\n\nHer number is 943 476 5919."), 5),
    ],
)
def test_title_and_text_of_a_pull_request_are_looked_at_too(
    forge: Forge, tmp_path: Path, request_: Request, line: int
) -> None:
    """A forge puts the title into the message of the merge, and mails out both."""
    ran = pull_request(forge, tmp_path, LONG_LANE, request=request_)
    assert ran.code == 1
    assert annotated(ran.log) == [
        ("title and text of the request", str(line), "identifies-a-child")
    ]
    for said in ("2014", "943", "pwned"):
        assert said not in ran.log + ran.page
    assert not list(tmp_path.rglob("pwned"))


def test_a_deleted_school_is_refused_where_it_is_missed(forge: Forge, tmp_path: Path) -> None:
    ran = pull_request(forge, tmp_path, {SECONDARY: None})
    assert ran.code == 1
    assert f"file={OLDER_PEP},line=8," in ran.log


def test_a_change_that_is_on_no_branch_here_is_refused(forge: Forge, tmp_path: Path) -> None:
    git(forge.bare, "clone", "--quiet", str(forge.bare), str(tmp_path / "runner"))
    values = {"github.event.pull_request.head.sha": "1" * 40}
    ran = run_job("pull_request_target", tmp_path / "runner", values, "branch")
    assert ran.code == 1
    assert "::error::this change is not on a branch of this repository" in ran.log


def test_main_is_asked_about_everything(forge: Forge, tmp_path: Path) -> None:
    """Two branches can each be right and not fit together."""
    git(forge.bare, "clone", "--quiet", str(forge.bare), str(tmp_path / "good"))
    good = run_job("push", tmp_path / "good", {})
    assert (good.code, good.log) == (0, "")

    forge.propose("bad", {YOUNGER_PEP: b"name: Zebedee\n"})
    forge.accept("bad")
    git(forge.bare, "clone", "--quiet", str(forge.bare), str(tmp_path / "bad"))
    bad = run_job("push", tmp_path / "bad", {})
    assert bad.code == 1
    assert annotated(bad.log) == [(YOUNGER_PEP, "1", "schema-unknown")]
    assert not [part for part in MADE_UP if part in bad.log + bad.page]

    # What is wrong on main already stops nobody else's change.
    assert pull_request(forge, tmp_path, LONG_LANE).code == 0


def test_when_pepsite_cannot_go_on_it_is_never_taken_for_findings(
    forge: Forge, tmp_path: Path
) -> None:
    policy = (BASE / AUTHORITY).read_bytes().replace(b"policy: ", b"policy: lax # ")
    forge.propose("lax", {AUTHORITY: policy, "policy/lax/pack.yaml": b"zebedee: 1\n"})
    forge.accept("lax")
    ran = pull_request(forge, tmp_path, LONG_LANE)
    assert ran.code == 11
    assert "Records checked" not in ran.page


class _Comments(BaseHTTPRequestHandler):
    """As much of GitHub as the comment needs: who said what on one pull request."""

    comments: ClassVar[list[dict[str, Any]]] = []
    refuses = False

    def _answer(self, status: int, content: object) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def _sent(self) -> str:
        assert self.headers["Authorization"] == "Bearer a-token"
        assert self.headers["Content-Type"] == "application/json"
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert list(content) == ["body"]
        return str(content["body"])

    def do_GET(self) -> None:
        path, _, page = self.path.partition("?per_page=100&page=")
        assert path == "/repos/ours/records/issues/7/comments"
        begin = 100 * (int(page) - 1)
        self._answer(200, self.comments[begin : begin + 100])

    def do_POST(self) -> None:
        assert self.path == "/repos/ours/records/issues/7/comments"
        body = self._sent()
        if self.refuses:
            self._answer(403, {"message": "Resource not accessible by integration"})
            return
        bot = {"login": "github-actions[bot]"}
        self.comments.append({"id": 1000 + len(self.comments), "user": bot, "body": body})
        self._answer(201, self.comments[-1])

    def do_PATCH(self) -> None:
        path, _, number = self.path.rpartition("/")
        assert path == "/repos/ours/records/issues/comments"
        (one,) = [each for each in self.comments if each["id"] == int(number)]
        one["body"] = self._sent()
        self._answer(200, one)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its own signature
        """Say nothing."""


@contextmanager
def comments(*, before: int, refuses: bool = False) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Serve a pull request that has so many comments, and yield its address and comments."""
    said = [
        {"id": at, "user": None, "body": "<!-- pepsite: records checked -->"}
        for at in range(before)
    ]
    handler = type("Comments", (_Comments,), {"comments": said, "refuses": refuses})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", said
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def comment(address: str, page: str, tmp_path: Path) -> tuple[int, str]:
    (step,) = JOBS["comment"]["steps"]
    assert step["shell"] == "python3 {0}"
    assert "uses" not in step
    given = {"GITHUB_API_URL": address, "GITHUB_REPOSITORY": "ours/records", "NUMBER": "7"}
    values = {**given, "PAGE": page, "TOKEN": "a-token"}
    assert set(step["env"]) <= set(values)
    return run([sys.executable, "-c", step["run"]], tmp_path, values)


def test_there_is_one_comment_and_it_is_kept_up_to_date(tmp_path: Path) -> None:
    with comments(before=101) as (address, said):
        for page in ("one error", "nothing wrong"):
            assert comment(address, page, tmp_path) == (0, "")
            assert [one["body"] for one in said[101:]] == [
                f"<!-- pepsite: records checked -->\n{page}"
            ]


def test_where_no_comment_may_be_written_the_check_says_so_and_goes_on(tmp_path: Path) -> None:
    with comments(before=0, refuses=True) as (address, said):
        code, log = comment(address, "nothing wrong", tmp_path)
    assert (code, said) == (0, [])
    assert log.startswith("::notice::the comment was not written (403)")
    assert comment("http://127.0.0.1:9", "nothing wrong", tmp_path)[0] == 0
