"""A new workspace: empty, from the template, or with an invented virtual school in it."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from pepsite.errors import PepsiteError
from pepsite.git.merge_driver import ATTRIBUTES, MERGE_SETTINGS
from pepsite.records.paths import AUTHORITY_PATH
from pepsite.store.batch import save_new
from pepsite.store.canonical import emit
from pepsite.store.packs import load_pack
from pepsite.store.schemas import editor_line, schema_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

_CHECKOUT = Path(__file__).parents[3]
_FROM_THE_TEMPLATE = (
    ".github/workflows/check.yml",
    ".github/workflows/publish.yml",
    "requirements.txt",
)
_FOLDERS = (
    "records/calendars",
    "records/schools",
    "records/people",
    "records/children",
    "records/samples",
    "records/actions",
)
_INSTALLED_FROM = """\
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
5. Name the pepsite release that the checks run in `.github/pepsite.txt`.
6. On each computer that has a copy, once, so that Git merges records field by field:

"""
_MERGE_ONCE = "".join(f'   git config {name} "{value}"\n' for name, value in MERGE_SETTINGS)
_IGNORED = "# pepsite's cache, and sites built here\n/.pepsite/\n/site/\n"


def init_workspace(root: Path, policy: str, begin_on: date, requirement: str | None) -> int:
    """Lay down an empty workspace that conforms at once, and return how many files it has.

    `requirement` is the line by which CI installs pepsite, as pip reads it. Without one, CI
    refuses to run: whoever may choose what runs beside the records chooses it by name.

    Raises:
        PepsiteError: the folder has a workspace already; nothing in it is changed.
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
    text = emit(authority, editor_line(AUTHORITY_PATH, "authority"))
    folders = ((f"{folder}/.gitkeep", "") for folder in _FOLDERS)
    new = [(AUTHORITY_PATH, text), *folders, *template_files(requirement)]
    if in_the_way := [path for path, _ in new if os.path.lexists(root / path)]:
        message = f"{in_the_way[0]} is there already; give a folder that is new or empty"
        raise PepsiteError(message)
    return save_new(root, new)


def template_files(requirement: str | None) -> Iterator[tuple[str, str]]:
    """Yield the files every workspace has besides its records."""
    yield ".gitignore", _IGNORED
    yield ".gitattributes", ATTRIBUTES
    yield ".github/pepsite.txt", _INSTALLED_FROM + (f"{requirement}\n" if requirement else "")
    yield "README.md", _README + _MERGE_ONCE
    for path in _FROM_THE_TEMPLATE:
        yield path, _template(path)
    yield from schema_files().items()


def _template(path: str) -> str:
    """Return a file of the template: from the package, or in a checkout from where it is used."""
    packaged = files("pepsite") / "template" / path
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (_CHECKOUT / path).read_text(encoding="utf-8")
