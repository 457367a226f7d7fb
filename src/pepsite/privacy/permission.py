"""Who may see and do what: asked here and nowhere else, and no unless something says yes.

On one officer's computer nearly every answer is yes, because the whole repository lies there.
The question is asked all the same, on every page, so that the same pages can one day be given
to people who hold no repository at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from pepsite.policy.sections import section_on
from pepsite.records.codes import Role
from pepsite.records.voice import MaySee

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pepsite.policy.sections import OwnedSection, SectionVersion
    from pepsite.records.child import Child
    from pepsite.records.person import Person
    from pepsite.records.sections import SignedSection


class Action(StrEnum):
    """What someone wants to do."""

    START = "start"
    """Open the forms, and go on with what one has begun oneself."""
    SEARCH = "search"
    """Look for children, schools and people."""
    READ = "read"
    READ_WHOLE = "read-whole"
    """Read all that was written in a plan, but for what the child keeps from the reader."""
    FILL = "fill"
    """Answer the questions on a record, and send the answers for review.

    Who may put their name to a section is no question of a page but of the record, whoever writes
    it: `signs_for_another` refuses another's name, and the gate asks the policy whose it may be.
    """
    REVIEW = "review"
    """See what others have sent for review, accept it or send it back."""
    LET_PAST = "let-past"
    """Accept what the gate refuses, with a reason."""
    HAND_OVER = "hand-over"
    """Make copies of a PEP for others, with what each may read, and keep documents with it."""
    AUDIT = "audit"
    """Begin an audit of a plan, or of a child's time."""


@dataclass(frozen=True, slots=True)
class About:
    """What it is about: a kind of record and, where there is one, the child and the section.

    `owners` are the sections of the policy in use; without them nobody owns any.
    `filled_in_by` are the roles that a form is made for, where it is about one, and `usual_owner`
    is whose section it is where the policy does not say. `audited_by` are the roles that the policy
    has do an audit, where it is about one.
    """

    kind: str
    on: date
    child: Child | None = None
    section: SignedSection | None = None
    owners: tuple[OwnedSection, ...] = ()
    filled_in_by: tuple[Role, ...] | None = None
    usual_owner: Role | None = None
    audited_by: frozenset[Role] = frozenset()


def may(person: Person | None, action: Action, about: About | None = None) -> bool:
    """Say whether this person may do this. Nobody, and someone who has left, may do nothing."""
    if person is None or not _is_here(person, about.on if about else None):
        return False
    role = person.role_on(about.on) if about else person.role
    if action in _OF_ROLES:
        return role in _OF_ROLES[action]
    return about is not None and _OF_RECORDS[action](person, role, about)


def may_see(
    person: Person | None,
    choice: Iterable[MaySee],
    on: date,
    *,
    typed_by: str = "",
    was_there: bool = False,
) -> bool:
    """Say whether the child lets this person see something the child said.

    Whom the child did not name may not see it, nor who has left. Whoever typed it knows it, and
    can put it right.
    """
    if person is None or not _is_here(person, on):
        return False
    if typed_by == person.id:
        return True
    return is_let(choice, readers(person, on, was_there=was_there))


def writes(person: Person, about: About) -> bool:
    """Say whether a child's plan is this person's to write, and not only to look at.

    It is for those around the child; at the virtual school, for who is responsible for the child
    and has a section by the policy.
    """
    role = person.role_on(about.on)
    if role in _AT_SCHOOL | _OF_THE_CHILD:
        return may(person, Action.FILL, about)
    return _is_responsible(person, about) and any(
        _works_on(role, replace(about, section=one.section, usual_owner=None))
        for one in about.owners
    )


def _is_here(person: Person, on: date | None) -> bool:
    """Say whether somebody works here: not after their last day, whatever else is said."""
    has_left = on is not None and person.left_on is not None and person.left_on < on
    return person.active and not has_left


def readers(person: Person, on: date, *, was_there: bool = False) -> frozenset[MaySee]:
    """Return what a person is to a child who says who may see what; `was_there`: at the meeting."""
    own = _TO_THE_CHILD.get(person.role_on(on))
    at_meeting = {MaySee.EVERYONE_AT_MEETING} if was_there else set()
    return frozenset({own} if own else ()) | at_meeting


def is_let(choice: Iterable[MaySee], reader: frozenset[MaySee]) -> bool:
    """Say whether the child's choice lets in a reader who is this to the child."""
    chosen = frozenset(choice)
    return MaySee.ONLY_WHO_TYPED_IT not in chosen and bool(chosen & reader)


