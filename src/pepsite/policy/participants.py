"""Who must be invited, come or contribute, and who signs."""

from typing import Literal

from pydantic import Field

from pepsite.policy.base import ALWAYS, Circumstances, Dated, PolicyId, When
from pepsite.records.base import Line, Model
from pepsite.records.codes import Role


class ParticipantsVersion(Dated):
    """Which roles, from a day on."""

    roles: tuple[Role, ...] = Field(min_length=1)


class Participants(Model):
    """A duty on those round the table.

    `must` says what is asked of each role: to be invited, to come, or to come or else
    contribute in another way. With `excused_by_reason`, a reason recorded beside the
    invitation excuses ("as appropriate" is judgement: C19). `doer` sees to it.
    """

    id: PolicyId
    title: Line
    must: Literal["be-invited", "come", "come-or-contribute"]
    excused_by_reason: bool
    doer: Role
    when: When = ALWAYS
    only_when: Circumstances = ()
    versions: tuple[ParticipantsVersion, ...] = Field(min_length=1)


class ChairVersion(Dated):
    """Who chairs, with a school place and without."""

    with_school: Role
    without_school: Role


class Chair(Model):
    """Who leads the meeting: a check with its name, and who it is by date."""

    id: PolicyId
    title: Line
    versions: tuple[ChairVersion, ...] = Field(min_length=1)


class ParticipantsFile(Model):
    """`participants.yaml`."""

    schema_: Literal["policy-participants/1"] = Field(alias="schema")
    duties: tuple[Participants, ...] = ()
    chair: Chair | None = None
