"""The lives a virtual school knows, one for each of the first children, so that none is missing.

A child is no case; these are only the things that make a plan, a clock or a page behave
differently, and that an example must therefore have.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Case(StrEnum):
    """What is out of the ordinary in a child's story."""

    NONE = "none"
    UNACCOMPANIED = "unaccompanied"
    IN_CUSTODY = "in-custody"
    NO_SCHOOL_PLACE = "no-school-place"
    DUAL_REGISTERED = "dual-registered"
    PART_TIME = "part-time-timetable"
    WANTS_NO_MEETING = "wants-no-meeting"
    CARER_DECLINED = "carer-declined"
    NOT_KNOWN_YET = "not-known-yet"
    EMERGENCY = "emergency"
    CAME_BACK = "came-back"
    LEFT_CARE = "left-care"
    BIRTH_CORRECTED = "birth-month-corrected"
    SCHOOL_MOVE = "school-move"
    REPLANNED = "meeting-cancelled-and-planned-again"
    DUPLICATE = "duplicate"
    RETURNED = "returned"
    SUBMITTED = "awaiting-quality-assurance"
    REVISED = "revised"
    INITIAL_MISSED = "initial-never-held"
    INITIAL_LATE = "initial-late"
    SUSPENDED = "suspended"
    EXCLUDED = "permanently-excluded"
    LEAVING_CARE = "leaving-care"
    DISAGREEMENT = "disagreement"
    ADOPTION = "adoption"
    NOT_IN_EDUCATION = "not-in-education"
    LOW_ATTENDANCE = "low-attendance"
    IN_WALES = "school-in-wales"
    INDEPENDENT = "independent-school"
    INTO_RECEPTION = "into-reception"
    SPECIAL_SCHOOL = "special-school"
    NEW_NOW = "came-into-care-this-month"
    REVIEW_MISSED = "review-missed"
    OUT_OF_AREA = "out-of-area"


class Plot(NamedTuple):
    """A case, the child's year group in 2025/26, and the day of coming into care if it matters."""

    case: Case
    year_group: str
    entered_on: str = ""


PLOTS = (
    Plot(Case.UNACCOMPANIED, "Y12", "2025-10-07"),
    Plot(Case.IN_CUSTODY, "Y11", "2024-11-05"),
    Plot(Case.NO_SCHOOL_PLACE, "Y9", "2025-06-10"),
    Plot(Case.DUAL_REGISTERED, "Y8", "2023-02-14"),
    Plot(Case.PART_TIME, "Y4", "2022-09-27"),
    Plot(Case.WANTS_NO_MEETING, "Y10", "2021-05-11"),
    Plot(Case.CARER_DECLINED, "Y5", "2025-01-21"),
    Plot(Case.NOT_KNOWN_YET, "Y7", "2026-03-03"),
    Plot(Case.EMERGENCY, "Y3", "2025-11-11"),
    Plot(Case.CAME_BACK, "Y6", "2025-09-23"),
    Plot(Case.LEFT_CARE, "R", "2023-10-03"),
    Plot(Case.BIRTH_CORRECTED, "Y2", "2025-02-04"),
    Plot(Case.SCHOOL_MOVE, "Y8", "2022-01-18"),
    Plot(Case.REPLANNED, "N2", "2025-03-11"),
    Plot(Case.DUPLICATE, "Y1", "2025-09-16"),
    Plot(Case.RETURNED, "Y9", "2020-11-24"),
    Plot(Case.SUBMITTED, "Y6", "2023-06-06"),
    Plot(Case.REVISED, "Y11", "2019-03-12"),
    Plot(Case.INITIAL_MISSED, "Y10", "2026-03-10"),
    Plot(Case.INITIAL_LATE, "Y4", "2025-09-30"),
    Plot(Case.SUSPENDED, "Y9", "2022-07-05"),
    Plot(Case.EXCLUDED, "Y10", "2023-04-25"),
    Plot(Case.LEAVING_CARE, "Y13", "2018-02-06"),
    Plot(Case.DISAGREEMENT, "Y7", "2024-10-15"),
    Plot(Case.ADOPTION, "N1", "2025-07-08"),
    Plot(Case.NOT_IN_EDUCATION, "Y13", "2023-11-14"),
    Plot(Case.LOW_ATTENDANCE, "Y11", "2022-03-15"),
    Plot(Case.IN_WALES, "Y8", "2021-10-12"),
    Plot(Case.INDEPENDENT, "Y9", "2024-12-03"),
    Plot(Case.INTO_RECEPTION, "N2", "2024-05-14"),
    Plot(Case.INITIAL_LATE, "Y1", "2026-01-20"),
    Plot(Case.SPECIAL_SCHOOL, "Y5", "2020-02-11"),
    Plot(Case.NEW_NOW, "R", "2026-04-28"),
    Plot(Case.REVIEW_MISSED, "Y10", "2022-11-01"),
    Plot(Case.NONE, "Y12"),
    Plot(Case.NONE, "Y5"),
    Plot(Case.OUT_OF_AREA, "Y3", "2024-11-19"),
    Plot(Case.NONE, "N2"),
    Plot(Case.NONE, "Y13"),
    Plot(Case.NONE, "R"),
)
"""The first forty children. Numbers 34 and 35 are sister and brother."""

YEAR_GROUPS = (
    ("N1", 2), ("N2", 4), ("R", 5), ("Y1", 5), ("Y2", 5), ("Y3", 5), ("Y4", 5), ("Y5", 6),
    ("Y6", 6), ("Y7", 7), ("Y8", 7), ("Y9", 8), ("Y10", 9), ("Y11", 10), ("Y12", 10), ("Y13", 6),
)  # fmt: skip
"""How many children in care there are of each year group, roughly: most are in their teens."""
