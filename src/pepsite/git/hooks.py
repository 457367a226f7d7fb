"""Hooks: scripts by which Git asks pepsite before it commits, sends or takes in something."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from pepsite.errors import GitError
from pepsite.git.command import git
from pepsite.git.merge_driver import MERGE_SETTINGS
from pepsite.git.trees import prefix_of

_MARK = "# Laid down by `pepsite hooks install`, which may write it anew.\n"
_VALIDATE = 'pepsite validate -C @PREFIX@ ${base:+--base "$base"} --head'

_PRE_COMMIT = f"""\
#!/bin/sh
{_MARK}# What is staged is judged by what was committed last; what Git merges by itself as well.
exec pepsite validate -C @PREFIX@ --staged
"""
_COMMIT_MSG = f"""\
#!/bin/sh
{_MARK}# A message goes wherever the commit goes: nothing in it may say who a child is.
exec pepsite hooks message -C @PREFIX@ "$1"
"""
_PRE_PUSH = f"""\
#!/bin/sh
{_MARK}# What is sent is judged by the policy that the other side was last known to have.
base=$(git rev-parse --verify --quiet "refs/remotes/$1/HEAD^{{commit}}") ||
    base=$(git rev-parse --verify --quiet "refs/remotes/$1/main^{{commit}}") || base=
refused=0
while read -r from new ref old; do
    case $new in *[!0]*) ;; *) continue ;; esac
    {_VALIDATE} "$new" --branch "${{ref#refs/*/}}" </dev/null || refused=1
done
exit $refused
"""
_PRE_RECEIVE = f"""\
#!/bin/sh
{_MARK}# What was pushed is judged by the policy of the main branch, before it is taken in.
main=$(git symbolic-ref HEAD) || exit 1
base=$(git rev-parse --verify --quiet "$main^{{commit}}") || base=
refused=0
refuse() {{
    echo "pepsite: $1" >&2
    refused=1
}}
small() {{ printf %s "$1" | tr '[:upper:]' '[:lower:]'; }}
while read -r old new ref; do
    name=${{ref#refs/*/}} of_main=${{main#refs/heads/}}
    # A tag of this name is read as the branch. On a share, MAIN may be the same file as main.
    if [ "$ref" != "$main" ] && [ ${{#name}} -eq ${{#of_main}} ] &&
        [ "$(small "$name")" = "$(small "$of_main")" ]; then
        case $new in *[!0]*) refuse "only the main branch is called that"; continue ;; esac
    fi
    case $ref in
        refs/heads/*) ;;
        refs/tags/*)
            case $new in *[!0]*) ;; *) continue ;; esac
            {_VALIDATE} "$new" --branch "${{ref#refs/tags/}}" </dev/null || refused=1
            continue
            ;;
        *) refuse "only branches and tags are taken in"; continue ;;
    esac
    case $new in
        *[!0]*) ;;
        *) [ "$ref" != "$main" ] || refuse "the main branch cannot be deleted"; continue ;;
    esac
    if [ "$ref" = "$main" ] && [ -n "$base" ] && ! git merge-base --is-ancestor "$base" "$new"; then
        refuse "what was accepted stays: bring your change on top of the main branch"
        continue
    fi
    {_VALIDATE} "$new" --branch "${{ref#refs/heads/}}" </dev/null || refused=1
done
exit $refused
"""


_KEPT_READY = """\
# A process stays ready for so many minutes after each use; PEPSITE_READY=0 switches that off.
export PEPSITE_READY="${{PEPSITE_READY:-{minutes}}}"
"""


USUAL_READY_MINUTES = 15
"""Idle minutes for which hooks keep a process ready, unless somebody says another number."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """The names of hooks that were laid down, and the idle minutes they keep a process ready."""

    names: tuple[str, ...]
    ready_minutes: int


def install_hooks(folder: Path, ready_minutes: int | None = None) -> Hooks:
    """Lay down the hooks of a repository.

    A bare repository is one that others push to, and gets `pre-receive`; any other is one
    where people work, and gets `pre-commit`, `pre-merge-commit`, `commit-msg` and `pre-push`; Git
    is also told how records are merged there, unless somebody told it already. The hooks there
    keep a process ready for so many idle minutes: as many as is usual if nobody says, and with 0
    none.

    Raises:
        GitError: no repository is here, it has hooks of its own, or takes them from elsewhere;
            or a process is to be kept ready where nobody works.
    """
    is_bare = git(folder, "rev-parse", "--is-bare-repository").decode().strip() == "true"
    hooks = {"pre-receive": _PRE_RECEIVE} if is_bare else _WHERE_PEOPLE_WORK
    if is_bare and ready_minutes:
        message = "nobody waits in a bare repository; keep a process ready where people work"
        raise GitError(message)
    usual = 0 if is_bare else USUAL_READY_MINUTES
    minutes = usual if ready_minutes is None else ready_minutes
    scopes = git(folder, "config", "--show-scope", "--get-all", "core.hooksPath").decode()
    if any(not line.startswith("command\t") for line in scopes.splitlines()):
        message = "this repository takes its hooks from elsewhere; unset core.hooksPath first"
        raise GitError(message)
    place = folder / git(folder, "rev-parse", "--git-common-dir").decode().strip("\n") / "hooks"
    prefix = shlex.quote(prefix_of(folder).rstrip("/") or ".")
    if foreign := [name for name in hooks if not _is_free(place / name)]:
        message = f"there is a hook {foreign[0]} here already that is not pepsite's; move it away"
        raise GitError(message)
    try:
        place.mkdir(exist_ok=True)
        for name, text in hooks.items():
            script = text.replace("@PREFIX@", prefix)
            if minutes:
                script = script.replace(_MARK, _MARK + _KEPT_READY.format(minutes=minutes))
            (place / name).write_text(script, "utf-8", newline="\n")
            (place / name).chmod(0o755)
    except OSError as refused:
        message = "the hooks of this repository cannot be written"
        raise GitError(message) from refused
    if not is_bare:
        _have_records_merged(folder)
    return Hooks(tuple(hooks), minutes)


def _have_records_merged(folder: Path) -> None:
    """Say what `merge=pepsite` in .gitattributes stands for: Git takes that from no repository."""
    for setting, value in MERGE_SETTINGS:
        if not git(folder, "config", "--default", "", "--get", setting).strip():
            git(folder, "config", setting, value)


_WHERE_PEOPLE_WORK = {
    "pre-commit": _PRE_COMMIT,
    "pre-merge-commit": _PRE_COMMIT,
    "commit-msg": _COMMIT_MSG,
    "pre-push": _PRE_PUSH,
}


def _is_free(hook: Path) -> bool:
    if hook.is_symlink():
        return False
    return not hook.exists() or (hook.is_file() and _MARK.encode() in hook.read_bytes())
