from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import JsonValue

from pepsite.compliance.results import Status
from pepsite.compliance.worked_examples import (
    NOT_JUDGED,
    DrawOutcome,
    ExpectedDraw,
    ExpectedResult,
    ExpectedStatus,
    Given,
    UsualFile,
    merged,
    plain_records,
    unlike_expected,
    unlike_expected_draws,
    unlike_expected_findings,
)
from pepsite.errors import PolicyPackError
from pepsite.policy.pack import PolicyPack
from pepsite.policy.sampling import SizeNotStated
from pepsite.store.packs import load_pack, shipped_packs
from pepsite.usecases.print_worked_examples import worked_examples_page
from pepsite.usecases.read_worked_examples import PlacedExample, worked_examples
from pepsite.usecases.run_worked_examples import (
    ExampleOutcome,
    run_worked_example,
    run_worked_examples,
)

PACKS = {pack: load_pack(pack) for pack in shipped_packs()}
EXAMPLES = {name: worked_examples(name, None, pack) for name, pack in PACKS.items()}
PAGES = Path(__file__).parents[2] / "docs" / "worked-examples"


def of_each_pack(examples: dict[str, tuple[PlacedExample, ...]]) -> list[object]:
    return [
        pytest.param(one, pack, id=f"{pack}: {one.example.example}")
        for pack, several in examples.items()
        for one in several
    ]


@pytest.mark.parametrize(("placed", "pack"), of_each_pack(EXAMPLES))
def test_what_the_example_says_comes_out_and_nothing_else(placed: PlacedExample, pack: str) -> None:
    outcome = run_worked_example(placed, PACKS[pack])
    assert outcome.holds, outcome.in_words()
    for key, wanted in placed.example.expect.items():
        other = ExpectedResult(status="met" if wanted.status != "met" else "missed")
        example = placed.example.model_copy(update={"expect": {key: other}})
        assert list(unlike_expected(example, outcome.results, outcome.ids)), outcome.in_words()


OF_ENGLAND_EVERYWHERE = tuple(one for one in EXAMPLES["england"] if not one.example.only_here)


@pytest.mark.uncounted
@pytest.mark.parametrize(
    ("placed", "pack"),
    of_each_pack({pack: OF_ENGLAND_EVERYWHERE for pack in PACKS if pack != "england"}),
)
def test_what_england_asks_is_asked_under_every_pack(placed: PlacedExample, pack: str) -> None:
    outcome = run_worked_example(placed, PACKS[pack])
    assert outcome.holds, outcome.in_words()


def test_there_are_enough_of_them() -> None:
    assert sum(map(len, EXAMPLES.values())) >= 250


@pytest.mark.parametrize("pack", shipped_packs())
def test_every_sentence_is_said_once(pack: str) -> None:
    told = [(one.about, one.example.example) for one in EXAMPLES[pack]]
    assert sorted(set(told)) == sorted(told)


@pytest.mark.parametrize("pack", shipped_packs())
def test_every_check_has_an_example_on_each_side(pack: str) -> None:
    own = {*load_pack(pack).titles()} - {
        *(load_pack("england").titles() if pack != "england" else ())
    }
    # A plan whose source states no size is never judged.
    own -= {
        plan.id
        for plan in load_pack(pack).plans
        if all(isinstance(version.size, SizeNotStated) for version in plan.versions)
    }
    seen: dict[str, set[str]] = {check: set() for check in own}
    for placed in EXAMPLES[pack]:
        for key, wanted in placed.example.expect.items():
            seen.setdefault(key.partition("@")[0], set()).add(wanted.status)
    assert {check for check in own if len(seen[check]) < 2} == set()


@pytest.mark.parametrize("pack", shipped_packs())
def test_every_requirement_has_an_example_without_it(pack: str) -> None:
    policy: PolicyPack = load_pack(pack)
    missing = {
        one.partition("@")[2]
        for placed in (*EXAMPLES[pack], *EXAMPLES["england"])
        for one in placed.example.expect_findings or ()
        if one.startswith("incomplete")
    }
    assert {one.field for one in policy.requirements} - missing == set()


@pytest.mark.parametrize("pack", shipped_packs())
def test_the_printed_page_is_up_to_date(pack: str) -> None:
    page = PAGES / f"{pack}.md"
    assert page.read_text("utf-8") == worked_examples_page(pack), (
        f"write worked_examples_page({pack!r}) to {page}"
    )


