"""Why what somebody goes on with was sent back, as this screen says it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pepsite.forms.questions.phrasing import called_by, in_terms
from pepsite.forms.questions.sent_back import back_in_notes, sent_back

if TYPE_CHECKING:
    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.sent_back import SentBack
    from pepsite.forms.questions.specification import Form
    from pepsite.forms.web.desk import Desk
    from pepsite.store.drafts import Draft


def why_sent_back(
    here: Desk, child_id: str, pep_id: str, called: str | None = None
) -> SentBack | None:
    """Return why a plan waits to be put right, or None where it was not sent back.

    The child is called as on this screen, or as given.
    """
    found = here.find_plan(child_id, pep_id)
    back = sent_back(*found, here.shared.policy) if found else None
    name = here.known_as(child_id) if called is None else called
    return _shown(here, back, name) if back else None


def why_back(here: Desk, spec: Form, draft: Draft, answers: Answers) -> SentBack | None:
    """Return why what somebody goes on with came back, where it did.

    Not where the child or a carer has the page before them.
    """
    child, own = draft.child or "", back_in_notes(answers)
    if spec.is_lent:
        return None
    if own is not None:
        return _shown(here, own, here.known_as(child))
    is_gone_on_with = any(one.topics for one in spec.sections)
    return why_sent_back(here, child, draft.record) if is_gone_on_with else None


def _shown(here: Desk, back: SentBack, name: str) -> SentBack:
    called = partial(called_by, name)
    return back.shown(
        here.label_of(back.by), lambda words: in_terms(called(words), here.terms), called
    )
