"""Each way in which a pack can be wrong, in a small pack that is wrong in that way only."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from pepsite.compliance import reachability
from pepsite.errors import PolicyPackError
from pepsite.findings import CATALOGUE
from pepsite.store.packs import shipped_packs
from pepsite.usecases.check_policy import check_policy
from tests.policy.test_packs import CHECKLISTS, CLOCK, PACK, PHASES, SOURCES, write

BY = "        by: {rule: within, start: entered-care, span: {number: 10, unit: working-days}}\n"
OURS = CLOCK.replace("school-days", "working-days")
PLAN = """\
schema: policy-sampling/1
plans:
  - id: tier-2
    title: A sample
    doer: phase-manager
    versions:
      - from: 2024-09-01
        source: EXM-1
        period: term
        population: {reached: held}
        size: {size: number, number: 10}
        auditors: [phase-manager]
        fulfilled_by: [dip-sample]
        template: again
"""
AUDITS = """\
schema: policy-audits/1
templates:
  - id: again
    title: Looked at again
    types: [dip-sample]
    auditors: [phase-manager]
    same_questions_as: quality
"""
CONSEQUENCE = """\
schema: policy-follow-up/1
consequences:
  - id: sent-back
    title: It goes back
    of: quality
    doer: virtual-school-officer
    versions:
      - {from: 2024-09-01, source: EXM-1, ratings: [bad], brings: return}
"""
REPORTS = """\
schema: policy-reports/1
measures:
  - {id: in-time, title: In time, counts: checks-met, kind: process, checks: [initial-pep-held], source: EXM-1}
"""
THEMES = """\
schema: policy-themes/1
themes:
  - {id: below-70, title: Attendance below 70, source: EXM-1, filters: [{test: attendance-below, per_cent: 70}]}
"""
COVERAGE = """\
schema: policy-coverage/1
duties:
  - id: each-school
    title: Each school
    of: school
    period: academic-year
    doer: virtual-school-head
    versions: [{from: 2024-09-01, source: EXM-1, at_least: 1, counts: [qa-review]}]
"""
COMPLETENESS = """\
schema: policy-completeness/1
requirements:
  - id: targets
    field: targets
    title: the targets
    versions: [{from: 2024-09-01, source: EXM-1}]
