"""When a prompt of the policy is due: each kind of occasion, and the days it is told of."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pepsite.compliance.prompting import Prompted, Window, prompts_for
from pepsite.policy.expectations import ExpectationsFile
from tests.compliance.made import Made, made

WINDOW = Window(since=date(2025, 9, 1), soon=date(2025, 12, 31))


def prompted(
    one: Made, when: str, as_of: date, begins: str = "2018-09-01", window: Window = WINDOW
) -> list[Prompted]:
    prompt = {
        "id": "told",
        "title": "Told",
        "from": begins,
        "source": "WAL-01",
        "when": when,
        "to": ["social-worker"],
        "copy_to": ["virtual-school-officer"],
    }
    values = {"schema": "policy-expectations/1", "prompts": [prompt]}
    file = ExpectationsFile.model_validate_json(json.dumps(values))
    under = one.under(expectations=(file,))
    return list(prompts_for(under.casefile, under.setting(as_of), (), window))


RETURNED = [{"returned_on": "2025-10-06", "by": "the officer", "why": "Say more."}]
SIGNED = [
    {"section": "whole", "role": "designated-teacher", "by": "the designated teacher",
     "signed_on": "2025-09-22"}
]  # fmt: skip
REVIEWED = {"reviewed_on": "2025-10-02", "answers": {"q4": "no"}, "rating": "not-meeting"}
AUDITED = {
    "type": "dip-sample", "audited_on": "2025-10-03", "rating": "not-meeting",
    "template": {"name": "tier-2-dip-sample"}, "peps": [{"pep": "pep 1"}],
    "auditors": [{"role": "phase-manager", "person": "the phase manager"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("when", "given", "on"),
    [
        ("returned", {"peps": [{"completed_on": "2025-09-20", "status": "returned",
                                "returned": RETURNED}]}, date(2025, 10, 6)),
        ("signed-off", {"peps": [{"completed_on": "2025-09-20", "sign_offs": SIGNED}]},
         date(2025, 9, 22)),
        ("signed-off", {"peps": [{"completed_on": "2025-09-20", "status": "complete"}]},
         date(2025, 9, 20)),
        ("not-at-standard", {"peps": [{"completed_on": "2025-09-20"}], "qa_reviews": [REVIEWED]},
         date(2025, 10, 2)),
        ("not-at-standard", {"peps": [{"completed_on": "2025-09-20"}], "audits": [AUDITED]},
         date(2025, 10, 3)),
    ],
)  # fmt: skip
def test_what_happened_is_told_of_from_its_day_on(
    when: str, given: dict[str, Any], on: date
) -> None:
    one = made(**given)

    [told] = prompted(one, when, date(2025, 10, 10))

    assert told.on == on
    assert told.pep == one.casefile.peps[0].id
    assert [reader.role for reader in told.to] == ["social-worker"]
    assert prompted(one, when, date(2025, 9, 1)) == []


@pytest.mark.parametrize(
    ("when", "given"),
    [
        ("returned", {"peps": [{"completed_on": "2025-09-20", "returned": RETURNED}]}),
        ("signed-off", {"peps": [{"completed_on": "2025-09-20"}]}),
        ("signed-off", {"peps": [{"sign_offs": SIGNED}]}),
        ("not-at-standard", {"peps": [{"completed_on": "2025-09-20"}],
                             "qa_reviews": [REVIEWED | {"checklist": {"name": "gone"}}]}),
        ("not-at-standard", {"peps": [{"completed_on": "2025-09-20"}],
                             "audits": [AUDITED | {"template": {"name": "gone"}}]}),
    ],
)  # fmt: skip
def test_what_did_not_happen_is_told_to_nobody(when: str, given: dict[str, Any]) -> None:
    assert prompted(made(**given), when, date(2025, 10, 10)) == []


def test_before_a_prompt_begins_nobody_is_told() -> None:
    one = made(peps=[{"completed_on": "2025-09-20", "sign_offs": SIGNED}])

    assert prompted(one, "signed-off", date(2025, 10, 10), begins="2025-09-23") == []
    assert prompted(one, "signed-off", date(2025, 10, 10), begins="2025-09-22") != []


def test_what_happened_before_the_window_is_past() -> None:
    one = made(peps=[{"completed_on": "2025-09-20", "sign_offs": SIGNED}])
    on, after = (replace(WINDOW, since=date(2025, 9, day)) for day in (22, 23))

    assert prompted(one, "signed-off", date(2025, 10, 10), window=on) != []
    assert prompted(one, "signed-off", date(2025, 10, 10), window=after) == []
