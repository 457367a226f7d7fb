"""A clock whose parts make no sense together is refused where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from pepsite.errors import PolicyPackError
from pepsite.store.packs import load_pack
from tests.policy.test_packs import write

CLOCK = """\
schema: policy-timescales/1
clocks:
  - id: one
    title: One
    of: {of}
    milestone: {milestone}
    doer: social-worker
    versions:
      - from: 2024-09-01
        source: EXM-1
        by: {{{by}}}
"""
SPAN = "span: {number: 10, unit: school-days}"


def within(start: str) -> str:
    return f"rule: within, start: {start}, {SPAN}"


def not_stated(start: str) -> str:
    return f"rule: not-stated, start: {start}"


def loaded(tmp_path: Path, of: str, milestone: str, by: str, more: str = "") -> None:
    text = CLOCK.format(of=of, milestone=milestone, by=by).replace("    doer", f"{more}    doer")
    load_pack("exampleshire", write(tmp_path, timescales=text))


@pytest.mark.parametrize(
    ("of", "milestone", "by", "why"),
    [
        (
            "review-pep",
            "held",
            within("entered-care"),
            "within from entered-care is for initial-pep, and this is of review-pep",
        ),
        (
            "every-pep",
            "held",
            within("started-provision"),
            "within from started-provision is for new-provision-pep, and this is of every-pep",
        ),
        (
            "review-pep",
            "held",
            not_stated("entered-care"),
            "not-stated from entered-care is for initial-pep",
        ),
        ("every-pep", "held", within("held"), "held does not come after held"),
        ("every-pep", "arranged", within("held"), "arranged does not come after held"),
        (
            "review-pep",
            "completed",
            within("submitted"),
            "completed does not come after submitted",
        ),
        (
            "every-pep",
            "quality-assured",
            not_stated("quality-assured"),
            "quality-assured does not come after quality-assured",
        ),
        (
            "review-pep",
            "completed",
            "rule: before-first-statutory-review, review_due: {number: 20, unit: working-days}",
            "before-first-statutory-review is for initial-pep, and this is of review-pep",
        ),
        ("initial-pep", "held", "rule: each-term", "each-term is for review-pep"),
        (
            "leaving-care-pep",
            "held",
            "rule: by-term-deadline, deadlines: []",
            "by-term-deadline is for review-pep, and this is of leaving-care-pep",
        ),
        ("initial-pep", "held", f"rule: since-last, {SPAN}", "since-last is for review-pep"),
        (
            "initial-pep",
            "held",
            f"rule: once-in, {SPAN}",
            "once-in is for review-pep or every-pep, and this is of initial-pep",
        ),
        ("every-pep", "held", "rule: by-date-set", "by-date-set is for review-pep"),
        (
            "review-pep",
            "completed",
            "rule: by-date-set",
            "a day is set for the meeting to be held, not for completed",
        ),
        (
            "review-pep",
            "held",
            "rule: in-term-of-leaving-care",
            "in-term-of-leaving-care is for leaving-care-pep, and this is of review-pep",
        ),
        (
            "every-pep",
            "completed",
            f"rule: ahead-of-meeting, {SPAN}",
            "completed does not come before the meeting",
        ),
    ],
)
def test_a_rule_that_cannot_time_its_clock_is_refused(
    tmp_path: Path, of: str, milestone: str, by: str, why: str
) -> None:
    with pytest.raises(PolicyPackError) as raised:
        loaded(tmp_path, of, milestone, by)
    place = "exampleshire/timescales.yaml:11:20: this rule cannot time this clock: "
    assert f"{place}{why}" in str(raised.value)


@pytest.mark.parametrize(
    ("of", "milestone", "by"),
    [
        ("initial-pep", "arranged", within("entered-care")),
        ("initial-pep", "completed", within("held")),
        ("initial-pep", "completed", not_stated("entered-care")),
        ("new-provision-pep", "arranged", within("started-provision")),
        ("review-pep", "completed", within("held")),
        ("every-pep", "feedback-given", within("quality-assured")),
        ("every-pep", "checked-by-social-worker", within("submitted")),
        ("leaving-care-pep", "held", "rule: in-term-of-leaving-care"),
        ("review-pep", "invitations-sent", f"rule: ahead-of-meeting, {SPAN}"),
        ("every-pep", "quality-assured", f"rule: once-in, {SPAN}"),
        ("review-pep", "held", "rule: by-date-set"),
    ],
)
def test_a_rule_that_can_is_taken(tmp_path: Path, of: str, milestone: str, by: str) -> None:
    loaded(tmp_path, of, milestone, by)


def test_types_are_for_every_pep_only(tmp_path: Path) -> None:
    types = "    when: {types: [review]}\n"
    loaded(tmp_path, "every-pep", "completed", within("held"), types)
    with pytest.raises(PolicyPackError) as raised:
        loaded(tmp_path, "review-pep", "held", "rule: each-term", types)
    assert "exampleshire/timescales.yaml:7:12: " in str(raised.value)
    assert "`of` says already which PEPs" in str(raised.value)


def test_a_signed_section_is_named(tmp_path: Path) -> None:
    rule = f"rule: ahead-of-meeting, {SPAN}"
    loaded(tmp_path, "every-pep", "section-signed", rule, "    section: care\n")
    with pytest.raises(PolicyPackError, match=r"timescales\.yaml:6:16: "):
        loaded(tmp_path, "every-pep", "section-signed", rule)


def test_a_term_has_one_deadline(tmp_path: Path) -> None:
    deadline = "{academic_year: 2025, term: autumn, by: 2025-11-14}"
    rule = "rule: by-term-deadline, deadlines: [{}]"
    loaded(tmp_path, "review-pep", "held", rule.format(deadline))
    with pytest.raises(PolicyPackError, match=r"timescales\.yaml:11:38: "):
        loaded(tmp_path, "review-pep", "held", rule.format(f"{deadline}, {deadline}"))
