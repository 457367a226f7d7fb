"""What was sent, and whether it has arrived where all can see it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, abort, render_template

from pepsite.forms.web.guards import guarded
from pepsite.forms.web.parts import desk
from pepsite.privacy.permission import Action
from pepsite.usecases.send_submissions import list_unsent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as AnyResponse

    from pepsite.forms.web.desk import Desk
    from pepsite.git.forges import Why
    from pepsite.usecases.send_submissions import Unsent


@guarded(Action.START, while_lent=True)
def sent(form: str, submission: str) -> AnyResponse:
    """Say that it was sent, or is still on its way, and what happens next."""
    here = desk()
    spec = here.form(form)
    if spec is None or not submission.isalnum():
        abort(HTTPStatus.NOT_FOUND)
    waits = next((one for one in list_unsent(here.root) if one.submission == submission), None)
    html = render_template(
        "sent.html", spec=spec, submission=submission, on_its_way=_on_its_way(here, waits)
    )
    return Response(html)


def _on_its_way(here: Desk, waits: Unsent | None) -> tuple[str, ...]:
    """Return what to say of what has not arrived where all can see it; nothing once it has."""
    if waits is None:
        return ()
    if waits.why is None and not here.touch.is_unreachable:
        return (_IS_BEING_SENT, _WAITS_HERE)
    return (_NOT_SENT.get(waits.why or "unreachable", _NOT_TAKEN), _TRIED_AGAIN)


_IS_BEING_SENT = (
    "It is kept on this computer, and is being sent to the place that everybody shares."
)
_WAITS_HERE = "If that cannot be reached, it waits here and goes as soon as it can."
_NOT_SENT: Mapping[Why, str] = {
    "unreachable": "The place that everybody shares cannot be reached just now.",
    "slow": "The place that everybody shares does not answer just now.",
    "rate-limited": "The place that everybody shares takes no more just now.",
}
_NOT_TAKEN = "The place that everybody shares did not take it. Tell whoever keeps the records."
_TRIED_AGAIN = "Nothing is lost. It is kept on this computer, and is tried again until it arrives."

ROUTES = (("/sent/<form>/<submission>", sent, ["GET"]),)
