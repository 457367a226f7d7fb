"""What a shipped pack leaves open, a pack that extends it gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from pepsite.errors import PolicyPackError
from pepsite.policy.supplied import left_open
from pepsite.policy.timescales import ByTermDeadline
from pepsite.store.packs import load_pack
from pepsite.usecases.run_worked_examples import run_worked_examples
from tests.policy.test_packs import write

PACK = """\
schema: policy-pack/1
name: ours
title: Ours
about: An invented authority that keeps to another's process.
extends: {extends}
first_edition_on: 2025-09-01
"""
SOURCES = """\
schema: policy-sources/1
sources:
  - {id: OUR-1, document: Our list, where: line 1, says: What was left open.}
"""
DEADLINES = """\
schema: policy-timescales/1
clocks:
  - id: review-by-listed-deadline
    title: The PEP is reviewed by the deadline listed for the term
    of: review-pep
    milestone: held
    doer: designated-teacher
    versions:
      - from: 2025-09-01
        source: OUR-1
        by:
          rule: by-term-deadline
          deadlines:
            - academic_year: 2025
              term: autumn
              by: 2025-10-17
              except_for: [{year_groups: [Y11], by: 2025-10-03}]
"""
QUESTIONS = """\
schema: policy-checklists/1
checklists:
  - id: quality-checklist
    title: Our checklist
    tier: 1
    reviewers: [virtual-school-officer]
    accepts_completion: true
    editions:
      - from: 2025-09-01
        source: OUR-1
        answers: [{id: "yes", title: "Yes"}, {id: "no", title: "No"}]
        questions: [{id: q1, text: Is the voice there?, source: OUR-1}]
        scale: [{id: good, title: Good, at_standard: true}, {id: needing-development, title: Needs development, at_standard: false}]
        rating:
          - {rating: good, source: OUR-1, when: {test: all, answers: ["yes"]}}
          - {rating: needing-development, source: OUR-1, when: {test: any, answers: ["no"]}}
        rating_in_words: All yes is good.
"""
EXAMPLES = """\
schema: policy-examples/1
about: Our deadlines
examples:
  - example: On the day that is listed the review is due
    source: OUR-1
    given: {child: {care: [{entered_on: 2025-07-01}]}}
    as_of: 2025-10-17
    expect: {review-by-listed-deadline@2025-26-autumn: {status: due, due_on: 2025-10-17}}
  - example: A day later it is overdue
    source: OUR-1
    given: {child: {care: [{entered_on: 2025-07-01}]}}
    as_of: 2025-10-18
    expect: {review-by-listed-deadline@2025-26-autumn: overdue}
  - example: In Year 11 the deadline is two weeks sooner
    source: OUR-1
    given: {child: {care: [{entered_on: 2025-07-01}], year_groups: [{from_on: 2025-09-01, year_group: Y11}]}}
    as_of: 2025-10-04
    expect: {review-by-listed-deadline@2025-26-autumn: {status: overdue, due_on: 2025-10-03}}
  - example: Of the spring term nobody can tell until its deadline is listed
    source: OUR-1
    given: {child: {care: [{entered_on: 2025-07-01}]}, peps: [{meetings: [{held_on: 2025-10-10}]}]}
    as_of: 2026-01-20
    expect: {review-by-listed-deadline@2025-26-autumn: met, review-by-listed-deadline@2025-26-spring: cannot-tell}
"""


FIRST = PACK.replace("name: ours", "name: first").replace("{extends}", "england")
LEFT_OPEN = """\
        rating_in_words: The source has none.
        to_supply: [questions, answers, scale, rating]
"""


def ours(root: Path, extends: str, **files: str) -> Path:
    folder = root / "policy" / "ours"
    (folder / "examples").mkdir(parents=True)
    content = {"pack": PACK.replace("{extends}", extends), "sources": SOURCES, **files}
    for name, text in content.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return root


def test_deadlines_are_supplied_by_a_pack_of_ones_own(tmp_path: Path) -> None:
    root = ours(tmp_path, "warwickshire", timescales=DEADLINES)
    (root / "policy/ours/examples/deadlines.yaml").write_text(EXAMPLES, "utf-8")
    outcomes = run_worked_examples("ours", root)
    assert [one.in_words() for one in outcomes if not one.holds] == []
    assert len(outcomes) == 4


def test_what_was_supplied_takes_the_place_of_what_was_left_open(tmp_path: Path) -> None:
    pack = load_pack("ours", ours(tmp_path, "warwickshire", timescales=DEADLINES))
    [clock] = [one for one in pack.clocks if one.id == "review-by-listed-deadline"]
    [rule] = [version.by for version in clock.versions]
    assert isinstance(rule, ByTermDeadline)
    assert len(rule.deadlines) == 1
    assert len(pack.clocks) == len(load_pack("warwickshire").clocks)


def test_the_questions_of_a_checklist_are_supplied_too(tmp_path: Path) -> None:
    pack = load_pack("ours", ours(tmp_path, "shropshire", checklists=QUESTIONS))
    [checklist] = pack.checklists
    assert [one.id for one in checklist.editions[0].questions] == ["q1"]


def test_who_judges_by_a_supplied_checklist_is_checked_by_the_same_name(tmp_path: Path) -> None:
    by_own = (
        "by_own: {id: by-their-own, title: Judged by their own, from: 2025-09-01, source: OUR-1, "
        "role: virtual-school-officer}\n    editions:"
    )
    full = QUESTIONS.replace("editions:", by_own)
    left = full.partition("        answers:")[0] + LEFT_OPEN
    root = ours(tmp_path, "first", checklists=full)
    first = {"pack": FIRST, "sources": SOURCES, "checklists": left}
    write(root, "first", **{part: text.replace("OUR-1", "FST-1") for part, text in first.items()})
    pack = load_pack("ours", root)
    assert [one.id for one in pack.checklists] == ["quality-checklist"]
    assert "by-their-own" in pack.titles()
    assert left_open(load_pack("first", root).checklists[0])


@pytest.mark.parametrize(
    "clock",
    [
        pytest.param("first-pep-meeting-held", id="a clock with a time of its own"),
        pytest.param("initial-pep-statutory", id="a clock of the law"),
    ],
)
def test_what_is_not_left_open_cannot_be_given_again(tmp_path: Path, clock: str) -> None:
    again = DEADLINES.replace("review-by-listed-deadline", clock)
    with pytest.raises(PolicyPackError, match=clock):
        load_pack("ours", ours(tmp_path, "warwickshire", timescales=again))


def test_only_some_things_can_be_left_open() -> None:
    pack = load_pack("norfolk")
    assert [one.id for one in pack.plans if left_open(one)] == ["audit-across-districts"]
    assert [one.id for one in pack.clocks if left_open(one)] == []
    assert not left_open(pack.content[0])
