"""Which modules a command may load: what it does not need, it does not wait for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.usecases.examples import BASE, YOUNGER_PEP, lay_out

PAGES = {"jinja2", "mkdocs", "material", "pepsite.site"}
IDENTITIES = {"pyrage", "pepsite.store.identities"}
PROCESSES = {"multiprocessing", "concurrent", "subprocess"}
SLOW_READER = {"ruamel"}
MODELS = {"pydantic", "pydantic_core", "ryaml", "pepsite.policy", "pepsite.compliance"}
DAYS = {"holidays", "dateutil"}
PLUGINS = {"importlib.metadata", "email"}
"""What would look through all that is installed for plugins of pydantic."""
SAMPLING = {"pepsite.compliance.sampling", "tomllib"}
_UNASKED = "content coverage expectations faults participants reports sampling themes"
NOT_ASKED_OF = {f"pepsite.policy.{one}" for one in _UNASKED.split()}
"""The parts of a policy that no rule on a child's records asks about."""
CHECKS = {"pepsite.compliance.checks", "pepsite.compliance.clocks.reviews"}
OTHER_FORMATS = {f"pepsite.render.{one}" for one in ("github", "sarif", "junit", "summary")}

LOADED = """
import sys
from pepsite.cli.main import main
try:
    main()
except SystemExit as end:
    print("exit", int(end.code or 0))
for name, module in sys.modules.items():
    if getattr(module, "__spec__", None) is not None:  # else it stands for one not loaded
        print("loaded", name)
"""


def loaded(root: Path, *words: str, expected: int = 0) -> set[str]:
    """Return the modules a command has loaded by its end, and the packages they are in."""
    command = (sys.executable, "-P", "-c", LOADED, *words)
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert f"exit {expected}" in lines
    modules = [line.removeprefix("loaded ") for line in lines if line.startswith("loaded ")]
    return {
        ".".join(one.split(".")[:end]) for one in modules for end in range(1, one.count(".") + 2)
    }


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["vallidate"]], ids=" ".join)
def test_the_first_answer_loads_nothing_but_itself(tmp_path: Path, words: list[str]) -> None:
    found = loaded(tmp_path, *words, expected=2 if words == ["vallidate"] else 0)
    others = {name.partition(".")[0] for name in found} - set(sys.stdlib_module_names)
    assert {name for name in others if not name.startswith("_")} <= {"click", "pepsite"}
    assert {name for name in found if name.startswith("pepsite")} == {
        "pepsite",
        "pepsite.cli",
        "pepsite.cli.failures",
        "pepsite.cli.main",
        "pepsite.errors",
    }


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace of which everything is remembered."""
    root = lay_out(BASE, tmp_path_factory.mktemp("workspace"))
    loaded(root, "validate")
    return root


@pytest.mark.parametrize(
    ("words", "may_not"),
    [
        pytest.param(
            ["validate", YOUNGER_PEP],
            MODELS | DAYS | PAGES | IDENTITIES | PROCESSES | SLOW_READER | OTHER_FORMATS,
            id="one file, remembered",
        ),
        pytest.param(
            ["validate"],
            MODELS | DAYS | PAGES | IDENTITIES | SLOW_READER | OTHER_FORMATS,
            id="everything, remembered",
        ),
        pytest.param(
            ["validate", "--no-memory", "--format", "json", YOUNGER_PEP],
            CHECKS
            | NOT_ASKED_OF
            | PLUGINS
            | SAMPLING
            | DAYS
            | PAGES
            | IDENTITIES
            | PROCESSES
            | SLOW_READER
            | OTHER_FORMATS,
            id="one file, judged",
        ),
        pytest.param(
            ["compliance", "--as-of", "2026-05-15"],
            PAGES | IDENTITIES | SLOW_READER,
            id="compliance",
        ),
    ],
)
def test_a_command_loads_no_more_than_it_needs(
    root: Path, words: list[str], may_not: set[str]
) -> None:
    assert loaded(root, *words) & may_not == set()


def test_what_is_judged_does_load_the_models(root: Path) -> None:
    """The list above can fail: here is what it looks for."""
    assert loaded(root, "validate", "--no-memory", YOUNGER_PEP) >= MODELS
