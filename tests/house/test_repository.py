"""The house is in order: nothing of ours is left out of Git, and the pages say what is so."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "pepsite"
PAGES = ("CONTRIBUTING.md", "GLOSSARY.md", "SECURITY.md", "CHANGELOG.md", "docs/decisions")
# In these the list is the package (docs/architecture.md).
LISTS = {"compliance", "render"}


def _source_files() -> list[Path]:
    return [
        path for path in SOURCE.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]


@pytest.mark.skipif(shutil.which("git") is None, reason="asks Git")
def test_git_ignores_no_source_file() -> None:
    """`site/` in .gitignore once left src/pepsite/site out of the repository and the wheel."""
    asked = subprocess.run(
        ["git", "-C", str(ROOT), "check-ignore", "--no-index", "--stdin"],
        input="\n".join(path.relative_to(ROOT).as_posix() for path in _source_files()),
        capture_output=True,
        text=True,
        check=False,
    )

    assert asked.stdout.splitlines() == []


def test_an_init_file_holds_a_docstring_and_nothing_else() -> None:
    """A name in `__init__` can hide the module of the same name from a test's patch."""
    for path in SOURCE.rglob("__init__.py"):
        if path.parent.name not in LISTS:
            body = ast.parse(path.read_text(encoding="utf-8")).body
            assert len(body) == 1, path
            assert isinstance(body[0], ast.Expr), path


def test_every_folder_with_modules_is_a_package() -> None:
    for folder in {path.parent for path in SOURCE.rglob("*.py")}:
        assert (folder / "__init__.py").is_file(), folder


def test_the_files_that_carry_a_privacy_property_exist() -> None:
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:src/pepsite|tests)/[\w./-]+)`", page)

    assert len(named) > 5
    assert not [name for name in named if not (ROOT / name).exists()]


def test_the_changelog_says_what_is_computed_differently() -> None:
    """Every release says it, also where the answer is: nothing."""
    page = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.split(r"^## ", page, flags=re.MULTILINE)[1:]

    assert releases
    for release in releases:
        assert "### Computed differently" in release, release.splitlines()[0]


def test_the_glossary_has_each_term_once_and_in_order() -> None:
    page = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    terms = [
        term.rstrip(".").casefold() for term in re.findall(r"^\*\*(.+?)\*\*", page, re.MULTILINE)
    ]

    assert len(terms) > 30
    assert terms == sorted(set(terms))


def test_every_lint_exception_has_its_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    exceptions = [line for line in lines if re.match(r'    "[A-Z]+\d*",', line)]

    assert len(exceptions) > 8
    assert not [line for line in exceptions if "# " not in line]


def test_every_package_has_its_layer() -> None:
    """`lint-imports` asks this too, but only of packages that already import something."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = contracts["tool"]["importlinter"]["contracts"][0]["layers"]
    placed = set(re.findall(r"\w+", " ".join(layers)))

    assert not {path.parent.name for path in SOURCE.glob("*/__init__.py")} - placed


@pytest.mark.parametrize("name", PAGES)
def test_a_link_between_our_pages_leads_somewhere(name: str) -> None:
    start = ROOT / name
    for page in sorted(start.glob("*.md")) if start.is_dir() else [start]:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"