def test_every_printed_page_is_of_a_pack() -> None:
    assert sorted(page.stem for page in PAGES.glob("*.md")) == list(shipped_packs())


def test_a_finding_too_many_and_one_too_few_are_both_told() -> None:
    placed = next(one for one in EXAMPLES["walsall"] if one.example.expect_findings)
    outcome = run_worked_example(placed, PACKS["walsall"])
    example = outcome.example.model_copy(update={"expect_findings": ("points-nowhere@school",)})
    too_few, *too_many = unlike_expected_findings(example, outcome.findings)
    assert too_few == "points-nowhere@school should be found, and is not"
    assert len(too_many) == len(outcome.findings)


WITH_DRAWS = {
    pack: tuple(one for one in several if one.example.expect_draw)
    for pack, several in EXAMPLES.items()
}


@pytest.mark.parametrize(("placed", "pack"), of_each_pack(WITH_DRAWS))
def test_a_draw_that_was_expected_otherwise_would_fail(placed: PlacedExample, pack: str) -> None:
    outcome = run_worked_example(placed, PACKS[pack])
    for plan, wanted in outcome.example.expect_draw.items():
        came_out = outcome.draws[plan]
        assert isinstance(came_out, DrawOutcome)
        drawn = len(came_out.draw.chosen)
        other = wanted.model_copy(update={"drawn": drawn + 1})
        assert told_of_the_draw(outcome, plan, other) == [
            f"{plan} should have drawn {drawn + 1}, and it is {drawn}"
        ]


def told_of_the_draw(outcome: ExampleOutcome, plan: str, expected: ExpectedDraw) -> list[str]:
    example = outcome.example.model_copy(update={"expect_draw": {plan: expected}})
    return list(unlike_expected_draws(example, outcome.draws, outcome.ids))


@pytest.mark.parametrize(
    ("expected", "difference"),
    [
        pytest.param({"drawn": 2}, "should have drawn 2, and it is 1", id="how many"),
        pytest.param({"population": 2}, "should have population 2, and it is 1", id="of how many"),
        pytest.param(
            {"shortfalls": {}},
            "should have shortfalls {}, and it is {'all': 1}",
            id="what is short",
        ),
        pytest.param(
            {"auditor_of": {"pep 1": "the deputy"}},
            "should have auditor_of pep 1 the deputy, and it is the phase manager",
            id="who has it",
        ),
        pytest.param({"includes": ["pep 2"]}, "should have pep 2 in it", id="what is not in it"),
        pytest.param({"leaves_out": ["pep 1"]}, "should not have pep 1 in it", id="what is in it"),
    ],
)
def test_what_a_draw_came_to_instead_is_told(
    own_pack: Path, expected: dict[str, Any], difference: str
) -> None:
    assert outcome_of_draw(own_pack, "2025-10-10", expected) == (f"a-sample {difference}",)


def test_why_there_is_no_draw_is_told(own_pack: Path) -> None:
    assert outcome_of_draw(own_pack, "2024-08-31", {"drawn": 0}) == (
        "a-sample cannot be drawn: there is no such plan on that day",
    )


SAMPLING = """\
schema: policy-sampling/1
plans:
  - id: a-sample
    title: A sample
    doer: phase-manager
    versions:
      - from: 2024-09-01
        source: EXM-1
        period: month
        population: {reached: submitted}
        size: {size: number, number: 5}
        auditors: [phase-manager]
        fulfilled_by: [dip-sample]
"""


def outcome_of_draw(pack: Path, on: str, expected: dict[str, Any]) -> tuple[str, ...]:
    (pack / "sampling.yaml").write_text(SAMPLING)
    peps = "{peps: [{completed_on: 2025-10-02}, {completed_on: 2025-09-02}]}"
    wanted = json.dumps({"a-sample": {"on": on, **expected}})
    (pack / "examples" / "some.yaml").write_text(
        EXAMPLE.replace("as_of: 2025-09-30", f"given: {peps}").replace(
            "expect: {initial-pep-statutory: overdue}", f"expect_draw: {wanted}"
        )
    )
    [outcome] = run_worked_examples("exampleshire", pack.parents[1])
    return outcome.differences


# --- A pack of somebody's own


