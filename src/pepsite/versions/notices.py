"""What whoever reviews a change should look at first: moves, judgements, signatures, clocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from pepsite.records.field_titles import code_title
from pepsite.versions.shapes import ids_of, same

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pepsite.versions.differences import Difference
    from pepsite.versions.merging import Values

NoticeCode: TypeAlias = Literal[
    "status-moves",
    "rating-changes",
    "sign-off-changes",
    "care-dates-change",
    "complete-plan-edited",
    "readers-change",
    "rules-change",
    "role-changes",
]


_IN_GENERAL: Mapping[NoticeCode, str] = {
    "status-moves": "The status moves.",
    "rating-changes": "A rating changes.",
    "sign-off-changes": "A sign-off comes, goes or changes.",
    "care-dates-change": "Days of care or of birth change: clocks count anew.",
    "complete-plan-edited": "What was settled is edited.",
    "readers-change": "Who may see what the child says changes.",
    "rules-change": "Every later change is judged otherwise.",
    "role-changes": "What somebody may sign, judge or let past changes.",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to look at, and why. It has codes and figures of the record, and no prose."""

    code: NoticeCode
    text: str

    @property
    def in_general(self) -> str:
        """What it is about, with nothing that the record says."""
        return _IN_GENERAL[self.code]


def notices(
    kind: str, before: Values, after: Values, found: tuple[Difference, ...]
) -> tuple[Notice, ...]:
    """Return what a reviewer should look at in a change of one record; `found` is the change."""
    if kind == "person":
        return tuple(_role(before, after))
    if not before or not after:
        return ()
    if kind == "authority":
        return tuple(_rules(found))
    told: list[Notice] = []
    if kind == "pep":
        told += [*_status(before, after), *_complete(before, after, found)]
    told += [*_ratings(before, after), *_sign_offs(found), *_readers(found)]
    return (*told, *(_care_dates(found) if kind == "child" else ()))


def _status(before: Values, after: Values) -> Iterator[Notice]:
    old, new = (code_title(str(one.get("status", "nothing"))) for one in (before, after))
    if old != new:
        yield Notice("status-moves", f"The status moves from {old} to {new}.")


_MAY_FOLLOW = ("status", "events", "returned", "distribution", "revisions")
"""What is added to a complete PEP without changing what it says."""


def _complete(before: Values, after: Values, found: tuple[Difference, ...]) -> Iterator[Notice]:
    edited = any(one.way[0] not in _MAY_FOLLOW for one in found)
    if before.get("status") == "complete" and edited:
        new = set(ids_of(after.get("revisions")) or ()) - set(ids_of(before.get("revisions")) or ())
        why = "a new revision says why" if new else "no revision says why"
        yield Notice("complete-plan-edited", f"A complete PEP is edited; {why}.")


def _ratings(before: Values, after: Values) -> Iterator[Notice]:
    old, new = (str(one.get("rating") or "none") for one in (before, after))
    if old != new:
        yield Notice("rating-changes", f"The rating changes from {old} to {new}.")
    if not same(before.get("part_ratings"), after.get("part_ratings")):
        yield Notice("rating-changes", "The rating of a part changes.")


def _sign_offs(found: tuple[Difference, ...]) -> Iterator[Notice]:
    signed = {one.way[1]: one.how for one in found if one.way[0] == "sign_offs" and one.way[1:]}
    for how, words in (("added", "new"), ("removed", "gone"), ("changed", "changed")):
        number = sum(1 for one in signed.values() if one == how)
        if number:
            are = "sign-off is" if number == 1 else "sign-offs are"
            yield Notice("sign-off-changes", f"{number} {are} {words}.")


_CLOCKS = (
    "entered_on",
    "began_earlier",
    "ended_on",
    "expected_end_on",
    "emergency",
    "first_statutory_review_on",
)
"""Fields of a period of care that clocks are counted from, or end with."""


def _care_dates(found: tuple[Difference, ...]) -> Iterator[Notice]:
    if any(
        one.way == ("born",)
        or (one.way[0] == "care" and (len(one.way) <= 2 or one.way[2] in _CLOCKS))  # noqa: PLR2004  # a period of care as a whole, or all of them
        for one in found
    ):
        yield Notice("care-dates-change", "Days of care or of birth change: clocks count anew.")


def _readers(found: tuple[Difference, ...]) -> Iterator[Notice]:
    if any("may_see" in one.way and one.how == "changed" for one in found):
        yield Notice("readers-change", "Who may see what the child says changes.")


_JUDGING = ("policy", "gate", "records_begin_on", "disclosure")
"""Fields of the authority that say what is asked of records and changes, and who is named."""


def _rules(found: tuple[Difference, ...]) -> Iterator[Notice]:
    changed = dict.fromkeys(one.section for one in found if one.way[0] in _JUDGING)
    if changed:
        named = ", ".join(changed)
        yield Notice("rules-change", f"Every later change is judged otherwise: {named}.")


def _role(before: Values, after: Values) -> Iterator[Notice]:
    old, new = (one.get("role") if one.get("active") else None for one in (before, after))
    if new == "virtual-school-head" and old != new:
        words = "Somebody becomes head of the virtual school, who may let refused changes pass."
        yield Notice("role-changes", words)
    elif before and after and old != new:
        yield Notice("role-changes", "What somebody may sign and judge changes.")


def notice_of_file(path: str) -> str:
    """Return why to look at a file that is no record, or nothing."""
    for begins, words in _FILES.items():
        if path == begins or (begins.endswith("/") and path.startswith(begins)):
            return words
    return ""


_ON_A_FORGE = "It says what runs on the forge, and who has to look at changes."
_FILES = {
    "allowed_signers": "Whose signatures count from now on.",
    "policy/": "What every later change, and every duty, is judged by.",
    ".github/": _ON_A_FORGE,
    ".gitlab/": _ON_A_FORGE,
    ".gitlab-ci.yml": _ON_A_FORGE,
    ".forgejo/": _ON_A_FORGE,
    ".gitea/": _ON_A_FORGE,
    "CODEOWNERS": _ON_A_FORGE,
    "requirements.txt": "Which programs the checks are made of.",
    ".pre-commit-config.yaml": "What checks a change before it is committed.",
    ".gitattributes": "How Git compares and merges records.",
    ".gitmodules": "Which other repositories are fetched along.",
}
"""Files that decide what becomes of later changes, by their beginning."""
