from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import pepsite
from pepsite import errors
from pepsite.cli.failures import EXIT_CODES, ExitCode, FailureGroup, exit_code
from pepsite.findings import finding
from tests.cli.running import pepsite as run

PAGE = Path(__file__).parents[2] / "docs" / "exit-codes.md"
MADE_UP_NAME = "Quillon Featherstonehaugh"


@click.group(cls=FailureGroup)
@click.version_option("0")
def stand_in() -> None:
    """Stand in for the top command."""


def outcome_of(failure: BaseException) -> Result:
    """Run a command that raises this, as the shell would."""

    @stand_in.command("fail")
    def fail() -> None:
        raise failure

    return CliRunner().invoke(stand_in, ["fail"])


class NotOnTheListError(errors.GitError):
    """An error some later layer might add."""


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        pytest.param(errors.PepsiteError("no"), 10, id="stopped on purpose"),
        pytest.param(errors.PolicyPackError("no"), 11, id="the pack cannot be used"),
        pytest.param(errors.PublicationRefusedError("no"), 12, id="publication refused"),
        pytest.param(errors.RecordChangedError("no"), 13, id="someone saved first"),
        pytest.param(errors.GitError("no"), 14, id="git said no"),
        pytest.param(errors.ImportRefusedError("no"), 16, id="import refused"),
        pytest.param(errors.IdentityStoreError("no"), 17, id="no identity store"),
        pytest.param(NotOnTheListError("no"), 14, id="a kind of an error on the list"),
    ],
)
def test_what_pepsite_says_of_itself_goes_to_stderr_with_its_code(
    failure: errors.PepsiteError, code: int
) -> None:
    outcome = outcome_of(failure)
    assert (outcome.exit_code, outcome.stdout, outcome.stderr) == (code, "", "pepsite: no\n")
    assert exit_code(failure) == code


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        pytest.param(click.UsageError("no"), 2, id="wrong usage"),
        pytest.param(click.BadParameter("no"), 2, id="a wrong value"),
        pytest.param(click.ClickException("no"), 2, id="click gives this 1"),
        pytest.param(click.FileError("a file", "no"), 2, id="and this"),
    ],
)
def test_what_click_says_stays_as_click_says_it(failure: click.ClickException, code: int) -> None:
    outcome = outcome_of(failure)
    assert (outcome.exit_code, outcome.stdout) == (code, "")
    assert outcome.stderr.endswith("no\n")


def test_wrong_options_show_how_to_ask_for_help() -> None:
    outcome = CliRunner().invoke(stand_in, ["--wrong"])
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert "--help" in outcome.stderr


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_asking_about_pepsite_is_no_failure(option: str) -> None:
    outcome = CliRunner().invoke(stand_in, [option])
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    assert outcome.stdout


def test_a_command_says_with_exit_what_it_found() -> None:
    @stand_in.command("find")
    @click.pass_context
    def find(ctx: click.Context) -> None:
        ctx.exit(ExitCode.FINDINGS)

    assert CliRunner().invoke(stand_in, ["find"]).exit_code == 1


def test_what_a_command_returns_is_not_its_exit_code() -> None:
    @stand_in.command("count")
    def count() -> int:
        return 7

    assert CliRunner().invoke(stand_in, ["count"]).exit_code == 0


def test_a_fault_outside_pepsite_says_so() -> None:
    outcome = outcome_of(ValueError(MADE_UP_NAME))
    assert (outcome.exit_code, outcome.stdout) == (70, "")
    assert outcome.stderr == (
        "pepsite: a fault in pepsite itself: ValueError at no line of pepsite; "
        "PEPSITE_DEBUG=1 shows the rest, which may quote a record\n"
    )


def test_a_fault_is_placed_by_the_innermost_line_of_pepsite() -> None:
    @stand_in.command("place")
    def place() -> None:
        finding(MADE_UP_NAME, MADE_UP_NAME)

    outcome = CliRunner().invoke(stand_in, ["place"])
    assert outcome.exit_code == 70
    assert re.fullmatch(
        r"pepsite: a fault in pepsite itself: KeyError at pepsite/findings\.py:[0-9]+; "
        r"PEPSITE_DEBUG=1 shows the rest, which may quote a record\n",
        outcome.stderr,
    )


@pytest.mark.parametrize(
    ("setting", "shown"),
    [
        pytest.param("1", True, id="asked for"),
        pytest.param("0", False, id="declined"),
        pytest.param("", False, id="left empty"),
    ],
)
def test_the_rest_is_shown_only_where_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, setting: str, shown: bool
) -> None:
    monkeypatch.setenv("PEPSITE_DEBUG", setting)
    outcome = outcome_of(ValueError(MADE_UP_NAME))
    assert outcome.exit_code == 70
    assert (MADE_UP_NAME in outcome.stderr) is shown
    assert ("Traceback" in outcome.stderr) is shown


@pytest.mark.parametrize(
    "failure",
    [
        pytest.param(ValueError(MADE_UP_NAME), id="a value"),
        pytest.param(FileNotFoundError(2, MADE_UP_NAME, MADE_UP_NAME), id="a file"),
        pytest.param(RecursionError(MADE_UP_NAME), id="recursion"),
        pytest.param(ExceptionGroup(MADE_UP_NAME, [ValueError(MADE_UP_NAME)]), id="a group"),
        pytest.param(
            UnicodeDecodeError("utf-8", MADE_UP_NAME.encode(), 0, 1, MADE_UP_NAME), id="bytes"
        ),
    ],
)
def test_no_exception_text_reaches_a_log(failure: Exception) -> None:
    outcome = outcome_of(failure)
    assert outcome.exit_code == 70
    assert "Quillon" not in outcome.output


