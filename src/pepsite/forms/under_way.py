"""A plan that others have begun and nobody has accepted yet: a form for it writes the same one.

Looked for where this computer can look: in what waits for review, among the forms begun on this
computer, and in the list of the forms that went out. What somebody has begun on another computer
and not sent yet is known to nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pepsite.usecases.begun_plans import BegunPlan, begun_plans

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.forms.offline.register import Register
    from pepsite.forms.web.desk import Desk

PLAN: Final = "pep"
"""The form of the plan itself."""


@dataclass(slots=True)
class UnderWay:
    """Where plans may have been begun. What waits for review is read once.

    `register` is None on a computer without the identity store: no form went out from there.
    """

    desk: Desk
    register: Register | None
    _waiting: dict[tuple[str, str], BegunPlan] | None = field(default=None, init=False)

    def plan(self, child: str, type_: str, today: date) -> BegunPlan | None:
        """Return the plan of this type that others have begun; None where nobody has.

        One that was sent as complete is not gone on with, but looked at.
        """
        if self._waiting is None:
            self._waiting = begun_plans(self.desk.root)
        sent = self._waiting.get((child, type_))
        if sent is not None:
            return sent
        casefile = self.desk.casefile(child)
        there = {one.id for one in casefile.peps} if casefile else set()
        begun = [*self._here(child, type_), *self._sent_out(child, type_, today)]
        return next((BegunPlan(one, is_complete=False) for one in begun if one not in there), None)

    def _here(self, child: str, type_: str) -> Iterator[str]:
        for draft in self.desk.drafts.all_about(child):
            if (draft.form, draft.base, draft.answers.get("type")) == (PLAN, None, type_):
                yield draft.record

    def _sent_out(self, child: str, type_: str, today: date) -> Iterator[str]:
        for one in self.register.all() if self.register else ():
            if (one.child, one.type, one.base) == (child, type_, None) and one.expires_on >= today:
                yield one.record
