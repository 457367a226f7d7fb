"""What a pack leaves for the authority to supply, and what its own pack then supplies.

A shipped pack claims only what its source states. Where the source points to a list, a
checklist or a number that it does not hold, the pack says so, and what rests on it cannot be
told. A pack that extends it gives the same clock, checklist, template or plan again, by its
id and in full, and that takes the place of the one left open. Nothing else can be given again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pepsite.policy.audits import AuditTemplate
from pepsite.policy.checklists import Checklist
from pepsite.policy.sampling import SamplingPlan, SizeNotStated
from pepsite.policy.timescales import ByTermDeadline, Clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.policy.pack import PackParts

_LISTS = (
    ("timescales", "clocks"),
    ("checklists", "checklists"),
    ("audits", "templates"),
    ("sampling", "plans"),
)
"""Where such things stand: file and list."""


def left_open(one: object) -> bool:
    """Say whether this is a clock, a checklist, a template or a plan left for others to supply.

    Nothing of the law is: no statutory clock can be taken over.
    """
    match one:
        case Clock():
            rules = (version.by for version in one.versions)
            listed = (isinstance(rule, ByTermDeadline) and not rule.deadlines for rule in rules)
            return not one.statutory and any(listed)
        case Checklist() | AuditTemplate():
            return any(edition.to_supply for edition in one.editions)
        case SamplingPlan():
            return any(isinstance(version.size, SizeNotStated) for version in one.versions)
        case _:
            return False


def supplied_later(parts: tuple[PackParts, ...]) -> Iterator[tuple[str, str, str]]:
    """Yield what an earlier pack left open and a later one gives: pack, file and id."""
    for place, part in enumerate(parts):
        for file, name in _LISTS:
            later = {
                one.id
                for after in parts[place + 1 :]
                for one in getattr(getattr(after, file), name)
            }
            for one in getattr(getattr(part, file), name):
                if one.id in later and left_open(one):
                    yield part.pack.name, file, one.id
                    if isinstance(one, Checklist) and one.by_own is not None:
                        yield part.pack.name, file, one.by_own.id


def as_supplied(parts: tuple[PackParts, ...]) -> tuple[PackParts, ...]:
    """Return the packs without what was left open in one and is given in a later one."""
    gone = set(supplied_later(parts))
    return tuple(_without(part, gone) for part in parts) if gone else parts


def _without(part: PackParts, gone: set[tuple[str, str, str]]) -> PackParts:
    kept = part
    for file, name in _LISTS:
        model = getattr(part, file)
        entries = getattr(model, name)
        rest = tuple(one for one in entries if (part.pack.name, file, one.id) not in gone)
        if len(rest) != len(entries):
            kept = replace(kept, **{file: model.model_copy(update={name: rest})})
    return kept
