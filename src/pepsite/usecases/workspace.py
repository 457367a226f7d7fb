"""A workspace opened: its listing, what all share, its policy and its calendars."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pepsite.compliance.results import Setting
from pepsite.errors import PepsiteError, PolicyPackError
from pepsite.policy.calendars import Calendars
from pepsite.records.authority import Authority, ChildLabel, Disclosure, StaffLabel
from pepsite.records.paths import AUTHORITY_PATH, RECORDS_FOLDER, path_to, place_of
from pepsite.store.bank_holidays import bank_holidays
from pepsite.store.listing import CALENDARS, Listing, list_records
from pepsite.store.packs import has_pack, load_pack
from pepsite.store.workspace import Reading, read_casefile, read_register

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from pepsite.policy.pack import PolicyPack
    from pepsite.records.calendar import Calendar
    from pepsite.records.casefile import Casefile, Register
    from pepsite.records.person import Person
    from pepsite.store.files import Source


_NO_WORKSPACE = (
    "there is no records/authority.yaml here that can be read; "
    "run this in a workspace, and see `pepsite validate` for what is wrong with it"
)
_NO_PACK = (
    "there is no policy pack of the name that stands in records/authority.yaml; "
    "name one that `pepsite policy list` shows, or one of your own under policy/"
)


ChildFolder: TypeAlias = tuple[str, tuple[str, ...]]
"""A child's folder, and the paths of the records in it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A workspace ready to be asked. `reading` has what all share that could not be read."""

    root: Source
    listing: Listing
    register: Register
    policy: PolicyPack
    calendars: Calendars
    reading: Reading

    def folders(self) -> tuple[ChildFolder, ...]:
        """Return each child's folder, to be read one at a time by `read_child`."""
        return tuple(self.listing.folders())

    def paths_of(self, kind: str) -> tuple[str, ...]:
        """Return the paths of the records of one kind that all children share."""
        return tuple(
            path
            for path in self.listing.shared_paths()
            if (place := place_of(path)) is not None and place.kind == kind
        )

    def setting(self, as_of: date) -> Setting:
        """Return what checks need besides the records of one child."""
        return Setting(self.policy, self.calendars, self.register, as_of)


def read_child(root: Source, folder: ChildFolder) -> tuple[Casefile | None, int]:
    """Return the records of one child that can be read, and how many cannot."""
    reading = Reading()
    casefile = read_casefile(root, *folder, reading)
    return casefile, unreadable(reading)


def child_of(workspace: Opened, child_id: str) -> Casefile:
    """Return all records of the child with this id.

    Raises:
        PepsiteError: there is no such child, or one of the records cannot be read.
    """
    for folder, paths in workspace.folders():
        if folder.rpartition("/")[2] == child_id:
            casefile, not_read = read_child(workspace.root, (folder, paths))
            if casefile is not None and not not_read:
                return casefile
            message = f"{folder} cannot be read; `pepsite validate` says what is wrong with it"
            raise PepsiteError(message)
    message = "there is no child with this id among the records"
    raise PepsiteError(message)


def child_ids(root: Path) -> tuple[str, ...]:
    """Return the ids of all children in this folder, in order, without looking into theirs."""
    children = root / RECORDS_FOLDER / "children"
    try:
        names = sorted(os.listdir(children))  # noqa: PTH208  # thousands, and only their names
    except OSError:
        return ()
    return tuple(one for one in names if place_of(path_to("child", one)) is not None)


def unreadable(reading: Reading) -> int:
    """Return how many records could not be read."""
    return len({one.path for one in reading.findings})


def open_workspace(
    root: Source,
    leave_out: Container[str] = (),
    within: Iterable[str] = (RECORDS_FOLDER,),
) -> Opened:
    """Return the workspace in this folder, its register without the kinds to leave out.

    `within` are the files and folders of `records/` that are looked at: all, unless it says less.

    Raises:
        PepsiteError: there is no authority record that can be read.
        PolicyPackError: the policy pack it names cannot be used.
    """
    listing = list_records(root, within)
    reading = Reading()
    register = read_register(root, listing, reading, leave_out)
    if register is None:
        raise PepsiteError(_NO_WORKSPACE)
    return opened(root, listing, register, reading)


