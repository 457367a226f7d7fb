"""What is kept apart from the records: where that may lie, and the keys it is sealed with."""

from __future__ import annotations

import os
from pathlib import Path

import pyrage


def as_written(path: Path) -> Path:
    """Return the whole path, with the links in it as they are."""
    return Path(os.path.abspath(path.expanduser()))  # noqa: PTH100  # it follows no link


def work_tree_around(path: Path) -> Path | None:
    """Return the Git work tree this lies in, by its name or where its links lead; else None."""
    written = as_written(path)
    folders = (*written.parents, *written.resolve().parents)
    return next((folder for folder in folders if os.path.lexists(folder / ".git")), None)


def lies_within(path: Path, folder: Path) -> bool:
    """Say whether this lies in the folder, by its name or where its links lead."""
    written = as_written(path)
    return any(
        each.is_relative_to(root)
        for each in (written, written.resolve())
        for root in (folder.resolve(), folder.absolute())
    )


def new_key(head: str) -> str:
    """Return the text of a new file with a private key of age, under this first line."""
    secret = pyrage.x25519.Identity.generate()
    return f"{head}\n# public key: {secret.to_public()}\n{secret}\n"


def keys_in(text: str) -> list[pyrage.x25519.Identity]:
    """Return the private keys in the text of such a file: at least one.

    Raises:
        ValueError: it holds none, or a line that is not one. The message quotes nothing.
    """
    lines = (line.strip() for line in text.splitlines())
    secrets = [line for line in lines if line and not line.startswith("#")]
    try:
        keys = [pyrage.x25519.Identity.from_str(secret) for secret in secrets]
    except pyrage.IdentityError:
        keys = []
    if not keys:
        message = "no private key of age"
        raise ValueError(message)
    return keys
