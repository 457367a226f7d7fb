"""The second kind of bad news: pepsite stopped on purpose.

What is wrong with a record is a `Finding`, never an exception. The core knows no exit
codes; `cli/failures.py` gives each of these its own.
"""

from __future__ import annotations


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
