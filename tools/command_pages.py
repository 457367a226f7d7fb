"""The generated part of each page under docs/cli: usage, help and options, as click has them."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc

import click

from pepsite.cli.main import COMMANDS, main
from tools.generated_blocks import table

_WIDTH = 100


def commands() -> Iterator[tuple[str, click.Context]]:
    """Yield every command and subcommand by its full name, `import ssda903`, ready to be asked."""
    top = click.Context(main, info_name="pepsite", terminal_width=_WIDTH, **main.context_settings)
    for name in main.list_commands(top):
        command = main.get_command(top, name)
        if command is None:
            message = f"{name} is in the list of commands, and there is no such command"
            raise LookupError(message)
        context = click.Context(command, parent=top, info_name=name)
        yield name, context
        if isinstance(command, click.Group):
            for below, subcommand in command.commands.items():
                yield f"{name} {below}", click.Context(subcommand, parent=context, info_name=below)


def page_name(command: str) -> str:
    """Return the file of a command's page: `import-ssda903.md`."""
    return command.replace(" ", "-") + ".md"


def command_block(context: click.Context) -> str:
    """Return how a command is called, what it promises and what its options are."""
    command = context.command
    usage = _one_line(command.get_usage(context).removeprefix("Usage:"))
    parts = [f"```text\n{usage}\n```", _paragraphs(command.help or "")]
    if isinstance(command, click.Group):
        parts.append(_subcommands(context.info_name or "", command))
    parts.append(table(("option", "meaning"), list(_options(context))))
    return "\n\n".join(parts)


def commands_block() -> str:
    """Return the table of all commands, for the first page."""
    rows = [(f"[{name}]({page_name(name)})", text) for name, text in COMMANDS.items()]
    return table(("command", "for"), rows)


def _options(context: click.Context) -> Iterator[tuple[str, str]]:
    for parameter in context.command.get_params(context):
        record = parameter.get_help_record(context)
        if isinstance(parameter, click.Option) and record is not None:
            names, text = record
            yield f"`{names}`", _one_line(text)


def _subcommands(name: str, group: click.Group) -> str:
    rows = [
        (f"[{name} {below}]({page_name(f'{name} {below}')})", command.get_short_help_str(_WIDTH))
        for below, command in group.commands.items()
    ]
    return table(("command", "does"), rows)


def _paragraphs(text: str) -> str:
    return "\n\n".join(_one_line(part) for part in cleandoc(text).split("\n\n"))


def _one_line(text: str) -> str:
    return " ".join(text.split())
