"""A new workspace: empty, from the template, or with an invented virtual school in it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pepsite.errors import PepsiteError
from pepsite.git.merge_driver import ATTRIBUTES
from pepsite.records.authority import REPOSITORY_NAME
from pepsite.records.paths import AUTHORITY_PATH
from pepsite.store.batch import save_new
from pepsite.store.canonical import emit
from pepsite.store.packs import load_pack
from pepsite.store.schemas import editor_line, schema_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

_CHECKOUT = Path(__file__).parents[3]
_FOR_GITHUB = (".github/workflows/check.yml", ".github/workflows/publish.yml")
_GITLAB_JOBS = "gitlab/pepsite.yml"
_LOCKED = "requirements.txt"
_INSTALLED_FROM = {"github": ".github/pepsite.txt", "gitlab": ".gitlab/pepsite.txt"}

# How each template says on which computer it runs, and how it says so for a runner of one's own.
_SUPPLIED_RUNNER = "runs-on: ubuntu-24.04\n"
_OWN_RUNNER = "runs-on: [self-hosted, linux]\n"
_OWN_TAG = "  tags: [pepsite] # a runner of your own that has this tag\n"
_FOLDERS = (
    "records/calendars",
    "records/schools",
    "records/people",
    "records/children",
    "records/samples",
    "records/actions",
)
_WHICH_PEPSITE = """\
# Which pepsite the checks run, as pip reads it: one line with an address and a hash, so that
# nobody else can put another program in its place. For example:
#   pepsite @ https://OUR-SERVER/pepsite-0.1.0-py3-none-any.whl#sha256=HASH-OF-THE-FILE
"""
_README = """\
# Records of our virtual school

Personal Education Plans and all that belongs to them, as records that `pepsite` checks. This
repository is personal data of children: keep it private, and never put a child's name into it.

1. Put your council's and your virtual school's names into `records/authority.yaml`.
2. Add this year's term dates under `records/calendars/`; `pepsite id calendar` makes an id.
3. Take in children, schools and staff: `pepsite import --help`.
4. See that all is well: `pepsite validate`, then `pepsite compliance` and `pepsite due`.
5. On each computer that has a copy, once: `pepsite hooks install`. Then Git asks pepsite before
   anything is committed or sent, and merges records field by field.
"""
_README_OF = {
    "none": """\
6. The same on the server or share that others send to: nothing gets in that does not conform.
""",
    "github": """\
6. Name the pepsite release that the checks run in `.github/pepsite.txt`.
7. On GitHub, protect the main branch, and ask there for the check "Records conform".
""",
    "gitlab": """\
6. Name the pepsite release that the checks run in `.gitlab/pepsite.txt`.
7. On GitLab, make a second project of the folder beside this one, as its README.md says.
""",
}
_README_OF_GATE = """\
# The gate of our records

`pepsite.yml` has the jobs that check every change to our records. It lies here, apart from them,
so that no change can alter what judges it.

1. Make this folder a private project of its own, in the same group as the records. Only the one
   or two people who keep the gate may write to it; everybody who proposes changes may read it.
2. In the project of the records, under Settings, CI/CD, General pipelines, set "CI/CD
   configuration file" to `pepsite.yml@OUR-GROUP/OUR-GATE`.
3. There too, under Settings, Merge requests, tick "Pipelines must succeed"; and under Settings,
   Repository, protect the main branch: nobody may push to it, Maintainers may merge.
