"""The types of fields that hold an id: a record's own, another record's, or an item's."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from pepsite.records.ids import CHARACTER, ITEM_CHARACTERS, PREFIXES, check_character_holds


def _checked(record_id: str) -> str:
    if not check_character_holds(record_id):
        code = "wrong-id"
        raise PydanticCustomError(code, "check character")
    return record_id


@dataclass(frozen=True, slots=True)
class Refers:
    """Marks a field that holds the id of a record of this kind (see `records/references.py`)."""

    kind: str


def _pattern(kind: str) -> StringConstraints:
    return StringConstraints(pattern=rf"^{PREFIXES[kind]}-{CHARACTER}{{13}}$")


# A record's own id is checked to the last character. An id that points elsewhere need
# only be well formed here: whether it points to something is asked of the whole workspace.
OwnCalendarId = Annotated[str, _pattern("calendar"), AfterValidator(_checked)]
OwnSchoolId = Annotated[str, _pattern("school"), AfterValidator(_checked)]
OwnPersonId = Annotated[str, _pattern("person"), AfterValidator(_checked)]
OwnChildId = Annotated[str, _pattern("child"), AfterValidator(_checked)]
OwnPepId = Annotated[str, _pattern("pep"), AfterValidator(_checked)]
OwnQaReviewId = Annotated[str, _pattern("qa-review"), AfterValidator(_checked)]
OwnAuditId = Annotated[str, _pattern("audit"), AfterValidator(_checked)]
OwnSampleId = Annotated[str, _pattern("sample"), AfterValidator(_checked)]
OwnActionId = Annotated[str, _pattern("action"), AfterValidator(_checked)]

SchoolId = Annotated[str, _pattern("school"), Refers("school")]
PersonId = Annotated[str, _pattern("person"), Refers("person")]
ChildId = Annotated[str, _pattern("child"), Refers("child")]
PepId = Annotated[str, _pattern("pep"), Refers("pep")]
QaReviewId = Annotated[str, _pattern("qa-review"), Refers("qa-review")]
AuditId = Annotated[str, _pattern("audit"), Refers("audit")]
SampleId = Annotated[str, _pattern("sample"), Refers("sample")]
ActionId = Annotated[str, _pattern("action"), Refers("action")]

ItemId = Annotated[
    str, StringConstraints(pattern=rf"^[a-hjkmnp-tv-z]{CHARACTER}{{{ITEM_CHARACTERS - 1}}}$")
]
"""Names one item of a list inside one record, through every edit and reordering."""
