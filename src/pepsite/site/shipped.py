"""What every site has from the theme and from us: the same bytes for everyone, about nobody."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Look: TypeAlias = "Callable[[Iterable[tuple[str, bytes]]], None]"
"""Sees the name and content of every file that is not shipped, and raises to refuse them all."""

_HERE: Final = Path(__file__).parent


def is_shipped(content: bytes) -> bool:
    """Say whether a file is one of the theme or ours, as it was shipped."""
    return sha256(content).digest() in _digests()


def look_at_nothing(files: Iterable[tuple[str, bytes]]) -> None:
    """Let all files pass: they are written to be looked at, or shown to nobody else."""


def files_to_look_at(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of every file below a folder that is not shipped."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            if not is_shipped(content):
                yield path.relative_to(folder).as_posix(), content


def own_texts() -> Iterator[str]:
    """Yield the words that pages have before anything is put into them."""
    for folder in (_HERE / "pages", _HERE / "assets"):
        for path in sorted(folder.rglob("*.*")):
            yield path.read_text(encoding="utf-8")
    yield (_HERE / "settings.yml").read_text(encoding="utf-8")
    yield (_HERE / "wording.py").read_text(encoding="utf-8")
    theme = _theme()
    for path in sorted(theme.rglob("*.html")):
        if path.parent.name != "languages" or path.stem == "en":
            yield path.read_text(encoding="utf-8")


@cache
def _digests() -> frozenset[bytes]:
    folders = (_HERE / "assets", _theme() / "assets")
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return frozenset(sha256(path.read_bytes()).digest() for path in files)


def _theme() -> Path:
    """Return the folder of the theme's templates, without loading it."""
    found = find_spec("material")
    if found is None or found.origin is None:
        msg = "the theme of the site is not installed"
        raise ModuleNotFoundError(msg)
    return Path(found.origin).parent / "templates"
