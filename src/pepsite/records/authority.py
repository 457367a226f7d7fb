"""The authority: whose virtual school this is, and what it has settled for its workspace."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from pepsite.records.base import (
    Day,
    Item,
    Line,
    Model,
    refuse,
    refuse_equal_ids,
    refuse_unordered,
)
from pepsite.records.codes import Role

PolicyName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
"""The folder name of a policy pack."""


class Audience(StrEnum):
    """For whom a build of the site is made."""

    PUBLIC = "public"
    STAFF = "staff"
    SCHOOL = "school"
    BOARD = "board"


class ChildLabel(StrEnum):
    """How a child is labelled in what leaves for a school."""

    ID = "id"
    INITIALS_YEAR = "initials-year"
    NAME = "name"


class StaffLabel(StrEnum):
    """How a member of staff is named in the history of the records."""

    ID = "id"
    NAME = "name"


class Contact(Item):
    """Someone the public may write to or call."""

    what_for: Line
    email: Line | None = None
    telephone: Line | None = None
    address: tuple[Line, ...] = ()


class Disclosure(Model):
    """What the authority has settled about who sees what.

    `withhold_below`: figures for a board are withheld below this number.
    """

    children_shown_to_schools_as: ChildLabel
    staff_shown_in_history_as: StaffLabel
    withhold_below: Annotated[int, Field(ge=2, le=100)] | None = None


class AudienceSettings(Model):
    """One audience the site is built for, and the marking its pages carry."""

    audience: Audience
    protective_marking: Line | None = None


class Recipient(Item):
    """A group that is sent a report."""

    role: Role
    who: Line


class TrailerAsked(StrEnum):
    """A line at the end of a commit's message that a workspace may ask for."""

    SUBMITTED_BY = "Submitted-by"
    IDENTITY_METHOD = "Identity-Method"
    SUBMISSION_ID = "Submission-Id"
    FORM = "Form"
    REASON = "Reason"
    SIGNED_OFF_BY = "Signed-off-by"


class Gate(Model):
    """What the workspace asks of a commit that is to be taken in.

    `trailers` stand in the message of each commit that changes records. With
    `signatures: required` each commit is signed with a key that stands in `allowed_signers`.
    """

    trailers: tuple[TrailerAsked, ...] = ()
    signatures: Literal["required", "not-asked"] = "not-asked"


class Compliance(StrEnum):
    """How far a site meets the Web Content Accessibility Guidelines 2.2 at level AA."""

    FULLY = "fully"
    PARTIALLY = "partially"
    NOT = "not"


class KnownProblem(Item):
    """Something on the site that not everybody can use, and by when that is put right."""

    what: Line
    put_right_by: Day | None = None


class AccessibilityStatement(Model):
    """What the authority states of its site, once somebody has looked.

    `reviewed_on`: when the statement was last gone through again. `reply_within` is in words,
    as it goes on from "you get an answer": `within 5 working days`.
    """

    complies: Compliance
    prepared_on: Day
    reviewed_on: Day | None = None
    tested_on: Day | None = None
    tested_how: Line | None = None
    reply_within: Line | None = None
    known_problems: tuple[KnownProblem, ...] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        refuse_unordered(self, "prepared_on", "reviewed_on")
        refuse_equal_ids(self, "known_problems")
        if self.complies is not Compliance.FULLY and not self.known_problems:
            raise refuse("needs-with-it", "complies", name="known_problems")
        return self


class ForgeKind(StrEnum):
    """What kind of place changes are reviewed at."""

    GITHUB = "github"
    GITLAB = "gitlab"
    FORGEJO = "forgejo"
    OTHER = "other"


_WORD = "[A-Za-z0-9][A-Za-z0-9._-]*"
_HOST = "[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?"


REPOSITORY_NAME = rf"^{_WORD}(/{_WORD})+$"
"""The form of an owner and a name, with groups between them where a forge has such."""
RepositoryName = Annotated[str, StringConstraints(pattern=REPOSITORY_NAME)]
WebAddress = Annotated[str, StringConstraints(pattern=rf"^https://{_HOST}(/{_WORD})*$")]


class Forge(Model):
    """Where changes are reviewed, if that is not the repository that all share itself.

    `repository` is its owner and its name there: `council/records`. `address` is that of the
    forge, where it is none that everybody knows: `https://git.council.example`.
    """

    kind: ForgeKind
    repository: RepositoryName
    address: WebAddress | None = None

    @model_validator(mode="after")
    def _has_an_address(self) -> Self:
        if self.address is None and self.kind not in _KNOWN_TO_ALL:
            raise refuse("needs-with-it", "kind", name="address")
        return self

    @property
    def site(self) -> str:
        """The address of the forge, without a slash at its end."""
        return self.address or _KNOWN_TO_ALL[self.kind]


_KNOWN_TO_ALL = {
    ForgeKind.GITHUB: "https://github.com",
    ForgeKind.GITLAB: "https://gitlab.com",
}


class Authority(Model):
    """One per workspace, at `records/authority.yaml`.

    `records_begin_on` is the day this workspace took over. Duties that fell due before it
    are not judged: what was done about them stands in another system. `gate` is what a change
    has to bring beside its records, `forge` where changes are reviewed. `drafts_kept_days`: how
    long an unfinished form is kept after the day its PEP is due, or after it was last worked on
    if that is later.
    """

    schema_: Literal["authority/1"] = Field(alias="schema")
    name: Line
    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")] | None = None
    virtual_school: Line
    policy: PolicyName
    records_begin_on: Day
    contacts: tuple[Contact, ...] = ()
    audiences: tuple[AudienceSettings, ...] = ()
    disclosure: Disclosure
    report_recipients: tuple[Recipient, ...] = ()
    case_system: Line | None = None
    accessibility_contact: Line | None = None
    accessibility: AccessibilityStatement | None = None
    gate: Gate | None = None
    drafts_kept_days: Annotated[int, Field(ge=1, le=365)] = 28
    forge: Forge | None = None

    def marking_for(self, audience: Audience) -> str | None:
        """Return the protective marking that pages for an audience carry, or None."""
        markings = (one.protective_marking for one in self.audiences if one.audience is audience)
        return next(filter(None, markings), None)
