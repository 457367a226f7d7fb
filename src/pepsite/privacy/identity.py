"""Who an id stands for. Held in memory and in the identity store, never in a record.

Nothing here shows itself: the printed form of an identity is the id and no more, so a log
or a traceback that prints one gives nothing away.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pepsite.records.base import Day, Line, Model
from pepsite.records.id_types import ChildId, PersonId

Hidden = Field(repr=False)
SystemName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
"""Whose number it is: `ssda903` for the return's, another word for another system."""

MailAddress = Annotated[
    str,
    Field(
        max_length=254,
        pattern=(
            r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
            r"@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$"
        ),
    ),
]
"""An e-mail address of the plain kind, which every mail server takes."""

LocalIds = Annotated[dict[SystemName, Line], Field(repr=False)]


class Identity(Model):
    """Who a child is: the one place that holds any of this.

    `local_ids` are the numbers other systems know the child by. A field that is not filled
    in is not known here; the SSDA903 return, for one, has no names.
    """

    child: ChildId
    full_name: Annotated[Line | None, Hidden] = None
    known_as: Annotated[Line | None, Hidden] = None
    previous_names: Annotated[tuple[Line, ...], Hidden] = ()
    born_on: Annotated[Day | None, Hidden] = None
    upn: Annotated[Line | None, Hidden] = None
    local_ids: LocalIds = Field(default_factory=dict)


class StaffIdentity(Model):
    """Who a member of staff is, where mail reaches them, and the numbers other lists have."""

    person: PersonId
    full_name: Annotated[Line | None, Hidden] = None
    email: Annotated[MailAddress | None, Hidden] = None
    local_ids: LocalIds = Field(default_factory=dict)
