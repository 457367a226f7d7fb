"""Lays out the folders of `tests/examples`: a small workspace, and what differs from it."""

from __future__ import annotations

import shutil
from pathlib import Path

from pepsite.privacy.identity import Identity
from pepsite.privacy.names import NameScan

EXAMPLES = Path(__file__).parents[1] / "examples"
BASE = EXAMPLES / "base"
VALID = sorted(path for path in (EXAMPLES / "valid").iterdir() if path.is_dir())
INVALID = sorted(path for path in (EXAMPLES / "invalid").iterdir() if path.is_dir())

# The base by heart: two children with a PEP each, one of them complete and quality assured.
AUTHORITY = "records/authority.yaml"
SECONDARY = "records/schools/sc-gnjvj28cdf62x.yaml"
PRIMARY = "records/schools/sc-8h5jv1f9eyfzj.yaml"
TEACHER = "records/people/ps-hxye2m0ptcak8.yaml"
OFFICER = "records/people/ps-1rg6nhntkpqjd.yaml"
CALENDAR = "records/calendars/ca-bfr5wkfvemacs.yaml"
OLDER = "records/children/ch-pkxc1mjxwh83g/child.yaml"
OLDER_PEP = "records/children/ch-pkxc1mjxwh83g/peps/pep-hc4dvy5m8nb0v.yaml"
OLDER_REVIEW = "records/children/ch-pkxc1mjxwh83g/qa-reviews/qa-x9sebaknnj497.yaml"
YOUNGER = "records/children/ch-ztcfncxj4a9qh/child.yaml"
YOUNGER_PEP = "records/children/ch-ztcfncxj4a9qh/peps/pep-jxp7jjy63y6fz.yaml"


def lay_out(example: Path, root: Path) -> Path:
    """Copy the base to this folder, lay the example over it, and return the folder."""
    shutil.copytree(BASE, root, dirs_exist_ok=True)
    for pattern in _lines(example / "without.txt"):
        for path in list(root.glob(pattern)):
            if path.is_file():
                path.unlink()
    for part in ("records", "policy"):
        if (example / part).is_dir():
            shutil.copytree(example / part, root / part, dirs_exist_ok=True)
    return root


def names_of(example: Path) -> NameScan | None:
    """Return the names an example wants looked for, or None where it has none."""
    lines = _lines(example / "names.txt")
    pairs = [line.partition(" ") for line in lines]
    return (
        NameScan(Identity(child=one, full_name=name) for one, _, name in pairs) if pairs else None
    )


def expected_of(example: Path) -> list[str]:
    """Return the findings an example expects, as `path:line:column code`."""
    return _lines(example / "expect.txt")


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
