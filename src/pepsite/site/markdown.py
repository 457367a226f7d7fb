"""The Markdown of a site: one folder that MkDocs and Zensical both build."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pepsite.errors import PepsiteError
from pepsite.privacy.published import LATE, Status
from pepsite.privacy.published_guidance import Point
from pepsite.privacy.published_policy import Step
from pepsite.privacy.published_practice import Mark
from pepsite.privacy.wording import long_date, sentence
from pepsite.site import pictures, wording
from pepsite.site.forms_to_print import forms_to_print, menu_of_forms
from pepsite.site.guidance_pages import (
    GLOSSARY,
    GOOD_PEPS,
    PROCESS,
    QUALITY,
    ROLES,
    GuidanceGroup,
    guidance_pages,
    pages_that_help,
)
from pepsite.site.page import RECORDS, REFERENCE, Page, file_name
from pepsite.site.shipped import is_shipped, look_at_nothing
from pepsite.site.staff_pages import (
    amount,
    group_path,
    place_of_stage,
    school_pages,
    staff_navigation,
    staff_pages,
    stage_count,
    to_raise,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pepsite.privacy.published import PublishedSite
    from pepsite.site.shipped import Look

_HERE: Final = Path(__file__).parent
_MARK: Final = "# Written by `pepsite build`. Changes made here are lost with the next build.\n"


def write_markdown(
    site: PublishedSite, folder: Path, look: Look = look_at_nothing
) -> tuple[Path, ...]:
    """Make `folder` hold this site's Markdown, and nothing else; return its files.

    Raises:
        As `put_files`.
    """
    return put_files(markdown_files(site), folder, look)


def markdown_files(site: PublishedSite) -> Mapping[str, bytes]:
    """Return this site's Markdown: each file by its path, with all that is built with it."""
    return dict(_files(site))


