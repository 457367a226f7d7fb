"""Which mail server sends what this person sends, and the password to it.

Both belong to one computer: `mail.toml` in the user's configuration folder (or where
PEPSITE_MAIL says), the password in the environment or in a file that only its owner can read.
"""

from __future__ import annotations

import ipaddress
import os
import stat
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from pepsite.errors import MailError
from pepsite.privacy.identity import MailAddress
from pepsite.records.base import Line, Model

_PORTS = {"starttls": 587, "tls": 465, "none": 25}


class MailSettings(Model):
    """`mail.toml`. `security: none` is taken only on this computer, or where that is said."""

    host: Annotated[str, Field(pattern=r"^[A-Za-z0-9.:-]{1,253}$")]
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    security: Literal["starttls", "tls", "none"] = "starttls"
    in_clear_is_accepted: bool = False
    sender: MailAddress
    reply_to: MailAddress | None = None
    user: Line | None = None
    password_file: Line | None = None
    ca_file: Line | None = None
    timeout_seconds: Annotated[int, Field(ge=1, le=600)] = 30

    @property
    def is_here(self) -> bool:
        """Whether the server is on this computer, so that nothing goes over a network."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host.lower() == "localhost"

    @property
    def port_asked(self) -> int:
        """The port, or that which is usual for the kind of security."""
        return self.port or _PORTS[self.security]


@dataclass(frozen=True, slots=True)
class MailAccount:
    """The settings, and the password that belongs to them. It never shows itself."""

    settings: MailSettings
    password: str | None = field(repr=False)
    ca_file: Path | None


def read_mail_account(path: Path, password: str | None) -> MailAccount:
    """Return how this computer sends mail: what stands in this file, and the password given.

    Raises:
        MailError: there are no settings, or they cannot be used.
    """
    path = path.expanduser()
    settings = _settings(path)
    if settings.security == "none" and not settings.is_here:
        if settings.user is not None:
            message = f"{path} would send a password in clear over a network; nothing is sent so"
            raise MailError(message)
        if not settings.in_clear_is_accepted:
            message = (
                f"{path} would send mail in clear over a network; set security to starttls or "
                "tls, or in_clear_is_accepted to true if you answer for that"
            )
            raise MailError(message)
    ca_file = path.parent / settings.ca_file if settings.ca_file else None
    return MailAccount(settings, _password(settings, path, password), ca_file)


def _settings(path: Path) -> MailSettings:
    if not os.path.lexists(path):
        message = f"no mail server is set up on this computer: {path} is not there"
        raise MailError(message)
    try:
        return MailSettings.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        message = f"cannot read {path}: {error.strerror}"
        raise MailError(message) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        message = f'{path} is not TOML; each line says one thing, as in host = "mail.example"'
        raise MailError(message) from None
    except ValidationError as error:
        raise MailError(_what_is_wrong(path, error)) from None


def _what_is_wrong(path: Path, error: ValidationError) -> str:
    """Return which setting is wrong. A word that is none of ours is not repeated."""
    names = {str(one["loc"][0]) for one in error.errors(include_input=False, include_url=False)}
    known = sorted(names & set(MailSettings.model_fields))
    what = f"what it says of {', '.join(known)}" if known else "a setting that pepsite has not"
    return f"{path} cannot be used: {what}; docs/cli/due.md lists the settings"


def _password(settings: MailSettings, path: Path, given: str | None) -> str | None:
    if settings.user is None or given:
        return given if settings.user else None
    if settings.password_file is None:
        message = f"{path} names a user and no password_file, and PEPSITE_MAIL_PASSWORD is not set"
        raise MailError(message)
    return _password_in(path.parent / settings.password_file)


def _password_in(file: Path) -> str:
    """Return the first line of a file that nobody else can read.

    Raises:
        MailError: others can read it, or it holds no password.
    """
    try:
        mode = file.stat().st_mode
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        message = f"the password for the mail server cannot be read from {file}"
        raise MailError(message) from None
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:  # pragma: no branch  # Windows has ACLs
        message = f"others can read {file}, which holds a password; run chmod 600 on it"
        raise MailError(message)
    password = text.partition("\n")[0].strip()
    if not password:
        message = f"{file} holds no password on its first line"
        raise MailError(message)
    return password
