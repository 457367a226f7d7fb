"""The site, for one audience, as of one day."""

from __future__ import annotations

import pickle
import tempfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from pepsite.compliance.sampling.fulfilled import audits_to_do, drawn_sample
from pepsite.privacy.guidance import public_site
from pepsite.privacy.published_report import BoardPages
from pepsite.privacy.school_folder import Pupil, school_folder
from pepsite.privacy.schools import child_facts, staff_site
from pepsite.records.authority import Audience
from pepsite.site.html import build_html
from pepsite.site.markdown import (
    markdown_files,
    put_files,
    refuse_if_not_ours,
    write_markdown,
)
from pepsite.usecases.compute_compliance import Rows, child_results, rows_of, shared_results
from pepsite.usecases.in_parallel import in_order
from pepsite.usecases.label_children import Labels
from pepsite.usecases.look_for_leaks import LastLook
from pepsite.usecases.make_report import (
    Tallies,
    Work,
    board_work,
    count_child,
    make_board_reports,
    reports_for_staff,
)
from pepsite.usecases.report_pages import report_page
from pepsite.usecases.workspace import (
    ChildFolder,
    open_policy,
    open_public,
    open_workspace,
    read_child,
    unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from pepsite.policy.pack import PolicyPack
    from pepsite.privacy.published import PublishedSite
    from pepsite.privacy.published_guidance import BlankPep
    from pepsite.privacy.schools import ChildFacts
    from pepsite.records.authority import ChildLabel
    from pepsite.reports.report import Report
    from pepsite.usecases.remembered_children import RememberedChildren
    from pepsite.usecases.workspace import Opened


Blanks: TypeAlias = "Callable[[PolicyPack, date], tuple[BlankPep, ...]]"
"""What makes the plans to fill in by hand, under a policy, on a day: the forms know the words."""


def build_site(  # noqa: PLR0913  # what is built, where to, and by how many
    root: Path,
    audience: Audience,
    as_of: date,
    out: Path,
    markdown: Path | None = None,
    *,
    policy: str | None = None,
    blanks: Blanks | None = None,
    school: str = "",
    label: ChildLabel | None = None,
    jobs: int = 1,
    identities: Path | None = None,
    remembered: RememberedChildren[_OfChild] | None = None,
    workshop: Path | None = None,
) -> bool:
    """Build the site into `out`, whole or not at all; keep its Markdown where that is asked for.

    The public site can be that of another `policy` than the workspace has; `school` is whose
    pages alone are built for a school, `label` what its children are called there, where that is
    not to be as the authority has settled. Who builds again and again has `remembered` what each
    child came to, and a `workshop`: the folder in which the Markdown stays between builds.
    At the end every file is looked through for names of the children in the store `identities`,
    else in the usual one; return whether their names are known here. Where one is found,
    neither the site nor its Markdown is written.

    Raises:
        PepsiteError: there is no workspace here, or a folder to write to holds something else.
        PolicyPackError: the policy pack cannot be used.
        PublicationRefusedError: a page would have shown something it must not.
        IdentityStoreError: there is an identity store here, and it cannot be used; or there is
            none to take the initials of children from.
    """
    site = compose_site(
        root,
        audience,
        as_of,
        policy=policy,
        blanks=blanks,
        school=school,
        label=label,
        jobs=jobs,
        identities=identities,
        remembered=remembered,
    )
    look = LastLook(root, site, identities)
    files = markdown_files(site)
    if markdown is not None:
        refuse_if_not_ours(markdown)
    with tempfile.TemporaryDirectory(prefix="pepsite-") as scratch:
        folder = workshop or Path(scratch, "markdown")
        put_files(files, folder, look)
        build_html(folder, out, look)
    if markdown is not None:
        put_files(files, markdown)
    return look.names_checked


def write_site_markdown(  # noqa: PLR0913  # as above
    root: Path,
    audience: Audience,
    as_of: date,
    folder: Path,
    *,
    policy: str | None = None,
    blanks: Blanks | None = None,
    school: str = "",
    label: ChildLabel | None = None,
    jobs: int = 1,
    identities: Path | None = None,
) -> bool:
    """Write the Markdown of the site alone, for another generator; return as `build_site`.

    Raises:
        As `build_site`.
    """
    site = compose_site(
        root,
        audience,
        as_of,
        policy=policy,
        blanks=blanks,
        school=school,
        label=label,
        jobs=jobs,
        identities=identities,
    )
    look = LastLook(root, site, identities)
    write_markdown(site, folder, look)
    return look.names_checked


def compose_site(  # noqa: PLR0913  # as above
    root: Path,
    audience: Audience,
    as_of: date,
    *,
    policy: str | None = None,
    blanks: Blanks | None = None,
    school: str = "",
    label: ChildLabel | None = None,
    jobs: int = 1,
    identities: Path | None = None,
    remembered: RememberedChildren[_OfChild] | None = None,
) -> PublishedSite:
    """Return everything that the site will show.

    The public one opens `authority.yaml`, the calendars and the policy pack, and no other file.
    `blanks` makes the plans to fill in by hand, of the forms' own words: without it there are none.
    """
    match audience:
        case Audience.PUBLIC:
            made_of = open_policy(root, policy) if policy else open_public(root)
            return _with_blanks(public_site(*made_of, as_of), made_of[0], blanks)
        case Audience.STAFF:
            return _staff(root, as_of, jobs, remembered, blanks)
        case Audience.SCHOOL:
            return _school(root, as_of, school, label, jobs, identities, blanks)
        case Audience.BOARD:
            return _board(root, as_of, jobs, blanks)


def _school(  # noqa: PLR0913, PLR0917  # as above
    root: Path,
    as_of: date,
    school: str,
    label: ChildLabel | None,
    jobs: int,
    identities: Path | None,
    blanks: Blanks | None,
) -> PublishedSite:
    workspace = open_workspace(root)
    setting = workspace.setting(as_of)
    labels = Labels(root, setting.register.authority, label, identities)
    schools = _of_schools(workspace, Work(root, setting, ()), jobs, None)
    public = public_site(setting.policy, setting.register.authority, setting.calendars, as_of)
    folder = school_folder(schools.site, public, school, setting, labels.of(schools.pupils))
    return _with_blanks(folder, setting.policy, blanks)


def _board(root: Path, as_of: date, jobs: int, blanks: Blanks | None) -> PublishedSite:
    reports = make_board_reports(root, as_of, jobs=jobs)
    policy, authority, calendars = open_public(root)
    marking = authority.marking_for(Audience.BOARD) or ""
    pages = BoardPages(marking, tuple(report_page(one) for one in reports))
    public = public_site(policy, authority, calendars, as_of)
    return _with_blanks(replace(public, board=pages), policy, blanks)


def _staff(
    root: Path,
    as_of: date,
    jobs: int,
    remembered: RememberedChildren[_OfChild] | None,
    blanks: Blanks | None,
) -> PublishedSite:
    workspace = open_workspace(root)
    setting = workspace.setting(as_of)
    schools = _of_schools(workspace, board_work(root, setting), jobs, remembered)
    site = _with_blanks(schools.site, setting.policy, blanks)
    if site.staff is None:
        return site
    pages = tuple(map(report_page, schools.reports))
    return replace(site, staff=replace(site.staff, reports=pages))


@dataclass(frozen=True, slots=True)
class _Schools:
    """The site of all schools, who is at one, and the reports that were counted on the way."""

    site: PublishedSite
    pupils: tuple[Pupil, ...]
    reports: tuple[Report, ...]


def _of_schools(
    workspace: Opened, work: Work, jobs: int, remembered: RememberedChildren[_OfChild] | None
) -> _Schools:
    setting = work.setting
    facts: list[ChildFacts] = []
    rows: list[Rows] = []
    tallies: list[bytes] = []
    not_read = unreadable(workspace.reading)
    if remembered:
        remembered.day = setting.as_of
    of_all = remembered.in_order if remembered else in_order
    for child in of_all(_of_child, work, workspace.folders(), jobs):
        facts.extend(child.facts)
        rows.append(child.rows)
        tallies.extend(child.tallies)
        not_read += child.unreadable
    drawn = map(drawn_sample, setting.register.samples.values())
    samples = (row for one in rows for row in one.samples)
    to_audit = tuple(audits_to_do(samples, drawn, setting))
    shared = tuple(shared_results(rows, setting))
    return _Schools(
        staff_site(facts, shared, setting, not_read, to_audit),
        tuple(Pupil(one.child.id, one.in_year) for one in facts if one.here),
        reports_for_staff(work, map(_unpacked, tallies), shared, not_read),
    )


def _with_blanks(site: PublishedSite, policy: PolicyPack, blanks: Blanks | None) -> PublishedSite:
    if blanks is None:
        return site
    made = blanks(policy, site.settings.as_of)
    return replace(site, guidance=replace(site.guidance, blanks=made))


@dataclass(frozen=True, slots=True)
class _OfChild:
    """What one child comes to: facts unless the child could not be read, and rows for the end.

    What it adds to the reports is packed: of thousands of children it is kept in memory.
    """

    facts: tuple[ChildFacts, ...]
    rows: Rows
    tallies: tuple[bytes, ...]
    unreadable: int


def _of_child(work: Work, folder: ChildFolder) -> _OfChild:
    casefile, not_read = read_child(work.root, folder)
    if casefile is None:
        return _OfChild((), Rows(), (), not_read)
    results = tuple(child_results(casefile, work.setting))
    facts = child_facts(casefile, results, work.setting)
    tallies = zlib.compress(pickle.dumps(count_child(work, casefile, results)), 1)
    return _OfChild((facts,), rows_of(casefile, work.setting), (tallies,), not_read)


def _unpacked(tallies: bytes) -> Tallies:
    found: Tallies = pickle.loads(zlib.decompress(tallies))  # noqa: S301  # packed just above
    return found
