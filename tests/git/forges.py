"""A forge with records on it, and a runner's folder in which the steps of its checks are run.

What fetches and installs is left out: the commands that call pepsite are the templates' own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.git.repositories import commit, git, repository
from tests.usecases.examples import AUTHORITY, BASE, OLDER_REVIEW, YOUNGER_PEP, lay_out

MADE_UP = ("Zebedee", "Quillfeather", "zebedee", "quillfeather")

FAULTY_PEP = (BASE / YOUNGER_PEP).read_bytes().replace(b"Y4", b"Zebedee")
LAX = (
    b"schema: policy-pack/1\nname: lax\ntitle: Ours\nabout: What we would like.\n"
    b"extends: england\nfirst_edition_on: 2018-09-01\n"
)
WEAKENED: dict[str, bytes | None] = {
    YOUNGER_PEP: FAULTY_PEP,
    OLDER_REVIEW: None,
    AUTHORITY: (BASE / AUTHORITY).read_bytes().replace(b"policy: ", b"policy: lax # "),
    "policy/lax/pack.yaml": LAX,
    "policy/lax/sources.yaml": b"schema: policy-sources/1\nsources: []\n",
    ".github/workflows/check.yml": b"on: push\njobs: {}\n",
    ".github/pepsite.txt": b"quillfeather\n",
    ".gitlab/pepsite.txt": b"quillfeather\n",
    ".gitlab-ci.yml": b"records: {script: [exit 0]}\n",
    ".gitattributes": b"* -text\n",
    "sitecustomize.py": b"raise SystemExit(0)\n",
    "pepsite.py": b"raise SystemExit(0)\n",
    "git": b"#!/bin/sh\nexit 0\n",
}
"""Two faults, one of them only by the policy, and all that might get them past."""

NO_RECORDS = sum(not path.startswith("records/") for path in WEAKENED)


@dataclass(frozen=True)
class Ran:
    """What the steps of one run came to."""

    code: int
    log: str
    page: str


@dataclass(frozen=True)
class Forge:
    """A bare repository with `main` in it, and a clone to work in."""

    bare: Path
    work: Path

    @classmethod
    def below(cls, folder: Path) -> Forge:
        """Make a forge that holds the base."""
        start = lay_out(BASE, folder / "start")
        for path in ("requirements.txt", ".github/pepsite.txt", ".gitlab/pepsite.txt"):
            (start / path).parent.mkdir(exist_ok=True)
            (start / path).write_text("pepsite\n", encoding="utf-8")
        repository(start)
        bare, work = folder / "bare.git", folder / "work"
        git(folder, "clone", "--quiet", "--bare", str(start), str(bare))
        git(folder, "clone", "--quiet", str(bare), str(work))
        return cls(bare, work)

    def propose(self, name: str, changes: Mapping[str, bytes | None]) -> str:
        """Push a branch with these changes, and return its commit."""
        git(self.work, "switch", "--quiet", "--create", name, "origin/main")
        for path, content in changes.items():
            if content is None:
                (self.work / path).unlink()
            else:
                (self.work / path).parent.mkdir(parents=True, exist_ok=True)
                (self.work / path).write_bytes(content)
        made = commit(self.work, "A change")
        git(self.work, "push", "--quiet", "origin", f"HEAD:refs/heads/{name}")
        return made

    def accept(self, name: str) -> None:
        """Make `main` what a branch is, without asking anybody."""
        git(self.bare, "update-ref", "refs/heads/main", f"refs/heads/{name}")
        git(self.work, "fetch", "--quiet")


def run(words: list[str], folder: Path, values: dict[str, str]) -> tuple[int, str]:
    """Run one step of a job in this folder, and return its exit code and what it printed."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        words,
        cwd=folder,
        env={**os.environ, "PATH": path, **values},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout
