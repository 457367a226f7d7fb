"""Check your answers, section by section: what somebody changed stands open, the rest folded.

A plan has hundreds of answers, and most are not this person's or stand as they did. Each can be
unfolded, without JavaScript too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.forms.questions.answered import lines_of
from pepsite.forms.questions.asking import places
from pepsite.forms.questions.blocks import blocks
from pepsite.forms.questions.computed import signed_before
from pepsite.forms.questions.phrasing import in_words
from pepsite.forms.questions.summary import rows, shown_rows
from pepsite.forms.web.filling import is_theirs, whose
from pepsite.forms.web.revising import Changes, changes, own_sections
from pepsite.records.sections import SignedSection

if TYPE_CHECKING:
    from pepsite.forms.questions.blocks import Block
    from pepsite.forms.questions.specification import Section
    from pepsite.forms.questions.summary import Row
    from pepsite.forms.web.filling import Filling


@dataclass(frozen=True, slots=True)
class AnsweredSection:
    """A section and its answers. `note` says why it is folded, "" where it stands open.

    `is_theirs`: this person may change it.
    """

    title: str
    blocks: tuple[Block, ...]
    is_theirs: bool
    note: str


@dataclass(frozen=True, slots=True)
class SignedBefore:
    """Who signed what, line by line, before it was changed, and the page to sign it anew."""

    lines: tuple[str, ...]
    address: str


@dataclass(frozen=True, slots=True)
class Answered:
    """All answers: the sections that a change begins with, what it changes, and the record.

    `changed` is None where nothing was there before that could be changed, or where the form is
    a short one about a part of it.
    """

    first: tuple[AnsweredSection, ...]
    changed: Changes | None
    signed_before: SignedBefore | None
    sections: tuple[AnsweredSection, ...]


def answered(filling: Filling) -> Answered:
    """Return the answers of a form as they are checked before they are sent."""
    kept = filling.kept_back
    listed = shown_rows(rows(filling.asking, filling.answers), kept)
    hidden = frozenset(f"{key}/words" for key in kept)
    changed = changes(filling, listed, hidden) if _was_there(filling) else None
    first = own_sections(filling)
    found = {
        section.id: AnsweredSection(
            in_words(filling.asking, section.title),
            blocks(mine, hidden),
            is_theirs(filling, section),
            "" if section.id in first else _note(filling, section, changed),
        )
        for section in filling.spec.sections
        if (mine := _of(section, listed))
    }
    return Answered(
        tuple(one for id_, one in found.items() if id_ in first),
        changed,
        _signed_before(filling, changed) if changed else None,
        tuple(one for id_, one in found.items() if id_ not in first),
    )


def _signed_before(filling: Filling, changed: Changes) -> SignedBefore | None:
    """Return the signatures that stand under something else now: they are not taken away."""
    sections = (one for one in filling.spec.sections if one.id in changed.sections)
    # Where the signatures are is part of the whole: to add one changes nothing that was signed.
    parts = {one.signed for one in sections if one.signed not in (None, SignedSection.WHOLE)}
    under = signed_before(filling.answers, {*parts, SignedSection.WHOLE}) if parts else ()
    for place in places(filling.asking, filling.answers) if under else ():
        list_ = place.page.list_
        if list_ is not None and list_.field == "sign_offs":
            lines = lines_of(filling.asking, filling.answers, place, list_)
            shown = tuple(one.line for one in lines if one.id in under)
            return SignedBefore(shown, filling.to("page", address=place.address))
    return None


def _of(section: Section, listed: tuple[Row, ...]) -> list[Row]:
    mine = (row for row in listed if row.section == section.id)
    return [row for row in mine if not (row.is_part and row.is_answered)]


def _was_there(filling: Filling) -> bool:
    """Say whether the form is for the whole of a record that was there before."""
    is_whole = filling.spec.owns and filling.draft.base is not None
    return filling.spec.changes is not None or is_whole


def _note(filling: Filling, section: Section, changed: Changes | None) -> str:
    if changed is not None:
        return "" if section.id in changed.sections else "Nothing is changed here."
    is_shared = any(one.owner for one in filling.spec.sections)
    if is_shared and not is_theirs(filling, section):
        return whose(filling, section.owner)
    return ""
