"""What somebody sees when a page cannot be shown: a status, and words that quote nothing.

The core knows no HTTP statuses; here each error gets its own, as `cli/failures.py` gives each
an exit code. Who may not see something gets the page that says it is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType

from pepsite import errors
from pepsite.errors import place_of_fault
from pepsite.privacy.wording import sentence


@dataclass(frozen=True, slots=True)
class Trouble:
    """A page that says what went wrong: its status, its title, and what can be done."""

    status: HTTPStatus
    title: str
    lines: tuple[str, ...]


_KEPT = "What you typed before this is kept, and is on the start page."
_BY_STATUS: Mapping[HTTPStatus, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        HTTPStatus.BAD_REQUEST: (
            "This page was not asked for as it should be",
            ("Go to the start page and try again.", _KEPT),
        ),
        HTTPStatus.UNAUTHORIZED: (
            "The forms are closed",
            (
                "They close when they have not been used for a while, so that nobody else reads "
                "what is on the screen.",
                "Go to the window in which you started the forms, and press Enter there for a "
                "new link. If you have closed it, start the forms again.",
                _KEPT,
            ),
        ),
        HTTPStatus.FORBIDDEN: (
            "This did not come from a page of these forms",
            (
                "It may have come from another website, or from a page that was opened before "
                "the forms were started again. Nothing was changed.",
                "Go back, load the page again, and try once more.",
            ),
        ),
        HTTPStatus.NOT_FOUND: (
            "There is no such page",
            ("It may have been sent or deleted, or it may not be for you to see.",),
        ),
        HTTPStatus.METHOD_NOT_ALLOWED: (
            "This page cannot be opened like that",
            ("Go to the start page and find it from there.",),
        ),
        HTTPStatus.CONFLICT: (
            "Somebody else was quicker",
            ("Go back to the form: it shows what has changed.", _KEPT),
        ),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
            "That is too much for one page",
            (
                "A page takes as much as some 300 pages of a book. Nothing of what was sent "
                "could be kept this time.",
                "Go back: your browser may still have what you typed. Keep long documents where "
                "documents are kept, and say on the form where that is.",
            ),
        ),
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: (
            "This page takes no files",
            ("Nothing was changed.",),
        ),
        HTTPStatus.MISDIRECTED_REQUEST: (
            "This is not the address of these forms",
            ("Use the link that was shown when they were started.",),
        ),
        HTTPStatus.UNPROCESSABLE_ENTITY: (
            "This record cannot be opened in the forms",
            (
                "Nothing was changed. Tell the data officer which record it is: its id is on the "
                "page before this one.",
            ),
        ),
        HTTPStatus.INSUFFICIENT_STORAGE: (
            "This could not be kept on this computer",
            ("What was kept before is whole. Leave the page open, and press the button again.",),
        ),
        HTTPStatus.BAD_GATEWAY: (
            "The records could not be read or written just now",
            (
                "Try again in a moment. If this page comes again, tell whoever looks after the "
                "records what it says.",
                _KEPT,
            ),
        ),
        HTTPStatus.SERVICE_UNAVAILABLE: (
            "The forms cannot be used just now",
            (
                "What your virtual school has decided cannot be read as it stands. Tell the data "
                "officer what this page says: they can put it right.",
                _KEPT,
            ),
        ),
        HTTPStatus.INTERNAL_SERVER_ERROR: (
            "Sorry, there is a fault in pepsite",
            (_KEPT,),
        ),
    }
)
_STATUSES: Mapping[type[errors.PepsiteError], HTTPStatus] = MappingProxyType(
    {
        errors.PepsiteError: HTTPStatus.BAD_GATEWAY,
        errors.PolicyPackError: HTTPStatus.SERVICE_UNAVAILABLE,
        errors.RecordChangedError: HTTPStatus.CONFLICT,
        errors.DraftsError: HTTPStatus.INSUFFICIENT_STORAGE,
        errors.RecordNotOpenedError: HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)


def trouble(status: HTTPStatus, *lines: str) -> Trouble:
    """Return the page for this status; one that has no words of its own is a wrong request."""
    known = status if status in _BY_STATUS else _nearest(status)
    title, usual = _BY_STATUS[known]
    return Trouble(status, title, (*lines, *usual))


def _nearest(status: HTTPStatus) -> HTTPStatus:
    is_ours = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return HTTPStatus.INTERNAL_SERVER_ERROR if is_ours else HTTPStatus.BAD_REQUEST


def trouble_of(failure: BaseException) -> Trouble:
    """Return the page for what was raised. Only messages of our own are shown."""
    if isinstance(failure, errors.PepsiteError):
        status = next(_STATUSES[kind] for kind in type(failure).__mro__ if kind in _STATUSES)
        return trouble(status, f"{sentence(str(failure))}.")
    return trouble(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        f"If you report it, say: {type(failure).__name__} at {place_of_fault(failure)}.",
    )


def said_of_fault(failure: BaseException) -> str:
    """Return the line in which whoever started the forms is told of a fault."""
    return f"pepsite forms: {type(failure).__name__} at {place_of_fault(failure)}"