def open_authority(root: Source) -> Authority:
    """Return the authority record, with no other file and no policy.

    Raises:
        PepsiteError: there is no authority record that can be read.
    """
    register = read_register(root, list_records(root, [AUTHORITY_PATH]), Reading())
    if register is None:
        raise PepsiteError(_NO_WORKSPACE)
    return register.authority


def open_public(root: Path) -> tuple[PolicyPack, Authority, Calendars]:
    """Return what the public site is made of: policy, authority and calendars, and no other file.

    Raises:
        PepsiteError: there is no authority record that can be read.
        PolicyPackError: the policy pack it names cannot be used.
    """
    register = _public_register(root)
    if register is None:
        raise PepsiteError(_NO_WORKSPACE)
    return _public(root, register)


def open_policy(root: Path, policy: str) -> tuple[PolicyPack, Authority | None, Calendars]:
    """Return what the public site under a policy is made of.

    Where the workspace has another policy, and where there is none, the authority is the one that
    the pack is of, and nobody's term dates stand for its own. What every authority stands on is
    of none.

    Raises:
        PolicyPackError: the policy pack cannot be used.
    """
    register = _public_register(root)
    if register is not None and register.authority.policy == policy:
        return _public(root, register)
    pack = load_pack(policy, root)
    authority = None if pack.is_floor else _authority_of(pack)
    return pack, authority, _calendars((), pack)


def _public_register(root: Path) -> Register | None:
    return read_register(root, list_records(root, [AUTHORITY_PATH, CALENDARS]), Reading())


def _public(root: Path, register: Register) -> tuple[PolicyPack, Authority, Calendars]:
    policy = policy_of(register.authority, root)
    return policy, register.authority, _calendars(register.calendars.values(), policy)


def _authority_of(pack: PolicyPack) -> Authority:
    """Return the authority that a pack is of, which has told us nothing but its policy."""
    name = pack.title.partition(",")[0]
    return Authority(
        schema="authority/1",
        name=name,
        virtual_school=f"{name} Virtual School",
        policy=pack.name,
        records_begin_on=pack.first_edition_on,
        disclosure=Disclosure(
            children_shown_to_schools_as=ChildLabel.ID, staff_shown_in_history_as=StaffLabel.ID
        ),
    )


def open_people(root: Source) -> tuple[Authority, Mapping[str, Person]]:
    """Return the authority and the people on record, with no other file and no policy.

    Raises:
        PepsiteError: there is no authority record that can be read.
    """
    listing = list_records(root, [AUTHORITY_PATH, f"{RECORDS_FOLDER}/people"])
    register = read_register(root, listing, Reading())
    if register is None:
        raise PepsiteError(_NO_WORKSPACE)
    return register.authority, register.people


def policy_of(authority: Authority, root: Source) -> PolicyPack:
    """Return the policy pack that the authority names.

    Raises:
        PolicyPackError: it cannot be used.
    """
    if not has_pack(authority.policy, root):
        raise PolicyPackError(_NO_PACK)
    return load_pack(authority.policy, root)


def opened(root: Source, listing: Listing, register: Register, reading: Reading) -> Opened:
    """Return the workspace of what has been read already, with its policy and calendars.

    Raises:
        PolicyPackError: the policy pack that the authority names cannot be used.
    """
    policy = policy_of(register.authority, root)
    calendars = _calendars(register.calendars.values(), policy)
    return Opened(root, listing, register, policy, calendars, reading)


def _calendars(calendars: Iterable[Calendar], policy: PolicyPack) -> Calendars:
    return Calendars(tuple(calendars), bank_holidays(policy.bank_holidays_known_until))
