"""Brings the style sheet and the script of GOV.UK Frontend here, without what we may not use.

Fonts and crest are for services on gov.uk alone, so they are taken out; so are the components
that no form has, to keep a page light. The package is fetched by `npm pack` (the only time
anybody needs Node) and must have the hash below.

    python -m tools.vendor_govuk            fetch, and write the files
    python -m tools.vendor_govuk FILE.tgz   the same from a package fetched earlier
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

VERSION = "6.3.0"
SHA256 = "3d91fd1353e32e306a8ae493b44ba9c0277348b5dbc08442a3e63d822e516048"
TOP = Path(__file__).parents[1]
ASSETS = TOP / "src/pepsite/forms/web/assets"
FIXTURES = TOP / "tests/forms/govuk-fixtures.json.gz"

USED = (
    "back-link",
    "button",
    "character-count",
    "checkboxes",
    "date-input",
    "details",
    "error-message",
    "error-summary",
    "fieldset",
    "generic-header",
    "hint",
    "input",
    "inset-text",
    "label",
    "notification-banner",
    "panel",
    "radios",
    "select",
    "skip-link",
    "summary-list",
    "table",
    "tag",
    "task-list",
    "textarea",
    "warning-text",
)
"""The components that forms are made of: their macros are compared with GOV.UK's own pages."""

_UNUSED = (
    "accordion",
    "breadcrumbs",
    "cookie-banner",
    "drop-zone",
    "exit-this-page",
    "file-upload",
    "footer",
    "header",
    "logo-dot",
    "pagination",
    "password-input",
    "phase-banner",
    "service-navigation",
    "tabs",
)
_OF_UNUSED = re.compile(rf"\.govuk-(?:{'|'.join(_UNUSED)})(?![a-z]|-container)")
_PROTECTED = re.compile(r"GDS Transport|govuk-crest|/assets/", re.IGNORECASE)


def main(package: str | None) -> None:
    """Write the style sheet, the script, and the examples that the macros are compared with."""
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(package) if package else _fetched(Path(scratch))
        content = file.read_bytes()
        if hashlib.sha256(content).hexdigest() != SHA256:
            message = f"{file.name} is not GOV.UK Frontend {VERSION} as it was when we looked at it"
            raise SystemExit(message)
        with tarfile.open(file) as packed:
            style = _text(packed, "govuk-frontend.min.css")
            script = _text(packed, "govuk-frontend.min.js")
            examples = {one: _examples(packed, one) for one in USED}
    ASSETS.mkdir(parents=True, exist_ok=True)
    (ASSETS / "govuk-frontend.css").write_text(stripped(style), encoding="utf-8", newline="\n")
    script = script.replace("//# sourceMappingURL=govuk-frontend.min.js.map", "")
    (ASSETS / "govuk-frontend.js").write_text(script, encoding="utf-8", newline="\n")
    told = json.dumps(examples, ensure_ascii=False).encode()
    FIXTURES.write_bytes(gzip.compress(told, mtime=0))


def stripped(style: str) -> str:
    """Return a minified style sheet without fonts, crest and components that are not used."""
    kept = "".join(_rules(re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL))).replace(
        "GDS Transport,", ""
    )
    if _PROTECTED.search(kept):
        message = "the style sheet still names a font or a picture of GOV.UK"
        raise SystemExit(message)
    return kept


def _rules(style: str) -> Iterator[str]:
    for head, body in _blocks(style):
        if body is None:
            yield head
        elif head.startswith("@font-face"):
            continue
        elif head.startswith(("@media", "@supports", "@-moz-document")):
            inside = "".join(_rules(body))
            if inside:
                yield f"{head}{{{inside}}}"
        else:
            yield from _rule(head, body)


def _rule(head: str, body: str) -> Iterator[str]:
    selectors = [one for one in _selectors(head) if not _OF_UNUSED.search(one)]
    if selectors:
        yield f"{','.join(selectors)}{{{body}}}"


def _selectors(head: str) -> list[str]:
    """Return the selectors of a rule. A comma inside brackets parts nothing."""
    return re.split(r",(?![^()]*\))", head)


def _blocks(style: str) -> Iterator[tuple[str, str | None]]:
    """Yield each rule as its head and what stands in its braces, None for a statement."""
    start = depth = opened = 0
    for at, sign in enumerate(style):
        if sign == "{":
            opened = at if depth == 0 else opened
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield style[start:opened].strip(), style[opened + 1 : at]
                start = at + 1
        elif sign == ";" and depth == 0:
            yield style[start : at + 1], None
            start = at + 1


def _fetched(folder: Path) -> Path:
    command = ("npm", "pack", "--silent", f"govuk-frontend@{VERSION}")
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # ours
    return folder / f"govuk-frontend-{VERSION}.tgz"


def _text(packed: tarfile.TarFile, name: str) -> str:
    file = packed.extractfile(f"package/dist/govuk/{name}")
    if file is None:
        message = f"the package has no {name}"
        raise SystemExit(message)
    return file.read().decode()


def _examples(packed: tarfile.TarFile, component: str) -> list[dict[str, Any]]:
    read = json.loads(_text(packed, f"components/{component}/fixtures.json"))["fixtures"]
    return [{part: one[part] for part in ("name", "options", "html")} for one in read]


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
