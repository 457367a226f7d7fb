"""A plan that others have begun and nobody has accepted yet: a form for it writes the same one.

Looked for where this computer can look: in what waits for review, among the forms begun on this
computer, and in the list of the forms that went out. What somebody has begun on another computer
and not sent yet is known to nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pepsite.errors import PepsiteError
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
    """Where plans may have been begun. What waits for review is read once."""

    desk: Desk
    register: Register
    _waiting: dict[tuple[str, str], BegunPlan] | None = field(default=None, init=False)

    def plan(self, child: str, type_: str, today: date) -> str:
        """Return the id of the plan of this type that others have begun; "" where nobody has.

        Raises:
            PepsiteError: it was sent as complete: there is nothing to begin, but to look at.
        """
        if self._waiting is None:
            self._waiting = begun_plans(self.desk.root)
        sent = self._waiting.get((child, type_))
        if sent is not None and sent.is_complete:
            message = "this plan was sent as complete and waits for review; look at it there first"
            raise PepsiteError(message)
        if sent is not None:
            return sent.id
        casefile = self.desk.casefile(child)
        there = {one.id for one in casefile.peps} if casefile else set()
        begun = [*self._here(child, type_), *self._sent_out(child, type_, today)]
        return next((one for one in begun if one not in there), "")

    def _here(self, child: str, type_: str) -> Iterator[str]:
        for draft in self.desk.drafts.all_about(child):
            if (draft.form, draft.base, draft.answers.get("type")) == (PLAN, None, type_):
                yield draft.record

    def _sent_out(self, child: str, type_: str, today: date) -> Iterator[str]:
        for one in self.register.all():
            if (one.child, one.type, one.base) == (child, type_, None) and one.expires_on >= today:
                yield one.record
