"""The locks name everything, for every system, and say nothing of where they were made."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN_TIME = [
    *PROJECT["project"]["dependencies"],
    *PROJECT["project"]["optional-dependencies"]["forms"],
    *PROJECT["dependency-groups"]["build"],
]
DEVELOPMENT = [*RUN_TIME, *PROJECT["dependency-groups"]["dev"]]
# What the fuzzer needs besides what pepsite needs: a lock that goes on top of the first.
SOAK_LOCK = "requirements-soak.txt"
SOAK = PROJECT["dependency-groups"]["soak"]

# Systems with at least one wheel of their own in this lock, told by how wheels are counted:
# a package with compiled parts has dozens of files, so a lock made for one system is short.
_FEWEST_FILES_OF_A_COMPILED_PACKAGE = 20


def _locked(name: str) -> dict[str, list[Requirement]]:
    """Return what a lock pins, by package; a package may be pinned for each of several Pythons."""
    text = re.sub(r"\\\n", " ", (ROOT / name).read_text(encoding="utf-8"))
    pins: dict[str, list[Requirement]] = {}
    for line in text.splitlines():
        if line and not line.lstrip().startswith("#"):
            requirement = Requirement(line.partition(" --hash")[0].strip())
            pins.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return pins


def _hashes(name: str) -> dict[str, int]:
    text = re.sub(r"\\\n", " ", (ROOT / name).read_text(encoding="utf-8"))
    return {
        canonicalize_name(re.split(r"[=\[ ]", line, maxsplit=1)[0]): line.count("--hash=sha256:")
        for line in text.splitlines()
        if line and not line.lstrip().startswith("#")
    }


@pytest.mark.parametrize("name", [*LOCKS, SOAK_LOCK])
def test_every_pin_has_a_hash(name: str) -> None:
    assert not [package for package, count in _hashes(name).items() if count == 0]


@pytest.mark.parametrize("name", LOCKS)
def test_a_compiled_package_has_hashes_for_many_systems(name: str) -> None:
    assert _hashes(name)["pydantic-core"] >= _FEWEST_FILES_OF_A_COMPILED_PACKAGE


@pytest.mark.parametrize(
    "name", [*LOCKS, SOAK_LOCK, "pyproject.toml", "Makefile", ".github/pepsite.txt"]
)
def test_no_registry_and_no_folder_of_a_machine_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    assert not re.findall(r"https?://|file:|--(?:extra-)?index-url|--find-links|/home/\S+", text)


@pytest.mark.parametrize(
    ("name", "asked_for"),
    [("requirements.txt", RUN_TIME), ("requirements-dev.txt", DEVELOPMENT), (SOAK_LOCK, SOAK)],
)
def test_what_pyproject_asks_for_is_pinned_within_its_bounds(
    name: str, asked_for: list[str]
) -> None:
    pins = _locked(name)

    for asked in map(Requirement, asked_for):
        for pin in pins[canonicalize_name(asked.name)]:
            version = str(pin.specifier).removeprefix("==")
            assert asked.specifier.contains(version), f"{asked} but {pin}; run `make lock`"


def test_both_locks_pin_the_same_versions() -> None:
    run_time, development = map(_locked, LOCKS)

    assert not [name for name, pins in run_time.items() if development.get(name) != pins]


def test_what_the_fuzzer_shares_with_the_tests_is_the_same_version() -> None:
    development, soak = (
        {name: {str(pin.specifier) for pin in pins} for name, pins in _locked(lock).items()}
        for lock in (LOCKS[1], SOAK_LOCK)
    )

    assert ["atheris"] == [name for name in soak if soak[name] != development.get(name)]


@pytest.mark.parametrize("name", LOCKS)
def test_markers_leave_a_pin_for_every_python_we_support(name: str) -> None:
    for pins in _locked(name).values():
        if len(pins) > 1:
            for version in ("3.11.2", "3.11.9", "3.12.0", "3.13.0", "3.14.0"):
                environment = {
                    "python_full_version": version,
                    "python_version": ".".join(version.split(".")[:2]),
                }
                fitting = [pin for pin in pins if _holds(pin.marker, environment)]
                assert len(fitting) == 1, (pins, version)


def _holds(marker: Marker | None, environment: dict[str, str]) -> bool:
    return marker is None or marker.evaluate(environment)


def test_every_dependency_has_its_reason() -> None:
    page = (ROOT / "docs/decisions/2026-11-libraries.md").read_text(encoding="utf-8")
    named = {canonicalize_name(name) for name in re.findall(r"`([\w.-]+)`", page)}

    asked_for = {canonicalize_name(Requirement(asked).name) for asked in [*DEVELOPMENT, *SOAK]}
    assert not asked_for - named
