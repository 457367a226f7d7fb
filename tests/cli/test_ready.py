"""A process that is kept ready does what the command would have done, and stays for nobody else.

Everything here is real: processes, sockets, signals, terminals, Git. `pepsite` is a script like
the one that is installed. With `ASKS_ONLY` it says so instead of doing the work itself. It waits
for a process that is ready as long as it takes on a busy machine, or `WAITS` seconds.
"""

from __future__ import annotations

import os
import pty
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pytest

from pepsite.cli import ready
from pepsite.cli.ready_process import _confined_by, _may_do
from pepsite.store.user_files import KEY_VARIABLE, STORE_VARIABLE
from tests.cli.running import pepsite
from tests.git.repositories import commit, git, repository
from tests.usecases.examples import BASE, EXAMPLES, OLDER, SECONDARY, YOUNGER_PEP, lay_out

pytestmark = [
    pytest.mark.uncounted,
    pytest.mark.skipif(sys.platform != "linux", reason="processes are kept ready on Linux only"),
]

SCRIPT = """\
#!{python}
import ctypes, os, sys
from pepsite.cli import ready, start
ready.PATIENCE = float(os.environ.get("WAITS", "60"))
if "ASKS_ONLY" in os.environ:
    start._here = lambda: sys.exit("nobody was ready")
if "MAY_LESS" in os.environ:
    ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
start.main()
"""
ONLY = {"ASKS_ONLY": "1"}
ALONE = {"PEPSITE_READY": "0"}
NOBODY = (1, "", "nobody was ready\n")
WRONG = EXAMPLES / "invalid" / "audit-type-not-allowed"


@pytest.fixture(autouse=True, scope="module")
def a_hang_up_is_heard() -> Iterator[None]:
    """Who passes it over, as after `nohup make test`, does the work alone."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture(scope="module", autouse=True)
def path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Put `pepsite` on the path, and give this module a runtime folder of its own."""
    folder = tmp_path_factory.mktemp("bin")
    script = folder / "pepsite"
    script.write_text(SCRIPT.format(python=sys.executable), "utf-8")
    script.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        patch.delenv("PEPSITE_READY")
        patch.setattr(ready, "PATIENCE", 60.0)
        yield script
        run("ready", "stop")