PACK = """\
schema: policy-pack/1
name: exampleshire
title: Exampleshire
about: An invented authority.
extends: england
first_edition_on: 2024-09-01
"""
SOURCES = """\
schema: policy-sources/1
sources:
  - {id: EXM-1, document: A page, where: line 1, says: Something.}
"""
EXAMPLE = """\
schema: policy-examples/1
about: Something
examples:
  - example: A child has twenty working days
    source: ENG-REG-33
    as_of: 2025-09-30
    expect: {initial-pep-statutory: overdue}
"""


@pytest.fixture
def own_pack(tmp_path: Path) -> Path:
    folder = tmp_path / "policy" / "exampleshire"
    (folder / "examples").mkdir(parents=True)
    (folder / "pack.yaml").write_text(PACK)
    (folder / "sources.yaml").write_text(SOURCES)
    (folder / "examples" / "some.yaml").write_text(EXAMPLE)
    return folder


def test_a_workspaces_own_pack_has_examples_too(own_pack: Path) -> None:
    [outcome] = run_worked_examples("exampleshire", own_pack.parents[1])
    assert outcome.holds
    assert outcome.placed.sentence.startswith("policy/exampleshire/examples/some.yaml:4: ")
    assert "Tuesday 30 September 2025" in worked_examples_page("exampleshire", own_pack.parents[1])


def test_what_is_usual_can_be_changed_by_a_pack(own_pack: Path) -> None:
    usual = "schema: policy-usual/1\nchild: {care: [{entered_on: 2025-09-02}]}\n"
    (own_pack / "examples" / "_usual.yaml").write_text(usual)
    [outcome] = run_worked_examples("exampleshire", own_pack.parents[1])
    assert outcome.in_words() == (
        "policy/exampleshire/examples/some.yaml:4: A child has twenty working days\n"
        "  initial-pep-statutory should have status overdue, and it is due: "
        "This has to be done by Tuesday 30 September 2025."
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            "source: ENG-REG-33",
            "source: EXM-2",
            "policy/exampleshire/examples/some.yaml:4: A child has twenty working days: "
            "sources.yaml does not have EXM-2",
            id="a source nobody has",
        ),
        pytest.param(
            "initial-pep-statutory: overdue",
            "initial-pep: overdue",
            "policy/exampleshire/examples/some.yaml:4: A child has twenty working days: "
            "no check is called initial-pep; there are",
            id="a check nobody has",
        ),
        pytest.param(
            "overdue}",
            "late}",
            "exampleshire/examples/some.yaml:7:37: this is not one of the values allowed here",
            id="a status nobody knows",
        ),
        pytest.param(
            "    as_of: 2025-09-30\n",
            "",
            "exampleshire/examples/some.yaml:6:5: `as_of` must be given together",
            id="no day",
        ),
        pytest.param(
            "    expect: {initial-pep-statutory: overdue}\n",
            "",
            "policy/exampleshire/examples/some.yaml:4:14: `expect` must be given together",
            id="nothing expected",
        ),
        pytest.param(
            "    as_of",
            "    given: {child: {born: 2014-13}}\n    as_of",
            "policy/exampleshire/examples/some.yaml:4: A child has twenty working days: "
            "the child cannot be as it is given: born: this is not written",
            id="a month that is none",
        ),
        pytest.param(
            "    as_of",
            "    given: {peps: [{school: pep 3}]}\n    as_of",
            "pep 1 cannot be as it is given: school: this is not an id",
            id="a PEP in the place of a school",
        ),
        pytest.param(
            "    as_of", "    givn: {}\n    as_of", "some.yaml:6:5: there is no such", id="a slip"
        ),
        pytest.param(EXAMPLE, ": :\n", "some.yaml:1:", id="no YAML"),
    ],
)
def test_a_fault_in_an_example_is_told_with_file_and_line(
    own_pack: Path, old: str, new: str, message: str
) -> None:
    (own_pack / "examples" / "some.yaml").write_text(EXAMPLE.replace(old, new))
    with pytest.raises(PolicyPackError) as raised:
        run_worked_examples("exampleshire", own_pack.parents[1])
    assert message in str(raised.value)


def test_an_examples_file_that_cannot_be_opened_is_told(own_pack: Path) -> None:
    (own_pack / "examples" / "some.yaml").unlink()
    (own_pack / "examples" / "some.yaml").mkdir()
    with pytest.raises(PolicyPackError, match=r"some\.yaml:1:1: this file or folder cannot"):
        run_worked_examples("exampleshire", own_pack.parents[1])


