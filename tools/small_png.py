"""Pictures of pages made small: a page has few colours."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

_WITH_ALPHA, _COLOURS = 6, 32


def small(png: bytes) -> bytes:
    """Return a picture with a palette of its commonest colours: a page has few of them."""
    width, height = struct.unpack(">II", png[16:24])
    step = 4 if png[25] == _WITH_ALPHA else 3
    rows = _unfiltered(zlib.decompress(_data(png)), width * step, step)
    pixels = [bytes(row[at : at + 3]) for row in rows for at in range(0, len(row), step)]
    palette = [one for one, _ in Counter(pixels).most_common(_COLOURS)]
    known = {one: index for index, one in enumerate(palette)}
    for one in set(pixels) - set(known):
        known[one] = min(range(len(palette)), key=lambda at: _far(palette[at], one))
    lines = bytearray()
    for at in range(0, len(pixels), width):
        lines += b"\0" + bytes(known[one] for one in pixels[at : at + width])
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", head),
        (b"PLTE", b"".join(palette)),
        (b"IDAT", zlib.compress(bytes(lines), 9)),
    )
    return png[:8] + b"".join(_chunk(*one) for one in (*chunks, (b"IEND", b"")))


def _far(one: bytes, other: bytes) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _data(png: bytes) -> bytes:
    """Return the compressed pixels of a PNG, from all of its parts."""
    found, at = b"", 8
    while at < len(png):
        length = struct.unpack(">I", png[at : at + 4])[0]
        if png[at + 4 : at + 8] == b"IDAT":
            found += png[at + 8 : at + 8 + length]
        at += length + 12
    return found


def _unfiltered(data: bytes, stride: int, step: int) -> Iterator[bytearray]:
    """Yield the rows of pixels as they are, by the five filters of the format."""
    before = bytearray(stride)
    for at in range(0, len(data), stride + 1):
        kind, row = data[at], bytearray(data[at + 1 : at + 1 + stride])
        for index in range(stride):
            left = row[index - step] if index >= step else 0
            corner = before[index - step] if index >= step else 0
            row[index] = (row[index] + _guess(kind, left, before[index], corner)) & 255
        yield row
        before = row


def _guess(kind: int, left: int, above: int, corner: int) -> int:
    match kind:
        case 1:
            return left
        case 2:
            return above
        case 3:
            return (left + above) // 2
        case 4:
            return min((left, above, corner), key=lambda one: abs(left + above - corner - one))
        case _:
            return 0
