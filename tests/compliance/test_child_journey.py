"""What happened to one child, in the order of days, from all records."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from pepsite.compliance.child_journey import Happened, journey_of
from pepsite.privacy.journeys import journey_row
from tests.compliance.made import Made, made

AS_OF = date(2026, 1, 31)
PROSE = "Zebedee"

CHILD: dict[str, Any] = {
    "born": "2012-03",
    "care": [
        {
            "entered_on": "2024-09-02",
            "ended_on": "2025-12-19",
            "reason_ended": "E8",
            "category_of_need": "N1",
            "legal_statuses": [{"from_on": "2024-09-02", "status": "C2"}],
            "placements": [
                {"from_on": "2024-09-02", "until_on": "2025-03-31", "type": "U4"},
                {"from_on": "2025-04-01", "type": "U6"},
            ],
        },
        {"entered_on": "2026-01-05"},
    ],
    "education": [
        {"school": "our school", "part": "main", "from_on": "2023-09-04", "until_on": "2025-07-18"},
        {
            "school": "our school",
            "part": "tuition",
            "from_on": "2025-09-04",
            "until_on": "2026-07-17",
        },
    ],
    "education_statuses": [{"from_on": "2025-09-04", "status": "no-school-place"}],
    "year_groups": [{"from_on": "2025-09-01", "year_group": "Y9"}],
    "sen": [{"from_on": "2025-10-01", "provision": "K", "primary_need": "SEMH"}],
    "responsible": [
        {"role": "social-worker", "person": "the social worker", "from_on": "2024-09-02"}
    ],
    "events": [
        {
            "kind": "suspension",
            "happened_on": "2025-06-02",
            "half_days": 4,
            "back_on": "2025-06-04",
            "reason": PROSE,
        },
        {"kind": "school-move", "happened_on": "2025-09-04", "school": "our school"},
    ],
}


def test_all_that_happened_stands_in_the_order_of_days() -> None:
    child = made(child=CHILD)

    told = _told(child)

    assert told == [
        "2023-09-04 Place of education began: main until 2025-07-18",
        "2024-09-02 Came into care: abuse or neglect (N1) until 2025-12-19",
        "2024-09-02 Legal status: full care order (C2)",
        "2024-09-02 Placement began: foster care, long term (U4) until 2025-03-31",
        "2024-09-02 Responsible from here on: social worker",
        "2025-03-31 Placement ended: foster care, long term (U4)",
        "2025-04-01 Placement began: foster care, neither long term nor to adopt (U6)",
        "2025-06-02 Event: suspension until 2025-06-04",
        "2025-07-18 Place of education ended: main",
        "2025-09-01 Year group: Year 9",
        "2025-09-04 Place of education began: tuition",
        "2025-09-04 Education: no school place",
        "2025-09-04 Event: school move",
        "2025-10-01 Special educational needs: SEN support, social, emotional and mental health (SEMH)",
        "2025-12-19 Care ended: any other reason (E8)",
        "2026-01-05 Came into care",
    ]
    assert PROSE not in repr(journey_of(child.casefile, child.setting(AS_OF)))


def test_peps_and_what_judged_them_stand_among_it() -> None:
    child = made(
        peps=[
            {
                "status": "returned",
                "requested_on": "2025-09-10",
                "initiated_on": "2025-09-10",
                "arranged_on": "2025-09-12",
                "completed_on": "2025-09-26",
                "meetings": [
                    {
                        "planned_for": "2025-09-18",
                        "mode": "in-person",
                        "outcome": "cancelled",
                        "why": PROSE,
                    },
                    {
                        "planned_for": "2025-09-22",
                        "mode": "in-person",
                        "outcome": "held",
                        "held_on": "2025-09-22",
                    },
                ],
                "sign_offs": [
                    {
                        "section": "care",
                        "role": "social-worker",
                        "by": "the social worker",
                        "signed_on": "2025-09-25",
                    },
                    {"section": "voice", "role": "child", "signed_on": "2025-09-25"},
                ],
                "returned": [
                    {"returned_on": "2025-10-01", "by": "the officer", "why": PROSE},
                ],
            },
        ],
        qa_reviews=[
            {
                "reviewed_on": "2025-09-30",
                "feedback": {"shared_on": "2025-10-02", "shared_with": ["designated-teacher"]},
            },
            {"reviewed_on": "2025-10-05", "rating": PROSE.lower()},
            {"reviewed_on": "2026-02-20"},
        ],
        audits=[{"audited_on": "2025-11-20"}],
        actions=[
            {
                "raised_on": "2025-10-03",
                "target_on": "2026-03-31",
                "outcome": {"ended_on": "2025-12-01", "result": "done", "what": PROSE},
            },
        ],
    )

    told = [line for line in _told(child) if line > "2025-09-09"]

    assert told == [
        "2025-09-10 PEP requested: review",
        "2025-09-10 PEP begun: review",
        "2025-09-12 PEP meeting arranged: review",
        "2025-09-18 PEP meeting planned: review, in person, cancelled",
        "2025-09-22 PEP meeting held: review, in person",
        "2025-09-25 PEP signed: voice, child",
        "2025-09-25 PEP signed: care, social worker",
        "2025-09-26 PEP submitted: review",
        "2025-09-30 PEP quality assured: Meeting the expected standard",
        "2025-10-01 PEP sent back: review",
        "2025-10-02 Feedback shared with: designated teacher",
        "2025-10-03 Action raised to be done by 2026-03-31",
        "2025-10-05 PEP quality assured",
        "2025-11-20 Audit: dip sample",
        "2025-12-01 Action ended: done",
    ]
    assert PROSE not in repr(journey_of(child.casefile, child.setting(AS_OF)))


def test_what_became_of_a_pep_that_was_complete_is_told() -> None:
    child = made(
        child={
            "corrections": [
                {
                    "corrected_on": "2025-10-06",
                    "by": "the officer",
                    "field": "entered_on",
                    "why": PROSE,
                }
            ],
        },
        peps=[
            {
                "status": "closed",
                "completed_on": "2025-09-20",
                "revisions": [
                    {
                        "number": 2,
                        "revised_on": "2025-10-07",
                        "by": "the officer",
                        "why": PROSE,
                    },
                ],
                "events": [{"kind": "shared", "happened_on": "2025-10-08"}],
                "closed": {"closed_on": "2025-10-09", "reason": "moved", "by": "the officer"},
            }
        ],
    )

    assert [line for line in _told(child) if line > "2025-10-01"] == [
        "2025-10-06 A date was put right: entered on",
        "2025-10-07 PEP revised: review",
        "2025-10-08 PEP: shared",
        "2025-10-09 PEP closed: review",
    ]


def test_every_thing_that_can_happen_has_its_words() -> None:
    entry = journey_of(made().casefile, made().setting(AS_OF))[0]

    assert all(journey_row(replace(entry, happened=one, codes=())).what for one in Happened)


def _told(child: Made) -> list[str]:
    rows = map(journey_row, journey_of(child.casefile, child.setting(AS_OF)))
    return [
        f"{row.on} {row.what}"
        + (f": {row.how}" if row.how else "")
        + (f" {row.until_how} {row.until}" if row.until else "")
        for row in rows
    ]