@pytest.fixture
def kept() -> int:
    """Return the number of a process that is ready."""
    assert run("ready", "start") == (0, "A process is ready.\n", "")
    return number()


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a runtime folder where nothing is ready, and nothing stays."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    yield tmp_path
    run("ready", "stop")


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with the base in it."""
    return repository(lay_out(BASE, tmp_path_factory.mktemp("work")))


def started(*words: str | Path, cwd: Path | None = None, **more: Any) -> subprocess.Popen[str]:
    environment = os.environ | more.pop("env", {})
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
    command = [shutil.which("pepsite") or "", *map(str, words)]
    return subprocess.Popen(command, cwd=cwd, env=environment, text=True, **pipes)


def run(*words: str | Path, given: str = "", **more: Any) -> tuple[int, str, str]:
    with started(*words, stdin=subprocess.PIPE, **more) as process:
        out, err = process.communicate(given, timeout=60)
    return process.returncode, out, err


def number() -> int:
    found = ready.number()
    assert found is not None
    return found


def eventually(question: Callable[[], bool]) -> bool:
    return any(question() or time.sleep(0.02) for _ in range(3000))  # type: ignore[func-returns-value]


def is_gone(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"  # where nobody asks how it ended


def children(process: int) -> list[int]:
    return [
        int(one)
        for one in Path(f"/proc/{process}/task/{process}/children").read_text("utf-8").split()
    ]


# --- The same comes out


@pytest.mark.parametrize("example", [BASE, WRONG], ids=["conforms", "does not"])
@pytest.mark.parametrize(
    "words",
    [
        ["validate"],
        ["validate", YOUNGER_PEP],
        ["validate", "--no-memory", "--format", "json"],
        ["validate", "--no-memory", "--format", "sarif"],
        ["validate", "--no-memory", "--fail-on", "never", "--summary", "summary.md"],
        ["validate", "--staged"],
        ["validate", "nowhere"],
        ["validate", ".."],
        ["validate", "--shard", "3/2"],
        ["validate", "--help"],
        ["hooks", "message", "message.txt"],
        ["merge-driver", "message.txt", "message.txt", "message.txt", OLDER],
    ],
    ids=" ".join,
)
def test_all_that_comes_out_is_the_same(
    tmp_path: Path, kept: int, words: list[str], example: Path
) -> None:
    came_out = []
    for name, env in (("alone", ALONE), ("asked", ONLY)):
        root = lay_out(example, tmp_path / name)
        (root / "message.txt").write_text("A child born on 1 May 2012 moved\n", "utf-8")
        answer = run(*words, cwd=root, env=env, umask=0o027)
        files = [one for one in root.glob("*.*") if one.is_file()]
        left = {one.name: (one.read_bytes(), one.stat().st_mode) for one in files}
        came_out.append((answer, left))
    assert came_out[0] == came_out[1]


def test_a_terminal_is_a_terminal_with_its_width_and_colours(tmp_path: Path, kept: int) -> None:
    root = lay_out(WRONG, tmp_path)
    seen = []
    for env in (ALONE, ONLY):
        ours, theirs = pty.openpty()
        os.set_blocking(ours, False)
        environment = {**env, "TERM": "xterm"}
        command = ["env", "-u", "COLUMNS", "-u", "NO_COLOR", "pepsite", "validate", "--no-memory"]
        subprocess.run(["stty", "cols", "61"], stdin=theirs, check=True)
        subprocess.run(
            command,
            cwd=root,
            env=os.environ | environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            check=False,
        )
        seen.append(os.read(ours, 1 << 16))
        os.close(ours)
        os.close(theirs)
    assert b"\x1b[" in seen[0]
    assert seen[0] == seen[1]


def test_what_is_typed_in_reaches_it(work: Path, kept: int) -> None:
    words = ("validate", "--base", "HEAD", "--head", "HEAD", "--request", "-")
    alone, asked = (
        run(*words, cwd=work, env=env, given="Jo was born on 1 May 2012\n") for env in (ALONE, ONLY)
    )
    assert alone[0] == 1
    assert alone == asked


def test_its_environment_is_that_of_the_command(work: Path, tmp_path: Path, kept: int) -> None:
    """Git has a hook look at another index, where somebody commits one file alone."""
    index = {"GIT_INDEX_FILE": str(tmp_path / "index")}
    shutil.copy(work / ".git" / "index", tmp_path / "index")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text((work / YOUNGER_PEP).read_text("utf-8").replace("Y4", "Zebedee"), "utf-8")
    blob = git(work, "hash-object", "-w", str(wrong))
    subprocess.run(
        ["git", "update-index", "--cacheinfo", f"100644,{blob},{YOUNGER_PEP}"],
        cwd=work, env=os.environ | index, check=True,
    )  # fmt: skip
    assert run("validate", "--staged", cwd=work, env=ONLY)[0] == 0
    alone, asked = (run("validate", "--staged", cwd=work, env=env | index) for env in (ALONE, ONLY))
    assert alone[0] == 1
    assert alone == asked
    broken = {STORE_VARIABLE: str(wrong), KEY_VARIABLE: str(wrong)}
    alone, asked = (run("validate", cwd=work, env=env | broken) for env in (ALONE, ONLY))
    assert alone[0] == 17
    assert alone == asked
    assert run("validate", cwd=work, env=ONLY)[0] == 0


def test_twenty_at_once_each_get_their_own_answer(tmp_path: Path, kept: int) -> None:
    roots = [lay_out(BASE if one % 2 else WRONG, tmp_path / str(one)) for one in range(20)]
    # Whoever finds it busy does the work alone, so this is not with ASKS_ONLY.
    asking = [started("validate", "--no-memory", cwd=root) for root in roots]
    answers = [(one.communicate(timeout=120)[0], one.returncode) for one in asking]
    assert [code for _, code in answers] == [1, 0] * 10
    assert {text for text, _ in answers[::2]} == {answers[0][0]}
    assert {text for text, _ in answers[1::2]} == {answers[1][0]}
    assert number() == kept
    assert eventually(lambda: not children(kept))


# --- It ends with the command, and the command with it

Waiting = Callable[[dict[str, str]], subprocess.Popen[str]]


@pytest.fixture
def waiting(work: Path, tmp_path: Path) -> Iterator[Waiting]:
    """Return what begins a command that is at work until the end of the test: it reads a pipe."""
    held: list[int] = []

    def begin(env: dict[str, str]) -> subprocess.Popen[str]:
        pipe = tmp_path / f"pipe-{len(held)}"
        os.mkfifo(pipe)
        words = ("--base", "HEAD", "--head", "HEAD", "--request", pipe)
        process = started("validate", *words, cwd=work, env=env)

        def is_read() -> bool:
            try:
                held.append(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
            except OSError:  # nobody has it open yet
                return False
            return True

        assert eventually(is_read)
        return process

    yield begin
    for one in held:
        os.close(one)


@pytest.mark.parametrize("env", [ALONE, ONLY], ids=["alone", "asked"])
@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (signal.SIGINT, 130),
        (signal.SIGTERM, -signal.SIGTERM),
        (signal.SIGHUP, -signal.SIGHUP),
        (signal.SIGKILL, -signal.SIGKILL),
    ],
)
def test_whoever_ends_the_command_ends_the_work(
    kept: int, waiting: Waiting, env: dict[str, str], sent: signal.Signals, code: int
) -> None:
    process = waiting(env)
    assert eventually(lambda: len(children(kept)) == (env == ONLY))
    at_work = children(kept)
    process.send_signal(sent)
    assert process.communicate(timeout=60) == ("", "\n" if code == 130 else "")
    assert code == process.returncode
    assert eventually(lambda: all(is_gone(one) for one in at_work))
    assert number() == kept


def test_a_child_that_is_ended_ends_the_command_likewise(kept: int, waiting: Waiting) -> None:
    process = waiting(ONLY)
    assert eventually(lambda: len(children(kept)) == 1)
    [child] = children(kept)
    os.kill(child, signal.SIGTERM)
    assert process.communicate(timeout=60) == ("", "")
    assert -signal.SIGTERM == process.returncode


@pytest.mark.parametrize("env", [ALONE, ONLY], ids=["alone", "asked"])
def test_a_pipe_that_is_closed_early_is_no_finding(
    tmp_path: Path, kept: int, env: dict[str, str]
) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    process = started("validate", cwd=lay_out(WRONG, tmp_path), env=env, stdout=theirs)
    os.close(theirs)
    assert process.communicate(timeout=60)[1] == ""
    assert process.returncode == 141


def test_one_that_is_killed_at_work_is_never_taken_for_nothing_found(
    alone: Path, waiting: Waiting
) -> None:
    run("ready", "start")
    process = waiting(ONLY)
    kept = number()
    assert eventually(lambda: len(children(kept)) == 1)
    [child] = children(kept)
    os.kill(kept, signal.SIGKILL)
    assert eventually(lambda: is_gone(kept))
    os.kill(child, signal.SIGKILL)
    assert process.communicate(timeout=60) == (
        "",
        "pepsite: the process kept ready was ended from outside; try again\n",
    )
    assert process.returncode == 10


def test_one_that_is_told_to_end_does_what_it_was_asked_first(
    alone: Path, waiting: Waiting
) -> None:
    run("ready", "start")
    process = waiting(ONLY)
    kept = number()
    assert run("ready", "stop") == (0, "The process ends.\n", "")
    assert run("ready", "stop") == (0, "No process is ready.\n", "")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert eventually(lambda: is_gone(kept))


# --- Nobody is asked who should not be


def test_nothing_is_kept_that_nobody_switched_on(alone: Path, work: Path) -> None:
    assert run("validate", cwd=work, env=ONLY) == NOBODY
    assert run("validate", cwd=work)[0] == 0
    for said in ("0", "no", "-1"):
        assert run("validate", cwd=work, env={"PEPSITE_READY": said})[0] == 0
    assert run("ready", "status") == (0, "No process is ready.\n", "")
    assert list(alone.iterdir()) == []


def test_other_commands_are_done_where_they_are_asked(work: Path, kept: int) -> None:
    assert run("validate", cwd=work, env=ONLY)[0] == 0
    for words in (["compliance"], ["--version"], ["hooks", "install"], ["forms", "--help"]):
        assert run(*words, cwd=work, env=ONLY) == NOBODY
    assert run("validate", cwd=work, env=ONLY | ALONE) == NOBODY


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONUTF8": "1"},
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONWARNINGS": "error"},
        {"MAY_LESS": "1"},
    ],
    ids=lambda env: next(iter(env)),
)
def test_whoever_stands_on_something_else_does_it_alone(
    work: Path, kept: int, env: dict[str, str]
) -> None:
    assert run("validate", cwd=work, env=ONLY | env) == NOBODY
    assert run("validate", cwd=work, env=ONLY)[0] == 0


def test_whoever_is_to_be_nice_does_it_alone(work: Path, kept: int) -> None:
    nice = started("validate", cwd=work, env=ONLY, preexec_fn=lambda: os.nice(5))
    assert nice.communicate(timeout=60) == NOBODY[1:]


def test_what_only_this_process_has_open_is_not_passed_by_name(work: Path, kept: int) -> None:
    ours, theirs = os.pipe()
    os.write(theirs, b"born on 1 May 2012")
    os.close(theirs)
    words = ("validate", "--base", "HEAD", "--head", "HEAD", "--request", f"/dev/fd/{ours}")
    process = started(*words, cwd=work, pass_fds=[ours])
    assert "birth" in process.communicate(timeout=60)[0]
    os.close(ours)
    assert process.returncode == 1


def test_more_than_fits_is_done_alone(work: Path, kept: int) -> None:
    long = {f"LONG_{one}": "x" * 100_000 for one in range(4)}
    assert run("validate", cwd=work, env=ONLY | long) == NOBODY


@pytest.fixture
def listener(alone: Path) -> Iterator[socket.socket]:
    """Return a socket that listens where a process would that is ready."""
    (alone / "pepsite").mkdir(0o700)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as made:
        made.bind(ready.place())
        made.listen()
        yield made


def test_one_that_says_nothing_is_not_waited_for(work: Path, listener: socket.socket) -> None:
    assert run("validate", cwd=work, env=ONLY | {"WAITS": "0.1"}) == NOBODY


@pytest.mark.parametrize("said", [b"", b"('something else',)"], ids=["nothing", "something else"])
def test_one_that_is_not_ours_is_handed_nothing(
    work: Path, listener: socket.socket, said: bytes
) -> None:
    process = started("validate", cwd=work, env=ONLY)
    connection, _ = listener.accept()
    with connection:
        connection.send(said)
        assert connection.recv(1) == b""
    assert process.communicate(timeout=60) == NOBODY[1:]


@pytest.mark.parametrize(
    "asked", [b"nothing that is asked", b"18\x003\x00pepsite"], ids=["unreadable", "cut off"]
)
def test_what_is_not_whole_is_not_begun(kept: int, asked: bytes) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as asking:
        asking.connect(ready.place())
        assert asking.recv(ready.LONGEST_REQUEST).startswith(b"('")
        asking.send(asked)
        assert asking.recv(16) == b"%d" % ready.NOT_BEGUN
    assert number() == kept


def test_one_of_another_user_is_not_asked(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ready.number() == kept
    monkeypatch.setattr(ready, "peer", lambda connection: (1, os.getuid() + 1))
    assert ready.number() is None


def test_a_folder_that_others_may_open_is_not_used(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("ready", "start")
    kept = number()
    assert eventually(lambda: children(kept) == [])  # or it looks where its socket is meanwhile
    folder = alone / "pepsite"
    for mode in (0o701, 0o710, 0o777):
        folder.chmod(mode)
        assert ready.number() is None
    folder.chmod(0o700)
    folder.rename(alone / "elsewhere")
    folder.symlink_to(alone / "elsewhere")
    assert ready.number() is None
    folder.unlink()
    (alone / "elsewhere").rename(folder)
    assert ready.number() == kept
    assert run("ready", "stop")[1] == "The process ends.\n"
    somebody_else = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: somebody_else)
    with pytest.raises(PermissionError):
        ready.place()


def test_without_a_runtime_folder_there_is_one_for_each_user(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert ready.runtime_folder() == f"/tmp/pepsite-{os.getuid()}"  # noqa: S108


def test_a_path_that_is_too_long_for_a_socket_changes_nothing(tmp_path: Path, work: Path) -> None:
    env = {"XDG_RUNTIME_DIR": str(tmp_path / ("long" * 30)), "PEPSITE_READY": "1"}
    Path(env["XDG_RUNTIME_DIR"]).mkdir()
    for _ in range(2):
        assert run("validate", cwd=work, env=env)[0] == 0
    assert run("ready", "status", env=env)[1] == "No process is ready.\n"


def test_one_that_is_confined_otherwise_is_known_by_its_profile(tmp_path: Path) -> None:
    """Of AppArmor, SELinux and Smack the kernel has it in a file; here, none need be at work."""
    (tmp_path / "attr").mkdir()
    assert _confined_by(tmp_path) is None
    (tmp_path / "attr" / "current").write_bytes(b"firefox (enforce)\n")
    assert _confined_by(tmp_path) == b"firefox (enforce)\n"
    of_this = _confined_by(Path("/proc/self"))
    assert of_this in tuple(cast("tuple[object, ...]", _may_do(os.getpid())))


# --- When it ends


def test_a_new_one_takes_the_place_of_one_that_was_killed(alone: Path, work: Path) -> None:
    kept = {"PEPSITE_READY": "5"}
    assert run("validate", cwd=work, env=kept)[0] == 0
    assert eventually(lambda: ready.number() is not None)
    first = number()
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: is_gone(first))
    assert run("validate", cwd=work, env=ONLY) == NOBODY
    assert run("validate", cwd=work, env=kept)[0] == 0
    assert eventually(lambda: ready.number() is not None)
    assert number() != first
    assert run("validate", cwd=work, env=ONLY)[0] == 0


def staying(program: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", f"from pepsite.cli import ready_process as one\n{program}"]
    return subprocess.Popen(command, cwd="/")


def test_it_ends_when_nothing_was_asked_for_a_while(alone: Path) -> None:
    process = staying("one.stay(0.01)")
    assert process.wait(timeout=60) == 0
    assert [one.suffix for one in (alone / "pepsite").iterdir()] == [".lock"]


def test_it_ends_when_its_folder_is_gone_as_after_a_logout(alone: Path) -> None:
    process = staying("one._BETWEEN_LOOKS = 0.05\none.stay(5)")
    assert eventually(lambda: ready.number() is not None)
    shutil.rmtree(alone / "pepsite")
    assert process.wait(timeout=60) == 0


def test_there_is_one_at_most(kept: int) -> None:
    second = subprocess.run(
        [sys.executable, "-c", "from pepsite.cli.ready_process import stay; stay(5)"],
        timeout=60, check=False,
    )  # fmt: skip
    assert second.returncode == ready.NOT_BEGUN
    assert number() == kept


def test_one_is_started_though_another_has_not_ended_yet(alone: Path) -> None:
    """It has given up its socket, and does what it was asked before."""
    assert run("ready", "start")[0] == 0
    kept = number()
    os.kill(kept, signal.SIGSTOP)
    Path(ready.place()).unlink()
    with started("ready", "start") as process:
        assert eventually(lambda: len(waiting_for_the_lock(alone, kept)) == 1)
        assert process.poll() is None
        os.kill(kept, signal.SIGCONT)
        assert process.communicate(timeout=60) == ("A process is ready.\n", "")
    assert process.returncode == 0
    assert number() != kept


def waiting_for_the_lock(runtime: Path, but_for: int) -> list[int]:
    """Return the processes that have the lock file open, though another has the lock."""
    found = []
    for process in Path("/proc").iterdir():
        with suppress(OSError):
            opened = {str(one.readlink()) for one in (process / "fd").iterdir()}
            if any(one.startswith(str(runtime)) and one.endswith(".lock") for one in opened):
                found.append(int(process.name))
    return [one for one in found if one != but_for]


def test_one_is_started_where_the_code_changes_while_it_is_loaded(
    alone: Path, tmp_path: Path
) -> None:
    """As where a release is just being installed: what was loaded may be half of each."""
    shutil.copytree(Path(ready.__file__).parents[1], tmp_path / "code" / "pepsite")
    last = tmp_path / "code" / "pepsite" / "render" / "text.py"
    changes = (
        "import os, pathlib\n"
        "_SEEN = pathlib.Path(__file__).with_suffix('.seen')\n"
        "if not _SEEN.exists():\n"
        "    _SEEN.touch()\n"
        "    os.utime(__file__, (1, 1))\n"
    )
    last.write_text(last.read_text("utf-8") + changes, "utf-8")
    env = {"PYTHONPATH": str(tmp_path / "code")}
    assert run("ready", "start", env=env) == (0, "A process is ready.\n", "")
    assert last.with_suffix(".seen").exists()
    assert run("ready", "stop", env=env)[1] == "The process ends.\n"


def test_new_code_is_never_answered_for_by_old(alone: Path, work: Path, tmp_path: Path) -> None:
    """A release that is installed, or a line that is changed."""
    shutil.copytree(Path(ready.__file__).parents[1], tmp_path / "code" / "pepsite")
    said = tmp_path / "code" / "pepsite" / "render" / "text.py"
    env = {"PYTHONPATH": str(tmp_path / "code")}
    assert run("ready", "start", env=env)[0] == 0
    before = run("validate", "--no-memory", cwd=work, env=ONLY | env)
    said.write_text(said.read_text("utf-8").replace("nothing wrong", "nothing new"), "utf-8")
    assert run("validate", "--no-memory", cwd=work, env=ONLY | env) == NOBODY
    after = run("validate", "--no-memory", cwd=work, env=env)
    assert after == (0, before[1].replace("nothing wrong", "nothing new"), "")
    assert run("ready", "status", env=env)[1] == "No process is ready.\n"


def test_one_of_old_code_is_not_taken_for_one_that_is_ready(alone: Path, tmp_path: Path) -> None:
    shutil.copytree(Path(ready.__file__).parents[1], tmp_path / "code" / "pepsite")
    env = {"PYTHONPATH": str(tmp_path / "code")}
    assert run("ready", "start", env=env)[0] == 0
    (tmp_path / "code" / "pepsite" / "render" / "text.py").touch()
    assert run("ready", "status", env=env)[1] == "No process is ready.\n"
    assert run("ready", "start", env=env) == (0, "A process is ready.\n", "")
    (tmp_path / "code" / "pepsite" / "render" / "text.py").touch()
    assert run("ready", "start", env=env) == (0, "A process is ready.\n", "")
    assert run("ready", "stop", env=env)[1] == "The process ends.\n"


# --- What it holds


def test_it_holds_nothing_of_records_or_of_whoever_asks(tmp_path: Path, kept: int) -> None:
    root = lay_out(BASE, tmp_path / "Quintessa")
    for path in (SECONDARY, YOUNGER_PEP):
        file = root / path
        file.write_text(file.read_text("utf-8") + "planted: Zebedee\n", "utf-8")
    run("validate", "--no-memory", cwd=root, env=ONLY | {"SOMETHING": "Pandora"})
    held = memory(kept)
    assert b"pepsite.usecases.judging" in held
    planted = (b"Zebedee", b"Quintessa", b"Pandora", YOUNGER_PEP.encode())
    assert [one for one in planted if one in held] == []
    assert str(Path(f"/proc/{kept}/cwd").readlink()) == "/"
    opened = [str(one.readlink()) for one in Path(f"/proc/{kept}/fd").iterdir()]
    assert [one for one in opened if str(tmp_path) in one] == []


def memory(process: int) -> bytes:
    """Return all that a process has written to its memory."""
    parts = []
    try:
        with Path(f"/proc/{process}/mem").open("rb", 0) as file:
            for line in Path(f"/proc/{process}/maps").read_text("utf-8").splitlines():
                span, rights, *_ = line.split()
                if rights.startswith("rw"):
                    begin, end = (int(one, 16) for one in span.split("-"))
                    file.seek(begin)
                    parts.append(file.read(end - begin))
    except PermissionError:
        pytest.skip("this system lets nobody look into a process")
    return b"".join(parts)


def test_whoever_asks_waits_for_the_standard_library_alone() -> None:
    program = "import sys; from pepsite.cli import ready, start; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    names = set(loaded.stdout.split())
    assert {one for one in names if one.startswith("pepsite")} == {
        "pepsite", "pepsite.cli", "pepsite.cli.ready", "pepsite.cli.start",
    }  # fmt: skip
    assert names & {"click", "pydantic", "pathlib", "subprocess", "json", "inspect"} == set()


def test_it_loads_nothing_that_opens_what_is_encrypted() -> None:
    program = (
        "import sys; from pepsite.cli.ready_process import _load; _load(); print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    names = set(loaded.stdout.split())
    assert "pepsite.usecases.judging" in names
    assert names & {"pyrage", "pepsite.store.identities", "flask", "jinja2"} == set()


# --- A commit


@pytest.mark.parametrize("words", [(), ("--ready", "5")], ids=["as usual", "5 minutes"])
def test_hooks_keep_one_ready(alone: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    root = repository(lay_out(BASE, tmp_path / "work"))
    assert run("hooks", "install", *words, cwd=root)[0] == 0
    for room in ("Hall", "Library"):
        file = root / SECONDARY
        file.write_text(file.read_text("utf-8").replace("Mill Lane", f"Mill Lane {room}"), "utf-8")
        commit(root, "Another name")
        assert eventually(lambda: ready.number() is not None)
    (root / YOUNGER_PEP).write_text("Zebedee", "utf-8")
    git(root, "add", "--all")
    refused = subprocess.run(
        ["git", "commit", "-m", "Wrong"],
        cwd=root,
        capture_output=True,
        text=True,
        env=os.environ | ONLY,
        check=False,
    )
    assert refused.returncode == 1
    assert YOUNGER_PEP in refused.stdout + refused.stderr


def test_hooks_keep_none_where_somebody_said_so(alone: Path, tmp_path: Path) -> None:
    root = repository(lay_out(BASE, tmp_path / "work"))
    for words, are_told in (((), True), (("--ready", "0"), False)):
        code, _, said = run("hooks", "install", *words, cwd=root)
        texts = {
            one.name: one.read_text("utf-8") for one in (root / ".git/hooks").glob("[!.]*[a-z]")
        }
        keep = {name for name, text in texts.items() if "PEPSITE_READY" in text}
        assert (code, "keep a process ready" in said) == (0, are_told)
        assert keep == (
            {"pre-commit", "pre-merge-commit", "commit-msg", "pre-push"} if are_told else set()
        )
    (root / "notes.txt").write_text("A note\n", "utf-8")
    commit(root, "A note")
    assert ready.number() is None


def test_where_nobody_works_no_process_is_kept(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare")
    assert run("hooks", "install", cwd=tmp_path) == (0, "pre-receive\n", "")
    code, _, said = run("hooks", "install", "--ready", "5", cwd=tmp_path)
    assert (code, "keep a process ready where people work" in said) == (14, True)


@pytest.mark.parametrize(
    ("set_to", "said"),
    [
        ("0", "switches off that a process is kept ready"),
        ("no", "switches off that a process is kept ready"),
        ("40", "ready for 40 idle minutes"),
        ("", "ready for 5 idle minutes"),
    ],
)
def test_hooks_say_what_the_environment_makes_of_it(tmp_path: Path, set_to: str, said: str) -> None:
    git(tmp_path, "init", "--quiet")
    words = ("hooks", "install", "--ready", "5")
    assert said in run(*words, cwd=tmp_path, env={"PEPSITE_READY": set_to})[2]


def test_elsewhere_than_on_linux_hooks_say_only_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "init", "--quiet")
    monkeypatch.setattr(sys, "platform", "darwin")
    said = pepsite("hooks", "install", "-C", tmp_path).stderr
    assert said.startswith("A process is kept ready on Linux only.")
    assert "release" not in said


def test_hooks_say_where_the_pepsite_they_run_asks_no_process(
    tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "init", "--quiet")
    words = ("hooks", "install", "--ready", "5", "-C", str(tmp_path))
    assert "Commits keep a process" in run(*words)[2]
    older = tmp_path / "older" / "pepsite"
    older.parent.mkdir()
    older.write_text(f"#!{sys.executable}\nfrom pepsite.cli.main import main\nmain()\n", "utf-8")
    older.chmod(0o755)
    command = [str(path), *words]
    for folders, said in (
        (f"{older.parent}{os.pathsep}{os.environ['PATH']}", "keeps no process ready"),
        (str(Path(shutil.which("git") or "").parent), "no `pepsite` on your PATH"),
    ):
        told = subprocess.run(
            command, env=os.environ | {"PATH": folders}, capture_output=True, text=True, check=True
        )
        assert said in told.stderr
