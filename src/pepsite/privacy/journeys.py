"""A child's journey in words: codes as people read them, and ids; nothing that anyone wrote."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

from pepsite.compliance.child_journey import Happened
from pepsite.privacy import published, wording
from pepsite.records.code_labels import code_label
from pepsite.records.codes import SEN_PROVISION_LABELS, SenProvision, YearGroup
from pepsite.records.field_titles import code_title, field_title
from pepsite.records.ids import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pepsite.compliance.child_journey import Entry

_TITLES: Final[Mapping[Happened, str]] = {
    Happened.CARE_ENTERED: "Came into care",
    Happened.LEGAL_STATUS: "Legal status",
    Happened.PLACEMENT_BEGAN: "Placement began",
    Happened.PLACEMENT_ENDED: "Placement ended",
    Happened.CARE_ENDED: "Care ended",
    Happened.EDUCATION_BEGAN: "Place of education began",
    Happened.EDUCATION_ENDED: "Place of education ended",
    Happened.EDUCATION_STATUS: "Education",
    Happened.YEAR_GROUP: "Year group",
    Happened.SEN: "Special educational needs",
    Happened.RESPONSIBLE: "Responsible from here on",
    Happened.EVENT: "Event",
    Happened.CORRECTED: "A date was put right",
    Happened.PEP_REQUESTED: "PEP requested",
    Happened.PEP_INITIATED: "PEP begun",
    Happened.PEP_ARRANGED: "PEP meeting arranged",
    Happened.MEETING_PLANNED: "PEP meeting planned",
    Happened.MEETING_HELD: "PEP meeting held",
    Happened.SIGNED: "PEP signed",
    Happened.PEP_SUBMITTED: "PEP submitted",
    Happened.PEP_RETURNED: "PEP sent back",
    Happened.PEP_REVISED: "PEP revised",
    Happened.PEP_EVENT: "PEP",
    Happened.PEP_CLOSED: "PEP closed",
    Happened.QA_REVIEW: "PEP quality assured",
    Happened.FEEDBACK_SHARED: "Feedback shared with",
    Happened.AUDIT: "Audit",
    Happened.ACTION_RAISED: "Action raised",
    Happened.ACTION_ENDED: "Action ended",
}
_ENDS: Final = {Happened.ACTION_RAISED: "to be done by"}
_UNTIL: Final = "until"
_PERSON: Final = f"{PREFIXES['person']}-"


def journey_row(entry: Entry) -> published.JourneyRow:
    """Return an entry as a page has it, which points to no member of staff."""
    codes = (_code(entry.happened, code) for code in entry.codes)
    words = ", ".join((*codes, entry.rated) if entry.rated else codes)
    until = "" if entry.until is None else _ENDS.get(entry.happened, _UNTIL)
    return published.JourneyRow(
        on=entry.on,
        what=_TITLES[entry.happened],
        how=words,
        record=entry.record,
        about=tuple(one for one in entry.about if not one.startswith(_PERSON)),
        until_how=until,
        until=entry.until,
    )


def _code(happened: Happened, code: str) -> str:
    match happened:
        case Happened.YEAR_GROUP:
            return wording.year_group(YearGroup(code))
        case Happened.SEN if code in set(SenProvision):
            return SEN_PROVISION_LABELS[SenProvision(code)]
        case Happened.CORRECTED:
            return field_title(code)
        case _:
            return code_label(code) if isinstance(code, Enum) else code_title(code)
