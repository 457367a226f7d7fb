"""Where the files lie that belong to one person on one computer, and never to a workspace."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import platformdirs

STORE_VARIABLE: Final = "PEPSITE_IDENTITIES"
KEY_VARIABLE: Final = "PEPSITE_IDENTITY_KEY"
MAIL_VARIABLE: Final = "PEPSITE_MAIL"
MAIL_PASSWORD_VARIABLE: Final = "PEPSITE_MAIL_PASSWORD"  # noqa: S105  # where it is, not what

SETTINGS_VARIABLE: Final = "PEPSITE_SETTINGS"
FORGE_TOKEN_VARIABLE: Final = "PEPSITE_FORGE_TOKEN"  # noqa: S105  # where it is, not what
DRAFTS_VARIABLE: Final = "PEPSITE_DRAFTS"
PERSON_VARIABLE: Final = "PEPSITE_PERSON"

_FOLDERS = platformdirs.PlatformDirs("pepsite", appauthor=False)
_STORE_NAME = "identities.age"
_KEY_NAME = "identity-key.txt"
_MEMORY_KEY_NAME = "memory-key.txt"
_DRAFTS_NAME = "drafts"
_DRAFTS_KEY_NAME = "drafts-key.txt"
_SETTINGS_NAME = "settings.toml"
_MAIL_NAME = "mail.toml"


def identities_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where the identity store is: as the environment says, or the user's data folder."""
    named = environment.get(STORE_VARIABLE)
    return Path(named) if named else _FOLDERS.user_data_path / _STORE_NAME


def identity_key_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where this person's key is: as the environment says, or the configuration folder."""
    named = environment.get(KEY_VARIABLE)
    return Path(named) if named else _FOLDERS.user_config_path / _KEY_NAME


def memory_key_path() -> Path:
    """Return where the key is with which this person's memories of verdicts are sealed."""
    return _FOLDERS.user_state_path / _MEMORY_KEY_NAME


def drafts_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of unfinished forms: as the environment says, or the user's state."""
    named = environment.get(DRAFTS_VARIABLE)
    return Path(named) if named else _FOLDERS.user_state_path / _DRAFTS_NAME


def drafts_key_path() -> Path:
    """Return where the key is with which this person's unfinished forms are sealed."""
    return _FOLDERS.user_config_path / _DRAFTS_KEY_NAME


def mail_password(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the password to the mail server that the environment gives, if it does."""
    return environment.get(MAIL_PASSWORD_VARIABLE) or None


def mail_settings_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where the mail server is named: as the environment says, or beside the key."""
    named = environment.get(MAIL_VARIABLE)
    return Path(named) if named else _FOLDERS.user_config_path / _MAIL_NAME


def configured_person(environment: Mapping[str, str] = os.environ) -> str:
    """Return the id of the person who works here, as the environment or the settings say.

    The settings of this computer are `settings.toml` in the user's configuration folder, with
    a line `person = "ps-…"`. Nothing said, or nothing that can be read, is "".
    """
    named = environment.get(PERSON_VARIABLE)
    if named:
        return named
    try:
        import tomllib  # noqa: PLC0415  # few runs read settings, and all would wait for it

        settings = tomllib.loads(settings_path(environment).read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    person = settings.get("person", "")
    return person if isinstance(person, str) else ""


def settings_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where it stands who works here and with which keys: as the environment says."""
    named = environment.get(SETTINGS_VARIABLE)
    return Path(named) if named else _FOLDERS.user_config_path / _SETTINGS_NAME


def forge_token(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the token for github.com that the environment gives, if it does."""
    return environment.get(FORGE_TOKEN_VARIABLE) or None
