"""Exit codes, and what is said on stderr when pepsite cannot go on.

Python's own exit code for a crash is 1, and so is click's for Ctrl-C and for a pipe that
closed. Here 1 means findings and nothing else, so that CI can tell a record to mend from
a program to mend. The list is `docs/exit-codes.md`; a test holds the two together.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import IntEnum
from types import MappingProxyType, ModuleType
from typing import Any, NoReturn

import click

from pepsite import errors


class ExitCode(IntEnum):
    """Every code pepsite ends with."""

    NOTHING_FOUND = 0
    FINDINGS = 1
    WRONG_USAGE = 2
    STOPPED = 10
    POLICY_PACK = 11
    PUBLICATION_REFUSED = 12
    RECORD_CHANGED = 13
    GIT = 14
    IMPORT_REFUSED = 16
    IDENTITY_STORE = 17
    DRAFTS = 18
    MAIL = 19
    RECORD_NOT_OPENED = 20
    FAULT = 70
    INTERRUPTED = 130
    PIPE_CLOSED = 141


EXIT_CODES: Mapping[type[errors.PepsiteError], ExitCode] = MappingProxyType(
    {
        errors.PepsiteError: ExitCode.STOPPED,
        errors.PolicyPackError: ExitCode.POLICY_PACK,
        errors.PublicationRefusedError: ExitCode.PUBLICATION_REFUSED,
        errors.RecordChangedError: ExitCode.RECORD_CHANGED,
        errors.GitError: ExitCode.GIT,
        errors.ImportRefusedError: ExitCode.IMPORT_REFUSED,
        errors.IdentityStoreError: ExitCode.IDENTITY_STORE,
        errors.DraftsError: ExitCode.DRAFTS,
        errors.MailError: ExitCode.MAIL,
        errors.RecordNotOpenedError: ExitCode.RECORD_NOT_OPENED,
    }
)
"""The code of each error. One that is not listed has the code of the class it comes from."""


_SELDOM = (50_000, 20, 20)
"""How many new objects there are before Python looks for those that nobody needs any more."""


def start_quickly() -> None:
    """Keep Python and pydantic from looking, during a start, for what is not there.

    Next to nothing of what a start makes is let go of again, so Python looks for it seldom.
    pydantic takes no programs into itself from whatever else is installed. It would obey the
    variable alone, but only after loading what reads the lists of all that is installed: so its
    loader is one that finds nothing.
    """
    gc.set_threshold(*_SELDOM)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    loader = ModuleType("pydantic.plugin._loader")
    loader.__dict__["get_plugins"] = tuple
    sys.modules.setdefault(loader.__name__, loader)


class FailureGroup(click.Group):
    """The top command, whose exit code always says what happened.

    A command says what it found with `ctx.exit(ExitCode.FINDINGS)`; what it returns is
    ignored. Asked with `standalone_mode=False`, it does not end the process: the caller
    gets the exception, or the code of an early exit as the result, as click promises.
    """

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,  # noqa: ANN401  # goes on to click as it came
    ) -> Any:  # noqa: ANN401  # what click says of its own
        """Run the command these arguments name, and end the process with its exit code."""

        def run(*, standalone: bool) -> Any:  # noqa: ANN401  # what click says of its own
            return super(FailureGroup, self).main(
                args,
                prog_name,
                complete_var,
                standalone_mode=standalone,
                windows_expand_args=windows_expand_args,
                **extra,
            )

        if not standalone_mode:
            return run(standalone=False)
        # What the user typed, rather than words that another program has us run.
        is_own_process = args is None
        if is_own_process:
            _open_what_is_closed()
            start_quickly()
        try:
            early_exit: int | None = run(standalone=False)
            sys.stdout.flush()
        except BaseException as failure:  # noqa: BLE001  # this is the one place that catches all
            _end(failure)
        if is_own_process:
            gc.freeze()  # Python would go through everything once more to let go of it
        sys.exit(early_exit or ExitCode.NOTHING_FOUND)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401  # goes on to click as it came
    ) -> click.Context:
        """Read the options. `--help` and `--version` write here, so here a pipe can close."""
        with _pipe_told_apart():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> None:
        """Run the command. What it returns is dropped, or it would pass for an exit code."""
        with _pipe_told_apart():
            super().invoke(ctx)


class _PipeClosedError(Exception):
    """Whoever read our output has read enough."""


@contextmanager
def _pipe_told_apart() -> Iterator[None]:
    # Click turns a broken pipe into exit code 1 before `main` sees it.
    try:
        yield
    except BrokenPipeError as error:
        raise _PipeClosedError from error


def _end(failure: BaseException) -> NoReturn:
    """Say what happened, and end the process with its code."""
    try:
        code = _tell(failure)
    except (BrokenPipeError, _PipeClosedError):
        code = ExitCode.PIPE_CLOSED
    if code == ExitCode.PIPE_CLOSED or _is_full(failure):
        # Python flushes both once more on its way out, and would complain.
        _forget_output()
    sys.exit(code)


def _tell(failure: BaseException) -> int:
    match failure:
        case SystemExit():
            raise failure
        case click.ClickException():
            failure.show()
            # Click gives some of its own exceptions 1: a file it cannot open, for one.
            wrong = failure.exit_code == ExitCode.FINDINGS
            return ExitCode.WRONG_USAGE if wrong else failure.exit_code
        case click.Abort() | KeyboardInterrupt():
            return ExitCode.INTERRUPTED
        case BrokenPipeError() | _PipeClosedError():
            return ExitCode.PIPE_CLOSED
        case OSError(errno=number) if number in _FULL + _NOT_OURS:
            click.echo(f"pepsite: {_refused(number)}", err=True)
            _tell_all(failure)
            return ExitCode.STOPPED
        case errors.PepsiteError():
            click.echo(f"pepsite: {failure}", err=True)
            _tell_all(failure)
            return exit_code(failure)
        case _:
            click.echo(fault_sentence(failure), err=True)
            _tell_all(failure)
            return ExitCode.FAULT


def _refused(number: int) -> str:
    """Return what the system said no to. Never which file: it may be called after a child."""
    if number in _FULL:
        return "there is no room left where this was to be written"
    why = os.strerror(number)
    return f"a file or folder cannot be read or written: {why}; PEPSITE_DEBUG=1 shows which"


def _is_full(failure: BaseException) -> bool:
    return isinstance(failure, OSError) and failure.errno in _FULL


_FULL = (errno.ENOSPC, errno.EDQUOT)
"""The disk, or what one person may have of it."""
_NOT_OURS = (
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO, errno.EBUSY),
    *(errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG),
)
"""Whoever asked may not do it, the disk cannot, or something else stands at that place."""


def exit_code(error: errors.PepsiteError) -> ExitCode:
    """Return the exit code of the nearest class of this error that has one."""
    return next(EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES)


def fault_sentence(failure: BaseException) -> str:
    """Return what may be said of a fault in any log: its type and where in pepsite it arose.

    Never its message, nor that of an exception behind it: either may quote a record.
    """
    place = errors.place_of_fault(failure)
    return (
        f"pepsite: a fault in pepsite itself: {type(failure).__name__} at {place}; "
        "PEPSITE_DEBUG=1 shows the rest, which may quote a record"
    )


def _tell_all(failure: BaseException) -> None:
    if os.environ.get("PEPSITE_DEBUG") == "1":
        click.echo("".join(traceback.format_exception(failure)), err=True, nl=False)


def _open_what_is_closed() -> None:
    """Have what whoever started this closed lead nowhere, as with `>&-`.

    They want the exit code alone. Left closed, the first file that is opened would take its place,
    and what any program says that is run from here would be written into that.
    """
    for name, how in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, how, encoding="utf-8"))  # noqa: PTH123, SIM115


def _forget_output() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            os.dup2(nowhere, stream.fileno())
        except (OSError, ValueError):
            continue  # not a file of the system's: a test's stand-in, or already closed
    os.close(nowhere)
