"""What is told of a pack that cannot be used: one thing wrong, or all of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as with_default
from typing import TYPE_CHECKING, Any

from pepsite.errors import PolicyPackError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pepsite.findings import FieldPath


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a pack: the code of the finding, the file, the field, and the words.

    The words fill the catalogue's sentence. They are names of the pack, which is policy and
    no record.
    """

    code: str
    pack: str
    part: str
    field: FieldPath
    words: Mapping[str, Any] = with_default(default_factory=dict)

    @property
    def file(self) -> str:
        """The name of the file in the pack's folder."""
        return f"{self.part.replace('_', '-')}.yaml"


class PackFaultsError(PolicyPackError):
    """What the files of a pack say does not go together."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        said = (f"{one.pack}/{one.file}: {'.'.join(map(str, one.field))}" for one in faults)
        super().__init__(
            "\n".join(f"{place}: {one.code}" for place, one in zip(said, faults, strict=True))
        )
