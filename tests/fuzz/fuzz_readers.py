"""Looks for bytes that break a promise of the readers, led by which of their lines are reached.

    python -m tests.fuzz.fuzz_readers FOLDER [OPTION OF LIBFUZZER]...

`make soak` runs it in an environment of its own. What it has learnt is kept in FOLDER/corpus,
and the first file that breaks a promise in FOLDER/failures; then it ends with another code
than 0. To see such a file again, give its path in place of options.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["pepsite.store", "ruamel.yaml"]):
    from tests.store.readers import assert_one_meaning

from tests.store.generated import AWKWARD, LINES
from tests.store.mutated import DIFFERING, mutated, shortened, texts_of_records
from tests.store.test_hostile_files import DEEPEST, HOSTILE, PLANTS

ROOT = Path(__file__).parents[2]
# Longer files say nothing new, and a thousand short ones are read in the time of one of them.
_LONGEST = 600
_PIECES = 400

_seen: Counter[str] = Counter()


def _try(content: bytes) -> None:
    _seen[assert_one_meaning(content)] += 1


def _change(content: bytes, longest: int, seed: int) -> bytes:
    """Change bytes as libFuzzer does, or lines as people do."""
    chance = random.Random(seed)  # noqa: S311  # the fuzzer gives the seed, so a run can be repeated
    if not content.strip() or chance.random() < 0.5:
        changed: bytes = atheris.Mutate(content, longest)
        return changed
    text = mutated(content.decode(errors="replace"), chance)
    return text.encode(errors="replace")[:longest]


def _sow(corpus: Path) -> None:
    """Write what the first run begins with: pieces of records, and all the hostile files."""
    corpus.mkdir(parents=True, exist_ok=True)
    chance = random.Random(1)  # noqa: S311  # the same seeds on every computer
    texts = list(texts_of_records(ROOT))
    pieces = [shortened(chance.choice(texts), chance).encode() for _ in range(_PIECES)]
    lines = [f"a: {text}\n".encode() for text in (*AWKWARD, *DIFFERING)]
    hostile = [content for _, content, _ in HOSTILE]
    plants = [plant.format("x").encode() for plant in PLANTS]
    seeds = [*pieces, *lines, *(f"{line}\n".encode() for line in LINES), *hostile, *plants]
    for number, content in enumerate([*seeds, DEEPEST.encode()]):
        if len(content) <= _LONGEST:
            (corpus / f"seed-{number:04}").write_bytes(content)


def main() -> None:
    """Fuzz until the options say it is enough."""
    folder, *options = sys.argv[1:]
    corpus, failures = Path(folder) / "corpus", Path(folder) / "failures"
    failures.mkdir(parents=True, exist_ok=True)
    if not corpus.is_dir():
        _sow(corpus)
    again = any(not option.startswith("-") for option in options)
    what = [] if again else [f"-max_len={_LONGEST}", str(corpus)]
    arguments = [sys.argv[0], f"-artifact_prefix={failures}/", *options, *what]
    atheris.Setup(arguments, _try, custom_mutator=_change)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
