"""`pepsite report`: the demo's reports, in every form."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pepsite.render.report_text import _number
from pepsite.reports.report import Number
from pepsite.store.packs import load_pack, shipped_packs
from tests.cli.running import pepsite
from tests.invented.demo import demo_of

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "cli" / "report.schema.json").read_text("utf-8"))
AS_OF = ("--as-of", "2026-05-15")
GROUPS = [
    "PEPs up to date",
    "A PEP every term",
    "First PEPs",
    "From one review to the next",
    "Quality assurance",
    "Samples, coverage and moderation",
    "The child's voice",
    "At school",
    "Pupil premium",
    "Social workers, needs and next steps",
    "What was done about it",
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the invented virtual school."""
    return demo_of(tmp_path_factory, 24)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an invented virtual school of few children, for what is done many times."""
    return demo_of(tmp_path_factory, 8)


@cache
def made(demo: Path, name: str, form: str = "text", *more: str) -> str:
    """Return a report. Many ask for the same one; nobody changes a workspace after asking."""
    outcome = pepsite("report", name, "-C", demo, *AS_OF, "--format", form, *more)
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    return outcome.stdout


def as_json(demo: Path, name: str, *more: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(made(demo, name, "json", *more))
    Draft202012Validator(SCHEMA).validate(told)
    return told


def figures(report: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for group in report["groups"]:
        yield from group["figures"]


def a_school(demo: Path) -> str:
    return min(path.stem for path in (demo / "records" / "schools").iterdir())


@pytest.mark.uncounted
def test_the_board_report_has_the_eleven_groups_and_says_of_when_it_is(demo: Path) -> None:
    report = as_json(demo, "board")
    assert [group["title"] for group in report["groups"]] == GROUPS
    assert report["now"] == {
        "name": "2025-26-summer",
        "from": "2026-04-13",
        "until": "2026-05-15",
        "so_far": True,
    }
    assert report["before"]["name"] == "2025-26-spring"
    assert report["marking"] == "OFFICIAL"


@pytest.mark.uncounted
def test_every_report_of_the_demo_is_made_and_valid(demo: Path) -> None:
    told = pepsite("report", "--list", "-C", demo, *AS_OF).stdout.splitlines()
    listed = [
        (line.split()[0], after.strip()) for line, after in zip(told[::2], told[1::2], strict=True)
    ]
    assert {"board", "governors"} <= {name for name, _ in listed}
    for name, audience in listed:
        more = ("--school", a_school(demo)) if audience.startswith("school,") else ()
        assert as_json(demo, name, *more)["report"] == name


@pytest.mark.parametrize("policy", shipped_packs())
def test_every_report_of_every_authority_is_made(few: Path, policy: str, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    shutil.copytree(few, workspace)
    settings = workspace / "records" / "authority.yaml"
    text = settings.read_text("utf-8").replace("policy: walsall", f"policy: {policy}")
    settings.write_text(text, "utf-8")

    names = [report.id for report in load_pack(policy).reports]

    assert "board" in names
    for report in load_pack(policy).reports:
        more = ("--school", a_school(few)) if report.audience == "school" else ()
        told = as_json(workspace, report.id, *more)
        assert [group["title"] for group in told["groups"]] == [
            group.title for group in report.versions[-1].groups
        ]


@pytest.mark.uncounted
def test_rows_add_up_to_the_whole_wherever_nothing_is_withheld(demo: Path) -> None:
    added = 0
    for name in ("first-tier", "second-tier-half-term"):
        for figure in figures(as_json(demo, name)):
            for table in figure["tables"]:
                for whole in figure["whole"]:
                    rows = [row for row in table["rows"] if row["line"] == whole["line"]]
                    for when in ("now", "before"):
                        for part in ("counted", "of"):
                            total = sum(row[when][part] or 0 for row in rows)
                            assert total == (whole[when][part] or 0), figure["measure"]
                            added += 1
    assert added


@pytest.mark.uncounted
def test_text_json_table_and_markdown_tell_the_same(demo: Path) -> None:
    report = as_json(demo, "board")
    table = list(csv.DictReader(io.StringIO(made(demo, "board", "csv"))))
    expected = [
        (figure["measure"], "", entry["row"] or "", entry["line"] or "", entry["now"])
        for figure in figures(report)
        for entry in figure["whole"]
    ]
    whole = [row for row in table if not row["by"]]
    assert [(row["measure"], row["by"], row["row"], row["line"]) for row in whole] == [
        one[:4] for one in expected
    ]
    for row, (*_, now) in zip(whole, expected, strict=True):
        assert row["counted"] == ("" if now["counted"] is None else str(now["counted"]))
        assert row["withheld"] == (now["withheld"] or "")
    text, page = made(demo, "board"), made(demo, "board", "md")
    for figure in figures(report):
        assert figure["title"] in page
        for entry in figure["whole"]:
            now = entry["now"]
            if now["counted"] is not None and now["of"] and figure["unit"] == "number":
                words = f"{now['counted']:,} of {now['of']:,}"
                assert words in page
                assert words in text or words.replace(" of ", "/") in text


@pytest.mark.uncounted
def test_text_fits_a_screen_of_eighty_columns(demo: Path) -> None:
    for name in ("board", "first-tier", "third-tier"):
        assert [line for line in made(demo, name).splitlines() if len(line) > 80] == []


@pytest.mark.parametrize(
    ("counted", "of", "written"),
    [
        pytest.param(703, 7_492, "  703 of 7,492  9.4%", id="as narrow as its column"),
        pytest.param(7_037, 7_492, "   7,037/7,492 93.9%", id="as wide"),
        pytest.param(346_181, 349_666, " 346181/349666   99%", id="of a county"),
    ],
)
def test_no_number_of_a_text_runs_into_the_one_before(counted: int, of: int, written: str) -> None:
    assert _number(Number(counted, of), "number") == written


def test_a_board_reads_two_periods_more_as_they_were_told_then(demo: Path) -> None:
    def voice(report: dict[str, Any]) -> dict[str, Any]:
        [found] = [one for one in figures(report) if one["measure"] == "board-voice-recorded"]
        entry: dict[str, Any] = found["whole"][0]
        return entry

    now = voice(as_json(demo, "board"))
    autumn, summer = now["earlier"]
    assert [autumn["period"]["name"], summer["period"]["name"]] == [
        "2025-26-autumn",
        "2024-25-summer",
    ]
    then = pepsite("report", "board", "-C", demo, "--as-of", "2026-04-12", "--format", "json")
    assert autumn["number"] == voice(json.loads(then.stdout))["before"]
    assert "Earlier: autumn term 2025-26" in made(demo, "board")
    assert "Earlier: autumn term 2025-26" in made(demo, "board", "md")


def test_periods_before_the_records_begin_are_not_shown_and_staff_read_none(demo: Path) -> None:
    told = pepsite("report", "board", "-C", demo, "--as-of", "2025-05-15", "--format", "json")
    by_term = [figure for figure in figures(json.loads(told.stdout)) if figure["whole"]]
    earlier = {
        len(entry["earlier"])
        for figure in by_term
        if figure["now"]["name"] == "2024-25-summer"
        for entry in figure["whole"]
    }
    assert earlier == {1}
    staff = as_json(demo, "first-tier")
    assert {str(one["earlier"]) for each in figures(staff) for one in each["whole"]} == {"[]"}


def test_what_grows_is_not_held_against_a_whole_period_while_its_own_still_runs(
    demo: Path,
) -> None:
    changes = {
        figure["measure"]: {entry["change"] for entry in figure["whole"]}
        for figure in figures(as_json(demo, "board"))
        if figure["measure"] in {"board-premium-money", "board-quality-assured", "board-samples"}
    }
    assert changes == {measure: {"so-far"} for measure in changes}
    assert len(changes) == 3
    assert "not reached yet" in made(demo, "board")


@pytest.mark.uncounted
def test_a_board_reads_no_id_of_anyone_and_staff_read_those_that_are_not_met(
    few: Path, tmp_path: Path
) -> None:
    workspace = tmp_path / "workspace"
    shutil.copytree(few, workspace)
    for reviewed in (workspace / "records" / "children").glob("*/qa-reviews"):
        shutil.rmtree(reviewed)
    board = made(workspace, "board", "json")
    ids = [path.name for path in (workspace / "records" / "children").iterdir()]
    ids += [path.stem for kind in ("people", "schools") for path in _records(workspace, kind)]

    second_tier = as_json(workspace, "second-tier-half-term")
    named = {one["record"] for figure in figures(second_tier) for one in figure["named"]}

    assert [one for one in ids if one in board] == []
    assert named
    assert named <= set(ids)


def _records(demo: Path, kind: str) -> list[Path]:
    return sorted((demo / "records" / kind).glob("*.yaml"))


@pytest.mark.uncounted
def test_a_school_is_told_of_itself_alone_and_the_schools_add_up(few: Path) -> None:
    def children(report: dict[str, Any]) -> int:
        [figure] = [one for one in figures(report) if one["measure"] == "school-children"]
        number: int = figure["whole"][0]["now"]["counted"]
        return number

    by_school = [
        as_json(few, "governors", "--school", path.stem) for path in _records(few, "schools")
    ]
    assert all(report["withholding"] is None for report in by_school)
    assert sum(children(report) > 0 for report in by_school) > 3
    board = next(iter(figures(as_json(few, "board"))))
    [area] = [table for table in board["tables"] if table["by"] == "in-or-out-of-area"]
    [nowhere] = [row["now"] for row in area["rows"] if row["row"] == "no-school-place"]
    without = board["whole"][0]["now"]["counted"] - sum(map(children, by_school))
    assert without == nowhere["counted"] or (nowhere["withheld"] and 0 < without < 6)


@pytest.mark.uncounted
def test_the_answer_is_the_same_for_any_number_of_processes(demo: Path) -> None:
    one, four = (made(demo, "board", "json", "--jobs", jobs) for jobs in ("1", "4"))
    assert one == four


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "name a report"),
        (("nothing",), 10, "no report of this name"),
        (("governors",), 10, "school by school"),
        (("governors", "--school", "sc-0000000000000"), 10, "no school with this id"),
        (("board", "--school", "sc-0000000000000"), 10, "leave out --school"),
    ],
)
def test_what_cannot_be_made_is_said(
    demo: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    outcome = pepsite("report", *words, "-C", demo, *AS_OF)
    assert outcome.exit_code == code
    assert said in outcome.stderr


def test_a_day_without_a_calendar_has_no_figures_and_says_what_is_missing(demo: Path) -> None:
    outcome = pepsite("report", "board", "-C", demo, "--as-of", "2028-05-15", "--format", "json")
    report = json.loads(outcome.stdout)
    assert report["now"] is None
    assert "calendar" in report["missing"]
    [first, *_] = figures(report)
    assert (first["whole"], first["missing"]) == ([], report["missing"])


def test_records_that_cannot_be_read_are_counted(workspace: Path) -> None:
    [child, *_] = sorted((workspace / "records" / "children").iterdir())
    (child / "child.yaml").write_text("Zebedee: [\n")
    told = made(workspace, "board")
    assert "1 record could not be read" in told
    assert "Zebedee" not in told
