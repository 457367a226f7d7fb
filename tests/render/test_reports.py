"""Every format, whole, against the files in tests/snapshots/render.

`UPDATE_SNAPSHOTS=1 pytest tests/render` writes them anew; read the difference before you
keep it.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
from lxml import etree

from pepsite.findings import CATALOGUE, Finding, LetPast, Severity, ValidationReport, finding
from pepsite.render import FORMATS, formatted
from pepsite.render.sarif import MOST_RESULTS
from pepsite.render.text import as_text, summary

TESTS = Path(__file__).parents[1]
SNAPSHOTS = TESTS / "snapshots" / "render"
SCHEMAS = TESTS / "schemas_of_others"
ENDINGS = {"text": "text.txt", "json": "json", "github": "github.txt", "junit": "junit.xml"}

PEP = "records/children/ch-0123456789abz/peps/pep-0123456789abz.yaml"
CHILD = "records/children/ch-0123456789abz/child.yaml"
AUTHORITY = "records/authority.yaml"
HEAD = "ps-0123456789abz"
MADE_UP_NAME = "Quillon Featherstonehaugh"


def a_report(
    *findings: Finding, checked: tuple[str, ...] = (AUTHORITY, CHILD, PEP)
) -> ValidationReport:
    return ValidationReport(
        findings,
        checked_paths=checked,
        found=len(checked),
        parsed=len(checked),
        remembered=0,
        names_checked=False,
    )


ODD_PATHS = (
    "records/children/a b.yaml",
    "records/children/50%, or: so.yaml",
    "records/children/Ysgol Gyfun Gŵyr 学校.yaml",
    "records/children/<&\"'>.yaml",
    "records/children/line\nbreak \x1b[31m\x9b31m\u202e.yaml",
    "records/children/not-utf-8-\udce9.yaml",
)

REPORTS = {
    "empty": ValidationReport((), (), 0, 0, 0, names_checked=True),
    "nothing-wrong": replace(a_report(), found=1412, parsed=2, remembered=1410, names_checked=True),
    "errors-and-warnings": a_report(
        finding("not-canonical", PEP),
        finding("unknown-field", PEP, ("targets", 0, MADE_UP_NAME), line=40, column=5),
        finding("unknown-field", PEP, ("targets", 1, "du_on"), line=52, column=5),
        finding("not-a-date", PEP, ("completed_on",), line=12, column=15),
        finding("incomplete", PEP, ("voice",), name="voice", source="england PEP-3"),
        finding("not-canonical", CHILD),
        finding("authority-missing", "records/authority.yaml"),
        checked=(CHILD, PEP),
    ),
    "warnings-only": a_report(
        finding("not-canonical", CHILD),
        finding("incomplete-advised", PEP, line=3, name="careers", source="norfolk N-14"),
    ),
    "let-past": replace(
        a_report(finding("incomplete-advised", PEP, line=3, name="careers")),
        let_past=(
            LetPast(finding("incomplete", PEP, name="voice"), "3f1c2ab09d77" + "0" * 28, HEAD),
            LetPast(finding("correction-missing", CHILD, line=7), "9d41c6e0b1aa" + "0" * 28, ""),
        ),
    ),
    "odd-paths": a_report(
        *(finding("misplaced-file", path) for path in ODD_PATHS), checked=(AUTHORITY, *ODD_PATHS)
    ),
}


def written(name: str, report: ValidationReport) -> str:
    return formatted(report, name)


def assert_is_snapshot(text: str, name: str) -> None:
    path = SNAPSHOTS / name
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("name", ENDINGS)
def test_the_whole_output_is_the_one_agreed(name: str, report: str) -> None:
    assert_is_snapshot(written(name, REPORTS[report]), f"{report}.{ENDINGS[name]}")


@pytest.mark.parametrize("report", REPORTS)
def test_the_whole_sarif_is_the_one_agreed_save_its_list_of_rules(report: str) -> None:
    # The rules are the catalogue again: they have a test of their own below, so that
    # mending a sentence there does not rewrite five snapshots here.
    log = json.loads(written("sarif", REPORTS[report]))
    rules = log["runs"][0]["tool"]["driver"].pop("rules")
    for result in log["runs"][0]["results"]:
        assert rules[result.pop("ruleIndex")]["id"] == result["ruleId"]
    assert_is_snapshot(json.dumps(log, indent=2) + "\n", f"{report}.sarif")


@pytest.mark.parametrize("report", REPORTS)
def test_on_a_terminal_of_eighty_columns_nothing_but_a_place_is_wider(report: str) -> None:
    text = as_text(REPORTS[report], style=click.style, width=80)
    assert_is_snapshot(text, f"{report}.terminal.txt")
    wide = [line for line in click.unstyle(text).splitlines() if len(line) > 80]
    assert all(" " not in line.strip() for line in wide)


@pytest.mark.parametrize("report", REPORTS)
def test_colour_changes_nothing_but_colour(report: str) -> None:
    assert click.unstyle(as_text(REPORTS[report], style=click.style)) == as_text(REPORTS[report])


@pytest.mark.parametrize("name", FORMATS)
def test_the_order_in_which_findings_were_made_does_not_show(name: str) -> None:
    report = REPORTS["errors-and-warnings"]
    backwards = replace(report, findings=report.findings[::-1])
    assert written(name, backwards) == written(name, report)


@pytest.mark.parametrize("name", FORMATS)
def test_a_key_that_somebody_typed_into_a_record_is_never_shown(name: str) -> None:
    report = REPORTS["errors-and-warnings"]
    assert any(MADE_UP_NAME in each.field for each in report.findings)
    text = written(name, report)
    assert "Quillon" not in text
    assert "Featherstonehaugh" not in text


@pytest.mark.parametrize("name", FORMATS)
def test_a_key_that_somebody_typed_changes_nothing_not_even_a_hash(name: str) -> None:
    report = REPORTS["errors-and-warnings"]
    without = tuple(replace(each, field=()) for each in report.findings)
    assert written(name, replace(report, findings=without)) == written(name, report)


@pytest.mark.parametrize("name", FORMATS)
def test_every_code_can_be_shown_in_every_format(name: str) -> None:
    report = a_report(*(every_word(code, f"records/{code}.yaml") for code in CATALOGUE))
    text = written(name, report)
    assert [code for code in CATALOGUE if code not in text] == []


@pytest.mark.parametrize("name", FORMATS)
def test_no_character_of_a_path_can_do_anything_but_be_read(name: str) -> None:
    text = written(name, REPORTS["odd-paths"])
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", text)
    text.encode("utf-8")


@pytest.mark.parametrize("name", ["json", "sarif"])
def test_what_programs_read_is_ascii(name: str) -> None:
    assert written(name, REPORTS["odd-paths"]).isascii()


def every_word(code: str, path: str) -> Finding:
    """Return a finding of this code with every word its sentences ask for."""
    kind = CATALOGUE[code]
    words: dict[str, Any] = dict.fromkeys(
        re.findall(r"\{(\w+)\}", kind.message + kind.hint), "word"
    )
    return finding(code, path, **words)


# --- text


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        pytest.param(
            REPORTS["empty"],
            "nothing wrong in 0 records; 0 files found, 0 read, 0 remembered; names checked",
            id="no files at all",
        ),
        pytest.param(
            a_report(finding("not-canonical", PEP)),
            "1 warning in 1 of 3 records; 3 files found, 3 read, 0 remembered; names not checked",
            id="one warning",
        ),
        pytest.param(
            a_report(finding("no-records", "."), checked=()),
            "1 error in 1 place; 0 files found, 0 read, 0 remembered; names not checked",
            id="an error that lies in no record",
        ),
        pytest.param(
            a_report(
                finding("not-yaml", PEP), finding("authority-missing", AUTHORITY), checked=(PEP,)
            ),
            "2 errors in 1 of 1 record and 1 other place; "
            "1 file found, 1 read, 0 remembered; names not checked",
            id="in a record and elsewhere",
        ),
        pytest.param(
            replace(
                a_report(finding("not-yaml", PEP)), found=12_000, parsed=11_000, remembered=999
            ),
            "1 error in 1 of 3 records; "
            "12,000 files found, 11,000 read, 999 remembered; names not checked",
            id="three files asked about in a large workspace",
        ),
    ],
)
def test_the_summary_counts_honestly(report: ValidationReport, sentence: str) -> None:
    assert summary(report) == sentence
    assert as_text(report).endswith(sentence + "\n")


@pytest.mark.parametrize("width", [1, 20, 33, 79])
def test_a_path_with_spaces_is_never_broken(width: int) -> None:
    path = "records/a path  with error: and many spaces/some file.yaml"
    text = as_text(a_report(finding("misplaced-file", path)), width=width)
    assert text.startswith(f"{path}:1:1:")
    assert text.count("a path  with") == 1


# --- json


def test_json_holds_exactly_what_its_schema_promises() -> None:
    schema = json.loads((TESTS.parent / "docs" / "report.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema)
    for report in REPORTS.values():
        check.validate(json.loads(written("json", report)))
    one = json.loads(written("json", REPORTS["warnings-only"]))
    assert list(one["findings"][0]) == schema["properties"]["findings"]["items"]["required"]
    assert list(one) == schema["required"]


def test_the_schema_of_json_refuses_a_field_it_does_not_know() -> None:
    schema = json.loads((TESTS.parent / "docs" / "report.schema.json").read_text("utf-8"))
    report = json.loads(written("json", REPORTS["warnings-only"]))
    report["findings"][0]["field"] = []
    assert not jsonschema.Draft202012Validator(schema).is_valid(report)


# --- github


def test_github_shows_errors_before_warnings() -> None:
    commands = written("github", REPORTS["errors-and-warnings"]).splitlines()
    kinds = [command.split(" ", 1)[0] for command in commands]
    assert kinds == sorted(kinds)
    assert len(commands) == 7


def test_github_gets_back_the_path_it_was_given() -> None:
    path = "records/50%, or: so\r\n.yaml"
    command = written("github", a_report(finding("misplaced-file", path)))
    value = re.findall(r"file=([^,]*),", command)[0]
    # What the runner does to a property, in the runner's own order.
    for sign, escape in (("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C"), ("%", "%25")):
        value = value.replace(escape, sign)
    assert value == path


# --- sarif


def sarif_errors(text: str) -> list[str]:
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))
    check = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    return [error.message for error in check.iter_errors(json.loads(text))]


@pytest.mark.parametrize("report", REPORTS)
def test_sarif_conforms_to_its_schema(report: str) -> None:
    assert sarif_errors(written("sarif", REPORTS[report])) == []


def test_the_schema_of_sarif_finds_a_fault() -> None:
    log = json.loads(written("sarif", REPORTS["warnings-only"]))
    del log["runs"][0]["results"][0]["message"]
    assert sarif_errors(json.dumps(log)) == ["'message' is a required property"]


def test_sarif_has_a_rule_for_each_code() -> None:
    rules = sarif_run(REPORTS["empty"])["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(CATALOGUE)
    assert rules[0] == {
        "id": "no-records",
        "shortDescription": {"text": "There are no records here."},
        "fullDescription": {
            "text": "There are no records here. Give the folder of a workspace, one that holds "
            "records/authority.yaml; `pepsite init` makes one."
        },
        "help": {
            "text": "Give the folder of a workspace, one that holds records/authority.yaml; "
            "`pepsite init` makes one. See docs/findings/no-records.md in the source of pepsite.",
            "markdown": "Give the folder of a workspace, one that holds records/authority.yaml; "
            "`pepsite init` makes one.\n\n"
            "See `docs/findings/no-records.md` in the source of pepsite.",
        },
        "defaultConfiguration": {"level": "error"},
    }


def sarif_run(report: ValidationReport) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(written("sarif", report))["runs"][0]
    return run


def fingerprints(report: ValidationReport) -> list[str]:
    results = sarif_run(report)["results"]
    return [each["partialFingerprints"]["pepsiteFinding/v1"] for each in results]


def test_an_edit_above_does_not_make_an_old_finding_new() -> None:
    before = a_report(finding("not-a-date", PEP, line=9), finding("not-a-date", PEP, line=20))
    after = a_report(finding("not-a-date", PEP, line=12), finding("not-a-date", PEP, line=23))
    assert fingerprints(before) == fingerprints(after)
    assert len(set(fingerprints(before))) == 2


@pytest.mark.parametrize("beyond", [0, 1], ids=["just as many as GitHub keeps", "one more"])
def test_sarif_says_how_many_it_leaves_out(beyond: int) -> None:
    warnings = [finding("not-canonical", f"records/{n}.yaml") for n in range(MOST_RESULTS - 1)]
    errors = [finding("not-yaml", f"records/z{n}.yaml") for n in range(1 + beyond)]
    run = sarif_run(replace(a_report(*warnings, *errors), names_checked=True))
    assert len(run["results"]) == MOST_RESULTS
    assert [each["level"] for each in run["results"]].count("error") == 1 + beyond
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert [note["message"]["text"] for note in notes] == [
        "Left out here, the number of findings: 1; `--format json` lists all."
    ][:beyond]


# --- junit


def junit_errors(text: str) -> list[str]:
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd"))
    schema.validate(etree.fromstring(text.encode("utf-8")))
    return [error.message for error in schema.error_log]


@pytest.mark.parametrize("report", REPORTS)
def test_junit_conforms_to_its_schema(report: str) -> None:
    assert junit_errors(written("junit", REPORTS[report])) == []


def test_the_schema_of_junit_finds_a_fault() -> None:
    text = written("junit", REPORTS["warnings-only"]).replace('name="records', 'nome="records')
    assert junit_errors(text) != []


def test_junit_counts_each_file_once_and_fails_those_with_errors() -> None:
    suite = etree.fromstring(written("junit", REPORTS["errors-and-warnings"]).encode())[0]
    assert (suite.get("tests"), suite.get("failures")) == ("3", "2")
    assert len(suite.findall("testcase")) == 3
    assert len(suite.findall("testcase/failure")) == 2


# --- the report itself


def test_a_report_counts_by_severity() -> None:
    report = REPORTS["errors-and-warnings"]
    assert (report.errors, report.warnings) == (5, 2)


def test_a_report_puts_errors_first_and_keeps_the_order_within() -> None:
    report = REPORTS["errors-and-warnings"]
    errors = [each for each in report.in_order if each.severity is Severity.ERROR]
    warnings = [each for each in report.in_order if each.severity is Severity.WARNING]
    assert list(report.errors_first) == errors + warnings