_TO_THE_CHILD = {
    Role.DESIGNATED_TEACHER: MaySee.SCHOOL,
    Role.DELEGATE: MaySee.SCHOOL,
    Role.SCHOOL_STAFF: MaySee.SCHOOL,
    Role.SOCIAL_WORKER: MaySee.SOCIAL_WORKER,
    Role.PERSONAL_ADVISER: MaySee.PERSONAL_ADVISER,
    Role.VIRTUAL_SCHOOL_OFFICER: MaySee.VIRTUAL_SCHOOL,
    Role.PHASE_MANAGER: MaySee.VIRTUAL_SCHOOL,
    Role.VIRTUAL_SCHOOL_DEPUTY: MaySee.VIRTUAL_SCHOOL,
    Role.VIRTUAL_SCHOOL_HEAD: MaySee.VIRTUAL_SCHOOL,
}
_STAFF = frozenset(
    {
        Role.VIRTUAL_SCHOOL_OFFICER,
        Role.PHASE_MANAGER,
        Role.VIRTUAL_SCHOOL_DEPUTY,
        Role.VIRTUAL_SCHOOL_HEAD,
    }
)
_RECORD_KEEPERS = frozenset({Role.DATA_OFFICER})
_AT_SCHOOL = frozenset({Role.DESIGNATED_TEACHER, Role.DELEGATE})
"""Who at a place of education opens the forms. Others there help the designated teacher, who may
have one of them put on record as a delegate."""
_OF_THE_CHILD = frozenset({Role.SOCIAL_WORKER, Role.PERSONAL_ADVISER})
_KEPT_BY_RECORD_KEEPERS = frozenset({"child", "school", "person", "calendar"})
_OF_EVERYBODY = frozenset({"school", "calendar"})
"""Kinds that say nothing about a child or a member of staff beyond their work."""


def _may_read(person: Person, role: Role, about: About) -> bool:
    if role in _STAFF | _RECORD_KEEPERS:
        return True
    if about.kind in _OF_EVERYBODY:
        return role in _AT_SCHOOL | _OF_THE_CHILD
    return about.kind in {"child", "pep"} and _is_own_child(person, role, about)


def _may_read_whole(person: Person, role: Role, about: About) -> bool:
    # Who keeps the lists up to date finds a plan, and need not know what it says.
    is_plan = about.kind == "pep" and about.child is not None
    return is_plan and (role in _STAFF or _is_own_child(person, role, about))


def _may_fill(person: Person, role: Role, about: About) -> bool:
    if about.filled_in_by is not None and not _is_for(role, about.filled_in_by):
        return False
    if role in _STAFF:
        return True
    if role in _RECORD_KEEPERS:
        return about.kind in _KEPT_BY_RECORD_KEEPERS
    if about.kind == "child" and about.child is None:
        return role in _OF_THE_CHILD  # a child who has only now come into care
    return about.kind in _WRITTEN_TOGETHER and (
        _is_own_child(person, role, about) and _works_on(role, about)
    )


def _is_for(role: Role, made_for: tuple[Role, ...]) -> bool:
    """Say whether a form is for this role, or for somebody with whom this role sits down."""
    return role in made_for or WITHOUT_ACCOUNT.issuperset(made_for)


WITHOUT_ACCOUNT = frozenset({Role.CHILD, Role.CARER, Role.PARENT})
"""Who fill in a page of their own on the screen of somebody whom they know."""
_WRITTEN_TOGETHER = frozenset({"pep", "audit"})
"""What those around a child fill in beside the virtual school: a panel has a seat for them."""


def _works_on(role: Role, about: About) -> bool:
    """Say whether this role writes the section; outside the sections all who may read do."""
    if about.section is None:
        return True
    owned = section_on(about.owners, about.section, about.on)
    supported = frozenset(owned.supported_by) if owned else frozenset()
    return role in _owners(about, owned) | supported


def _owners(about: About, owned: SectionVersion | None) -> frozenset[Role]:
    if owned is None:
        return frozenset({about.usual_owner} if about.usual_owner else ())
    places = about.child.education if about.child else ()
    at_school = any(one.covers(about.on) for one in places)
    if owned.owner_without_school is not None and not at_school:
        return frozenset({owned.owner_without_school})
    return frozenset({owned.owner})


def _is_own_child(person: Person, role: Role, about: About) -> bool:
    child = about.child
    if child is None:
        return False
    if role in _OF_THE_CHILD:
        return _is_responsible(person, about)
    return role in _AT_SCHOOL and any(
        one.school in person.schools and one.covers(about.on) for one in child.education
    )


def _is_responsible(person: Person, about: About) -> bool:
    named = about.child.responsible if about.child else ()
    return any(one.person == person.id and one.covers(about.on) for one in named)


_OF_ROLES = {
    Action.START: _STAFF | _RECORD_KEEPERS | _AT_SCHOOL | _OF_THE_CHILD,
    Action.SEARCH: _STAFF | _RECORD_KEEPERS,
    Action.REVIEW: _STAFF,
    Action.LET_PAST: frozenset({Role.VIRTUAL_SCHOOL_HEAD}),
}


def _may_hand_over(person: Person, role: Role, about: About) -> bool:
    # A copy for one reader has what is not for another: only the virtual school makes them.
    del person
    return about.kind == "pep" and about.child is not None and role in _STAFF


def _may_audit(person: Person, role: Role, about: About) -> bool:
    # Whoever audits fills in the audit, and is one of those whom the policy has do it.
    is_audit = about.kind == "audit" and about.child is not None
    return is_audit and role in about.audited_by and _may_fill(person, role, about)


_OF_RECORDS = {
    Action.READ: _may_read,
    Action.READ_WHOLE: _may_read_whole,
    Action.FILL: _may_fill,
    Action.HAND_OVER: _may_hand_over,
    Action.AUDIT: _may_audit,
}
