"""Check your answers, section by section: what somebody changed stands open, the rest folded.

A plan has hundreds of answers, and most are not this person's or stand as they did. Each can be
unfolded, without JavaScript too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.forms.questions.blocks import blocks
from pepsite.forms.questions.phrasing import in_words
from pepsite.forms.questions.summary import rows, shown_rows
from pepsite.forms.web.filling import is_theirs, whose
from pepsite.forms.web.revising import Changes, changes, own_sections

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
class Answered:
    """All answers: the sections that a change begins with, what it changes, and the record.

    `changed` is None where nothing was there before that could be changed, or where the form is
    a short one about a part of it.
    """

    first: tuple[AnsweredSection, ...]
    changed: Changes | None
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
        tuple(one for id_, one in found.items() if id_ not in first),
    )


def _of(section: Section, listed: tuple[Row, ...]) -> list[Row]:
    return [row for row in listed if row.section == section.id]


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
