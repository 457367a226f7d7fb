"""What one computer knows for sending and reviewing: who works here, the keys, the tokens.

Nothing of it is ever kept in a workspace. A token is sent only to the forge that stands beside it
here, whatever a workspace says of where its changes are reviewed.
"""

from __future__ import annotations

import os
import stat
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError

from pepsite.errors import PepsiteError
from pepsite.records.base import Line, Model
from pepsite.records.id_types import PersonId

_GITHUB = "github.com"
_Host = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.-]+(:[0-9]+)?$")]


class ComputerSettings(Model):
    """`settings.toml`. `tokens` names, for each forge, the file that holds the token for it."""

    person: PersonId | None = None
    signing_key: Line | None = None
    tokens: dict[_Host, Line] = Field(default_factory=dict)
    timeout_seconds: Annotated[int, Field(ge=1, le=600)] = 20


@dataclass(frozen=True, slots=True)
class Working:
    """Who works here, what they sign with, and what opens which forge. Tokens never show."""

    person: str | None = None
    signing_key: Path | None = None
    timeout_seconds: int = 20
    _tokens: dict[str, str] = field(default_factory=dict, repr=False)

    def token_for(self, host: str) -> str | None:
        """Return what opens the forge at this host and port, if it is known here."""
        return self._tokens.get(host.lower())


def read_computer_settings(path: Path, github_token: str | None = None) -> Working:
    """Return what stands in this file; nothing, where there is none.

    Raises:
        PepsiteError: it cannot be used, or others can read a token.
    """
    path = path.expanduser()
    settings = _settings(path) if os.path.lexists(path) else ComputerSettings()
    tokens = {
        host.lower(): _token(path.parent / Path(name).expanduser())
        for host, name in settings.tokens.items()
    }
    if github_token:
        tokens[_GITHUB] = github_token.strip()
    key = settings.signing_key
    signing_key = None if key is None else path.parent / Path(key).expanduser()
    return Working(settings.person, signing_key, settings.timeout_seconds, tokens)


def _settings(path: Path) -> ComputerSettings:
    try:
        told: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        return ComputerSettings.model_validate(told)
    except OSError as error:
        message = f"cannot read {path}: {error.strerror}"
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        message = f'{path} is not TOML; each line says one thing, as in person = "ps-…"'
    except ValidationError as error:
        names = {str(one["loc"][0]) for one in error.errors(include_input=False)}
        known = ", ".join(sorted(names & set(ComputerSettings.model_fields)))
        what = f"what it says of {known}" if known else "a setting that pepsite has not"
        message = f"{path} cannot be used: {what}; docs/cli/propose.md lists the settings"
    raise PepsiteError(message)


def _token(file: Path) -> str:
    """Return the first line of a file that nobody else can read."""
    try:
        if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
            message = f"{file} holds a token, and others can read it: chmod 600 it"
            raise PepsiteError(message)
        return file.read_text("utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError):
        message = f"the token in {file} cannot be read"
        raise PepsiteError(message) from None
