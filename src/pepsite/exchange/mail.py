"""Hands messages to a mail server (SMTP), and knows what became of each.

No text of the server is repeated anywhere: it may hold an address. Its three-digit codes are.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.errors import MailError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pepsite.exchange.mail_settings import MailAccount

_TAKEN = 250
_TAKEN_OR_PASSED_ON = (250, 251)


class NobodyCanTellError(MailError):
    """The server went away after it was given a message and before it said it has it."""


@dataclass(frozen=True, slots=True)
class Offered:
    """Whom the server will deliver to, and the code with which it refused the others."""

    taken: tuple[str, ...]
    refused: dict[str, int]


class MailServer:
    """A server that has let us in."""

    def __init__(self, smtp: smtplib.SMTP, sender: str) -> None:
        self._smtp = smtp
        self._sender = sender

    def offer(self, addresses: Sequence[str]) -> Offered:
        """Ask for these recipients of the next message.

        Raises:
            MailError: it went away; nothing was sent.
        """
        with _gone_means_not_sent():
            code, _ = self._smtp.mail(self._sender)
            if code != _TAKEN:
                self._smtp.rset()
                return Offered((), dict.fromkeys(addresses, code))
            refused = {}
            for address in addresses:
                code, _ = self._smtp.rcpt(address)
                if code not in _TAKEN_OR_PASSED_ON:
                    refused[address] = code
            taken = tuple(one for one in addresses if one not in refused)
            if not taken:
                self._smtp.rset()
            return Offered(taken, refused)

    def withdraw(self) -> None:
        """Take the offer back.

        Raises:
            MailError: it went away; nothing was sent.
        """
        with _gone_means_not_sent():
            self._smtp.rset()

    def hand_over(self, content: bytes) -> int | None:
        """Give it the message for those it took; return the code if it declines, else None.

        Raises:
            NobodyCanTellError: it went away before it answered.
        """
        try:
            code, _ = self._smtp.data(content)
        except smtplib.SMTPDataError as declined:
            code = declined.smtp_code
        except (smtplib.SMTPException, OSError) as gone:
            message = "the mail server went away while it was given a message"
            raise NobodyCanTellError(message) from gone
        if code == _TAKEN:
            return None
        with suppress(smtplib.SMTPException, OSError):
            self._smtp.rset()
        return code


@contextmanager
def mail_server(account: MailAccount) -> Iterator[MailServer]:
    """Go to the server, in TLS unless that is settled otherwise, and sign in.

    Raises:
        MailError: that did not work; nothing was sent.
    """
    with _said_plainly(account):
        smtp = _connected(account)
    try:
        with _said_plainly(account):
            _let_in(smtp, account)
        yield MailServer(smtp, account.settings.sender)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()


def _connected(account: MailAccount) -> smtplib.SMTP:
    settings = account.settings
    timeout = float(settings.timeout_seconds)
    if settings.security == "tls":
        return smtplib.SMTP_SSL(
            settings.host, settings.port_asked, timeout=timeout, context=_trust(account)
        )
    return smtplib.SMTP(settings.host, settings.port_asked, timeout=timeout)


def _let_in(smtp: smtplib.SMTP, account: MailAccount) -> None:
    settings = account.settings
    if settings.security == "starttls":
        smtp.starttls(context=_trust(account))
    if settings.user is not None and account.password is not None:
        smtp.login(settings.user, account.password)
    else:
        smtp.ehlo_or_helo_if_needed()


def _trust(account: MailAccount) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=account.ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@contextmanager
def _gone_means_not_sent() -> Iterator[None]:
    try:
        yield
    except (smtplib.SMTPException, OSError) as gone:
        message = "the mail server stopped answering"
        raise MailError(message) from gone


@contextmanager
def _said_plainly(account: MailAccount) -> Iterator[None]:
    server = f"the mail server {account.settings.host}"
    try:
        yield
    except ssl.SSLCertVerificationError as failure:
        message = f"{server} shows a certificate that this computer does not trust (ca_file)"
        raise MailError(message) from failure
    except ssl.SSLError as failure:
        message = f"{server} and this computer find no secure way to talk (security, port)"
        raise MailError(message) from failure
    except smtplib.SMTPAuthenticationError as failure:
        message = f"{server} did not take the user name and password ({failure.smtp_code})"
        raise MailError(message) from failure
    except smtplib.SMTPNotSupportedError as failure:
        message = f"{server} does not offer what the settings ask for (security, user)"
        raise MailError(message) from failure
    except (smtplib.SMTPException, OSError) as failure:
        message = f"{server} could not be reached"
        # smtplib says of one that is silent that it went away, and keeps why beside that.
        if TimeoutError in (type(failure), type(failure.__context__)):
            message = f"{server} did not answer within {account.settings.timeout_seconds} s"
        raise MailError(message) from failure
