"""The workspace that `pepsite demo` makes, made once and copied."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from pepsite.usecases.make_demo import make_demo
from tests.made_once import made_once


def demo_of(factory: pytest.TempPathFactory, children: int) -> Path:
    """Return a new copy of the demo of so many children."""
    made = made_once(factory, f"demo/{children}", lambda to: make_demo(to, children, 1, None))
    return Path(copytree(made, factory.mktemp("demo") / "school"))
