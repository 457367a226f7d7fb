"""`pepsite audit`: begun, shown and followed up in the example workspace."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from pepsite.records.fingerprint import fingerprint
from pepsite.records.pep import Pep
from pepsite.records.review import Action, Audit
from pepsite.store.workspace import Reading, read_one
from pepsite.usecases.validate_records import validate_records
from tests.cli.running import pepsite

TOP = Path(__file__).parents[2]
CHILD, AUDIT, DEPUTY = "ch-j61xkcmqvr509", "au-5tgy1h9akqm8k", "ps-cas4r2f14dh4t"
FOLDER = f"records/children/{CHILD}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(TOP / "records", tmp_path / "records")
    return tmp_path


def audits(root: Path) -> set[str]:
    return {path.name for path in (root / FOLDER / "audits").iterdir()}


def start(root: Path, *more: str) -> tuple[int, str, str]:
    done = pepsite(
        "audit", "start", CHILD, "--template", "journey", "--auditor", DEPUTY,
        "--as-of", "2026-05-15", "-C", root, *more,
    )  # fmt: skip
    return done.exit_code, done.stdout, done.stderr


def test_an_audit_that_is_begun_conforms_and_has_its_facts_and_no_answer(root: Path) -> None:
    before = audits(root)

    code, said, aside = start(root)

    assert code == 0
    [name] = audits(root) - before
    path = f"{FOLDER}/audits/{name}"
    assert aside == f"written: {path}\n"
    assert validate_records(root).findings == ()
    audit = read_one(root, path, Reading())
    assert isinstance(audit, Audit)
    assert (str(audit.looked_at_from), str(audit.looked_at_until)) == ("2024-09-02", "2026-05-15")
    assert (audit.answers, audit.rating, audit.overview) == ((), None, None)
    peps = [read_one(root, f"{FOLDER}/peps/{one.pep}.yaml", Reading()) for one in audit.peps]
    assert [fingerprint(one) for one in peps if isinstance(one, Pep)] == [
        one.fingerprint for one in audit.peps
    ]
    assert len(peps) == 5
    for fact in ("came into care on          2021-10-12", "last PEP                   2026-03-11"):
        assert fact in said
    assert "Section 1" not in said
    assert len(re.findall("answer: open", said)) == 14


def test_what_is_shown_quotes_no_prose_of_the_records(root: Path) -> None:
    _, said, _ = start(root)
    shown = pepsite("audit", "show", AUDIT, "-C", root).stdout
    for path in sorted((root / FOLDER).rglob("*.yaml")):
        for line in path.read_text("utf-8").splitlines():
            words = line.strip().removeprefix("- ").partition(": ")[2] or line.strip()
            if words.count(" ") > 4 and not words.startswith("# "):
                assert words not in said + shown


def test_the_period_may_be_another(root: Path) -> None:
    code, said, _ = start(root, "--from", "2026-01-01", "--until", "2026-04-30", "--format", "json")

    assert code == 0
    sheet = json.loads(said)
    assert [pep["held_on"] for pep in sheet["peps"]] == ["2026-03-11"]
    assert sheet["header"]["entered_care_on"] == "2021-10-12"
    [first, last] = sheet["sections"]
    assert (first["section"], last["section"], last["items"]) == ("s2", "s8", [])
    by_id = {one["id"]: one for one in first["items"]}
    assert {hint["check"] for hint in by_id["s2.1"]["hints"]} == {"review-pep-within-12-weeks"}
    assert by_id["s2.8"]["hints"] == []
    evidence = {path for hint in by_id["s2.2"]["hints"] for path in hint["evidence"]}
    assert evidence == {f"{FOLDER}/peps/{sheet['peps'][0]['id']}.yaml"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ch-0000000000000", "--template", "journey"], "no child"),
        ([CHILD, "--template", "voyage"], "no such audit template; it has: tier-2-dip-sample"),
        ([CHILD, "--template", "journey", "--as-of", "2018-08-31"], "no edition"),
        ([CHILD, "--template", "journey", "--auditor", "ps-0000000000000"], "no person"),
        ([CHILD, "--template", "journey", "--type", "peer"], "not for audits of this type"),
        ([CHILD, "--template", "journey", "--until", "2020-01-01"], "is before"),
        ([CHILD, "--template", "journey", "--auditor", "ps-021mjgg322tkb"], "it is for: "),
    ],
)
def test_what_cannot_be_begun_is_refused_and_nothing_is_written(
    root: Path, arguments: list[str], says: str
) -> None:
    before = audits(root)
    given = ["--auditor", DEPUTY, "--as-of", "2026-05-15", *arguments]
    done = pepsite("audit", "start", *given, "-C", root)
    assert done.exit_code == 10
    assert says in done.stderr
    assert audits(root) == before


def without_action(root: Path) -> None:
    path = root / FOLDER / "audits" / f"{AUDIT}.yaml"
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"    action: ac-.*\n", "", text), "utf-8", newline="\n")


def test_recommendations_become_actions_that_are_due(root: Path) -> None:
    without_action(root)
    assert [one.code for one in validate_records(root).findings] == [
        "recommendation-without-action"
    ]
    raise_them = ("audit", "actions", AUDIT, "--owner", DEPUTY, "--target", "2026-06-30")

    done = pepsite(*raise_them, "--raised-on", "2026-05-15", "-C", root)

    assert (done.exit_code, done.stderr) == (0, "1 action\n")
    action = read_one(root, done.stdout.strip(), Reading())
    assert isinstance(action, Action)
    assert (action.raised_by.audit, action.child, action.owner) == (AUDIT, CHILD, DEPUTY)
    assert validate_records(root).findings == ()
    due = pepsite("due", "--as-of", "2026-05-15", "--person", DEPUTY, "-C", root).stdout
    assert f"2026-06-30 in 46 days    {action.id}" in due
    again = pepsite(*raise_them, "--raised-on", "2026-05-15", "-C", root)
    assert (again.stdout, again.stderr) == ("", "0 actions\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["au-0000000000000", "--owner", DEPUTY, "--target", "2026-06-30"], "no audit"),
        ([AUDIT, "--owner", "ps-0000000000000", "--target", "2026-06-30"], "no person"),
        ([AUDIT, "--owner", DEPUTY, "--target", "2026-05-14"], "is before"),
        (
            [AUDIT, "--owner", DEPUTY, "--target", "2026-06-30", "--recommendation", "zzzzzz"],
            "no such recommendation",
        ),
    ],
)
def test_what_cannot_become_an_action_is_refused(
    root: Path, arguments: list[str], says: str
) -> None:
    without_action(root)
    before = sorted((root / "records").rglob("*.yaml"))
    done = pepsite("audit", "actions", *arguments, "--raised-on", "2026-05-15", "-C", root)
    assert done.exit_code == 10
    assert says in done.stderr
    assert sorted((root / "records").rglob("*.yaml")) == before


def test_an_audit_by_a_template_that_is_gone_cannot_be_shown(root: Path) -> None:
    path = root / FOLDER / "audits" / f"{AUDIT}.yaml"
    path.write_text(path.read_text("utf-8").replace("name: journey", "name: voyage"), "utf-8")
    done = pepsite("audit", "show", AUDIT, "-C", root)
    assert (done.exit_code, "no such template" in done.stderr) == (10, True)
