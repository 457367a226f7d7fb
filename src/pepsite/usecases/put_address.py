"""Put down where mail reaches a member of staff: in the identity store, never in a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from pepsite.errors import IdentityStoreError, PepsiteError
from pepsite.privacy.identity import StaffIdentity
from pepsite.records.paths import place_of
from pepsite.store.identities import find_identities
from pepsite.store.listing import list_records

if TYPE_CHECKING:
    from pathlib import Path


def put_address(root: Path, person: str, email: str | None, identities: Path | None = None) -> None:
    """Put the address down, in the place of the one there was; None forgets it.

    Raises:
        IdentityStoreError: there is no identity store, or it cannot be used.
        PepsiteError: no record is of this person, or that is no address.
        RecordChangedError: someone saved the store meanwhile.
    """
    store = find_identities(identities, workspace=root)
    if store is None:
        message = (
            "there is no identity store on this computer; `pepsite identities create` makes one"
        )
        raise IdentityStoreError(message)
    places = (place_of(path) for path in list_records(root).paths)
    if not any(place and (place.kind, place.id) == ("person", person) for place in places):
        message = "no record of a person here has that id"
        raise PepsiteError(message)
    known = store.staff_identity(person) or StaffIdentity(person=person)
    try:
        values = {**dict(known), "email": email}
        store.add(StaffIdentity(**values))
    except ValidationError:
        message = "that is not an e-mail address of the plain kind, like a@b.example"
        raise PepsiteError(message) from None
    store.save()
