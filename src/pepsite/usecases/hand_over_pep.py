"""Make a copy of one PEP for one reader, and put down that they have it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pepsite.compliance.results import listed
from pepsite.errors import PepsiteError
from pepsite.policy.sections import CopyReader, copy_on
from pepsite.privacy.handed_over import Naming, pep_copy
from pepsite.privacy.labels import ChildLabels
from pepsite.records.answers import given
from pepsite.records.authority import Audience, ChildLabel
from pepsite.records.codes import Role
from pepsite.records.ids import new_item_id
from pepsite.records.pep import PepEventKind, PepStatus
from pepsite.render.pep_page import PageHead, pep_page
from pepsite.store.identities import find_identities
from pepsite.store.writing import replace_whole
from pepsite.usecases.edit_pep import edit_pep, find_pep, items
from pepsite.usecases.workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from pepsite.privacy.identity import Identity
    from pepsite.records.casefile import Casefile
    from pepsite.records.codes import YearGroup
    from pepsite.records.pep import Pep
    from pepsite.store.identities import IdentityStore
    from pepsite.usecases.edit_pep import Values
    from pepsite.usecases.workspace import Opened

_NOT_HELD: Final = ("action", "sample")
_ROLES: Final = {
    CopyReader.CHILD: Role.CHILD,
    CopyReader.CARER: Role.CARER,
    CopyReader.PARENT: Role.PARENT,
    CopyReader.SCHOOL: Role.DESIGNATED_TEACHER,
    CopyReader.CASE_FILE: Role.SOCIAL_WORKER,
}


@dataclass(frozen=True, slots=True)
class Sent:
    """That a copy went to its reader: on which day, and by whom."""

    on: date
    by: str


@dataclass(frozen=True, slots=True)
class MadeCopy:
    """The page as HTML, how many parts of the PEP it has, and whether the child is named."""

    page: str
    parts: int
    named: bool


@dataclass(frozen=True, slots=True)
class _OfChild:
    child: str
    year_group: YearGroup


def make_copy(  # noqa: PLR0913  # which PEP, for whom, on which day, and how
    root: Path,
    pep_id: str,
    reader: CopyReader,
    as_of: date,
    *,
    label: ChildLabel | None = None,
    identities: Path | None = None,
) -> MadeCopy:
    """Return the page for this reader, by the policy of a day.

    `label` is how the child is called; if left out, a school is shown what `authority.yaml`
    settles, and everyone else the name.

    Raises:
        PepsiteError: there is no such PEP, or this reader gets no copy.
        PolicyPackError: the policy pack cannot be used.
        IdentityStoreError: there is an identity store that cannot be used.
    """
    opened = open_workspace(root, leave_out=_NOT_HELD)
    casefile, pep, _ = find_pep(opened, root, pep_id)
    store = find_identities(identities, workspace=root)
    return copy_of(opened, casefile, pep, reader, as_of, label=label, store=store)


def copy_of(  # noqa: PLR0913  # which PEP, for whom, on which day, and how
    opened: Opened,
    casefile: Casefile,
    pep: Pep,
    reader: CopyReader,
    as_of: date,
    *,
    label: ChildLabel | None = None,
    store: IdentityStore | None = None,
) -> MadeCopy:
    """Return the page for this reader of a PEP that is open already, with the names of a store.

    Raises:
        PepsiteError: this reader gets no copy.
    """
    _refuse_reader(casefile, pep, reader)
    version = copy_on(opened.policy.copies, reader, as_of)
    if version is None:
        message = f"the policy gives no copy to the {listed([reader])}, so nothing was written"
        raise PepsiteError(message)
    authority = opened.register.authority
    settled = authority.disclosure.children_shown_to_schools_as
    wanted = label or (settled if reader is CopyReader.SCHOOL else ChildLabel.NAME)
    naming, named = _naming(pep, reader, wanted, store, opened)
    marking = authority.marking_for(Audience.STAFF)
    copy = pep_copy(pep, reader, version.parts, naming)
    page = pep_page(copy, PageHead(authority.virtual_school, marking, as_of))
    return MadeCopy(page, len(copy.parts), named)


def write_copy(root: Path, out: Path, made: MadeCopy) -> None:
    """Write the page as a new file outside the workspace, which its owner alone can read.

    Raises:
        PepsiteError: it cannot be written there.
    """
    if out.resolve().is_relative_to(root.resolve()):
        message = "this page is about a child, so --out must lie outside the workspace"
        raise PepsiteError(message)
    if os.path.lexists(out):
        message = "there is something at --out already; name a new file"
        raise PepsiteError(message)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        replace_whole(out, made.page.encode())
        out.chmod(0o600)
    except OSError as refused:
        message = f"the page cannot be written there: {refused.strerror}"
        raise PepsiteError(message) from None


def record_sent(root: Path, pep_id: str, reader: CopyReader, sent: Sent) -> str:
    """Put down in the PEP that its copy went; return what was put down: shared, or filed.

    That is an event and, in a PEP that is not complete yet, whom the copy went to.

    Raises:
        PepsiteError: there is no such PEP or person, this reader gets no copy, or the PEP would
            not conform.
        PolicyPackError: the policy pack cannot be used.
        RecordChangedError: someone saved the PEP meanwhile.
    """
    opened = open_workspace(root, leave_out=_NOT_HELD)
    casefile, pep, path = find_pep(opened, root, pep_id)
    _refuse_reader(casefile, pep, reader)
    put_down = copy_put_down(opened, pep, reader, sent)
    edit_pep(root, path, put_down)
    return str(_KIND_OF_EVENT[reader is CopyReader.CASE_FILE])


def copy_put_down(
    opened: Opened, pep: Pep, reader: CopyReader, sent: Sent
) -> Callable[[Values], None]:
    """Return what puts down in the values of a PEP that its copy went.

    Raises:
        PepsiteError: there is no such person.
    """
    person = opened.register.people.get(sent.by)
    if person is None:
        message = "no record of a person here has the id that --by gives"
        raise PepsiteError(message)
    filed = reader is CopyReader.CASE_FILE
    day, role = sent.on.isoformat(), str(_ROLES[reader])
    kind = str(_KIND_OF_EVENT[filed])
    event = {"id": new_item_id(), "kind": kind, "happened_on": day, "by": sent.by}
    system = opened.register.authority.case_system
    event |= {"to": role} if not filed else {"system": system} if system else {}
    # To a complete PEP only events may be added.
    distributes = pep.status is not PepStatus.COMPLETE and not filed
    by = str(person.role_on(sent.on))

    def put_down(values: Values) -> None:
        if distributes:
            values["distribution"] = _sent_to(values.get("distribution"), role, by, day)
        values["events"] = [*items(values.get("events")), event]

    return put_down


_KIND_OF_EVENT = (PepEventKind.SHARED, PepEventKind.FILED)


def why_no_copy(casefile: Casefile, pep: Pep, reader: CopyReader) -> str:
    """Return why this reader gets no copy of a PEP, whatever the policy says; "" where none is."""
    role = _ROLES[reader]
    if any(one.to is role and one.withheld for one in pep.distribution):
        return f"the PEP says that no copy goes to the {listed([reader])}, and why"
    if reader is CopyReader.PARENT and given(casefile.child.parents_may_have_a_copy) is not True:
        return "it is not on record that parents may have a copy (parents_may_have_a_copy)"
    if reader is CopyReader.CHILD and pep.voice and given(pep.voice.wants_a_copy) is False:
        return "it is on record that the child does not want a copy"
    return ""


def _refuse_reader(casefile: Casefile, pep: Pep, reader: CopyReader) -> None:
    message = why_no_copy(casefile, pep, reader)
    if message:
        message += "; nothing was written"
        raise PepsiteError(message)


def _naming(
    pep: Pep, reader: CopyReader, label: ChildLabel, store: IdentityStore | None, opened: Opened
) -> tuple[Naming, bool]:
    known = store.identity(pep.child) if store is not None else None
    labels = ChildLabels(label, () if known is None else (known,))
    heading = labels.of(_OfChild(pep.child, pep.year_group))
    named = known is not None and label is ChildLabel.NAME and heading != pep.child
    child = "the child"
    if known is not None and heading != pep.child:
        child = _called(known) if named else heading.partition(",")[0]
    shows_places = reader is not CopyReader.PARENT

    def school(school_id: str) -> str | None:
        known_school = opened.register.schools.get(school_id)
        return known_school.name if known_school and shows_places else None

    def person(person_id: str) -> str | None:
        identity = store.staff_identity(person_id) if store is not None else None
        if identity is not None and identity.full_name:
            return identity.full_name
        record = opened.register.people.get(person_id)
        return record.name if record is not None else None

    return Naming(child, heading, school, person), named


def _called(known: Identity) -> str:
    return known.known_as or (known.full_name or "").partition(" ")[0]


def _sent_to(before: object, role: str, by: str, day: str) -> list[object]:
    """Return who gets a copy: the first of this role who has none yet has it now."""
    there = items(before)
    for index, one in enumerate(there):
        if isinstance(one, dict) and one.get("to") == role and "sent_on" not in one:
            done = {"id": one["id"], "to": role, "by": by, "sent_on": day, **one}
            return [*there[:index], done, *there[index + 1 :]]
    return [*there, {"id": new_item_id(), "to": role, "by": by, "sent_on": day}]
