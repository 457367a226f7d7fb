"""`publish.yml`, run as GitHub runs it, on what its sparse checkout brings to the computer."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from tests.git.forges import run
from tests.git.repositories import git, repository
from tests.usecases.examples import AUTHORITY, BASE, OLDER_PEP, PRIMARY, lay_out

WORKFLOW = Path(__file__).parents[2] / ".github" / "workflows" / "publish.yml"
STEPS = yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]["build"]["steps"]
PATTERNS = next(step["with"]["sparse-checkout"] for step in STEPS if "with" in step)
NEEDS_A_NETWORK = ("-m venv", "-m pip", "GITHUB_PATH")
"""What the lines have in them that no test runs: they fetch pepsite. The guide says so."""

NOT_HELD = (OLDER_PEP, PRIMARY, "records/schools/notes.txt")

pytestmark = pytest.mark.skipif(
    shutil.which("bash") is None, reason="GitHub runs the steps with bash"
)


def step(name: str) -> str:
    [found] = [one["run"] for one in STEPS if one["name"] == name]
    assert isinstance(found, str)
    return found


def without_network(text: str) -> str:
    """Return the lines of a step that a computer without a network can run."""
    kept = [one for one in text.splitlines() if not any(word in one for word in NEEDS_A_NETWORK)]
    assert len(text.splitlines()) - len(kept) == 4
    return "\n".join(kept)


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with records, and beside them what `init --forge github` lays down."""
    folder = lay_out(BASE, tmp_path_factory.mktemp("origin") / "workspace")
    (folder / "records" / "schools" / "notes.txt").write_text("Quillfeather", "utf-8")
    (folder / ".github").mkdir()
    (folder / ".github" / "pepsite.txt").write_text("# none yet\n", "utf-8")
    return repository(folder)


@pytest.fixture
def runner(origin: Path, tmp_path: Path) -> Path:
    """Return what is checked out, by the patterns of the file and as the action has Git do it."""
    folder = tmp_path / "runner"
    git(tmp_path, "init", "--quiet", str(folder))
    git(folder, "remote", "add", "origin", origin.as_uri())
    git(origin, "config", "uploadpack.allowFilter", "true")
    git(folder, "config", "core.sparseCheckout", "true")
    (folder / ".git" / "info").mkdir(exist_ok=True)
    (folder / ".git" / "info" / "sparse-checkout").write_text(PATTERNS, "utf-8")
    git(folder, "fetch", "--quiet", "--depth=1", "--filter=blob:none", "origin", "main")
    git(folder, "checkout", "--quiet", "--force", "-B", "main", "FETCH_HEAD")
    return folder


def test_no_record_of_a_child_comes_onto_the_computer_that_builds(runner: Path) -> None:
    held = {one.relative_to(runner).as_posix() for one in (runner / "records").rglob("*.*")}
    assert "records/authority.yaml" in held
    assert {one.split("/")[1] for one in held} == {"authority.yaml", "calendars"}
    assert (runner / ".github" / "pepsite.txt").is_file()
    # Nor does one lie in the repository: Git fetched no object that was not checked out.
    objects = git(runner, "rev-list", "--objects", "--missing=print", "HEAD").splitlines()
    missing = {one.removeprefix("?") for one in objects if one.startswith("?")}
    for path in NOT_HELD:
        assert git(runner, "rev-parse", f"HEAD:{path}") in missing
    assert git(runner, "rev-parse", f"HEAD:{AUTHORITY}") not in missing


def test_the_public_site_is_built_of_what_was_checked_out(runner: Path) -> None:
    code, log = run(["bash", "-e", "-c", step("Build the public site")], runner, {})
    assert code == 0, log
    assert (runner / "site" / "index.html").is_file()
    pages = [one.read_text("utf-8") for one in (runner / "site").rglob("*.html")]
    assert len(pages) > 10
    left_out = ("Quillfeather", *(one.split("/")[2].removesuffix(".yaml") for one in NOT_HELD[:2]))
    assert [one for one in left_out if any(one in page for page in pages)] == []


@pytest.mark.parametrize(
    ("named", "code"),
    [("# none yet\n", 1), ("", 1), ("pepsite @ https://files.example/p.whl\n", 0)],
    ids=["comment", "nothing", "a release"],
)
def test_nothing_is_installed_where_no_release_is_named(
    runner: Path, named: str, code: int
) -> None:
    (runner / ".github" / "pepsite.txt").write_text(named, "utf-8")
    text = without_network(step("Install pepsite"))
    ended, log = run(["bash", "-e", "-c", text], runner, {"RUNNER_TEMP": str(runner)})
    assert ended == code
    assert ("name the pepsite release" in log) == bool(code)
