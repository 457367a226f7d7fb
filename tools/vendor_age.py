"""Makes one script of age for browsers, with which an offline form encrypts what was answered.

What it is made of, and with which bundler, stands with its hash in `tools/age/package-lock.json`;
npm refuses anything else. The script that comes of it must have the hash below, so whoever runs
this gets the same bytes. Only for this does anybody need Node.

    python -m tools.vendor_age
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

VERSION = "0.3.1"
SHA256 = "1118903dd944a36400a7d352a4886735271e169fcdf8d8bcb0afe203da91da5c"
TOP = Path(__file__).parents[1]
ASSETS = TOP / "src/pepsite/forms/offline/assets"
MADE_OF = Path(__file__).parent / "age"

_ENTRY = "export { Decrypter, Encrypter, armor } from 'age-encryption'\n"
_BUNDLE = (
    "node_modules/.bin/esbuild",
    "entry.js",
    "--bundle",
    "--minify",
    "--format=iife",
    "--global-name=age",
    "--target=es2022",
    "--legal-comments=none",
    "--log-level=error",
    "--outfile=age.js",
)
_LICENSED = (
    "age-encryption",
    "@noble/ciphers",
    "@noble/curves",
    "@noble/hashes",
    "@noble/post-quantum",
    "@scure/base",
)
"""The packages that are in the script. Each says under which licence, in a file of its own."""


def main() -> None:
    """Write the script, and the licences of all that is in it."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(MADE_OF / name, folder)
        (folder / "entry.js").write_text(_ENTRY, encoding="utf-8")
        for command in (("npm", "ci", "--silent", "--ignore-scripts"), _BUNDLE):
            subprocess.run(command, cwd=folder, check=True)  # noqa: S603  # ours
        script = (folder / "age.js").read_bytes()
        licences = "\n".join(_licence(folder, name) for name in _LICENSED)
    if hashlib.sha256(script).hexdigest() != SHA256:
        message = f"this is not age-encryption {VERSION} as it was when we looked at it"
        raise SystemExit(message)
    ASSETS.mkdir(parents=True, exist_ok=True)
    (ASSETS / "age.js").write_bytes(script)
    told = f"age.js is age-encryption {VERSION} and what it needs, made into one script.\n\n"
    path = ASSETS / "LICENCE-age-encryption.txt"
    path.write_text(told + licences, encoding="utf-8", newline="\n")


def _licence(folder: Path, name: str) -> str:
    text = (folder / "node_modules" / name / "LICENSE").read_text(encoding="utf-8")
    return f"--- {name}\n\n{text.strip()}\n"


if __name__ == "__main__":
    main()
