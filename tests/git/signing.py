"""Real SSH keys, and commits signed with them."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.git.repositories import git


def make_key(folder: Path, name: str) -> Path:
    """Make a key without a passphrase in this folder, and return where it is."""
    key = folder / name
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)]
    subprocess.run(command, check=True, capture_output=True)
    return key


def signer_line(person: str, key: Path) -> str:
    """Return the line by which a file of allowed signers knows this person."""
    kind, public = key.with_suffix(".pub").read_text("utf-8").split()[:2]
    return f'{person} namespaces="git" {kind} {public}\n'


def commit_signed(folder: Path, message: str, key: Path | None, *more: str) -> str:
    """Commit everything, signed with this key if there is one, and return the commit."""
    git(folder, "add", "--all")
    git(folder, *_signing(key), "commit", "--quiet", "--allow-empty", "-m", message, *more)
    return git(folder, "rev-parse", "HEAD")


def merge_signed(folder: Path, branch: str, message: str, key: Path | None) -> str:
    """Merge a branch in a merge of its own, signed with this key if there is one."""
    git(folder, *_signing(key), "merge", "--quiet", "--no-ff", "-m", message, branch)
    return git(folder, "rev-parse", "HEAD")


def _signing(key: Path | None) -> tuple[str, ...]:
    if key is None:
        return ("-c", "commit.gpgSign=false")
    return ("-c", "gpg.format=ssh", "-c", f"user.signingKey={key}", "-c", "commit.gpgSign=true")
