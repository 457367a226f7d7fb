"""Tell people what the policy says they are told: calendar files, e-mail drafts, pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from pepsite.compliance.prompting import Prompted, Window, prompts_for
from pepsite.errors import PepsiteError
from pepsite.privacy.labels import ChildLabels
from pepsite.records.authority import ChildLabel
from pepsite.render.prompts import as_calendars, as_drafts, as_pages
from pepsite.store.identities import find_identities
from pepsite.store.told import Told
from pepsite.usecases.compute_compliance import child_results
from pepsite.usecases.in_parallel import in_order
from pepsite.usecases.workspace import ChildFolder, open_workspace, read_child

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from pepsite.compliance.results import Setting
    from pepsite.usecases.compute_compliance import Only
    from pepsite.usecases.workspace import Opened

FORMS = {"ics": as_calendars, "eml": as_drafts, "md": as_pages}
NOT_HELD = ("action", "sample")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which prompts are wanted: of whom, what is soon, and how far back what happened counts."""

    only: Only
    soon_days: int
    back_days: int


@dataclass(frozen=True, slots=True)
class Written:
    """How many prompts were written into how many files, and what there is to say of it."""

    prompts: int
    files: int
    told_before: int
    nobody: int
    unreadable: int
    has_prompts: bool
    labelled_by_id: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    root: Path
    setting: Setting
    window: Window


def prompt_people(  # noqa: PLR0913  # what is asked, and where the answer goes
    root: Path,
    as_of: date,
    form: str,
    out: Path,
    wanted: Wanted,
    *,
    identities: Path | None = None,
    jobs: int = 1,
) -> Written:
    """Write the prompts that are due on a day, and have not been written in this form before.

    Raises:
        PepsiteError: there is no workspace here, the folder holds files already, or it lies in
            the workspace though children are to be named.
        PolicyPackError: the policy pack cannot be used.
        IdentityStoreError: there is an identity store that cannot be used.
    """
    opened = open_workspace(root, leave_out=NOT_HELD)
    label = opened.register.authority.disclosure.children_shown_to_schools_as
    store = None if label is ChildLabel.ID else find_identities(identities, workspace=root)
    _refuse(out, root, may_name=store is not None)
    told = Told(root, form)
    prompts, not_read = prompts_due(opened, root, as_of, wanted, jobs)
    new = [one for one in prompts if one.fact not in told]
    labels = ChildLabels(label, store.identities() if store else ())
    files = FORMS[form](new, as_of, labels.of)
    if files:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (out / name).write_bytes(content)
    written = [one for one in new if form != "ics" or _has_reader(one)]
    told.add(one.fact for one in written)
    return Written(
        len(written),
        len(files),
        len(prompts) - len(new),
        sum(not any(reader.person for reader in one.to) for one in new),
        not_read,
        any(file.prompts for file in opened.policy.expectations),
        label is not ChildLabel.ID and store is None,
    )


def prompts_due(
    opened: Opened, root: Path, as_of: date, wanted: Wanted, jobs: int
) -> tuple[list[Prompted], int]:
    """Return what is wanted of the prompts due on a day, and how many records were not read.

    Raises:
        PepsiteError: nothing in the workspace has an id that is asked about.
    """
    wanted.only.refuse_unknown(opened)
    window = Window(
        as_of - timedelta(days=wanted.back_days), as_of + timedelta(days=wanted.soon_days)
    )
    asked = _Asked(root, opened.setting(as_of), window)
    prompts: list[Prompted] = []
    not_read = 0
    for found, missed in in_order(_of_child, asked, opened.folders(), jobs):
        prompts += [one for one in found if _is_wanted(one, wanted.only)]
        not_read += missed
    return sorted(prompts, key=lambda one: (one.on, one.fact)), not_read


def _has_reader(one: Prompted) -> bool:
    return any(reader.person for reader in (*one.to, *one.copy_to))


def _is_wanted(one: Prompted, only: Only) -> bool:
    people = {reader.person for reader in (*one.to, *one.copy_to)}
    return (
        only.child in (None, one.child)
        and only.school in (None, one.school)
        and (only.person is None or only.person in people)
    )


def _refuse(out: Path, root: Path, *, may_name: bool) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        message = "the folder that --out names holds something already; name a new one"
        raise PepsiteError(message)
    if may_name and out.resolve().is_relative_to(root.resolve()):
        message = "children are named in these files, so --out must lie outside the workspace"
        raise PepsiteError(message)


def _of_child(asked: _Asked, folder: ChildFolder) -> tuple[list[Prompted], int]:
    casefile, not_read = read_child(asked.root, folder)
    if casefile is None:
        return [], not_read
    results = child_results(casefile, asked.setting)
    return list(prompts_for(casefile, asked.setting, results, asked.window)), not_read
