"""What the commit of a submission says: ids, types, names of sections, counts. Nothing else.

Forges send subjects by e-mail, show them in lists, and keep them for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.records.field_titles import code_title
from pepsite.records.paths import place_of
from pepsite.records.pep import PepType
from pepsite.records.review import AuditType
from pepsite.versions.differences import counts_by_section, differences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pepsite.versions.merging import Values

SUBMITTED_BY, IDENTITY_METHOD, SUBMISSION_ID, FORM, BASE_BLOB = (
    "Submitted-by",
    "Identity-Method",
    "Submission-Id",
    "Form",
    "Base-Blob",
)
"""Trailers, in their order. `Reason` is `git/proposed.py`'s."""

_SHOWN = 3
"""How many sections a subject names before it counts the rest."""
_KINDS: Mapping[str, str] = {
    "authority": "Authority",
    "calendar": "Calendar",
    "school": "School",
    "person": "Person",
    "child": "Child",
    "pep": "PEP",
    "qa-review": "QA review",
    "audit": "Audit",
    "sample": "Sample",
    "action": "Action",
}
_TYPES = frozenset([*PepType, *AuditType])
"""What may be told of a record beside its id. Other records' `type` is not in here."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What a submission does to one record: nothing that it says, only where.

    `type` is that of a PEP or an audit; `sections` has how many differences each has. Both are
    empty where the record goes. `child` is whose record it is, where it is a child's.
    """

    kind: str
    id: str
    did: str
    type: str = ""
    sections: tuple[tuple[str, int], ...] = ()
    child: str = ""

    @property
    def name(self) -> str:
        """What the record is called: `PEP pep-…`."""
        return f"{_KINDS[self.kind]} {self.id}".strip()

    @property
    def line(self) -> str:
        """What was done to it, on one line: `PEP pep-…: review, sections care and voice`."""
        parts = [code_title(self.type)] if self.type else []
        if self.did != "changed":
            parts.append(self.did)
        elif self.sections:
            names = [name for name, _ in self.sections]
            more = len(names) - _SHOWN
            told = [*names[:_SHOWN], f"{more} more"] if more > 1 else names
            parts.append(f"section{'s' * (len(names) > 1)} {_listed(told)}")
        return f"{self.name}: {', '.join(parts)}" if parts else self.name


def touched(path: str, before: Values, after: Values) -> Touched:
    """Return what a change does to the record at a path; either version may be empty.

    Raises:
        KeyError: no record is kept at such a path.
    """
    place = place_of(path)
    if place is None:
        raise KeyError
    did = "removed" if not after else "changed" if before else "new"
    told = (after or before).get("type")
    known = str(told) if told in _TYPES else ""
    counts = counts_by_section(differences(place.kind, before, after)) if did == "changed" else {}
    return Touched(place.kind, place.id or "", did, known, tuple(counts.items()), place.child or "")


def subject(all_touched: Iterable[Touched]) -> str:
    """Return the subject of a commit, or the title of a request."""
    them = tuple(all_touched)
    if not them:
        return "no record"
    first, *more = them
    if not more:
        return first.line
    return f"{first.line} (and {len(more)} other record{'s' * (len(more) > 1)})"


def body(all_touched: Iterable[Touched]) -> str:
    """Return what is touched, a line for each record, with how much in which section."""
    lines = []
    for one in all_touched:
        counts = ", ".join(f"{name} {count}" for name, count in one.sections)
        lines.append(f"- {one.name}: {counts or one.did}")
    return "\n".join(lines)


def message(
    all_touched: Iterable[Touched], trailers: Iterable[tuple[str, str]], said: str = ""
) -> str:
    """Return the message of a commit. Trailers without a value are left out.

    `said` stands before the subject: what became of the submission.
    """
    them = tuple(all_touched)
    told = "\n".join(f"{name}: {_one_line(value)}" for name, value in trailers if value)
    return f"{said}{subject(them)}\n\n{body(them)}\n\n{told}\n"


def _one_line(value: str) -> str:
    """Return a value of a trailer on one line, so that it cannot be taken for another trailer."""
    return " ".join(value.split())


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
