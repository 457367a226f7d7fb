"""Real Git repositories, made for one test."""

from __future__ import annotations

import subprocess
from pathlib import Path


def git(folder: Path, *words: str) -> str:
    """Run git in this folder and return what it prints."""
    done = subprocess.run(
        ["git", *words], cwd=folder, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return done.stdout.strip()


def repository(folder: Path) -> Path:
    """Make a repository of what is in this folder, all of it committed on `main`."""
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "Records begin")
    return folder


def commit(folder: Path, subject: str) -> str:
    """Commit everything and return the commit."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", subject)
    return git(folder, "rev-parse", "HEAD")
