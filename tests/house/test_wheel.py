"""What a virtual school installs is the wheel, so it is the wheel that is tried here."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

TOP = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    build = (sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", out)
    subprocess.run(build, cwd=TOP, check=True, capture_output=True)
    (built,) = out.glob("*.whl")
    return built


def install_step(workflow: str) -> str:
    steps = yaml.safe_load((TOP / ".github/workflows" / workflow).read_text("utf-8"))["jobs"]
    (run,) = [
        step["run"]
        for job in steps.values()
        for step in job["steps"]
        if step.get("name") == "Install pepsite"
    ]
    return str(run)


@pytest.mark.parametrize("workflow", ["check.yml", "publish.yml"])
def test_ci_refuses_to_run_a_pepsite_that_nobody_named(tmp_path: Path, workflow: str) -> None:
    folder = tmp_path / "workspace"
    init = (
        Path(sys.executable).with_name("pepsite"),
        "init",
        folder,
        "--policy",
        "walsall",
        "--forge=github",
    )
    subprocess.run(init, check=True, capture_output=True)
    guard, install, _ = install_step(workflow).partition("python -I -m venv")
    assert install  # else what follows would run it

    def outcome() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-e", "-c", guard], cwd=folder, capture_output=True, text=True, check=False
        )

    refused = outcome()
    assert refused.returncode == 1
    assert refused.stdout.startswith("::error file=.github/pepsite.txt::")
    with (folder / ".github/pepsite.txt").open("a", encoding="utf-8") as file:
        file.write("pepsite @ https://example.org/pepsite.whl#sha256=00\n")
    assert outcome().returncode == 0


def test_the_install_line_of_ci_takes_a_wheel_by_its_hash_and_no_other(
    wheel: Path, tmp_path: Path
) -> None:
    line = next(one for one in install_step("check.yml").splitlines() if "--no-deps" in one)
    options = line.split(" install ", 1)[1].replace(".github/pepsite.txt", "{}").split()
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()

    def install(hashed: str) -> int:
        named = tmp_path / f"{hashed[:6]}.txt"
        named.write_text(f"pepsite @ {wheel.as_uri()}#sha256={hashed}\n", encoding="utf-8")
        where = ("--target", str(tmp_path / hashed[:6]), "--no-index")
        words = [word.format(named) for word in options]
        command = (sys.executable, "-m", "pip", "install", *words, *where)
        return subprocess.run(command, capture_output=True, check=False).returncode

    assert install("0" * 64) != 0
    assert install(digest) == 0


def test_an_installed_pepsite_lays_down_a_workspace_that_conforms(
    wheel: Path, tmp_path: Path
) -> None:
    installed = tmp_path / "installed"
    install = ("pip", "install", "--quiet", "--no-deps", "--no-index", "--target", installed, wheel)
    subprocess.run((sys.executable, "-m", *install), check=True, capture_output=True)
    (installed / "run.py").write_text(
        "from pepsite.cli.main import main\nmain(prog_name='pepsite')\n", encoding="utf-8"
    )
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    init = ("init", "workspace", "--policy", "walsall")
    for words in (
        (*init, "--forge", "github", "--runner", "supplier"),
        ("validate", "-C", "workspace"),
        ("init", "other", *init[2:], "--forge", "gitlab"),
    ):
        command = (sys.executable, installed / "run.py", *words)
        subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)

    laid_down = (tmp_path / "workspace/.github/workflows/check.yml").read_bytes()
    assert laid_down == (TOP / ".github/workflows/check.yml").read_bytes()
    jobs = (tmp_path / "other-gate/pepsite.yml").read_bytes()
    assert jobs == (TOP / "src/pepsite/template/gitlab/pepsite.yml").read_bytes()
