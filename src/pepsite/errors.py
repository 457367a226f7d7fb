"""The second kind of bad news: pepsite stopped on purpose.

What is wrong with a record is a `Finding`, never an exception. The core knows no exit
codes; `cli/failures.py` gives each of these its own.
"""

from __future__ import annotations

import traceback
from pathlib import Path

_PACKAGE = Path(__file__).parent
_AROUND_ALL = _PACKAGE / "cli" / "failures.py"
"""What is around every command: no fault arises there."""


def place_of_fault(failure: BaseException) -> str:
    """Return where in pepsite a fault arose: never its message, which may quote a record."""
    places = [
        f"{path.relative_to(_PACKAGE.parent).as_posix()}:{line}"
        for frame, line in traceback.walk_tb(failure.__traceback__)
        if (path := Path(frame.f_code.co_filename)).is_relative_to(_PACKAGE) and path != _AROUND_ALL
    ]
    return places[-1] if places else "no line of pepsite"


class PepsiteError(Exception):
    """Pepsite cannot go on. The message is ours, for people, and quotes no record."""


class PolicyPackError(PepsiteError):
    """The policy pack cannot be used."""


class PublicationRefusedError(PepsiteError):
    """The site would have shown something it must not."""


class RecordNotOpenedError(PepsiteError):
    """A record cannot be opened to be changed: it is not readable, or newer than this release."""


class RecordChangedError(PepsiteError):
    """Someone saved first; nothing was written."""


class GitError(PepsiteError):
    """Git said no."""


class ImportRefusedError(PepsiteError):
    """The file to import cannot be used; nothing was written."""


class MailError(PepsiteError):
    """Something that was to be sent has not been sent."""


class IdentityStoreError(PepsiteError):
    """The identity store cannot be used where it is, or as it is."""


class DraftsError(PepsiteError):
    """Unfinished forms cannot be kept where they are to be, or one of them cannot be opened."""
