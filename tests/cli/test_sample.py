"""`pepsite sample`, in the demo's workspace and in a Git repository of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from pepsite.records.child import Child
from pepsite.records.ids import new_id
from pepsite.store.diagnosis import read_document
from pepsite.store.tree import Document, plain_mapping
from pepsite.store.workspace import Reading, read_one
from tests.cli.running import pepsite
from tests.git.repositories import commit, git, repository
from tests.invented.demo import demo_of

AS_OF = ("--as-of", "2026-05-15")
TERM = ("tier-3-term", "--period", "2025-26-summer")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(demo_of(tmp_path_factory, 40))


@pytest.fixture
def school(demo: Path, tmp_path: Path) -> Path:
    return Path(copytree(demo, tmp_path / "workspace"))


def deputy(school: Path) -> str:
    people = (school / "records/people").glob("*.yaml")
    return next(one.stem for one in people if "role: virtual-school-deputy" in one.read_text())


def draw(school: Path, *more: str, by: str | None = None) -> Any:
    done = pepsite(
        "sample", "draw", *(more or TERM), "--by", by or deputy(school), "-C", school, *AS_OF,
        "--format", "json",
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def refused(school: Path, *words: str) -> str:
    before = sorted((school / "records/samples").iterdir())
    done = pepsite("sample", "draw", *words, "-C", school, *AS_OF)
    assert done.exit_code == 10
    assert sorted((school / "records/samples").iterdir()) == before
    return done.stderr.strip().removeprefix("pepsite: ")


def checked(school: Path, *ids: str, code: int = 0) -> list[dict[str, Any]]:
    done = pepsite("sample", "check", *ids, "-C", school, "--format", "json")
    assert done.exit_code == code, done.output
    samples: list[dict[str, Any]] = json.loads(done.stdout)["samples"]
    return samples


def fields_of(file: Path) -> dict[str, Any]:
    document = read_document(file.read_bytes(), "")
    assert isinstance(document, Document)
    return dict(plain_mapping(document.root))


@pytest.mark.uncounted
def test_the_same_commit_and_seed_draw_the_same_peps_for_the_same_people(school: Path) -> None:
    first = draw(school, *TERM, "--seed", "40213")
    (school / first["path"]).unlink()
    again = draw(school, *TERM, "--seed", "40213")
    assert again["drawn"] == first["drawn"]
    assert again["commit"] == first["commit"] == git(school, "rev-parse", "HEAD")
    (school / again["path"]).unlink()
    other = draw(school, *TERM, "--seed", "40214")
    assert [one["pep"] for one in other["drawn"]] != [one["pep"] for one in first["drawn"]]


@pytest.mark.uncounted
def test_two_draws_can_be_made_before_either_is_committed(school: Path) -> None:
    first = draw(school, *TERM, "--seed", "one")
    second = draw(school, "tier-2-monthly", "--period", "2026-05", "--seed", "one")
    assert second["commit"] == first["commit"] == git(school, "rev-parse", "HEAD")
    assert [one["verdict"] for one in checked(school, second["sample"])] == ["as-drawn"]


def test_the_seed_is_chosen_by_chance_and_kept(school: Path) -> None:
    first = draw(school)
    (school / first["path"]).unlink()
    second = draw(school)
    assert first["seed"] != second["seed"]
    assert fields_of(school / second["path"])["seed"] == second["seed"]


@pytest.mark.uncounted
def test_a_sample_that_was_drawn_conforms_and_is_in_the_one_layout(school: Path) -> None:
    drawn = draw(school)
    done = pepsite("validate", "-C", school)
    assert (done.exit_code, "nothing wrong" in done.output) == (0, True)
    assert pepsite("format", "--check", school / drawn["path"], "-C", school).exit_code == 0
    record = fields_of(school / drawn["path"])
    assert len(record["drawn"]) == 10
    assert record["population_size"] == len(record["population"]) == drawn["population"]


def test_nobody_is_given_their_own_and_everyone_as_much_as_another(school: Path) -> None:
    drawn = draw(school)["drawn"]
    for one in drawn:
        path = Path(one["path"]).parent.parent / "child.yaml"
        child = read_one(school, path.as_posix(), Reading())
        assert isinstance(child, Child)
        own = {each.person for each in child.responsible if each.covers(date(2026, 5, 15))}
        assert one["auditor"] not in own
        assert f"prepared_by: {one['auditor']}" not in (school / one["path"]).read_text()
    given = [one["auditor"] for one in drawn]
    assert max(given.count(each) for each in given) == 1


def test_people_are_told_who_audits_what(school: Path) -> None:
    done = pepsite(
        "sample", "draw", *TERM, "--by", deputy(school), "--seed", "a", "-C", school, *AS_OF
    )
    [path] = [
        one
        for one in (school / "records/samples").iterdir()
        if "plan:\n  name: tier-3-term" in one.read_text()
    ]
    record = fields_of(path)
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"{path.stem}: The moderation group looks at ten PEPs each term")
    assert lines[1] == f"10 PEPs drawn of {record['population_size']}, with the seed a."
    for one in record["drawn"]:
        assert f"{one['auditor']}: 1 PEP" in lines
        assert any(one["pep"] in line for line in lines)
    assert done.stderr == f"saved as records/samples/{path.stem}.yaml\n"


def test_a_second_draw_for_the_same_period_is_refused(school: Path) -> None:
    first = draw(school)
    said = refused(school, *TERM, "--by", deputy(school))
    assert said == f"tier-3-term has been drawn for 2025-26-summer: {first['sample']}"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(
            ("tier-9", "--period", "2026-05"),
            "the policy has no sampling plan of this name; "
            "it has: tier-2-half-term, tier-2-monthly, tier-3-term",
            id="no such plan",
        ),
        pytest.param(
            ("tier-2-monthly", "--period", "May"),
            "tier-2-monthly has no period of this name; one is written like 2026-04",
            id="no such period",
        ),
        pytest.param(
            ("tier-2-monthly", "--period", "2026-06"),
            "2026-06 has not begun on Friday 15 May 2026",
            id="not begun",
        ),
        pytest.param(
            ("tier-3-term", "--period", "2026-27-autumn"),
            "this cannot be drawn without a calendar with the terms of 2026/27",
            id="no calendar",
        ),
        pytest.param(
            ("tier-2-monthly", "--period", "2018-08"),
            "tier-2-monthly is not in force on Wednesday 1 August 2018",
            id="before the plan",
        ),
        pytest.param(
            ("tier-2-monthly", "--period", "2026-05", "--number", "4"),
            "the policy says how many PEPs tier-2-monthly draws; leave --number out",
            id="a size of one's own",
        ),
    ],
)
def test_what_cannot_be_drawn(demo: Path, words: tuple[str, ...], said: str) -> None:
    assert refused(demo, *words, "--by", deputy(demo)) == said


def test_only_somebody_on_record_draws(demo: Path) -> None:
    said = refused(demo, *TERM, "--by", new_id("person"))
    assert said == "there is no person with the id that is given with --by"


def test_a_draw_is_not_made_over_a_record_that_cannot_be_read(school: Path) -> None:
    pep = next((school / "records/children").glob("*/peps/*.yaml"))
    pep.write_text("schema: pep/1\n")
    said = refused(school, *TERM, "--by", deputy(school))
    assert said.startswith("1 records cannot be read")


def test_a_plan_of_ones_own_whose_source_states_no_size(school: Path) -> None:
    own_pack(school)
    said = refused(school, "lead-sample", "--period", "2026-05", "--by", deputy(school))
    assert said == (
        "the source of lead-sample states no size; say with --number how many PEPs to draw"
    )
    drawn = draw(school, "lead-sample", "--period", "2026-05", "--number", "2", "--seed", "a")
    assert len(drawn["drawn"]) == 2
    assert [one["verdict"] for one in checked(school, drawn["sample"])] == ["as-drawn"]
    done = pepsite("compliance", "-C", school, *AS_OF, "--format", "json")
    assert "lead-sample" not in {one["check"] for one in json.loads(done.stdout)["results"]}


def own_pack(school: Path) -> None:
    folder = school / "policy/own"
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text(
        "schema: policy-pack/1\nname: own\ntitle: Own\nabout: Ours.\nextends: walsall\n"
        "first_edition_on: 2018-09-01\n"
    )
    (folder / "sources.yaml").write_text(
        "schema: policy-sources/1\nsources:\n  - id: OWN-1\n    document: Ours\n"
        "    where: Page 1\n    says: A sample in what each leads on.\n"
    )
    (folder / "sampling.yaml").write_text(
        "schema: policy-sampling/1\nplans:\n  - id: lead-sample\n    title: What each leads on\n"
        "    doer: phase-manager\n    versions:\n      - from: 2018-09-01\n        source: OWN-1\n"
        "        reading: The source states no size, so none is judged.\n"
        "        period: month\n        population:\n          reached: quality-assured\n"
        "        size:\n          size: not-stated\n        auditors:\n          - phase-manager\n"
        "        fulfilled_by:\n          - dip-sample\n"
    )
    authority = school / "records/authority.yaml"
    authority.write_text(authority.read_text().replace("policy: walsall", "policy: own"))


# --- Drawn again


def test_every_sample_of_the_demo_is_what_its_plan_and_seed_give(demo: Path) -> None:
    assert {one["verdict"] for one in checked(demo)} == {"as-drawn"}


@pytest.mark.uncounted
def test_a_sample_is_drawn_again_from_its_commit_though_records_have_changed(school: Path) -> None:
    drawn = draw(school)
    changed = drawn["drawn"][0]
    pep = school / changed["path"]
    pep.write_text(pep.read_text().replace("\nschool: ", "\n# moved\nschool: ", 1))
    [same] = checked(school, drawn["sample"])
    assert (same["verdict"], same["from_commit"], same["drawn_changed"]) == ("as-drawn", True, [])
    text = pep.read_text()
    pep.write_text(text.replace("completed_on: 2026", "completed_on: 2025", 1))
    [one] = checked(school, drawn["sample"])
    assert one["verdict"] == "as-drawn"
    assert (one["changed"], one["drawn_changed"]) == ([changed["pep"]], [changed["pep"]])


def tampered(school: Path, drawn: dict[str, Any], old: str, new: str) -> list[str]:
    file = school / drawn["path"]
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    [one] = checked(school, drawn["sample"], code=1)
    assert one["verdict"] == "not-as-drawn"
    faults: list[str] = one["faults"]
    return faults


def test_another_seed_than_the_one_drawn_with_shows(school: Path) -> None:
    drawn = draw(school, *TERM, "--seed", "40213")
    faults = tampered(school, drawn, 'seed: "40213"', 'seed: "40214"')
    assert any(one.endswith("is in it, and the seed does not draw it") for one in faults)


@pytest.mark.uncounted
def test_a_pep_taken_out_of_a_sample_shows(school: Path) -> None:
    drawn = draw(school)
    gone = drawn["drawn"][3]["pep"]
    file = school / drawn["path"]
    block = file.read_text().partition("\ndrawn:\n")[2].split("  - id: ")[4]
    faults = tampered(school, drawn, f"  - id: {block}", "")
    assert faults == [f"{gone} is not in it, and the seed draws it"]


@pytest.mark.uncounted
def test_a_population_that_was_made_up_shows(school: Path) -> None:
    drawn = draw(school)
    record = fields_of(school / drawn["path"])
    kept = {one["pep"] for one in record["drawn"]}
    left = next(one for one in record["population"] if one["pep"] not in kept)
    old = f"  - pep: {left['pep']}\n    fingerprint: {left['fingerprint']}\n"
    size = record["population_size"]
    # What the record lists is not even looked at, where its commit tells.
    file = school / drawn["path"]
    file.write_text(file.read_text().replace(old, "", 1))
    assert [one["verdict"] for one in checked(school, drawn["sample"])] == ["as-drawn"]
    faults = tampered(school, drawn, f"population_size: {size}", f"population_size: {size - 1}")
    assert faults == ["what it says it was drawn from is not what its hash stands for"]


def test_without_its_commit_a_sample_is_drawn_again_from_its_own_list(school: Path) -> None:
    drawn = draw(school)
    file = school / drawn["path"]
    file.write_text(file.read_text().replace(drawn["commit"], "0" * 39 + "a"))
    [one] = checked(school, drawn["sample"])
    assert (one["verdict"], one["from_commit"]) == ("as-drawn", False)


@pytest.mark.uncounted
def test_a_large_population_is_known_by_its_commit_alone(
    school: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("compliance.sampling.record", "usecases.draw_sample"):
        monkeypatch.setattr(f"pepsite.{module}.LISTED_UP_TO", 5)
    (school / "records/notes.txt").write_text("not committed")
    said = refused(school, *TERM, "--by", deputy(school))
    assert "too many to be listed in the sample; commit records/ and policy/ first" in said
    (school / "records/notes.txt").unlink()
    drawn = draw(school)
    assert "population" not in fields_of(school / drawn["path"])
    commit(school, "A sample")
    assert pepsite("validate", "-C", school).exit_code == 0
    [one] = checked(school, drawn["sample"])
    assert (one["verdict"], one["from_commit"]) == ("as-drawn", True)
    file = school / drawn["path"]
    file.write_text(file.read_text().replace(drawn["commit"], "0" * 39 + "a"))
    [lost] = checked(school, drawn["sample"], code=1)
    assert lost["verdict"] == "cannot-tell"
    assert lost["missing"].startswith("the commit it was drawn from")


@pytest.mark.uncounted
def test_a_pep_given_to_somebody_else_is_no_fault_and_is_said(school: Path) -> None:
    drawn = draw(school)
    first, second = (drawn["drawn"][number]["auditor"] for number in (0, 1))
    file = school / drawn["path"]
    file.write_text(file.read_text().replace(f"auditor: {first}", f"auditor: {second}", 1))
    [one] = checked(school, drawn["sample"])
    assert (one["verdict"], one["other_auditors"]) == ("as-drawn", 1)
    done = pepsite("sample", "check", drawn["sample"], "-C", school)
    assert done.stdout == (
        f"{drawn['sample']} (tier-3-term): as drawn, drawn again from its commit\n"
        "  Given to others than the draw gave: 1 PEP.\n"
    )
    assert done.stderr == "1 of 1 samples are as drawn\n"


def test_a_sample_that_is_not_there(demo: Path) -> None:
    done = pepsite("sample", "check", new_id("sample"), "-C", demo)
    assert (done.exit_code, done.stdout) == (10, "")


# --- Plans


def test_the_plans_with_the_period_that_runs_and_what_was_drawn(school: Path) -> None:
    drawn = draw(school)
    done = pepsite("sample", "plans", "-C", school, *AS_OF, "--format", "json")
    plans = {one["plan"]: one for one in json.loads(done.stdout)["plans"]}
    assert list(plans) == ["tier-2-half-term", "tier-2-monthly", "tier-3-term"]
    term = plans["tier-3-term"]
    assert term["period"] == {
        "name": "2025-26-summer",
        "from_on": "2026-04-13",
        "until_on": "2026-07-20",
    }
    assert (term["drawn"], term["draws_in_period"]) == ([drawn["sample"]], 1)
    told = pepsite("sample", "plans", "-C", school, *AS_OF).stdout
    assert max(map(len, told.splitlines())) <= 80
    text = " ".join(told.split())
    assert f"Draws made so far: 1 of 1: {drawn['sample']}." in text
    assert "Draws made so far: 0 of 1." in text
    assert "Now runs 2026-05, Friday 1 May 2026 to Sunday 31 May 2026." in text


def test_a_plan_whose_period_nobody_can_tell(demo: Path) -> None:
    done = pepsite("sample", "plans", "-C", demo, "--as-of", "2027-01-15")
    assert "Which period runs cannot be told without a calendar with the terms of" in done.stdout
    early = pepsite("sample", "plans", "-C", demo, "--as-of", "2018-08-31")
    assert early.stdout.count("Not in force on this day.") == 3


# --- Taken in


def taken_in(school: Path) -> tuple[int, list[tuple[str, str]]]:
    commit(school, "A sample")
    done = pepsite("validate", "-C", school, "--base", "HEAD~1", "--head", "HEAD",
                   "--format", "json")  # fmt: skip
    found = json.loads(done.stdout)["findings"]
    return done.exit_code, [(one["path"], one["code"]) for one in found]


@pytest.mark.uncounted
@pytest.mark.parametrize("listed", [True, False])
def test_the_gate_draws_a_new_sample_again(school: Path, listed: bool) -> None:
    path = draw(school)["path"]
    if not listed:
        file = school / path
        lines = file.read_text().splitlines(keepends=True)
        begin, end = lines.index("population:\n"), lines.index("drawn:\n")
        file.write_text("".join((*lines[:begin], *lines[end:])))
    assert taken_in(school) == (0, [])


def another_drawn(school: Path, drawn: dict[str, Any]) -> None:
    """Put a PEP of the population that the seed did not give into the place of one it gave."""
    record = fields_of(school / drawn["path"])
    chosen = {one["pep"] for one in record["drawn"]}
    other = next(one for one in record["population"] if one["pep"] not in chosen)
    first = record["drawn"][0]
    head, _, tail = (school / drawn["path"]).read_text().partition("\ndrawn:\n")
    for old, new in zip(
        (first["pep"], first["fingerprint"]), (other["pep"], other["fingerprint"]), strict=True
    ):
        tail = tail.replace(old, new, 1)
    (school / drawn["path"]).write_text(f"{head}\ndrawn:\n{tail}")


def less_to_draw_from(school: Path, drawn: dict[str, Any]) -> None:
    file = school / drawn["path"]
    size = f"population_size: {drawn['population']}"
    file.write_text(file.read_text().replace(size, f"population_size: {drawn['population'] + 1}"))


def another_seed(school: Path, drawn: dict[str, Any]) -> None:
    file = school / drawn["path"]
    file.write_text(file.read_text().replace(f"seed: {drawn['seed']}", "seed: a better one"))


def drawn_from_nothing(school: Path, drawn: dict[str, Any]) -> None:
    file = school / drawn["path"]
    lines = file.read_text().splitlines(keepends=True)
    begin, end = lines.index("population:\n"), lines.index("drawn:\n")
    text = "".join((*lines[:begin], *lines[end:]))
    # In quotes whatever the commit began with: without them it would be a number.
    file.write_text(re.sub("^commit: .*$", f'commit: "{"1" * 40}"', text, flags=re.MULTILINE))


@pytest.mark.uncounted
@pytest.mark.parametrize(
    ("tamper", "committed"),
    [
        (another_drawn, True),
        (another_drawn, False),
        (less_to_draw_from, True),
        (less_to_draw_from, False),
        (another_seed, True),
        (another_seed, False),
        (drawn_from_nothing, True),
    ],
)
def test_the_gate_takes_in_no_sample_that_somebody_chose(
    school: Path, tamper: Callable[[Path, dict[str, Any]], None], committed: bool
) -> None:
    aside = school / "records/children/README.txt"
    if not committed:  # a sample then names no commit, and its own list is all there is
        aside.write_text("not committed")
    drawn = draw(school, *TERM, "--seed", "a1b2c3")
    aside.unlink(missing_ok=True)
    tamper(school, drawn)
    assert taken_in(school) == (1, [(drawn["path"], "sample-not-as-drawn")])
