"""A tiny writer of Word 97-2003 documents: no library writes them, so the tests build their own.

It writes what the layout of [MS-DOC] needs and no more: a compound file, one piece or several, properties of
paragraphs, tables with merged cells, lists, a style that numbers. All names in the documents are fictional.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
TEXT_AT = 0x800


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (OLE) of these streams; short ones are filled up, so none goes to the small stream.

    The last sector belongs to the last stream, as in the files of WPS Office that end in a short one.
    """
    held = {name: stream.ljust(4096, b"\0") for name, stream in streams.items()}
    held = {name: stream + b"\0" * (-len(stream) % SECTOR) for name, stream in held.items()}
    listed = -(-(len(held) + 1) // 4)  # sectors of the directory
    sectors = listed + sum(map(len, held.values())) // SECTOR
    tables = -(-sectors // 127)
    chains = [FAT] * tables + [*range(tables + 1, tables + listed), END]
    entries = [_entry("Root Entry", 5, END, 0, child=1)]
    for number, (name, stream) in enumerate(held.items(), start=1):
        start, many = len(chains), len(stream) // SECTOR
        chains += [*range(start + 1, start + many), END]
        right = number + 1 if number < len(held) else FREE
        entries.append(_entry(name, 2, start, len(stream), right=right))
    chains += [FREE] * (tables * 128 - len(chains))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6xIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, tables, 0)
    header += struct.pack("<IIIII", 4096, END, 0, END, 0)
    header += struct.pack("<109I", *range(tables), *[FREE] * (109 - tables))
    directory = b"".join(entries).ljust(listed * SECTOR, b"\0")
    return header + struct.pack(f"<{len(chains)}I", *chains) + directory + b"".join(held.values())


def _entry(name: str, kind: int, start: int, size: int, *, right: int = FREE, child: int = FREE) -> bytes:
    spelled = (name + "\0").encode("utf-16-le")
    held = spelled.ljust(64, b"\0") + struct.pack("<HBBIII", len(spelled), kind, 1, FREE, right, child)
    return held.ljust(116, b"\0") + struct.pack("<IQ", start, size)


def sprm(code: int, operand: bytes) -> bytes:
    return struct.pack("<H", code) + operand


IN_TABLE = sprm(0x2416, b"\1")


def in_list(number: int, level: int = 0) -> bytes:
    return sprm(0x460B, struct.pack("<H", number)) + sprm(0x260A, bytes([level]))


def row_properties(edges: Sequence[int], down: Sequence[int]) -> bytes:
    """A row's end with its cells; `down` says of each: 0 alone, 3 begins a merged cell, 1 continues it."""
    cells = b"".join(struct.pack("<H18x", flag << 5) for flag in down)
    table = bytes([len(down)]) + struct.pack(f"<{len(edges)}h", *edges) + cells
    return IN_TABLE + sprm(0x2417, b"\1") + sprm(0xD608, struct.pack("<H", len(table) + 1) + table)


@dataclass
class WordFile:
    """A document as it is written; `levels` are (format, label) of the levels of its one list."""

    identity: int = 0xA5EC
    version: int = 0x00C1
    flags: int = 0x0200
    levels: Sequence[tuple[int, str]] = ()
    style: bytes = b""  # properties of style 1
    gone: tuple[int, int] = (0, 0)  # characters that a tracked change has deleted, the last not included
    paragraphs: list[tuple[str, bytes]] = field(default_factory=list)

    def paragraph(self, text: str, grpprl: bytes = b"", *, style: int = 0, end: str = "\r") -> WordFile:
        self.paragraphs.append((text + end, struct.pack("<H", style) + grpprl))
        return self

    def row(
        self, cells: Sequence[str], *, edges: Sequence[int] = (), down: Sequence[int] = (), list_of: int = -1
    ) -> WordFile:
        """A row; the cell at `list_of` is numbered by the list."""
        for place, cell in enumerate(cells):
            numbered = in_list(1) if place == list_of else b""
            for line in cell.split("\n")[:-1]:
                self.paragraph(line, IN_TABLE)
            self.paragraph(cell.split("\n")[-1], IN_TABLE + numbered, end="\x07")
        wide = edges or [1000 * place for place in range(len(cells) + 1)]
        return self.paragraph("", row_properties(wide, down or [0] * len(cells)), end="\x07")

    def body(self, *, narrow: bool = False) -> bytes:
        """The file; `narrow` stores its text as one byte a character."""
        text = "".join(text for text, _ in self.paragraphs)
        spelled = text.encode("cp1252" if narrow else "utf-16-le")
        pages_at = -(-(TEXT_AT + len(spelled)) // SECTOR)
        pages, firsts = self._pages(1 if narrow else 2)
        places = [*firsts, TEXT_AT + len(spelled)]
        index = struct.pack(f"<{len(places)}I", *places)
        index += struct.pack(f"<{len(pages)}I", *range(pages_at, pages_at + len(pages)))
        if self.gone[1]:
            pages = [*pages, self._letters(1 if narrow else 2, len(text))]
        where = TEXT_AT * 2 | 0x40000000 if narrow else TEXT_AT
        piece = struct.pack("<IIHIH", 0, len(text), 0, where, 0)
        parts = {
            0x1A2: b"\2" + struct.pack("<I", len(piece)) + piece,
            0x102: index,
            0xA2: self._sheet(),
            **self._lists(),
            **self._index_of_letters(len(text), pages_at + len(pages) - 1, 1 if narrow else 2),
        }
        fib, table = bytearray(TEXT_AT), b""
        struct.pack_into("<HH", fib, 0, self.identity, self.version)
        struct.pack_into("<H", fib, 0x0A, self.flags)
        struct.pack_into("<I", fib, 0x4C, len(text))
        for at, content in parts.items():
            size = len(self._heads()) if at == 0x2E2 else len(content)
            struct.pack_into("<II", fib, at, len(table), size)
            table += content
        document = (bytes(fib) + spelled).ljust(pages_at * SECTOR, b"\0") + b"".join(pages)
        return compound({"WordDocument": document, "1Table": table})

    def _pages(self, width: int) -> tuple[list[bytes], list[int]]:
        """The pages of properties, and where the first paragraph of each begins."""
        pages: list[bytes] = []
        firsts: list[int] = []
        at, waiting = TEXT_AT, list(self.paragraphs)
        while waiting:
            starts, offsets, held = [at], b"", b""
            firsts.append(at)
            seen: dict[bytes, int] = {}
            while waiting:
                text, papx = waiting[0]
                odd = papx + b"\0" * (1 - len(papx) % 2)
                kept = bytes([(len(odd) + 1) // 2]) + odd
                kept = kept if papx in seen else kept.ljust(len(kept) + len(kept) % 2, b"\0")
                new = 0 if papx in seen else len(kept)
                if 4 * (len(starts) + 1) + 13 * len(starts) + len(held) + new > 508 or len(starts) > 28:
                    break
                if papx not in seen:
                    held = kept + held
                    seen[papx] = len(held)
                offsets += bytes([(510 - seen[papx]) // 2]) + b"\0" * 12
                at += width * len(text)
                starts.append(at)
                waiting.pop(0)
            head = struct.pack(f"<{len(starts)}I", *starts) + offsets
            pages.append(head.ljust(510 - len(held), b"\0") + held + bytes([0, len(starts) - 1]))
        return pages, firsts

    def _letters(self, width: int, many: int) -> bytes:
        """A page of character properties: all letters, of which those in `gone` are deleted."""
        places = [TEXT_AT + width * at for at in (0, *self.gone, many)]
        deletion = bytes([3]) + sprm(0x0800, b"\1")
        head = struct.pack("<4I", *places) + bytes([0, 250, 0])
        return head.ljust(500, b"\0") + deletion.ljust(11, b"\0") + b"\3"

    def _index_of_letters(self, many: int, page: int, width: int) -> dict[int, bytes]:
        if not self.gone[1]:
            return {}
        return {0xFA: struct.pack("<III", TEXT_AT, TEXT_AT + width * many, page)}

    def _sheet(self) -> bytes:
        """A style sheet of two paragraph styles; the second is based on the first."""
        if not self.style:
            return b""
        styles = b""
        for base, grpprl in ((0xFFF, b""), (0, self.style)):
            upx = struct.pack("<H", 0) + grpprl
            one = struct.pack("<HHHHH", 0, 1 | base << 4, 1, 0, 0) + struct.pack("<HHH", 1, ord("甲"), 0)
            one += struct.pack("<H", len(upx)) + upx
            styles += struct.pack("<H", len(one)) + one + b"\0" * (len(one) % 2)
        return struct.pack("<HHH", 4, 2, 10) + styles

    def _heads(self) -> bytes:
        return struct.pack("<HII18xBB", 1, 77, 0, 0, 0)

    def _lists(self) -> dict[int, bytes]:
        if not self.levels:
            return {}
        levels = b""
        for depth in range(9):
            form, label = self.levels[depth] if depth < len(self.levels) else (0xFF, "")
            levels += struct.pack("<IBB9xB8xBBBB", 1, form, 0, 0, 0, 0, 0, 0)
            levels += struct.pack("<H", len(label)) + label.encode("utf-16-le")
        use = struct.pack("<III4xBBBB", 1, 77, 0, 0, 0, 0, 0) + struct.pack("<I", 0xFFFFFFFF)
        return {0x2E2: self._heads() + levels, 0x2EA: use}
