"""The school that something in a child's records belongs to: not always where the child is today.

A school answers for the PEPs that were made there and for what was due while a child was there.
Who comes to a school later brings nothing of that along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.compliance.results import LATE
from pepsite.privacy.term_board import anchor_of, known_day
from pepsite.records.child import Part

if TYPE_CHECKING:
    from datetime import date

    from pepsite.compliance.results import CheckResult, Setting
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep


class SchoolsOfChild:
    """Tells of one child's records which school they are about: its id, or None for no school.

    `today` is the main school on the day asked about. A child who has left us (not `here`) is
    told of at the last school.
    """

    def __init__(self, casefile: Casefile, setting: Setting, *, here: bool) -> None:
        """Note where the child is, or was last."""
        self._child, self._setting = casefile.child, setting
        self._peps = {pep.id: pep for pep in casefile.peps}
        self._looks = {
            **{review.id: (review.pep,) for review in casefile.qa_reviews},
            **{audit.id: tuple(one.pep for one in audit.peps) for audit in casefile.audits},
        }
        begun = [
            place
            for place in casefile.child.education
            if place.part is Part.MAIN and place.from_on <= setting.as_of
        ]
        now = casefile.child.main_place_on(setting.as_of)
        last = max(begun, key=lambda place: place.from_on, default=None)
        self.today = self._known(now.school if now else None)
        self._place = now or (None if here else last)

    def of_child(self, named: str | None) -> str | None:
        """Return the school that a record names, else the child's own: today's, or the last."""
        return self._known(named) or self._known(self._place.school if self._place else None)

    def of_pep(self, pep: Pep) -> str | None:
        """Return the school a PEP was made at: the one it names, else the one of its own day.

        What is planned, or has no day at all, is for the school of today.
        """
        named, day = self._known(pep.school), anchor_of(pep)
        if named is not None or day is None:
            return named or self.of_child(None)
        return self._on(min(day, self._setting.as_of))

    def of_look(self, look: str) -> str | None:
        """Return the school whose PEP a review or audit looked at.

        It is the child's own where that was of no PEP, or of those of several schools.
        """
        peps = (self._peps[one] for one in self._looks.get(look, ()) if one in self._peps)
        schools = {self.of_pep(pep) for pep in peps}
        return schools.pop() if len(schools) == 1 else self.of_child(None)

    def of_duty(self, result: CheckResult) -> str | None:
        """Return the school that owes it, or owed it on the day by which it was to be done.

        What is asked of a PEP that was held or sent in stays with the school it was made at, and
        so does what is asked of a look at one.
        """
        if result.subject in self._looks:
            return self.of_look(result.subject)
        pep = self._peps.get(result.subject)
        if pep is not None and known_day(pep, self._setting.as_of) is not None:
            return self.of_pep(pep)
        day = result.due_on or result.explanation.counted_from
        came_on = self._place.from_on if self._place else None
        of_now = result.status not in LATE or result.school not in {None, self.today}
        if of_now or day is None or (came_on is not None and came_on <= day):
            return self.of_child(result.school)
        return self._on(day)

    def _on(self, day: date) -> str | None:
        place = self._child.main_place_on(day)
        return self._known(place.school if place else None)

    def _known(self, school: str | None) -> str | None:
        return school if school in self._setting.register.schools else None
