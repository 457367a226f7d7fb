"""What the system ends is cleared away, as what Ctrl-C ends is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.uncounted
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("ended_by", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_build_that_is_ended_leaves_nothing_of_a_site(
    tmp_path: Path, ended_by: signal.Signals
) -> None:
    scratch, site = tmp_path / "scratch", tmp_path / "site"
    scratch.mkdir()
    site.mkdir()
    command = [str(Path(sys.executable).with_name("pepsite")), "build", "--audience", "public"]
    command += ["-C", str(ROOT), "--as-of", "2026-05-15", "--out", str(site / "out")]
    with subprocess.Popen(
        command, env=os.environ | {"TMPDIR": str(scratch)}, stderr=subprocess.PIPE, text=True
    ) as process:
        for _ in range(6000):
            if [*site.glob(".pepsite-*/built/*")]:
                break
            time.sleep(0.01)
        process.send_signal(ended_by)
        said = process.communicate(timeout=60)[1]

    assert 130 == process.returncode, said
    assert "Traceback" not in said
    assert ([], []) == ([*site.iterdir()], [*scratch.iterdir()])