"""
GOOD = {
    "timescales": OURS,
    "checklists": CHECKLISTS.replace(
        'rating: [{rating: good, source: EXM-1, when: {test: all, answers: ["yes"]}}]',
        "rating:\n"
        '          - {rating: good, source: EXM-1, when: {test: all, answers: ["yes"]}}\n'
        '          - {rating: bad, source: EXM-1, when: {test: any, answers: ["no"]}}',
    ),
    "phases": PHASES,
    "audits": AUDITS,
    "sampling": PLAN,
    "follow_up": CONSEQUENCE,
    "reports": REPORTS,
    "themes": THEMES,
    "coverage": COVERAGE,
    "completeness": COMPLETENESS,
}


def told(workspace: Path, **files: str) -> list[str]:
    report = check_policy("exampleshire", write(workspace, **(GOOD | files)))
    return [
        f"{one.path.removeprefix('policy/exampleshire/')}:{one.line}:{one.column} {one.code}"
        for one in report.in_order
    ]


def more_clocks(*clocks: str) -> str:
    """Return the clock of the example, and others with these fields changed."""
    return OURS + "".join(clocks)


def clock(one_id: str, milestone: str, by: str, **more: str) -> str:
    fields = "".join(f"    {name}: {value}\n" for name, value in more.items())
    return (
        f"  - id: {one_id}\n    title: Another\n    of: initial-pep\n    milestone: {milestone}\n"
        f"{fields}    doer: social-worker\n    versions:\n"
        f"      - {{from: 2024-09-01, source: EXM-1, by: {by}}}\n"
    )


def within(number: int, unit: str = "working-days") -> str:
    return f"{{rule: within, start: entered-care, span: {{number: {number}, unit: {unit}}}}}"


def edition(old: str, new: str) -> dict[str, str]:
    assert old in GOOD["checklists"]
    return {"checklists": GOOD["checklists"].replace(old, new)}


def changed(part: str, old: str, new: str) -> dict[str, str]:
    assert old in GOOD[part]
    return {part: GOOD[part].replace(old, new)}


def test_a_pack_without_a_fault_has_none(tmp_path: Path) -> None:
    assert told(tmp_path) == []


@pytest.mark.parametrize("name", shipped_packs())
def test_no_shipped_pack_has_an_error(name: str) -> None:
    report = check_policy(name)
    assert [
        f"{one.path}:{one.line} {one.message}" for one in report.findings if one.severity == "error"
    ] == []


OWN_QUESTIONS = GOOD["checklists"].partition("editions:")[2].rstrip()
QUESTIONS = "questions: [{id: q1, text: Good?, source: EXM-1}]"
ALL_YES = '{test: all, answers: ["yes"]}'
ANY_NO = '{test: any, answers: ["no"]}'

PARTS = "answers: []\n        parts: [{id: p1, title: One, source: EXM-1}, {id: p2, title: Two, source: EXM-1}]"
PARTS_ONLY = {
    "checklists": GOOD["checklists"]
    .replace('answers: [{id: "yes", title: "Yes"}, {id: "no", title: "No"}]', PARTS)
    .replace(f"        {QUESTIONS}\n", "")
    .replace(ALL_YES, "{test: all, answers: [good]}")
    .replace(ANY_NO, "{test: any, answers: [bad]}")
}


def rated_in_parts(old: str, new: str) -> dict[str, str]:
    assert old in PARTS_ONLY["checklists"]
    return {"checklists": PARTS_ONLY["checklists"].replace(old, new)}


FAULTY = [
    # What cannot be used
    pytest.param(
        changed("timescales", "within", "soon") | changed("phases", "N1", "Y99"),
        ["phases.yaml:3:56 not-in-list", "timescales.yaml:11:20 not-in-list"],
        id="two files that cannot be read are both told",
    ),
    pytest.param(
        changed("sampling", "template: again", "template: other")
        | changed("reports", "[initial-pep-held]", "[initial-pep-late]")
        | changed("follow_up", "of: quality", "of: quantity"),
        [
            "follow-up.yaml:5:9 pack-points-nowhere",
            "reports.yaml:3:79 pack-points-nowhere",
            "sampling.yaml:14:19 pack-points-nowhere",
        ],
        id="names in three files that lead nowhere are all told",
    ),
    pytest.param(
        changed("sampling", "{reached: held}", "{reached: held, themes: [below-50]}"),
        ["sampling.yaml:10:46 pack-points-nowhere"],
        id="a theme nobody has",
    ),
    pytest.param(
        changed(
            "sampling",
            "template: again",
            "must_include: [{id: again, ratings: [amber], source: EXM-1}]",
        ),
        ["sampling.yaml:14:46 pack-points-nowhere"],
        id="a rating nobody gives must be included",
    ),
    pytest.param(
        edition("text: Good?,", "text: Good?, hint: [no-such-check],"),
        ["checklists.yaml:12:50 pack-points-nowhere"],
        id="a hint from a check that is not there",
    ),
    pytest.param(
        edition("text: Good?,", "text: Good?, section: none,"),
        ["checklists.yaml:12:52 pack-points-nowhere"],
        id="a section that is not there",
    ),
    pytest.param(
        edition("text: Good?,", "text: Good?, explain: [perhaps],"),
        ["checklists.yaml:12:53 pack-points-nowhere"],
        id="an explanation of an answer that is not there",
    ),
    pytest.param(
        edition("- {rating: good", "- {rating: great"),
        ["checklists.yaml:15:22 pack-points-nowhere"],
        id="a rule for a rating that is not there",
    ),
    pytest.param(
        edition(ALL_YES, '{test: all, answers: ["maybe"]}'),
        ["checklists.yaml:15:71 pack-points-nowhere"],
        id="a rule for an answer that is not there",
    ),
    pytest.param(
        edition(ALL_YES, '{test: item, item: q9, answers: ["yes"]}'),
        ["checklists.yaml:15:68 pack-points-nowhere"],
        id="a rule for a question that is not there",
    ),
    pytest.param(
        edition(ALL_YES, '{test: all, items: [q1, q9], answers: ["yes"]}'),
        ["checklists.yaml:15:73 pack-points-nowhere"],
        id="a rule for several questions of which one is not there",
    ),
    pytest.param(
        edition(
            "text: Good?,",
            'text: Good?, answers: [{id: "yes", title: A}, {id: "no", title: B}, '
            '{id: "no", title: C}],',
        ),
        ["checklists.yaml:12:43 pack-id-twice"],
        id="an answer of one question twice",
    ),
    pytest.param(
        changed("completeness", "field: targets", "field: goals"),
        ["completeness.yaml:4:12 pack-points-nowhere"],
        id="a field that no PEP has",
    ),
    pytest.param(
        changed("completeness", "title: the", "each_has: [subject, colour]\n    title: the"),
        ["completeness.yaml:5:25 pack-points-nowhere"],
        id="a field that no target has",
    ),
    pytest.param(
        changed("timescales", "initial-pep-held", "initial-pep-statutory")
        | changed("reports", "initial-pep-held", "initial-pep-statutory"),
        ["timescales.yaml:3:9 pack-over-law"],
        id="the id of a clock of the law",
    ),
    pytest.param(
        changed("phases", "18}", "17}"),
        ["phases.yaml:3:3 pack-narrower"],
        id="fewer children than by law",
    ),
    pytest.param(
        {"pack": PACK.replace("england", "nowhere")},
        ["pack.yaml:5:10 pack-header"],
        id="a pack that extends one that is not there",
    ),
    # What nothing ever comes to
    pytest.param(
        edition("\n          - {rating: bad, source: EXM-1, when: " + ANY_NO + "}", ""),
        ["checklists.yaml:13:61 pack-unreachable"],
        id="a rating without a rule",
    ),
    pytest.param(
        edition(ANY_NO, f"{{test: every, of: [{ALL_YES}, {ANY_NO}]}}"),
        ["checklists.yaml:16:11 pack-unreachable"],
        id="a rating whose condition no answers meet",
    ),
    pytest.param(
        edition(ANY_NO, '{test: any, answers: ["yes"]}'),
        ["checklists.yaml:16:11 pack-unreachable"],
        id="a rule behind one that holds whenever it does",
    ),
    pytest.param(
        edition(
            ANY_NO + "}", f"{{test: every, of: [{ALL_YES}, {ANY_NO}]}}}}\n        rated_by: auditor"
        ),
        ["checklists.yaml:16:11 pack-unreachable"],
        id="a rating no auditor may ever enter",
    ),
    pytest.param(
        rated_in_parts(
            "{test: any, answers: [bad]}",
            "{test: every, of: [{test: any, answers: [bad]}, {test: all, answers: [good]}]}",
        ),
        ["checklists.yaml:16:11 pack-unreachable"],
        id="a rating that no ratings of the parts come to",
    ),
    pytest.param(
        edition(
            QUESTIONS,
            "questions:\n"
            "          - {id: q1, text: Good?, source: EXM-1}\n"
            "          - {id: q2, text: Old?, when: {phases: [eyfs], year_groups: [Y9]}, source: EXM-1}",
        ),
        ["checklists.yaml:14:34 pack-unreachable"],
        id="a question for PEPs of which there are none",
    ),
    pytest.param(
        edition(
            "questions:",
            "sections: [{id: s, title: S, only_when: [planned, emergency], source: EXM-1}]\n"
            "        questions:",
        ),
        ["checklists.yaml:12:38 pack-unreachable"],
        id="a section whose circumstances exclude each other",
    ),
    pytest.param(
        changed("completeness", "title: the", "if_answered: targets\n    title: the"),
        ["completeness.yaml:5:18 pack-unreachable"],
        id="a field asked for where it is already there",
    ),
    # What cannot be kept together
    pytest.param(
        edition(ALL_YES, '{test: at-least, number: 2, answers: ["yes"]}'),
        ["checklists.yaml:15:74 pack-contradiction"],
        id="more answers than there are questions",
    ),
    pytest.param(
        rated_in_parts(
            "{test: all, answers: [good]}", "{test: at-least, number: 3, answers: [good]}"
        ),
        ["checklists.yaml:15:74 pack-contradiction"],
        id="more ratings than there are parts",
    ),
    pytest.param(
        edition(
            ALL_YES, "{test: things, field: targets, properties: [subject], each_has_at_least: 2}"
        ),
        ["checklists.yaml:15:122 pack-contradiction"],
        id="more properties than are listed",
    ),
    pytest.param(
        changed("timescales", "source: EXM-1", "until: 2024-08-31\n        source: EXM-1"),
        ["timescales.yaml:10:16 pack-contradiction"],
        id="an end before the beginning",
    ),
    pytest.param(
        changed(
            "coverage",
            "[qa-review]}]",
            "[qa-review]}, {from: 2024-09-01, source: EXM-1, at_least: 2, counts: [qa-review]}]",
        ),
        ["coverage.yaml:8:92 pack-contradiction"],
        id="two versions from one day",
    ),
    pytest.param(
        {
            "timescales": more_clocks(
                clock("arranged", "arranged", within(20)),
            )
        },
        ["timescales.yaml:18:43 pack-contradiction"],
        id="a later last day for what comes first",
    ),
    pytest.param(
        {"timescales": more_clocks(clock("held-again", "held", within(9)))},
        ["timescales.yaml:11:9 pack-contradiction"],
        id="two times for the same",
    ),
    pytest.param(
        {
            "timescales": more_clocks(
                clock(
                    "invited",
                    "invitations-sent",
                    "{rule: ahead-of-meeting, span: {number: 10, unit: working-days}}",
                )
            )
        },
        ["timescales.yaml:18:43 pack-contradiction"],
        id="invitations due before the child comes into care",
    ),
    pytest.param(
        {
            "timescales": OURS.replace("of: initial-pep", "of: review-pep").replace(
                BY,
                "        by:\n          rule: by-term-deadline\n          deadlines:\n"
                "            - {academic_year: 2025, term: autumn, by: 2026-02-01}\n"
                "            - {academic_year: 2025, term: spring, by: 2026-01-31}\n"
                "            - {academic_year: 2025, term: summer, by: 2027-05-01}\n",
            )
        },
        ["timescales.yaml:15:55 pack-contradiction", "timescales.yaml:16:55 pack-contradiction"],
        id="last days of terms out of order, and in another year",
    ),
    pytest.param(
        {
            "timescales": OURS.replace("of: initial-pep", "of: review-pep").replace(
                BY,
                "        by:\n          rule: by-term-deadline\n          deadlines:\n"
                "            - academic_year: 2025\n              term: autumn\n"
                "              by: 2025-12-01\n              except_for:\n"
                "                - {year_groups: [Y10, Y11], by: 2025-11-01}\n"
                "                - {year_groups: [Y11, Y12], by: 2025-11-08}\n",
            )
        },
        ["timescales.yaml:17:15 pack-contradiction"],
        id="a year group with two last days",
    ),
    pytest.param(
        changed(
            "audits",
            "same_questions_as: quality",
            "same_questions_as: quality\n    editions:" + OWN_QUESTIONS,
        ),
        ["audits.yaml:7:24 pack-contradiction"],
        id="a template with questions of its own and those of a checklist",
    ),
    pytest.param(
        changed("audits", "    same_questions_as: quality\n", ""),
        ["audits.yaml:3:3 pack-contradiction"],
        id="a template that asks nothing",
    ),
    pytest.param(
        changed("sampling", "auditors: [phase-manager]", "auditors: [social-worker]"),
        ["sampling.yaml:12:9 pack-contradiction"],
        id="a plan whose auditors may not use its template",
    ),
    pytest.param(
        changed("sampling", "[dip-sample]", "[peer]"),
        ["sampling.yaml:13:9 pack-contradiction"],
        id="a plan that audits by its template do not fulfil",
    ),
    pytest.param(
        changed("sampling", "template: again", "must_include: [{id: some, source: EXM-1}]"),
        ["sampling.yaml:14:24 pack-contradiction"],
        id="a must-include that names nothing",
    ),
    pytest.param(
        changed("follow_up", "[bad]", "[bad, good, worse]"),
        ["follow-up.yaml:8:64 pack-points-nowhere"],
        id="a consequence of a rating nobody gives",
    ),
    pytest.param(
        changed(
            "audits",
            "same_questions_as: quality",
            "editions:" + OWN_QUESTIONS.replace("good", "fine"),
        )
        | changed("follow_up", "[bad]", "[bad, fine]"),
        ["follow-up.yaml:8:58 pack-points-nowhere"],
        id="a consequence of a rating that another form gives",
    ),
    pytest.param(
        changed("coverage", "[qa-review]", "[qa-review, spot-check]"),
        ["coverage.yaml:8:83 pack-points-nowhere"],
        id="coverage by a kind of review that is not there",
    ),
    pytest.param(
        {"pack": PACK + "review_due_on: 2024-08-31\n"},
        ["pack.yaml:7:16 pack-contradiction"],
        id="due for review before it begins",
    ),
    pytest.param(
        changed("timescales", "doer:", "statutory: true\n    doer:"),
        ["timescales.yaml:7:16 pack-contradiction"],
        id="an authority's clock that claims to be the law's",
    ),
    # What only wants looking at
    pytest.param(
        changed("timescales", "10, unit: working-days", "20, unit: school-days"),
        ["timescales.yaml:11:9 pack-weaker"],
        id="school days where the law has working days",
    ),
    pytest.param(
        {"sources": SOURCES + "  - {id: EXM-2, document: A page, where: line 2, says: More.}\n"},
        ["sources.yaml:4:10 pack-source-unused"],
        id="a source that nothing cites",
    ),
    pytest.param(
        {"timescales": OURS.replace(BY, "        by: {rule: not-stated, start: entered-care}\n")},
        ["timescales.yaml:11:9 pack-reading-missing"],
        id="a time that is not stated, and no word on it",
    ),
    pytest.param(
        changed("timescales", "unit: working-days", "unit: unknown"),
        ["timescales.yaml:9:7 pack-reading-missing"],
        id="a number without a unit, and no word on it",
    ),
    pytest.param(
        edition("        rating_in_words", "        to_supply: [rating]\n        rating_in_words"),
        ["checklists.yaml:17:9 pack-reading-missing"],
        id="a rating rule the authority owes, and no word on it",
    ),
    pytest.param(
        changed("sampling", "{size: number, number: 10}", "{size: not-stated}"),
        ["sampling.yaml:11:9 pack-reading-missing"],
        id="a size that is not stated, and no word on it",
    ),
]


def test_a_part_is_rated_from_the_scale_and_not_with_an_answer(tmp_path: Path) -> None:
    part = "parts: [{id: p1, title: The whole, source: EXM-1}]\n        scale:"
    rule = edition("scale:", part)["checklists"].replace
    of_the_scale = rule(ALL_YES, "{test: item, item: p1, answers: [good]}")
    an_answer = rule(ALL_YES, '{test: item, item: p1, answers: ["yes"]}')
    assert told(tmp_path, checklists=of_the_scale) == []
    assert told(tmp_path, checklists=an_answer) == ["checklists.yaml:16:82 pack-points-nowhere"]


@pytest.mark.parametrize(("files", "expected"), FAULTY)
def test_a_fault_is_told_at_its_place(
    tmp_path: Path, files: dict[str, str], expected: list[str]
) -> None:
    assert told(tmp_path, **files) == expected


def test_every_code_about_packs_has_a_small_broken_pack() -> None:
    places = [place for one in FAULTY for place in cast("list[str]", one.values[1])]
    shown = {place.partition(" ")[2] for place in places}
    codes = {code for code in CATALOGUE if code.startswith("pack-")}
    # Unknown sources: test_packs.py; clocks that no rule fits: test_clocks.py; misnamed files:
    # below.
    elsewhere = {"pack-clock-unfit", "pack-file-unknown", "pack-source-unknown"}
    assert codes - shown == elsewhere


def test_a_weaker_clock_is_told_with_a_day(tmp_path: Path) -> None:
    files = changed("timescales", "10, unit: working-days", "20, unit: school-days")
    [one] = check_policy("exampleshire", write(tmp_path, **(GOOD | files))).findings
    assert one.message == (
        "this can end later than the law's own time: initial-pep-statutory: "
        "counted from 2024-09-30 it ends on 2024-11-04, the law's on 2024-10-28"
    )


def test_a_form_too_large_to_try_is_not_called_unreachable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = edition(ANY_NO, f"{{test: every, of: [{ALL_YES}, {ANY_NO}]}}")
    monkeypatch.setattr(reachability, "MOST_FORMS", 1)
    assert told(tmp_path, **files) == []


def test_a_rating_that_rests_on_the_pep_is_not_called_unreachable(tmp_path: Path) -> None:
    evidence = "{test: every, of: [" + ALL_YES + ", {test: evidence, kinds: [sdq]}]}"
    swapped = edition(ALL_YES, evidence)["checklists"].replace(
        ANY_NO, "{test: not, of: {test: evidence, kinds: [sdq]}}"
    )
    assert told(tmp_path, checklists=swapped) == []


def test_a_large_form_is_tried_by_what_makes_a_difference(tmp_path: Path) -> None:
    """Forty questions of three answers: 10 to the 19 forms, and 861 that differ."""
    questions = "".join(
        f"          - {{id: q{n}, text: Good?, source: EXM-1}}\n" for n in range(40)
    )
    files = edition(QUESTIONS, f"questions:\n{questions.rstrip()}")["checklists"].replace(
        '{id: "no", title: "No"}]', '{id: partly, title: Partly}, {id: "no", title: "No"}]'
    )
    never = files.replace(ANY_NO, '{test: at-least, number: 39, answers: ["no", "yes"]}')
    assert told(tmp_path, checklists=never) == []
    never = files.replace(
        ANY_NO,
        '{test: every, of: [{test: at-least, number: 39, answers: ["no"]}, '
        "{test: at-least, number: 2, answers: [partly]}]}",
    )
    assert told(tmp_path, checklists=never) == ["checklists.yaml:56:11 pack-unreachable"]


@pytest.mark.parametrize(
    "name",
    ["followup.yaml", "coverage.yml", "Content.YAML", "more/coverage.yaml", "examples/_a.yaml"],
)
def test_a_file_that_nobody_would_read_is_told(tmp_path: Path, name: str) -> None:
    file = write(tmp_path, **GOOD) / "policy" / "exampleshire" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(COVERAGE)
    assert told(tmp_path) == [f"{name}:1:1 pack-file-unknown"]


def test_beside_the_files_of_a_pack_may_lie_what_is_no_yaml(tmp_path: Path) -> None:
    folder = write(tmp_path, **GOOD) / "policy" / "exampleshire"
    (folder / "README.md").write_text("Ours.")
    (folder / ".yamllint.yaml").write_text("a: b")
    assert told(tmp_path) == []


def test_all_that_is_wrong_with_examples_is_told_beside_the_rest(tmp_path: Path) -> None:
    """They stopped the check, one at a time, at a path that was not theirs."""
    folder = write(tmp_path, **GOOD) / "policy" / "exampleshire" / "examples"
    folder.mkdir()
    text = (
        "schema: policy-examples/1\nabout: A\nexamples:\n"
        "  - {example: One, source: EXM-9, as_of: 2025-09-01, expect: {other: {status: due}}}\n"
        "  - {example: Two, source: EXM-1, as_of: 2025-09-01, expect: {later: {status: due}}}\n"
    )
    (folder / "a.yaml").write_text(text)
    unused = SOURCES + "  - {id: EXM-2, document: A page, where: line 2, says: More.}\n"
    assert told(tmp_path, sources=unused) == [
        "examples/a.yaml:4:28 pack-source-unknown",
        "examples/a.yaml:4:63 pack-points-nowhere",
        "examples/a.yaml:5:63 pack-points-nowhere",
        "sources.yaml:4:10 pack-source-unused",
    ]
    (folder / "b.yaml").write_text("schema: policy-examples/1\nabout: [\n")
    (folder / "_usual.yaml").write_text("schema: policy-usual/1\npupil: {}\n")
    assert "examples/_usual.yaml:2:1 unknown-field" in told(tmp_path)


def test_a_pack_that_is_nowhere_is_no_finding(tmp_path: Path) -> None:
    with pytest.raises(PolicyPackError, match="there is no policy pack nowhere"):
        check_policy("nowhere", tmp_path)


def test_ratings_of_parts_that_can_be_reached_are_no_fault(tmp_path: Path) -> None:
    assert told(tmp_path, **PARTS_ONLY) == []


def test_an_auditor_may_give_a_rating_that_has_no_rule(tmp_path: Path) -> None:
    rule = "\n          - {rating: bad, source: EXM-1, when: " + ANY_NO + "}"
    assert told(tmp_path, **edition(rule, "\n        rated_by: auditor")) == []


def test_a_version_that_begins_after_the_one_before_is_no_fault(tmp_path: Path) -> None:
    later = "{from: 2025-09-01, source: EXM-1, at_least: 2, counts: [qa-review]}"
    assert told(tmp_path, **changed("coverage", "[qa-review]}]", f"[qa-review]}}, {later}]")) == []


def test_questions_that_a_condition_names_are_tried_apart(tmp_path: Path) -> None:
    two = f"{QUESTIONS[:-1]}, {{id: q2, text: Clear?, source: EXM-1}}]"
    yes, no = (
        '{test: item, item: q1, answers: ["yes"]}',
        '{test: item, item: q2, answers: ["no"]}',
    )
    asked = edition(QUESTIONS, two)["checklists"].replace(ALL_YES, yes).replace(ANY_NO, no)
    assert told(tmp_path, checklists=asked) == []
    never = asked.replace(no, no.replace("item: q2", "item: q1").replace('"no"', '"yes"'))
    assert told(tmp_path, checklists=never) == ["checklists.yaml:16:11 pack-unreachable"]
