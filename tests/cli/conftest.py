from __future__ import annotations

from pathlib import Path

import pytest

from tests.usecases.examples import BASE, lay_out


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return a small workspace with nothing wrong in it."""
    return lay_out(BASE, tmp_path / "workspace")