"""
_IGNORED = "# pepsite's cache, and sites built here\n/.pepsite/\n/site/\n"


@dataclass(frozen=True, slots=True)
class Gate:
    """Where changes are checked before they are taken in.

    `requirement` is the line by which CI installs pepsite, as pip reads it. Without one, CI
    refuses to run: whoever may choose what runs beside the records chooses it by name.
    `repository` is what the forge calls it, its owner first; without one, what is sent for review
    becomes a branch and no pull or merge request.
    """

    forge: Literal["none", "github", "gitlab"] = "none"
    own_runner: bool = True
    requirement: str | None = None
    repository: str | None = None


NO_FORGE = Gate()


def init_workspace(root: Path, policy: str, begin_on: date, gate: Gate = NO_FORGE) -> int:
    """Lay down an empty workspace that conforms at once, and return how many files it has.

    For GitLab, the jobs that check it go into a second folder beside it (`gate_folder`), to
    become a project of its own: what judges a change may not be part of it.

    Raises:
        PepsiteError: the folder has a workspace already, in which nothing is changed; or no
            repository can have this name.
        PolicyPackError: there is no such policy pack.
    """
    load_pack(policy)
    if (root / "records").exists():
        message = "there is a records/ folder here already; give a new folder"
        raise PepsiteError(message)
    authority: dict[str, object] = {
        "schema": "authority/1",
        "name": "Your council",
        "virtual_school": "Your virtual school",
        "policy": policy,
        "records_begin_on": begin_on.isoformat(),
        "audiences": [{"audience": "staff", "protective_marking": "OFFICIAL-SENSITIVE"}],
        "disclosure": {
            "children_shown_to_schools_as": "id",
            "staff_shown_in_history_as": "id",
        },
    }
    if gate.forge != "none" and gate.repository is not None:
        authority["forge"] = {"kind": gate.forge, "repository": _named(gate.repository)}
    text = emit(authority, editor_line(AUTHORITY_PATH, "authority"))
    folders = ((f"{folder}/.gitkeep", "") for folder in _FOLDERS)
    new = [(AUTHORITY_PATH, text), *folders, *template_files(gate)]
    beside = dict(_beside(root, gate))
    in_the_way = [
        *(path for path, _ in new if os.path.lexists(root / path)),
        *(f"{folder.name}/" for folder in beside if os.path.lexists(folder)),
    ]
    if in_the_way:
        message = f"{in_the_way[0]} is there already; give a folder that is new or empty"
        raise PepsiteError(message)
    for folder, files_of_it in beside.items():
        save_new(folder, files_of_it)
    return save_new(root, new)


def _named(repository: str) -> str:
    if re.fullmatch(REPOSITORY_NAME, repository) is None:
        message = "a repository is named by its owner and its name: council/records"
        raise PepsiteError(message)
    return repository


def gate_folder(root: Path) -> Path:
    """Return the folder beside a workspace that becomes GitLab's second project."""
    whole = root.resolve()
    return whole.with_name(f"{whole.name}-gate")


def _beside(root: Path, gate: Gate) -> Iterator[tuple[Path, list[tuple[str, str]]]]:
    if gate.forge == "gitlab":
        jobs = _template(_GITLAB_JOBS)
        jobs = jobs if gate.own_runner else jobs.replace(_OWN_TAG, "")
        yield gate_folder(root), [("pepsite.yml", jobs), ("README.md", _README_OF_GATE)]


def template_files(gate: Gate = NO_FORGE) -> Iterator[tuple[str, str]]:
    """Yield the files every workspace has besides its records, and those for its forge."""
    yield ".gitignore", _IGNORED
    yield ".gitattributes", ATTRIBUTES
    yield "README.md", _README + _README_OF[gate.forge]
    yield from schema_files().items()
    if gate.forge != "none":
        named = f"{gate.requirement}\n" if gate.requirement else ""
        yield _INSTALLED_FROM[gate.forge], _WHICH_PEPSITE + named
        yield _LOCKED, _template(_LOCKED)
    if gate.forge == "github":
        for path in _FOR_GITHUB:
            text = _template(path)
            yield path, text.replace(_SUPPLIED_RUNNER, _OWN_RUNNER) if gate.own_runner else text


def _template(path: str) -> str:
    """Return a file of the template: from the package, or in a checkout from where it is used."""
    packaged = files("pepsite") / "template" / path
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (_CHECKOUT / path).read_text(encoding="utf-8")
