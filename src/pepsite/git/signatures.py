"""Who signed a commit, by the keys that a workspace knows, and by no others.

The keys stand in a file in the form Git itself reads (`ssh-keygen` calls it ALLOWED SIGNERS).
Whoever judges a change hands in the file of the base: nobody can bring their own key along.
"""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pepsite.errors import GitError
from pepsite.git.command import git

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

SIGNERS_PATH = "allowed_signers"
"""Where a workspace keeps the keys it knows: beside `records/`, so that Git can be given it too."""


def signers_of(folder: Path, commits: Collection[str], allowed: bytes) -> Mapping[str, str]:
    """Return by commit who signed it, as the file of allowed signers calls them.

    A commit is left out where it has no signature, or none that is good and by a key of the
    file. Only SSH signatures are looked at: the keys of others lie on one computer alone.

    Raises:
        GitError: Git cannot read a commit, or the keys cannot be laid down for it.
    """
    if not commits or not allowed.strip():
        return {}
    try:
        with TemporaryDirectory(prefix="pepsite-") as here:
            keys = Path(here) / SIGNERS_PATH
            keys.write_bytes(allowed)
            told = _told(folder, commits, keys)
    except OSError as refused:
        message = "the keys of this workspace cannot be laid down for Git to read"
        raise GitError(message) from refused
    rows = (line.split("\x1f") for line in told.decode(errors="replace").split("\0") if line)
    return {one: signer for one, verdict, signer in rows if verdict == "G" and signer}


def _told(folder: Path, commits: Collection[str], keys: Path) -> bytes:
    return git(
        folder,
        *("-c", f"gpg.ssh.allowedSignersFile={keys}"),
        # Programs and lists that a repository names for itself are left alone.
        *("-c", "gpg.ssh.program=ssh-keygen", "-c", "gpg.ssh.revocationFile="),
        *("-c", "gpg.program=false", "-c", "gpg.openpgp.program=false"),
        *("-c", "gpg.x509.program=false"),
        *("log", "--stdin", "--no-walk=unsorted", "-z", "--no-show-signature"),
        "--format=%H%x1f%G?%x1f%GS",
        given="".join(f"{one}\n" for one in commits).encode(),
    )


def names_a_key(allowed: bytes) -> bool:
    """Say whether a file of allowed signers has a line with somebody and a key."""
    return _KEY.search(allowed) is not None


def has_key_of(allowed: bytes, person: str) -> bool:
    """Say whether a file of allowed signers has a line for this person."""
    firsts = (
        line.split()[0] for line in allowed.decode(errors="replace").splitlines() if line.strip()
    )
    return any(person in one.split(",") for one in firsts)


_KEY = re.compile(
    rb"^[ \t]*[^#\s][^\n]*[ \t](?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[a-z0-9@.-]+[ \t]+AAAA[A-Za-z0-9+/]+",
    re.MULTILINE,
)
