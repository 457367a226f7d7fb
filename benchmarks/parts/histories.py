"""A repository with the history of years: made once by `git fast-import`, under `.bench/`.

Each PEP is begun, and then made complete, and each review and audit comes after; all on a
branch of its own, and merged by somebody else. So half of all commits change a record, and
half accept what the one before changed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.parts import measuring
from benchmarks.parts.workspaces import KEPT, Workspace

_FIRST_AT = 1_600_000_000
_APART = 900
"""Seconds between one commit and the next."""
_STATUS = re.compile(rb"^status: .*$", re.MULTILINE)
_DONE = re.compile(rb"^completed_on: .*\n", re.MULTILINE)


def with_history(workspace: Workspace) -> Path:
    """Return a copy of a workspace with a history of its own: kept, or a new one.

    Raises:
        BenchmarkError: Git could not take it in.
    """
    root = KEPT / f"history-{workspace.children}"
    done = root / ".git" / "made"
    if done.exists():
        return root
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(workspace.root, root, ignore=shutil.ignore_patterns(".pepsite"))
    _git(root, "init", "--quiet", "--initial-branch=main")
    with subprocess.Popen(
        ["git", "-C", str(root), "fast-import", "--quiet"],  # noqa: S607  # git, wherever it is
        stdin=subprocess.PIPE,
    ) as importing:
        if importing.stdin is None:
            raise measuring.BenchmarkError
        importing.stdin.writelines(_stream(root))
        importing.stdin.close()
        if importing.wait():
            message = "git fast-import failed"
            raise measuring.BenchmarkError(message)
    _git(root, "gc", "--quiet")
    done.touch()
    return root


def _stream(root: Path) -> Iterator[bytes]:
    """Yield what `git fast-import` is told: change and merge in turns, after what all share."""
    paths = sorted((root / "records").rglob("*.yaml"))
    peps = [path for path in paths if path.parent.name == "peps"]
    judged = [path for path in paths if path.parent.name in {"qa-reviews", "audits"}]
    later = {*peps, *judged}
    yield from _commit(1, "ps-start", _read(path for path in paths if path not in later), root)
    mark = 1
    for number, files in enumerate(
        [*_versions(peps), *({one: one.read_bytes()} for one in judged)]
    ):
        change, merge = mark + 1, mark + 2
        yield from _commit(change, f"ps-{number % 12}", files, root, after=mark)
        yield from _commit(
            merge, f"ps-{(number + 5) % 12}", files, root, after=mark, merging=change
        )
        mark = merge


def _read(paths: Iterable[Path]) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in paths}


def _versions(peps: list[Path]) -> Iterator[dict[Path, bytes]]:
    """Yield each PEP as a draft that is as far as its meetings, and then as it is."""
    for path in peps:
        whole = path.read_bytes()
        draft = _DONE.sub(b"", _STATUS.sub(b"status: draft", whole.partition(b"\ncontent:")[0]))
        yield {path: draft + b"\n"}
        yield {path: whole}


def _commit(  # noqa: PLR0913  # a commit is this many things
    mark: int,
    who: str,
    files: dict[Path, bytes],
    root: Path,
    *,
    after: int | None = None,
    merging: int | None = None,
) -> Iterator[bytes]:
    at = _FIRST_AT + mark * _APART
    branch = "main" if merging or after is None else "branch"
    yield f"commit refs/heads/{branch}\nmark :{mark}\n".encode()
    yield f"committer {who} <{who}@ashmere.example> {at} +0000\ndata 0\n".encode()
    if after is not None:
        yield f"from :{after}\n".encode()
    if merging is not None:
        yield f"merge :{merging}\n".encode()
    for path, content in files.items():
        name = path.relative_to(root).as_posix()
        yield f"M 100644 inline {name}\ndata {len(content)}\n".encode() + content + b"\n"


def _git(root: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(root), *words], check=True)  # noqa: S607  # by PATH
