"""The invented council. No real one's children could be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.invented.fields import Fields
from pepsite.invented.terms import BEGIN, US

if TYPE_CHECKING:
    from pepsite.invented.dice import Dice


def invent_authority(dice: Dice) -> Fields:
    """Return the council's own record."""
    return {
        "schema": "authority/1",
        "name": US,
        "virtual_school": "Ashmere Virtual School",
        "policy": "walsall",
        "records_begin_on": BEGIN.isoformat(),
        "contacts": [
            {
                "id": dice.item_id(),
                "what_for": "Personal Education Plans: advice for schools, carers and young people",
                "email": "virtual.school@ashmere.example",
                "telephone": "01632 960 140",
                "address": [
                    "Ashmere Virtual School",
                    "The Old Library",
                    "Market Square",
                    "Ashmere",
                ],
            },
            {
                "id": dice.item_id(),
                "what_for": "Out of hours: a child who has no school to go to tomorrow",
                "telephone": "01632 960 199",
            },
        ],
        "audiences": [
            {"audience": "public"},
            {"audience": "staff", "protective_marking": "OFFICIAL-SENSITIVE"},
            {"audience": "school", "protective_marking": "OFFICIAL-SENSITIVE"},
            {"audience": "board", "protective_marking": "OFFICIAL"},
        ],
        "disclosure": {
            "children_shown_to_schools_as": "initials-year",
            "staff_shown_in_history_as": "name",
            "withhold_below": 6,
        },
        "report_recipients": [
            {
                "id": dice.item_id(),
                "role": "virtual-school-head",
                "who": "Head of the virtual school",
            },
            {"id": dice.item_id(), "role": "board-member", "who": "Corporate parenting board"},
            {
                "id": dice.item_id(),
                "role": "designated-teacher",
                "who": "Designated teachers' termly training",
            },
        ],
        "case_system": "the social care case system",
        "accessibility_contact": "virtual.school@ashmere.example",
        "accessibility": {
            "complies": "partially",
            "prepared_on": "2025-09-08",
            "reviewed_on": "2026-03-09",
            "tested_on": "2026-03-05",
            "tested_how": "one page of each kind, with a keyboard alone and with a screen reader",
            "reply_within": "within 5 working days",
            "known_problems": [
                {
                    "id": "k4m2pz",
                    "what": "Some documents of other organisations that we speak of are scans.",
                    "put_right_by": "2026-09-30",
                },
            ],
        },
    }