def put_files(
    files: Mapping[str, bytes], folder: Path, look: Look = look_at_nothing
) -> tuple[Path, ...]:
    """Make `folder` hold the Markdown of a site, and nothing else; return its files.

    A file that already says the same is left alone, so that a second build is quick. A
    file of an earlier build that no longer belongs is deleted: what was once built for
    staff does not stay behind in a folder for the public. Nothing is written before
    `look` has seen all of it.

    Raises:
        PepsiteError: the folder holds something that is not a site of ours.
        PublicationRefusedError: a page would have shown something it must not.
    """
    refuse_if_not_ours(folder)
    look((path, content) for path, content in files.items() if not is_shipped(content))
    wanted = {folder / path: content for path, content in files.items()}
    for path, content in wanted.items():
        _write_if_changed(path, content)
    for path in sorted((folder / "docs").rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in wanted:
            path.unlink()
    return tuple(wanted)


def refuse_if_not_ours(folder: Path) -> None:
    """Refuse a folder for the Markdown that holds something else.

    Raises:
        PepsiteError: the folder holds something that is not a site of ours.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    settings = folder / "mkdocs.yml"
    if settings.is_file() and settings.read_text(encoding="utf-8").startswith(_MARK):
        return
    msg = "the folder for the Markdown holds something else; name a new or an empty folder"
    raise PepsiteError(msg)


def _write_if_changed(path: Path, content: bytes) -> None:
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _files(site: PublishedSite) -> Iterator[tuple[str, bytes]]:
    yield "mkdocs.yml", _settings(site).encode()
    for asset in sorted((_HERE / "assets").iterdir()):
        yield f"docs/pepsite/{asset.name}", asset.read_bytes()
    yield "docs/pepsite/paper.css", _paper(site).encode()
    environment = _environment()
    shared = {
        "site": site,
        "helps": pages_that_help(),
        "year": site.staff.year if site.staff else site.school.year if site.school else (),
        "for_staff": site.staff is not None,
        "our_policy": _our_policy(site),
        "child_pages": frozenset(one.id for one in site.staff.children) if site.staff else (),
        "labels": dict(site.school.labels) if site.school else {},
    }
    for page in _pages(site):
        up = Markup("../") * page.path.count("/")
        text = environment.get_template(page.template).render(shared, about=page.about, up=up)
        yield f"docs/{page.path}", page.with_boost(text).encode()


def _pages(site: PublishedSite) -> Iterator[Page]:
    is_public = site.staff is None and site.board is None and site.school is None
    yield Page("index.md" if is_public else "about.md", "about.md.j2")
    for page in guidance_pages():
        yield Page(page.path, page.template, boost=page.boost)
    yield from forms_to_print(site.guidance)
    if site.guidance.policy is not None:
        yield Page("policy.md", "policy.md.j2", site.guidance.policy, REFERENCE)
    yield Page("accessibility.md", "accessibility.md.j2", boost=REFERENCE)
    yield Page("privacy.md", "privacy.md.j2", boost=REFERENCE)
    if site.board:
        yield Page("index.md", "board.md.j2")
        for report in site.board.reports:
            yield Page(f"reports/{file_name(report.id)}.md", "report.md.j2", report, RECORDS)
    if site.school:
        yield from school_pages(site.school)
    if site.staff:
        yield from staff_pages(site.staff)


def _settings(site: PublishedSite) -> str:
    shown = sentence(wording.whose_policy(site.settings))
    footer = f"{shown}. This site is as of {wording.day(site.settings.as_of)}."
    if site.marking:
        footer = f"{site.marking}. {footer}"
    this_site: Mapping[str, object] = {
        "site_name": wording.in_template(site.settings.virtual_school),
        "copyright": wording.in_template(footer),
        "nav": _navigation(site),
    }
    # JSON is YAML, and says of each text where it ends.
    lines = (f"{key}: {json.dumps(value, indent=2)}\n" for key, value in this_site.items())
    return _MARK + (_HERE / "settings.yml").read_text(encoding="utf-8") + "\n" + "".join(lines)


def _paper(site: PublishedSite) -> str:
    """Return the style sheet for what stands at the edge of every printed page."""
    above = site.marking or site.settings.virtual_school
    shown = sentence(wording.whose_policy(site.settings))
    below = f"{shown}. As of {long_date(site.settings.as_of)}."
    return (
        "@page {\n"
        f'  @top-center {{ content: "{_in_style(above)}"; font: 700 9pt sans-serif }}\n'
        f'  @bottom-left {{ content: "{_in_style(below)}"; font: 8pt sans-serif }}\n'
        '  @bottom-right { content: counter(page) " of " counter(pages); font: 8pt sans-serif }\n'
        "}\n"
    )


def _in_style(text: str) -> str:
    """Return text for a string in a style sheet: anything but letters and digits by number."""
    return "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):06x}" for c in text)


def _navigation(site: PublishedSite) -> list[dict[str, object]]:
    about: list[dict[str, object]] = [
        {"Accessibility": "accessibility.md"},
        {"Privacy": "privacy.md"},
    ]
    if site.guidance.policy is not None:
        policy_title = "Our policy" if site.settings.authority else "What the law asks for"
        about.insert(0, {policy_title: "policy.md"})
    guidance: list[dict[str, object]] = [
        {ROLES.title: _menu(ROLES)},
        {PROCESS.title: _menu(PROCESS)},
        {GOOD_PEPS.title: _menu(GOOD_PEPS)},
        {QUALITY.title: _menu(QUALITY)},
        *menu_of_forms(site.guidance),
        {"About": [{GLOSSARY.title: GLOSSARY.path}, *about]},
    ]
    if site.staff:
        return [
            *staff_navigation(site.staff),
            {"Guidance": [{"About PEPs": "about.md"}, *guidance]},
        ]
    if site.board:
        reports = [f"reports/{file_name(report.id)}.md" for report in site.board.reports]
        return [
            {"Overview": "index.md"},
            {"Reports": reports},
            {"Guidance": [{"About PEPs": "about.md"}, *guidance]},
        ]
    if site.school:
        return [
            {"Our children": "index.md"},
            {"Guidance": [{"About PEPs": "about.md"}, *guidance]},
        ]
    return [{"Home": "index.md"}, *guidance]


def _our_policy(site: PublishedSite) -> str:
    """Return what the policy is called where it is not named: no authority's own is the law."""
    return "our policy" if site.settings.authority else "the law"


def _menu(group: GuidanceGroup) -> list[dict[str, object]]:
    return [{page.title: page.path} for page in group.pages]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "pages"),
        autoescape=True,
        finalize=wording.as_text,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "along": pictures.along,
        "amount": amount,
        "group_path": lambda group: Markup(group_path(group)),  # noqa: S704  # letters, digits, hyphens
        "in_a_line": pictures.in_a_line,
        "judged_in": pictures.judged_in,
        "length_along": pictures.length_along,
        "part_of": pictures.part_of,
        "placed": pictures.placed,
        "place_of_stage": place_of_stage,
        "share": pictures.share,
        "stage_count": stage_count,
        "to_raise": to_raise,
        "count": wording.count,
        "day": wording.day,
        "days_to": wording.days_to,
        "full_stop": wording.full_stop,
        "groupby_kept": wording.groupby_kept,
        "heading": wording.heading,
        "how_long": wording.how_long,
        "together": wording.together,
        "rating": wording.rating,
        "sentence": sentence,
        "slug": wording.slug,
        "long_date": long_date,
        "whose_policy": wording.whose_policy,
        "short_date": wording.short_date,
        "short_day": wording.short_day,
        "status": wording.status,
    }
    environment.globals |= {
        "AFTER": pictures.AFTER,
        "FINISHED": pictures.FINISHED,
        "LATE": LATE,
        "MARGIN": pictures.MARGIN,
        "MARK_WORDS": pictures.MARK_WORDS,
        "MEANINGS": wording.STATUS_MEANINGS,
        "Mark": Mark,
        "Point": Point,
        "STAGE_WORDS": pictures.STAGE_WORDS,
        "Status": Status,
        "Step": Step,
    }
    return environment
