"""The HTML of a site, built by MkDocs from the Markdown."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pepsite.errors import PepsiteError
from pepsite.site.content_security import write_content_security_policy
from pepsite.site.shipped import files_to_look_at, look_at_nothing

if TYPE_CHECKING:
    from pepsite.site.shipped import Look

_OURS: Final = Path("pepsite", "site.css")
_LEFT_OUT: Final = (
    # Without the address the site will have, MkDocs can only fill these wrongly: a list of
    # no pages, dated, and a page whose links begin at the root of some server.
    "sitemap.xml",
    "sitemap.xml.gz",
    "404.html",
    # Three quarters of the weight, for languages we do not have and for the theme's authors.
    "assets/javascripts/lunr",
    "assets/**/*.map",
)


def build_html(folder: Path, out: Path, look: Look = look_at_nothing) -> None:
    """Build the Markdown in `folder` and put the site in `out`, whole or not at all.

    The same Markdown gives the same bytes on any day. What an earlier build left in
    `out` is replaced. `look` sees every file before it is put there.

    Raises:
        PepsiteError: `out` holds something that is not a site of ours, or MkDocs failed.
            What MkDocs said is not passed on, because it may quote a page.
        PublicationRefusedError: `look` found something that must not be shown.
    """
    if out.is_symlink() or (out.exists() and not _may_be_replaced(out)):
        msg = "the folder for the site holds something else; name a new or an empty folder"
        raise PepsiteError(msg)
    out.parent.mkdir(parents=True, exist_ok=True)
    # Beside `out`, because a folder can only be renamed within one file system.
    with tempfile.TemporaryDirectory(prefix=".pepsite-", dir=out.parent) as scratch:
        built, earlier = Path(scratch, "built"), Path(scratch, "earlier")
        _run_mkdocs(folder, built)
        _leave_out(built)
        write_content_security_policy(built)
        look(files_to_look_at(built))
        if out.exists():
            out.rename(earlier)
        built.rename(out)


def _leave_out(built: Path) -> None:
    for pattern in _LEFT_OUT:
        for path in list(built.glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _may_be_replaced(out: Path) -> bool:
    return out.is_dir() and ((out / _OURS).is_file() or not any(out.iterdir()))


def _run_mkdocs(folder: Path, built: Path) -> None:
    # In a process of its own: MkDocs changes logging, warnings and the environment.
    # Not `--quiet`: warnings that are not logged do not count, and `--strict` finds none.
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    command += ["--config-file", str((folder / "mkdocs.yml").resolve())]
    command += ["--site-dir", str(built.resolve())]
    result = subprocess.run(  # noqa: S603  # the command and the folders are ours
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "0"},
    )
    if result.returncode:
        shutil.rmtree(built, ignore_errors=True)
        msg = (
            "MkDocs could not build the site; `pepsite build --markdown DIR` keeps the "
            "Markdown, and `mkdocs build --strict` there says what is wrong"
        )
        raise PepsiteError(msg)
