"""Compliance of more children than one process is given, or than memory would hold."""

from __future__ import annotations

import csv
import gc
import io
import json
import os
import pickle
import shutil
import signal
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pepsite.compliance.checks import CHECKS
from pepsite.compliance.results import CheckResult
from pepsite.errors import PepsiteError
from pepsite.records.casefile import Casefile
from pepsite.records.ids import check_character
from pepsite.render.compliance import (
    CSV,
    DUE,
    EXPLAINED,
    JSON,
    TEXT,
    Form,
    Heading,
    Row,
)
from pepsite.store import sorted_rows
from pepsite.store.listing import Places, list_records
from pepsite.store.memory import Memory
from pepsite.usecases import compute_compliance as module
from pepsite.usecases import in_parallel
from pepsite.usecases.basis import Basis
from pepsite.usecases.compute_compliance import Only, compute_compliance, list_due
from pepsite.usecases.judging import Judge
from pepsite.usecases.validate_records import How, validate_records
from pepsite.usecases.workspace import open_workspace
from tests.cli.running import pepsite
from tests.usecases.examples import BASE, OLDER, YOUNGER, lay_out

pytestmark = pytest.mark.uncounted

AS_OF = date(2026, 5, 15)
CHILDREN = 48


@pytest.fixture(autouse=True)
def few_are_worth_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_parallel, "_WORTH_A_PROCESS", 8)
    monkeypatch.setattr(in_parallel, "_MOST_AT_ONCE", 4)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the base with each of its children many times over, under other ids."""
    root = lay_out(BASE, tmp_path_factory.mktemp("many"))
    for folder in [(root / one).parent for one in (OLDER, YOUNGER)]:
        files = list(folder.rglob("*.yaml"))
        own = [folder.name, *(path.stem for path in files if path.stem != "child")]
        for number in range(CHILDREN // 2):
            for path in files:
                place, text = path.relative_to(root).as_posix(), path.read_text("utf-8")
                for one in own:
                    other = _another(one, number)
                    place, text = place.replace(one, other), text.replace(one, other)
                (root / place).parent.mkdir(parents=True, exist_ok=True)
                (root / place).write_text(text, "utf-8")
    return root


def _another(one: str, number: int) -> str:
    """Return another id of the same kind."""
    kind, body = one.split("-")
    body = f"{body[:-4]}{number:03}"
    return f"{kind}-{body}{check_character(body)}"


COMMANDS = (
    ("compliance",),
    ("compliance", "--explain"),
    ("compliance", "--format", "json"),
    ("compliance", "--format", "csv", "--school", "sc-gnjvj28cdf62x"),
    ("due",),
    ("due", "--format", "json"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_any_number_of_processes_gives_the_same(workspace: Path, command: tuple[str, ...]) -> None:
    def output(jobs: int) -> bytes:
        run = pepsite(*command, "-C", workspace, "--as-of", AS_OF, "--jobs", jobs)
        assert (run.exit_code, run.stderr) == (0, "")
        return run.stdout_bytes

    alone = output(1)
    assert alone == output(4)
    assert len(alone.splitlines()) > CHILDREN


def test_any_number_of_processes_finds_the_same(workspace: Path, tmp_path: Path) -> None:
    """Judged by one process or several, with a memory, with one that is warm, or without."""
    root = shutil.copytree(workspace, tmp_path / "workspace")
    for number, path in enumerate(sorted((root / "records" / "children").rglob("*.yaml"))):
        if number % 9 == 0:
            path.write_text(path.read_text("utf-8").replace("schema:", "# one\nschema:"), "utf-8")
        if number % 31 == 0:
            path.write_text(path.read_text("utf-8") + "unknown: 1\n", "utf-8")
    key = bytes(32)
    alone = validate_records(root)
    assert len({one.code for one in alone.findings}) >= 2
    for jobs in (3, 1, 3):
        for how in (How(jobs=jobs), How(jobs=jobs, memory=Memory.of(root, key))):
            report = validate_records(root, how=how)
            assert [replace(one, field=()) for one in report.findings] == [
                replace(one, field=()) for one in alone.findings
            ]
            assert report.parsed + report.remembered == alone.parsed
    assert validate_records(root, how=How(memory=Memory.of(root, key))).parsed == 0


def test_a_judge_and_what_it_says_can_be_sent_to_other_processes(workspace: Path) -> None:
    listing = list_records(workspace)
    places = Places(workspace, listing, is_whole=True)
    memory = Memory.of(workspace, bytes(32))
    assert memory is not None
    judge = Judge(workspace, places, None, Basis(workspace, places, memory, None))
    sent = pickle.loads(pickle.dumps(judge))  # noqa: S301  # it is our own
    for unit in list(listing.units())[::10]:
        said = pickle.loads(pickle.dumps(sent.judged(unit)))  # noqa: S301  # as above
        assert said == judge.judged(unit)


def test_results_are_in_order_and_the_json_is_as_json_writes_it(workspace: Path) -> None:
    text = "".join(compute_compliance(workspace, AS_OF, JSON, jobs=2))
    report = json.loads(text)
    places = [
        (one["check"], one["subject"], one["part"], str(one["due_on"])) for one in report["results"]
    ]
    assert places == sorted(places)
    assert text == json.dumps(report, indent=2) + "\n"
    table = "".join(compute_compliance(workspace, AS_OF, CSV, jobs=2))
    assert [one["subject"] for one in csv.DictReader(io.StringIO(table))] == [
        subject for _, subject, _, _ in places
    ]


def test_no_results_are_json_too(workspace: Path) -> None:
    before_any = date(2001, 1, 1)
    text = "".join(compute_compliance(workspace, before_any, JSON))
    assert text == json.dumps(json.loads(text), indent=2) + "\n"
    assert json.loads(text)["results"] == []


@pytest.mark.parametrize("form", [JSON, CSV, TEXT, EXPLAINED], ids=["json", "csv", "text", "why"])
def test_what_waits_in_files_comes_out_the_same(
    workspace: Path, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = "".join(compute_compliance(workspace, AS_OF, form))
    monkeypatch.setattr(sorted_rows, "HELD", 50)
    assert "".join(compute_compliance(workspace, AS_OF, form, jobs=2)) == whole


def test_the_results_of_one_child_are_held_at_a_time(workspace: Path) -> None:
    alive: list[int] = []

    def counted(heading: Heading, result: CheckResult) -> Iterator[Row]:
        if result.subject[-1].isdigit():  # looking takes its time
            alive.append(_alive())
        yield from DUE.rows(heading, result)

    gc.collect()
    before = _alive()
    told = "".join(list_due(workspace, AS_OF, replace(DUE, rows=counted)))
    assert told.count("\n  ") > CHILDREN
    assert 0 < max(alive) - before < 40


def _alive() -> int:
    return sum(isinstance(one, CheckResult) for one in gc.get_objects())


def test_nothing_is_left_when_a_process_is_killed(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, first = sorted(workspace.rglob("*")), os.getpid()

    def killed(casefile: Casefile, setting: Any) -> Iterator[CheckResult]:
        if casefile.child.id[-4:-1] == "019" and os.getpid() != first:
            os.kill(os.getpid(), signal.SIGKILL)
        yield from ()

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(sorted_rows, "HELD", 50)
    list(compute_compliance(workspace, AS_OF, JSON, jobs=2))
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(module, "CHECKS", (*CHECKS, killed))
    with pytest.raises(PepsiteError, match="ended from outside"):
        list(compute_compliance(workspace, AS_OF, JSON, jobs=2))
    assert list(tmp_path.iterdir()) == []
    assert sorted(workspace.rglob("*")) == before


@pytest.mark.parametrize("form", [JSON, CSV, TEXT, EXPLAINED, DUE])
def test_what_processes_are_given_can_be_sent_to_them(workspace: Path, form: Form) -> None:
    """Where a process is not a copy of the first, it is told all this in bytes."""
    opened = open_workspace(workspace)
    heading = Heading(AS_OF, opened.policy.name, opened.policy.titles())
    asked = module._Asked(workspace, opened.setting(AS_OF), heading, form, Only(), to_do=False)
    sent = pickle.loads(pickle.dumps(asked))  # noqa: S301  # it is our own
    for folder in opened.folders()[::16]:
        assert module._of_child(sent, folder) == module._of_child(asked, folder)
