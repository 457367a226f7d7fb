"""`pepsite compliance` and `pepsite due`: whole outputs, on one day, for all and for some."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import pepsite
from tests.usecases.examples import (
    AUTHORITY,
    CALENDAR,
    OLDER,
    PRIMARY,
    TEACHER,
    YOUNGER,
    YOUNGER_PEP,
)

OUTPUTS = Path(__file__).parent / "outputs"
AS_OF = ("--as-of", "2026-05-15")
BY_COMMAND = {
    "compliance.txt": ("compliance",),
    "compliance.json": ("compliance", "--format", "json"),
    "compliance.csv": ("compliance", "--format", "csv"),
    "compliance-explain.txt": ("compliance", "--explain", "--child", "ch-pkxc1mjxwh83g"),
    "due.txt": ("due",),
    "due.json": ("due", "--format", "json"),
    "due.csv": ("due", "--format", "csv"),
}
OLDER_CHILD, YOUNGER_CHILD = "ch-pkxc1mjxwh83g", "ch-ztcfncxj4a9qh"
SOCIAL_WORKER = "ps-5d913e2mmd7db"


@pytest.mark.parametrize("name", BY_COMMAND)
def test_the_whole_output_is_as_it_was(workspace: Path, name: str) -> None:
    """Where a change is meant, put the new output in the place of the old, and say so in
    CHANGELOG.md under "Computed differently"."""
    first, again = (pepsite(*BY_COMMAND[name], "-C", workspace, *AS_OF) for _ in range(2))
    assert (first.exit_code, first.stderr) == (0, "")
    assert first.stdout_bytes == again.stdout_bytes
    assert first.stdout == (OUTPUTS / name).read_text("utf-8")


def test_outputs_are_all_compared() -> None:
    assert {path.name for path in OUTPUTS.iterdir()} == set(BY_COMMAND)


def results(workspace: Path, *words: str, command: str = "compliance") -> list[dict[str, Any]]:
    outcome = pepsite(command, "-C", workspace, "--format", "json", *(words or AS_OF))
    assert outcome.exit_code == 0
    found: list[dict[str, Any]] = json.loads(outcome.stdout)["results"]
    return found


def test_text_json_and_table_tell_the_same(workspace: Path) -> None:
    table = pepsite("compliance", "-C", workspace, *AS_OF, "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(table)))
    keys = ("check", "status", "subject", "part", "source")
    assert [[row[key] for key in keys] for row in rows] == [
        [one[key] for key in keys] for one in results(workspace)
    ]
    text = pepsite("compliance", "-C", workspace, *AS_OF).stdout
    counted = sum(one["status"] == "met" for one in results(workspace))
    assert f"In all: {counted} met, " in text


def test_due_is_what_is_open(workspace: Path) -> None:
    is_open = [
        one for one in results(workspace) if one["status"] in ("due", "overdue", "cannot-tell")
    ]
    due = results(workspace, *AS_OF, command="due")
    assert due == [one for one in is_open if one in due]
    same = ("subject", "part", "due_on", "status")
    # A statutory duty is left out only where the authority's own asks the same by the same day.
    for one in (one for one in is_open if one not in due):
        assert one["statutory"]
        assert [one[key] for key in same] in [
            [other[key] for key in same] for other in due if not other["statutory"]
        ]


@pytest.mark.parametrize(
    ("option", "of", "which"),
    [
        ("--child", OLDER_CHILD, "child"),
        ("--child", YOUNGER_CHILD, "child"),
        ("--school", "sc-gnjvj28cdf62x", "school"),
        ("--school", "sc-8h5jv1f9eyfzj", "school"),
        ("--person", SOCIAL_WORKER, "owner"),
    ],
)
def test_some_of_the_results_are_those_of_all(
    workspace: Path, option: str, of: str, which: str
) -> None:
    everything = results(workspace)
    wanted = [one for one in everything if one[which] == of]
    assert wanted
    assert wanted != everything
    assert results(workspace, *AS_OF, option, of) == wanted
    due = results(workspace, *AS_OF, option, of, command="due")
    assert due
    assert all(one in wanted for one in due)


def test_options_narrow_each_other(workspace: Path) -> None:
    both = ("--child", YOUNGER_CHILD, "--person", SOCIAL_WORKER)
    assert {(one["child"], one["owner"]) for one in results(workspace, *AS_OF, *both)} == {
        (YOUNGER_CHILD, SOCIAL_WORKER)
    }


@pytest.mark.parametrize("option", ["--child", "--school", "--person"])
@pytest.mark.parametrize("command", [("compliance",), ("due",), ("due", "--format", "eml")])
def test_an_id_nobody_has_is_refused_and_not_said_to_have_nothing_to_do(
    workspace: Path, tmp_path: Path, command: tuple[str, ...], option: str
) -> None:
    out = ("--out", tmp_path / "new") if "--format" in command else ()
    other = YOUNGER_CHILD if option != "--child" else SOCIAL_WORKER
    for wrong in ("ch-0000000000000", other, "../x", ""):
        outcome = pepsite(*command, "-C", workspace, *AS_OF, *out, option, wrong)
        kind = option.removeprefix("--")
        said = f"pepsite: there is no {kind} with this id among the records\n"
        assert (outcome.exit_code, outcome.stdout, outcome.stderr) == (10, "", said)


# --- what happened later is left out ---------------------------------------------------------


def test_a_review_of_tomorrow_is_not_known_today(workspace: Path) -> None:
    def status(day: str) -> str:
        one = next(
            one
            for one in results(workspace, "--as-of", day)
            if one["check"] == "submitted-pep-quality-assured"
        )
        return str(one["status"])

    assert [status(day) == "met" for day in ("2025-10-06", "2025-10-07")] == [False, True]


def test_before_anything_happened_nothing_is_asked(workspace: Path) -> None:
    assert results(workspace, "--as-of", "2025-09-01", "--child", OLDER_CHILD) == []


def test_what_is_dated_later_changes_nothing(workspace: Path) -> None:
    day = ("--as-of", "2025-10-20")
    before = results(workspace, *day)
    text = (workspace / OLDER).read_text("utf-8")
    later = (
        "events:\n  - id: kkkkkk\n    kind: suspension\n    happened_on: 2025-10-21\n"
        "sen:\n  - id: mmmmmm\n    from_on: 2025-10-21\n    provision: E\n"
    )
    (workspace / OLDER).write_text(text + later, "utf-8")
    school = (
        f"  - id: nnnnnn\n    school: {PRIMARY[16:-5]}\n    part: main\n    from_on: 2025-10-21\n"
    )
    child = (workspace / OLDER).read_text("utf-8").replace("year_groups:", f"{school}year_groups:")
    assert child.count("    part: main\n    from_on: ") == 2
    child = re.sub(
        r"(    part: main\n    from_on: (?!2025-10-21).*\n)", r"\1    until_on: 2025-10-20\n", child
    )
    (workspace / OLDER).write_text(child, "utf-8")
    assert pepsite("validate", "-C", workspace).exit_code == 0
    assert results(workspace, *day) == before
    # And the day it is not later any more, it does.
    assert results(workspace, "--as-of", "2026-05-15") != before


def test_care_that_begins_later_is_not_known_yet(workspace: Path) -> None:
    assert results(workspace, "--as-of", "2026-03-01", "--child", YOUNGER_CHILD) == []
    assert results(workspace, "--as-of", "2026-03-02", "--child", YOUNGER_CHILD)


# --- what cannot be read is counted ----------------------------------------------------------


@pytest.mark.parametrize("command", ["compliance", "due"])
def test_records_that_cannot_be_read_are_counted(workspace: Path, command: str) -> None:
    for path in (YOUNGER_PEP, TEACHER):
        (workspace / path).write_text("Zebedee: [\n")
    outcome = pepsite(command, "-C", workspace, *AS_OF)
    assert outcome.exit_code == 0
    assert outcome.stdout.endswith(
        "\n2 records could not be read, and nothing is said of them here.\n"
    )
    as_json = pepsite(command, "-C", workspace, *AS_OF, "--format", "json").stdout
    assert json.loads(as_json)["unreadable"] == 2
    assert "Zebedee" not in outcome.stdout + as_json


def test_a_child_that_cannot_be_read_spoils_nothing_else(workspace: Path) -> None:
    before = results(workspace, *AS_OF, "--child", OLDER_CHILD)
    (workspace / YOUNGER).write_text("Zebedee: [\n")
    assert results(workspace, *AS_OF, "--child", OLDER_CHILD) == before
    assert results(workspace, *AS_OF, "--child", YOUNGER_CHILD) == []


def test_without_the_calendar_it_cannot_be_told_and_says_so(workspace: Path) -> None:
    before = results(workspace, *AS_OF)
    (workspace / CALENDAR).unlink()
    after = results(workspace, *AS_OF)
    of_terms = [one for one in after if one["check"] == "review-pep-each-term"]
    assert {one["status"] for one in of_terms} == {"cannot-tell"}
    assert all("2025/26" in one["explanation"]["because"] for one in of_terms)
    # Nothing else turned better: what is late stays late.
    late = {one["check"] for one in before if one["status"] == "overdue"}
    assert late <= {one["check"] for one in after if one["status"] in ("overdue", "cannot-tell")}


def test_where_the_records_begin_is_where_duties_begin(workspace: Path) -> None:
    text = (workspace / AUTHORITY).read_text("utf-8")
    changed = text.replace("records_begin_on: 2025-04-01", "records_begin_on: 2026-05-01")
    assert changed != text
    (workspace / AUTHORITY).write_text(changed, "utf-8")
    for one in results(workspace, *AS_OF):
        assert one["status"] not in ("missed", "overdue") or one["due_on"] >= "2026-05-01", one


def test_files_are_only_read(workspace: Path) -> None:
    before = {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()}
    for command in ("compliance", "due"):
        pepsite(command, "-C", workspace, *AS_OF)
    assert before == {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()}


@pytest.mark.parametrize("command", ["compliance", "due", "journey"])
@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2100-01-01", "9999-12-31"])
def test_a_day_in_nobodys_life_is_no_day_to_ask_about(
    workspace: Path, command: str, day: str
) -> None:
    about = [OLDER_CHILD] if command == "journey" else []
    outcome = pepsite(command, *about, "-C", workspace, "--as-of", day)
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert "the year has to be from 1900 to 2099" in outcome.stderr


@pytest.mark.parametrize("command", [("compliance",), ("due",), ("journey", OLDER_CHILD)])
@pytest.mark.parametrize("day", ["1900-01-01", "2099-12-31"])
def test_the_first_and_the_last_day_that_may_be_asked_about_have_an_answer(
    workspace: Path, command: tuple[str, ...], day: str
) -> None:
    assert pepsite(*command, "-C", workspace, "--as-of", day).exit_code == 0


@pytest.mark.parametrize("option", ["--soon", "--back"])
def test_prompts_are_asked_for_over_ten_years_at_most(
    workspace: Path, tmp_path: Path, option: str
) -> None:
    due = ("due", "-C", workspace, *AS_OF, "--format", "md", "--out", tmp_path / "new", option)
    assert pepsite(*due, 3_661).exit_code == 2
    assert pepsite(*due, 3_660).exit_code == 0
