"""What was proposed is sent to where it is reviewed; what cannot be sent now waits, and is kept.

What waits is a ref in Git (`propose_record.UNSENT`), made in one step with the branch, so no kill
loses it. Why it waits, and until when, stands in a file beside it: ids and words of ours.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pepsite.errors import GitError
from pepsite.git import forges
from pepsite.git.command import git
from pepsite.git.main_line import main_line
from pepsite.git.trees import GitTree
from pepsite.git.writing import Ref, move_refs
from pepsite.records.authority import ForgeKind
from pepsite.store.writing import replace_whole
from pepsite.usecases.propose_record import UNSENT
from pepsite.usecases.submission import BRANCHES
from pepsite.usecases.workspace import open_people

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from pepsite.exchange.computer_settings import Working
    from pepsite.records.authority import Authority

_NOTES = Path("pepsite", "unsent.json")


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of one submission: it is there, or it waits."""

    submission: str
    outcome: forges.Delivered | forges.Waits


@dataclass(frozen=True, slots=True)
class Unsent:
    """A submission that waits to be sent, why, and until when asking is in vain.

    Without a reason nobody has tried yet.
    """

    submission: str
    commit: str
    why: forges.Why | None = None
    not_before: datetime | None = None


def list_unsent(folder: Path) -> tuple[Unsent, ...]:
    """Return what waits to be sent, by id.

    Raises:
        GitError: no repository is here.
    """
    listed = git(folder, "for-each-ref", "--format=%(objectname) %(refname)", UNSENT)
    notes = _read_notes(folder)
    found = []
    for line in listed.decode().splitlines():
        commit, _, name = line.partition(" ")
        submission = name.removeprefix(UNSENT)
        found.append(Unsent(submission, commit, *notes.get(submission, (None, None))))
    return tuple(found)


def unsent_state(folder: Path) -> tuple[str, ...]:
    """Return what tells whether more, or something else, waits to be sent than before."""
    try:
        return tuple(f"{one.submission} {one.commit}" for one in list_unsent(folder))
    except GitError:
        return ()


def send_submissions(
    folder: Path,
    working: Working,
    now: datetime,
    only: Collection[str] | None = None,
    forge: forges.Forge | None = None,
) -> tuple[Sending, ...]:
    """Send what waits, or only these, and return what became of each.

    Without a `forge` it goes where the authority has settled.

    A forge that cannot be reached or takes no more is not asked again in this run. Nothing is
    asked of one before the moment that it named.

    Raises:
        GitError: no repository is here, or nothing was accepted yet.
        PepsiteError: there is no workspace in it.
    """
    waiting = [one for one in list_unsent(folder) if only is None or one.submission in only]
    if not waiting:
        return ()
    line = main_line(folder)
    if forge is None:
        with GitTree(folder, line.commit) as tree:
            authority, _ = open_people(tree)
        forge = forge_of(authority, working)
    done = tuple(_send(folder, forge, waiting, line.branch, now))
    _write_notes(folder, done)
    return done


def _send(
    folder: Path, forge: forges.Forge, waiting: list[Unsent], onto: str, now: datetime
) -> Iterator[Sending]:
    stopped: forges.Waits | None = None
    for one in waiting:
        too_early = one.not_before is not None and now < one.not_before
        if too_early and one.why is not None:
            stopped = forges.Waits(one.why, one.not_before)
        if stopped is not None:
            yield Sending(one.submission, stopped)
            continue
        outcome = forge.send(folder, _request(folder, one, onto), now)
        if isinstance(outcome, forges.Delivered):
            # A kill before this: it is sent again, and found to be there.
            move_refs(folder, [Ref(UNSENT + one.submission, one.commit, None)])
        elif outcome.why in _OF_ALL:
            stopped = outcome
        yield Sending(one.submission, outcome)


_OF_ALL = frozenset({"unreachable", "slow", "rate-limited"})
"""Reasons that hold for every other submission too."""


def _request(folder: Path, unsent: Unsent, onto: str) -> forges.ReviewRequest:
    """Return what is said of a submission: what its commit says, which is ids and counts."""
    told = git(
        folder, "log", "-1", "--no-show-signature", "--encoding=UTF-8", "--format=%s%x00%b",
        unsent.commit, "--",
    ).decode(errors="replace")  # fmt: skip
    title, _, body = told.partition("\0")
    records = "\n".join(line for line in body.splitlines() if line.startswith("- "))
    text = f"{records}\n\nSubmission-Id: {unsent.submission}"
    return forges.ReviewRequest(f"{BRANCHES}{unsent.submission}", unsent.commit, title, text, onto)


def forge_of(authority: Authority, working: Working) -> forges.Forge:
    """Return where a workspace has its changes reviewed, as this computer reaches it."""
    settled, seconds = authority.forge, working.timeout_seconds
    if settled is None:
        return forges.SharedRepository(seconds)
    place = (settled.site, settled.repository, seconds)
    match settled.kind:
        case ForgeKind.GITHUB:
            return forges.GitHub(*place, working.token_for(urlsplit(settled.site).netloc))
        case ForgeKind.GITLAB:
            return forges.GitLab(*place)
        case ForgeKind.FORGEJO:
            return forges.Forgejo(*place)
        case ForgeKind.OTHER:
            return forges.OtherForge(*place)


# --- Why it waits ----------------------------------------------------------------------------


def _notes_path(folder: Path) -> Path:
    common = git(folder, "rev-parse", "--git-common-dir").decode().strip("\n")
    return Path(folder, common) / _NOTES


def _read_notes(folder: Path) -> Mapping[str, tuple[Any, datetime | None]]:
    """Return why each waits. What cannot be read is not known: then it is tried."""
    try:
        told = json.loads(_notes_path(folder).read_text("utf-8"))
        return {
            str(name): (
                str(one["why"]),
                datetime.fromisoformat(one["not_before"]) if one.get("not_before") else None,
            )
            for name, one in told.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write_notes(folder: Path, done: tuple[Sending, ...]) -> None:
    notes = {
        one.submission: {
            "why": one.outcome.why,
            "not_before": one.outcome.not_before and one.outcome.not_before.isoformat(),
        }
        for one in done
        if isinstance(one.outcome, forges.Waits)
    }
    path = _notes_path(folder)
    tried = {one.submission for one in done}
    for one in list_unsent(folder):
        if one.submission not in tried and one.why is not None:
            notes[one.submission] = {
                "why": one.why,
                "not_before": one.not_before and one.not_before.isoformat(),
            }
    try:
        path.parent.mkdir(exist_ok=True)
        replace_whole(path, json.dumps(notes, indent=2).encode())
    except OSError:
        return  # they are a help; what waits is in Git
