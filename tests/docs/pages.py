"""Finds the fenced blocks of a Markdown page, and does what they say in a folder.

Three kinds of block are acted on. One that is titled (```yaml title="PATH") is a file to
write, or with `PATH, at the end` what to put at its end. In ```console, a line that begins with `$ ` is run, and the lines below it are all it
answers; `...` stands for what differs from run to run. `$ echo $?` shows the exit code of
the command before; where it does not follow, that must be 0.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(
    r"^(?P<fence>`{3,})([a-z]*)([^\n]*)\n(.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL
)
_HEADING_OR_BLOCK = re.compile(rf"^##+ (?P<heading>[^\n]+)$|{_BLOCK.pattern}", _BLOCK.flags)
_AT_THE_END = ", at the end"
_IS_SOMEBODYS = re.compile("GIT_(AUTHOR|COMMITTER)_|XDG_CONFIG_HOME$|PEPSITE_(PERSON|SETTINGS)$")
_TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its title if it has one, and its text."""

    language: str
    title: str
    text: str


@dataclass(frozen=True)
class Command:
    """One command of a console block, and the lines it must answer."""

    line: str
    answer: list[str]


def pages() -> Iterator[Path]:
    """Yield every Markdown page people read on its own; snapshots and what is built are not."""
    yield from sorted(ROOT.glob("*.md"))
    for folder in ("docs", ".github", "tests", "src", "benchmarks"):
        for page in sorted((ROOT / folder).rglob("*.md")):
            if "snapshots" not in page.parts:
                yield page


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> Iterator[Block]:
    for _, language, rest, text in _BLOCK.findall(page.read_text(encoding="utf-8")):
        yield _block(language, rest, text)


def _block(language: str, rest: str, text: str) -> Block:
    title = _TITLE.search(rest)
    return Block(language, title[1] if title else "", text)


def parts(page: Path) -> Iterator[str | Block]:
    """Yield the headings below a page's title, and its blocks, in their order."""
    for found in _HEADING_OR_BLOCK.finditer(page.read_text(encoding="utf-8")):
        yield found["heading"] or _block(*found.groups()[2:])


def without_blocks(text: str) -> str:
    return _BLOCK.sub("", text)


def commands(block: Block) -> list[Command]:
    found: list[Command] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append(Command(line[2:], []))
        else:
            found[-1].answer.append(line)
    return found


@dataclass
class Terminal:
    """A folder in which the blocks of a page are done one after the other."""

    folder: Path
    private: Path
    """Another folder, for the identity store and its key."""
    programs: tuple[str, ...] = ("git", "pepsite")
    """The first words a command may have."""
    home: Path | None = None
    """The folder of a user of their own, for pages that say who they are and need a shell."""
    homes: dict[str, Path] = field(default_factory=dict)
    """Where the work of another computer is done: folders by name, and the home of who is there."""
    exit_code: int = 0
    wrong: list[str] = field(default_factory=list)

    def do(self, block: Block) -> None:
        if block.title:
            path = block.title.removesuffix(_AT_THE_END)
            home = self._home()
            target = home / path[2:] if home and path.startswith("~/") else self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            mode = "w" if path == block.title else "a"
            with target.open(mode, encoding="utf-8", newline="\n") as file:
                file.write(block.text)
        elif block.language == "console":
            told = commands(block)
            for at, command in enumerate(told):
                self._run(command, told[at + 1 : at + 2])

    def _run(self, command: Command, following: list[Command]) -> None:
        words = shlex.split(command.line)
        match words:
            case ["cd", folder]:
                self.folder = Path(os.path.normpath(self.folder / folder))
                answer: list[str] = []
            case ["echo", "$?"]:
                answer = [str(self.exit_code)]
            case [program, *_] if program in self.programs:
                answer = self._run_program(self._as_run(command.line, words))
                asked = bool(following) and following[0].line == "echo $?"
                if self.exit_code and not asked:
                    self.wrong.append(f"$ {command.line}\nended with {self.exit_code}")
            case _:
                self.wrong.append(f"$ {command.line}\nis not a command these pages may have")
                return
        if not fits(answer, command.answer):
            self.wrong.append("\n".join([f"$ {command.line}", *answer]))

    def _as_run(self, line: str, words: list[str]) -> list[str]:
        if self.home is not None:
            return ["bash", "-c", line]
        program = (
            str(Path(sys.executable).parent / "pepsite") if words[0] == "pepsite" else words[0]
        )
        return [program, *words[1:]]

    def _run_program(self, words: list[str]) -> list[str]:
        done = subprocess.run(
            words,
            cwd=self.folder,
            # What hooks would keep ready is said as on anybody's computer, and started nowhere.
            env=self._environment()
            | ({"PEPSITE_READY": ""} if "hooks install" in " ".join(words) else {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        self.exit_code = done.returncode
        return done.stdout.decode().splitlines()

    def _environment(self) -> dict[str, str]:
        programs = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        given = {
            **os.environ,
            "PATH": programs,
            "PEPSITE_IDENTITIES": str(self.private / "identities.age"),
            "PEPSITE_IDENTITY_KEY": str(self.private / "key.txt"),
        }
        home = self._home()
        if home is None:
            return given
        # Who commits is who the page says, and not who runs the tests.
        given = {name: text for name, text in given.items() if not _IS_SOMEBODYS.match(name)}
        settings = str(home / ".gitconfig")
        return {**given, "HOME": str(home), "GIT_CONFIG_GLOBAL": settings}

    def _home(self) -> Path | None:
        return self.homes.get(self.folder.name, self.home)


def fits(answer: list[str], shown: list[str]) -> bool:
    """Say whether an answer is what a page shows, where `...` stands for anything."""
    pattern = re.escape("\n".join(shown)).replace(r"\.\.\.", ".*")
    return re.fullmatch(pattern, "\n".join(answer), re.DOTALL) is not None