@pytest.mark.parametrize(
    "failure",
    [
        pytest.param(KeyboardInterrupt(), id="Ctrl-C"),
        pytest.param(EOFError(), id="no more answers"),
        pytest.param(click.Abort(), id="a question answered with no"),
    ],
)
def test_stopping_at_the_keyboard_is_quiet_and_not_a_finding(failure: BaseException) -> None:
    outcome = outcome_of(failure)
    assert (outcome.exit_code, outcome.output.strip()) == (130, "")


def test_a_pipe_that_closed_is_quiet_and_not_a_finding() -> None:
    outcome = outcome_of(BrokenPipeError(errno.EPIPE, MADE_UP_NAME))
    assert (outcome.exit_code, outcome.output) == (141, "")


def test_a_caller_in_python_gets_the_exception_itself() -> None:
    with pytest.raises(ZeroDivisionError):
        stand_in.main(["divide"], standalone_mode=False)


@stand_in.command("divide")
def divide() -> None:
    _ = 1 / 0


PROGRAM = """
import signal, sys, time, click
from pepsite.cli.failures import FailureGroup

@click.group(cls=FailureGroup)
def top(): pass

@top.command()
def much():
    for _ in range(100_000):
        click.echo("line")

@top.command()
def buffered():
    print("one line that waits in the buffer")

@top.command()
def wait():
    click.echo("ready")
    time.sleep(60)

top()
"""


def environment() -> dict[str, str]:
    # Buffered, as for everyone: what waits in the buffer fails only at the very end.
    rest = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return {**rest, "PYTHONPATH": str(Path(pepsite.__file__).parents[1])}


@pytest.mark.skipif(sys.platform == "win32", reason="pipes close differently there")
@pytest.mark.parametrize("command", ["much", "buffered", "--help"])
def test_a_real_pipe_may_close_without_a_word(command: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, command],
            stdout=writer,
            stderr=subprocess.PIPE,
            env=environment(),
            check=False,
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="streams are closed differently there")
@pytest.mark.parametrize("closed", [[1], [0, 1], [0, 1, 2]], ids=["output", "both", "all"])
@pytest.mark.parametrize(("command", "code"), [("buffered", 0), ("--help", 0), ("nothing", 2)])
def test_what_was_closed_before_changes_no_exit_code(
    command: str, code: int, closed: list[int]
) -> None:
    def close() -> None:
        for one in closed:
            os.close(one)

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, command],
        stderr=subprocess.PIPE,
        env=environment(),
        preexec_fn=close,
        check=False,
    )
    assert done.returncode == code
    assert (done.stderr == b"") == (code == 0 or 2 in closed)


@pytest.mark.parametrize(
    "number", [errno.EACCES, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EIO]
)
def test_what_the_system_refuses_is_no_fault_of_ours_and_names_no_file(number: int) -> None:
    outcome = outcome_of(OSError(number, MADE_UP_NAME, f"{MADE_UP_NAME}.yaml"))
    assert (outcome.exit_code, outcome.stdout) == (10, "")
    assert outcome.stderr == (
        f"pepsite: a file or folder cannot be read or written: {os.strerror(number)}; "
        "PEPSITE_DEBUG=1 shows which\n"
    )


@pytest.mark.parametrize(
    "command",
    [
        ("init", "--policy", "england"),
        ("build", "--audience", "public", "--policy", "england", "--out"),
        ("build", "--audience", "public", "--policy", "england", "--markdown"),
    ],
    ids=["a workspace", "a site", "its Markdown"],
)
def test_what_is_to_be_written_below_a_file_stops_and_says_so(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "file").touch()
    outcome = run(*command, tmp_path / "file" / "new")
    assert (outcome.exit_code, outcome.stdout) == (10, "")
    assert outcome.stderr.startswith("pepsite: a file or folder cannot be read or written: ")


def test_what_one_person_may_have_of_a_disk_can_be_full_too() -> None:
    outcome = outcome_of(OSError(errno.EDQUOT, "no"))
    assert outcome.exit_code == 10
    assert outcome.stderr == "pepsite: there is no room left where this was to be written\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is full")
@pytest.mark.parametrize("command", ["much", "buffered", "--help"])
def test_a_full_disk_is_no_fault_of_ours(command: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, command],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            check=False,
        )
    assert done.returncode == 10
    assert done.stderr == b"pepsite: there is no room left where this was to be written\n"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent differently there")
def test_a_real_ctrl_c_leaves_one_empty_line() -> None:
    # Started in the background, a shell has children ignore Ctrl-C, and they pass it on.
    heard = f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n{PROGRAM}"
    with subprocess.Popen(
        [sys.executable, "-c", heard, "wait"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
    assert (process.returncode, stderr) == (130, b"\n")


def test_every_error_has_a_code_of_its_own() -> None:
    kinds = {
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.PepsiteError)
    }
    assert set(EXIT_CODES) == kinds
    assert len(set(EXIT_CODES.values())) == len(EXIT_CODES)


def test_the_page_lists_every_code_and_no_other() -> None:
    rows = re.findall(
        r"^\| ([0-9]+) \| ([^|]+?) \| ([^|]+?) \|", PAGE.read_text("utf-8"), re.MULTILINE
    )
    by_code = {code: kind.__name__ for kind, code in EXIT_CODES.items()}
    assert [(int(code), name.strip("`")) for code, name, _ in rows] == [
        (code.value, by_code.get(code, "none")) for code in ExitCode
    ]
