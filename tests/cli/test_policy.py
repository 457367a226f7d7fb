"""`pepsite policy check`, `show`, `explain` and `diff`, as people and CI call them."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from pepsite.store.packs import shipped_packs
from tests.cli.running import pepsite
from tests.policy.test_check import GOOD, changed, edition
from tests.policy.test_packs import CLOCK, write

AS_OF = ("--as-of", "2026-05-15")
LATER = """\
      - from: 2025-09-01
        source: EXM-1
        reading: Shorter than before.
        by: {rule: within, start: entered-care, span: {number: 5, unit: working-days}}
"""


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """Return a workspace whose pack has one error and one warning."""
    files = edition('{test: any, answers: ["no"]}', '{test: any, answers: ["yes"]}')
    return write(tmp_path, **(GOOD | files | changed("timescales", "10, unit: w", "90, unit: w")))


def check(workspace: Path, *options: str) -> tuple[int, str]:
    result = pepsite("policy", "check", "exampleshire", "-C", workspace, *options)
    return result.exit_code, result.stdout


# --- check


def test_a_faulty_pack_is_told_for_people_and_ends_with_1(faulty: Path) -> None:
    code, text = check(faulty)
    assert code == 1
    assert text.splitlines() == [
        "policy/exampleshire/checklists.yaml:16:11: error: nothing ever comes to this: whenever "
        "this rule for bad holds, one before it has decided [pack-unreachable]",
        "    correct the condition, or take it out",
        "",
        "policy/exampleshire/timescales.yaml:11:9: warning: this can end later than the law's own "
        "time: initial-pep-statutory: counted from 2024-09-02 it ends on 2025-01-09, the law's on "
        "2024-09-30 [pack-weaker]",
        "    the law's time is counted beside it and shown; nothing has to be done if this is what "
        "was decided",
        "",
        "1 error and 1 warning in 2 of 12 pack files",
    ]


def test_a_pack_with_nothing_but_warnings_ends_with_0(tmp_path: Path) -> None:
    root = write(tmp_path, **(GOOD | {"timescales": CLOCK.replace("10", "90")}))
    code, text = check(root)
    assert (code, "1 warning in 1 of 12 pack files" in text) == (0, True)


def test_json_tells_programs_the_same(faulty: Path) -> None:
    code, text = check(faulty, "--format", "json")
    told = json.loads(text)
    assert code == 1
    assert [(one["code"], one["line"], one["column"]) for one in told["findings"]] == [
        ("pack-unreachable", 16, 11),
        ("pack-weaker", 11, 9),
    ]


def test_sarif_names_the_file_and_the_rule(faulty: Path) -> None:
    run = json.loads(check(faulty, "--format", "sarif")[1])["runs"][0]
    assert [one["ruleId"] for one in run["results"]] == ["pack-unreachable", "pack-weaker"]
    [place] = run["results"][0]["locations"]
    uri = place["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "policy/exampleshire/checklists.yaml"
    assert run["invocations"][0]["toolExecutionNotifications"] == []


def test_github_and_junit_tell_it_too(faulty: Path) -> None:
    github = check(faulty, "--format", "github")[1]
    assert "::error file=policy/exampleshire/checklists.yaml,line=16,col=11" in github
    junit = ET.fromstring(check(faulty, "--format", "junit")[1])  # noqa: S314  # our own
    assert len(junit.findall(".//failure")) + len(junit.findall(".//error")) >= 1


def test_a_pack_that_is_not_there_is_no_finding(tmp_path: Path) -> None:
    result = pepsite("policy", "check", "nowhere", "-C", tmp_path)
    assert (result.exit_code, result.stdout) == (11, "")


# --- show


@pytest.mark.parametrize("name", shipped_packs())
def test_a_shipped_pack_can_be_read_as_text_and_as_markdown(name: str) -> None:
    text = pepsite("policy", "show", name, *AS_OF).stdout
    markdown = pepsite("policy", "show", name, *AS_OF, "--format", "md").stdout
    assert text.startswith("The PEP policy of ")
    assert markdown.startswith("# The PEP policy of ")
    assert max(map(len, text.splitlines())) <= 100
    for heading in ("Who has a PEP", "By when", "Sources"):
        assert f"\n{heading}\n---" in text
        assert f"\n## {heading}\n" in markdown


def test_a_page_shows_the_day_asked_about(tmp_path: Path) -> None:
    root = write(tmp_path, **(GOOD | {"timescales": GOOD["timescales"] + LATER}))
    before = pepsite("policy", "show", "exampleshire", "-C", root, "--as-of", "2025-08-31").stdout
    after = pepsite("policy", "show", "exampleshire", "-C", root, "--as-of", "2025-09-01").stdout
    assert "Within 10 working days" in before
    assert "Within 5 working days" in after
    assert "Within 5 working days" not in before


def test_before_a_pack_begins_there_is_nothing_to_show() -> None:
    result = pepsite("policy", "show", "walsall", "--as-of", "2018-08-31")
    assert result.exit_code == 10
    assert "begins on 2018-09-01" in result.stderr


# --- explain


def test_a_clock_is_explained_with_its_versions_sources_place_and_examples(tmp_path: Path) -> None:
    root = write(tmp_path, **(GOOD | {"timescales": GOOD["timescales"] + LATER}))
    result = pepsite("policy", "explain", "exampleshire", "initial-pep-held", "-C", root, *AS_OF)
    assert result.stdout.splitlines() == [
        "initial-pep-held: The first PEP meeting is held",
        "  at policy/exampleshire/timescales.yaml:3",
        "  from 2024-09-01 (not in force)",
        "    Within 10 working days, counted from the day the child comes into care.",
        "    For the first PEP. It is the turn of the social worker.",
        "    Source EXM-1: A page, line 1. Something.",
        "  from 2025-09-01",
        "    Within 5 working days, counted from the day the child comes into care.",
        "    For the first PEP. It is the turn of the social worker.",
        "    How we read it: Shorter than before.",
        "    Source EXM-1: A page, line 1. Something.",
    ]


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        pytest.param("q1", "Answers: Yes, No.", id="a question"),
        pytest.param("meeting", "Given when every answer is “Yes”.", id="a rating"),
        pytest.param("tier-2-monthly", "Once in each month: 10", id="a sampling plan"),
        pytest.param("below-70-attendance", "with attendance below 70%", id="a theme"),
        pytest.param("WAL-61", "tier-2-half-term: Ten PEPs of each phase", id="a row"),
        pytest.param("C6", "two sampling plans", id="a conflict, in large letters"),
        pytest.param("initial-pep-statutory", "at england/timescales.yaml:3", id="the law's"),
        pytest.param("social-worker-leads", "Take the lead on the PEP wherever", id="a task"),
        pytest.param("carer-view", "The field carer_views of a PEP", id="a field of a PEP"),
        pytest.param("prepared-by", "accepts: an answer only.", id="a field with one answer"),
    ],
)
def test_whatever_has_an_id_is_explained(wanted: str, says: str) -> None:
    result = pepsite("policy", "explain", "walsall", wanted, *AS_OF)
    assert result.exit_code == 0
    assert says in result.stdout


def test_everything_that_has_an_id_can_be_explained(tmp_path: Path) -> None:
    root = write(tmp_path, **GOOD)
    for one in ("tier-2", "again", "quality", "sent-back", "in-time", "below-70", "each-school"):
        result = pepsite("policy", "explain", "exampleshire", one, "-C", root, *AS_OF)
        assert result.stdout.startswith(f"{one}: ")
        assert "Source EXM-1" in result.stdout or one == "again"


def test_worked_examples_that_show_an_entry_are_named() -> None:
    shown = pepsite("policy", "explain", "walsall", "initial-pep-completed", *AS_OF).stdout
    assert "walsall/examples/first-pep.yaml:" in shown


def test_what_is_called_nothing_ends_with_10() -> None:
    result = pepsite("policy", "explain", "walsall", "no-such-thing", *AS_OF)
    assert result.exit_code == 10
    assert "nothing in the policy pack walsall is called no-such-thing" in result.stderr


# --- diff


def test_a_new_edition_differs_in_what_it_says(tmp_path: Path) -> None:
    root = write(tmp_path, **(GOOD | {"timescales": GOOD["timescales"] + LATER}))
    days = ("--from", "2025-08-31", "--to", "2025-09-01")
    result = pepsite("policy", "diff", "exampleshire", "-C", root, *days)
    assert result.stdout.splitlines() == [
        "By when",
        "  changed: The first PEP meeting is held [initial-pep-held]",
        "    says",
        "      - Within 10 working days, counted from the day the child comes into care. "
        "For the first PEP. It is the turn of the social worker.",
        "      + Within 5 working days, counted from the day the child comes into care. "
        "For the first PEP. It is the turn of the social worker.",
        "    in force since",
        "      - 2024-09-01",
        "      + 2025-09-01",
        "    how it is read",
        "      - nothing",
        "      + Shorter than before.",
    ]


def test_what_came_and_what_went_is_told_between_two_packs() -> None:
    there = pepsite("policy", "diff", "england", "walsall", "--format", "json").stdout
    back = pepsite("policy", "diff", "walsall", "england", "--format", "json").stdout
    came = {one["id"]: one["how"] for one in json.loads(there)["differences"]}
    went = {one["id"]: one["how"] for one in json.loads(back)["differences"]}
    assert came["tier-2-monthly"] == "added"
    assert went["tier-2-monthly"] == "removed"
    assert "initial-pep-statutory" not in came
    assert set(came) == set(went)


def test_a_pack_does_not_differ_from_itself() -> None:
    result = pepsite("policy", "diff", "walsall", "walsall")
    assert (result.exit_code, result.stdout) == (0, "nothing differs\n")


@pytest.mark.parametrize("packs", [(), ("walsall",), ("walsall", "england", "walsall")])
def test_what_is_to_be_compared_has_to_be_said(packs: tuple[str, ...]) -> None:
    assert pepsite("policy", "diff", *packs).exit_code == 2
