"""What every test stands on: no network, nobody's own settings, a browser if there is one."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import socket
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from pepsite.cli import ready

ROOT = Path(__file__).parents[1]

# A grammar that jsonschema would compile for seconds, for addresses that no schema here asks for.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]  # it says: there is none

# What tests share says what it saw too where it fails, not only that it failed.
for folder in (ROOT / "tests").iterdir():
    if folder.is_dir() and folder.name != "__pycache__":
        pytest.register_assert_rewrite(f"tests.{folder.name}")

# The same examples on every run, so that a red build is the change's own doing. The soak is
# where new examples are looked for. A deadline would fail slow machines, not slow code.
settings.register_profile("default", derandomize=True, deadline=None, max_examples=60)
settings.register_profile(
    "soak",
    deadline=None,
    max_examples=5_000,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("default")

# First the one that Debian builds for what nobody looks at: the same pages, a quarter sooner.
_BROWSERS = (
    "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome", "msedge"
)  # fmt: skip
_HERE = {"localhost", "127.0.0.1", "::1", "0.0.0.0", ""}  # noqa: S104  # names, nothing is bound


# Counting lines doubles the time of our code. What the gate is held to is counted where it is
# tried for its own sake or by a command, not where a page happens to pass through it.
_UNCOUNTED = frozenset({"browser", "docs", "house", "invented", "site"})


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> None:
    """Count lines for the gate, or stop: during a test and its fixtures, or during neither."""
    plugin = item.config.pluginmanager.getplugin("_cov")
    counting = plugin and plugin.cov_controller
    if counting:
        is_counted = (
            item.path.relative_to(ROOT / "tests").parts[0] not in _UNCOUNTED
            and item.get_closest_marker("uncounted") is None
        )
        if is_counted and not counting.started:
            counting.resume()
        elif counting.started and not is_counted:
            counting.pause()


# Python would look through ten thousand tests again and again for what nobody needs any more.
gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Load all that the gate counts while lines are counted; leave alone what is there by then."""
    plugin = session.config.pluginmanager.getplugin("_cov")
    counting = plugin and plugin.cov_controller
    for name in counting.cov.config.source_pkgs if counting else ():
        _load_all(name)
    gc.collect()
    gc.freeze()


def _load_all(name: str) -> None:
    """Load a module and, of a package, all that is in it."""
    paths = getattr(import_module(name), "__path__", ())
    for one in walk_packages(paths, f"{name}."):
        import_module(one.name)


@pytest.fixture(scope="session", autouse=True)
def nobodys_own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the settings, identities and Git of whoever runs the tests out of them."""
    home = tmp_path_factory.mktemp("settings")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        for name in list(os.environ):
            if name.startswith(("GIT_", "PEPSITE_")):
                patch.delenv(name)
        (home / "runtime").mkdir()  # where no process is ready
        patch.setenv("XDG_RUNTIME_DIR", str(home / "runtime"))
        patch.setenv("PEPSITE_READY", "0")  # and hooks start none, but in `test_ready.py`
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        patch.setenv("GIT_TERMINAL_PROMPT", "0")
        patch.setenv("GIT_AUTHOR_NAME", "A Tester")
        patch.setenv("GIT_AUTHOR_EMAIL", "tester@example.invalid")
        patch.setenv("GIT_COMMITTER_NAME", "A Tester")
        patch.setenv("GIT_COMMITTER_EMAIL", "tester@example.invalid")
        # Wide and plain, whatever terminal the tests are started from.
        patch.setenv("COLUMNS", "100")
        patch.setenv("NO_COLOR", "1")
        yield
        ready.end()  # where a guide had the hooks start one


@pytest.fixture(scope="session", autouse=True)
def no_signal_is_ignored() -> None:
    """Have what tests start hear of a Ctrl-C, though a shell began the tests in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.platform != "win32" and signal.getsignal(signal.SIGQUIT) is signal.SIG_IGN:
        signal.signal(signal.SIGQUIT, signal.SIG_DFL)


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection that leaves this computer."""
    connect = socket.socket.connect

    def connect_here_only(self: socket.socket, address: Any) -> None:  # as socket has it
        if isinstance(address, tuple) and address[0] not in _HERE:
            pytest.fail("a test tried to reach the network")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here_only)
        yield


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Return where Chromium is. Without it the test is skipped, but in CI it fails."""
    for name in _BROWSERS:
        if found := shutil.which(name):
            return found
    if os.environ.get("CI"):
        pytest.fail("CI has no Chromium, so the pages were not looked at")
    pytest.skip(
        "no Chromium on this computer: on Debian `apt-get install chromium-headless-shell` gets one, "
        "elsewhere install Chromium or Chrome so that it is found on the PATH"
    )


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the top folder of this repository."""
    return ROOT
