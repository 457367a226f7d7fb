"""Finds the pepsite commands that workflows and the Makefile run, and what is wrong with them.

Pages with examples can be asked the same: `commands_in(text)` takes any shell text.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import click

_JOINS = {"&&", "||", ";", "|", "&", "(", ")"}
_REDIRECTS = {">", ">>", "<", "2>", "&>"}


def run_texts(workflow: dict[str, Any]) -> Iterator[str]:
    """Yield the text of every `run` step of a workflow."""
    for job in workflow["jobs"].values():
        for step in job.get("steps", ()):
            if "run" in step:
                yield step["run"]


def commands_in(shell: str) -> Iterator[list[str]]:
    """Yield the words of each pepsite command in a shell text, without the word `pepsite`."""
    joined = re.sub(r"\\\n\s*", " ", shell)
    for line in joined.splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        command: list[str] = []
        for word in [*lexer, ";"]:
            if word in _JOINS or word in _REDIRECTS:
                if command and command[0].rpartition("/")[2] == "pepsite":
                    yield command[1:]
                command = []
            else:
                command.append(word)


def make_commands_in(makefile: str) -> Iterator[list[str]]:
    """Yield the words of each pepsite command in a Makefile's recipes."""
    for line in re.sub(r"\\\n\s*", " ", makefile).splitlines():
        if line.startswith("\t") and "$(PEPSITE)" in line:
            shell = line.lstrip("\t@-").replace("$(PEPSITE)", "pepsite")
            yield from commands_in(re.sub(r"\$\((\w+)\)", r"\1", shell))


def unknown_words(words: list[str], group: click.Command) -> list[str]:
    """Return the subcommand or the options among these words that the CLI does not have."""
    command: click.Command | None = group
    context = click.Context(group, **group.context_settings)
    rest = list(words)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        name = rest.pop(0)
        command = command.get_command(context, name)
        if command is None:
            return [name]
    assert command is not None
    known = {"--help"}
    for parameter in command.params:
        known.update(parameter.opts, parameter.secondary_opts)
    options = [word.partition("=")[0] for word in rest if word.startswith("-") and word != "-"]
    return [option for option in options if option not in known]
