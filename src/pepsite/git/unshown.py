"""What a commit says that Git's log does not show: in lines of its head, and behind a zero byte.

A signed tag that is merged stays in the commit with its message. Whoever writes the object by
hand can put anything there, and it goes wherever the commit goes.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pepsite.errors import GitError


class Unshown(NamedTuple):
    """What stands in a commit beside its message: who made it, and all else.

    `message` is the message again where the log may show another; else it is empty.
    """

    people: str
    head: str
    message: str


def unshown_in(commit: bytes) -> Unshown:
    """Return what the object of a commit says, without the numbers that Git itself puts there.

    Raises:
        GitError: it is in signs that nobody here can read, and Git may.
    """
    head, _, message = commit.partition(b"\n\n")
    encoding = _ENCODING.search(head)
    name = "utf-8" if encoding is None else encoding[1].decode(errors="replace")
    is_other = encoding is not None or b"\0" in message
    people, others = [], []
    for line in _SIGNATURE.sub("", _read(head, name)).splitlines():
        person = _PERSON.match(line)
        if person is not None:
            people.append(_WHEN.sub(">", line[person.end() :]))
        elif not _OF_GIT.fullmatch(line):
            others.append(_WHEN.sub(">", line))
    return Unshown("\n".join(people), "\n".join(others), _read(message, name) if is_other else "")


def _read(content: bytes, encoding: str) -> str:
    """Return text in the encoding that the commit names; of two bytes a sign, one is a zero."""
    try:
        text = content.decode(encoding)
    except UnicodeError:
        text = content.decode(errors="replace")
    except LookupError as unknown:
        if not content.isascii():
            message = "the encoding that a commit names is not known here; write it anew in UTF-8"
            raise GitError(message) from unknown
        text = content.decode()
    return text.replace("\0", "")


_ENCODING = re.compile(rb"^encoding (.+)$", re.MULTILINE)
_OF_GIT = re.compile(
    r" ?(?:tree|parent|(?:mergetag )?object) [0-9a-f]{40,64}| ?type [a-z]+|encoding .*"
)
_PERSON = re.compile(r"(?:author|committer) ")
_WHEN = re.compile(r"> [0-9]+ [+-][0-9]{4}$")
_SIGNATURE = re.compile(
    r"-----BEGIN [A-Z ]+-----(?:\n Version: [\w .()/-]{0,60})?(?:\n [A-Za-z0-9+/=]{0,76})*"
    r"\n -----END [A-Z ]+-----"
)
"""Letters and digits drawn at random, among which anything may seem to stand."""
