"""What a browser may run and load for a site, as strict as its own pages allow."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FILE: Final = "content-security-policy.txt"
"""Where a built site says what header its pages are to be served with."""

_RUN_AS: Final = ("", "module", "text/javascript")
"""The types of a script that a browser runs; it only reads the others."""

_COMMENT_OR_SCRIPT = re.compile(r"<!--.*?-->|<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)
"""All of a page but these is much, and has no script in it."""


def write_content_security_policy(site: Path) -> None:
    """Write the header that the pages of this site are to be served with into a file of it.

    Scripts that stand in a page itself are allowed by their hash, so nothing that somebody
    else brought into a page would be run.
    """
    pages = (path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html")))
    (site / FILE).write_text(content_security_policy(pages) + "\n", encoding="utf-8")


def kept_in(site: Path) -> str:
    """Return the header that the pages of this site are to be served with.

    Where the site does not say, nothing is run or loaded.
    """
    try:
        return (site / FILE).read_text(encoding="utf-8").strip()
    except OSError:
        return content_security_policy(())


def content_security_policy(pages: Iterable[str]) -> str:
    """Return the policy under which these pages work, and nothing but them."""
    hashes = sorted({one for page in pages for one in _hashes(page)})
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *hashes)),
            "style-src 'self'",
            "img-src 'self' data:",  # the theme's signs
            "connect-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def _hashes(page: str) -> list[str]:
    reader = _Reader()
    for found in _COMMENT_OR_SCRIPT.finditer(page):
        reader.feed(found[0])
    reader.close()
    return reader.hashes


class _Reader(HTMLParser):
    """Collects the hashes of the scripts that stand in a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.hashes: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        runs = (attributes.get("type") or "") in _RUN_AS
        self._inside = tag == "script" and "src" not in attributes and runs

    def handle_data(self, data: str) -> None:
        if self._inside:
            digest = b64encode(sha256(data.encode()).digest()).decode()
            self.hashes.append(f"'sha256-{digest}'")
            self._inside = False