def outcome_of(pack: Path, expect: str) -> str:
    (pack / "examples" / "some.yaml").write_text(
        EXAMPLE.replace("{initial-pep-statutory: overdue}", expect)
    )
    [outcome] = run_worked_examples("exampleshire", pack.parents[1])
    return "\n".join(outcome.differences)


@pytest.mark.parametrize(
    ("expect", "difference"),
    [
        pytest.param(
            "{initial-pep-statutory: {status: overdue, due_on: 2025-09-28}}",
            "should have due_on 2025-09-28, and it is 2025-09-29",
            id="another day",
        ),
        pytest.param(
            "{initial-pep-statutory: {status: overdue, says: by magic}}",
            "should say 'by magic', and says: This had to be done",
            id="another explanation",
        ),
        pytest.param(
            "{initial-pep-emergency-statutory: due}",
            "should be due, and has no result",
            id="a result where there is none",
        ),
        pytest.param(
            "{initial-pep-statutory: not-judged}",
            "should have status not-judged, and it is overdue",
            id="no result where there is one",
        ),
    ],
)
def test_what_came_out_instead_is_told(own_pack: Path, expect: str, difference: str) -> None:
    assert difference in outcome_of(own_pack, expect)


def test_of_several_results_the_example_has_to_name_one(own_pack: Path) -> None:
    example = EXAMPLE.replace(
        "    as_of", "    given: {child: {care: [{entered_on: 2025-02-01}]}}\n    as_of"
    ).replace("initial-pep-statutory: overdue", "review-pep-each-term-statutory: missed")
    (own_pack / "examples" / "some.yaml").write_text(example)
    [outcome] = run_worked_examples("exampleshire", own_pack.parents[1])
    assert outcome.differences == (
        "review-pep-each-term-statutory has 2 results; say which: "
        "review-pep-each-term-statutory@2024-25-summer, review-pep-each-term-statutory@2025-26-autumn",
    )


@pytest.mark.parametrize(
    ("usual", "given", "result"),
    [
        pytest.param({"a": 1, "b": 2}, {"b": 3}, {"a": 1, "b": 3}, id="a field"),
        pytest.param({"a": 1, "b": 2}, {"b": None}, {"a": 1}, id="a field taken away"),
        pytest.param({"a": {"x": 1}}, {"a": {"y": 2}}, {"a": {"x": 1, "y": 2}}, id="fields below"),
        pytest.param([{"x": 1}], [{}, {"x": 2}], [{"x": 1}, {"x": 2}], id="items by position"),
        pytest.param([{"x": 1}, {"y": 1}], [{}, {}, {}], [{"x": 1}, {"y": 1}, {"y": 1}], id="more"),
        pytest.param([{"x": 1}], [], [], id="an empty list"),
        pytest.param([], [{"x": 1}], [{"x": 1}], id="onto an empty list"),
        pytest.param(None, {"x": {"y": None, "z": 1}}, {"x": {"z": 1}}, id="onto nothing"),
        pytest.param({"x": 1}, {"no_answer": "n"}, {"no_answer": "n"}, id="an honest answer"),
        pytest.param({"no_answer": "n"}, {"x": 1}, {"x": 1}, id="in place of an honest answer"),
        pytest.param("yes", {"came": "no"}, {"came": "no"}, id="fields for a word"),
    ],
)
def test_what_is_given_is_merged_onto_the_usual(
    usual: object, given: object, result: object
) -> None:
    assert merged(usual, given) == result  # type: ignore[arg-type]  # plain values, all of them


def test_an_example_may_expect_every_status_there_is() -> None:
    assert set(get_args(ExpectedStatus)) == {*map(str, Status), NOT_JUDGED}


def test_a_usual_file_may_say_nothing() -> None:
    assert UsualFile(schema="policy-usual/1").contents == {}


def test_those_invited_may_be_listed_in_full() -> None:
    nobody = UsualFile(schema="policy-usual/1", pep={"year_group": "Y7"})
    listed: JsonValue = [{"role": "carer", "came": "yes"}]
    given = Given(peps=({"meetings": [{"held_on": "2025-09-20", "invited": listed}]},))
    [phases] = load_pack("england").phases
    meetings: Any = plain_records(nobody, given, phases)["pep 1"]["meetings"]
    assert [one["role"] for one in meetings[0]["invited"]] == ["carer"]
