"""Gates (关卡): whether what a reader made of a file can be right.

A reader that fails silently gives mojibake, private-use characters or nothing at all. Each gate names what it
found in one line; none of them changes the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from cleaners.files.limits import MAX_TEXT, LimitExceeded
from cleaners.model import Attachment, ListRow
from cleaners.normalise import fold
from cleaners.official.regions import in_region

HAN_SHARE = 0.3  # of the letters of a Chinese document
STRANGE_SHARE = 0.02  # of its characters: private use and replacement
FEW_LETTERS = 40  # too few letters to take a share of
SMALL_FILE = 4096  # bytes; a larger one without text was not read

# Readers that take letters from places or code pages, and may take wrong ones
_JUDGED = frozenset({"doc", "docx", "ofd", "pdf", "xls", "xlsx"})
_PRINTED = frozenset({"ofd", "pdf"})  # what is strange in these can be read from the picture of the page


def strange_share(text: str) -> float:
    """The share of characters that are for private use or replaced."""
    counts = _counts(text)
    shown = counts.total() - counts["space"]
    return counts["strange"] / shown if shown else 0.0


def text_faults(text: str) -> tuple[str, ...]:
    """What is wrong with the letters of a text.

    >>> text_faults("正文") or text_faults("\\ue000\\ue001正文")
    ('50 % of the characters are private or replaced ones',)
    """
    counts = _counts(text)
    letters, han = counts["letter"] + counts["han"], counts["han"]
    faults: list[str] = []
    if (strange := strange_share(text)) > STRANGE_SHARE:
        faults.append(f"{100 * strange:.0f} % of the characters are private or replaced ones")
    if letters >= FEW_LETTERS and han < HAN_SHARE * letters:
        faults.append(f"only {100 * han // letters} % of the letters are Han")
    return tuple(faults)


def _counts(text: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for char, times in Counter(text).items():
        counts[_kind(char)] += times
    return counts


def _kind(char: str) -> str:
    if "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or "\U00020000" <= char <= "\U0003ffff":
        return "han"
    if "\ue000" <= char <= "\uf8ff" or char == "\ufffd" or char >= "\U000f0000":
        return "strange"
    return "space" if char.isspace() else "letter" if char.isalpha() else "other"


def gated(read: Attachment, size: int, name: str) -> Attachment:
    """A reading with the status that its text deserves; `size` is the file's."""
    held = sum(len(cell) for table in read.tables for row in table.rows for cell in row)
    if len(read.text) > MAX_TEXT or held > MAX_TEXT:
        raise LimitExceeded("text", f"{max(len(read.text), held)} characters, the limit is {MAX_TEXT}")
    if read.status != "ok":
        return read
    if not read.text.strip() and not any(any(map(any, table.rows)) for table in read.tables):
        said = f"no text in {name}" + (f" of {size} bytes" if size > SMALL_FILE else "")
        return replace(read, status="needs_review", notes=(*read.notes, said))
    faults = text_faults(read.text) if read.kind in _JUDGED else ()
    if not faults:
        return read
    scan = read.kind in _PRINTED and "private" in faults[0]
    return replace(read, status="scan_pending" if scan else "needs_review", notes=(*read.notes, *faults))


# -- lists


def gate_list(
    rows: Sequence[ListRow], *, declared: int | None = None, named: Sequence[str] = ()
) -> tuple[str, ...]:
    """What is wrong with the rows of one list, one line each; nothing when all gates are passed.

    `declared` is how many the notice says there are (等248家); `named` the holders it names itself.
    """
    checks = (_numbers(rows), _declared(rows, declared), _regions(rows), _named(rows, named))
    return tuple(fault for fault in checks if fault is not None)


def _numbers(rows: Sequence[ListRow]) -> str | None:
    """The numbers run from 1 without a gap; where they begin anew, each run does. Rows may print none."""
    if not rows:
        return "no rows"
    runs: list[list[int]] = []
    for number in (row.seq for row in rows if row.seq is not None):
        if number == 1 or not runs:
            runs.append([])
        runs[-1].append(number)
    for run in runs:
        missing = sorted(set(range(1, max(run) + 1)) - set(run))
        twice = sorted(number for number, times in Counter(run).items() if times > 1)
        if missing:
            return f"{len(missing)} of the numbers 1 to {max(run)} are missing, the first is {missing[0]}"
        if twice:
            return f"{len(twice)} numbers stand twice, the first is {twice[0]}"
        if run != sorted(run):
            return "the numbers are out of order"
    return None


def _declared(rows: Sequence[ListRow], declared: int | None) -> str | None:
    if declared is None or declared == len(rows):
        return None
    return f"{len(rows)} rows, the notice says {declared}"


def _regions(rows: Sequence[ListRow]) -> str | None:
    """Every region is known; a list has regions for all rows, or for none."""
    held = [row.region for row in rows if row.region]
    unknown = list(dict.fromkeys(region for region in held if not in_region(region)))
    if unknown:
        return f"{len(unknown)} regions are not known, the first is {unknown[0]}"
    if held and len(held) < len(rows):
        return f"{len(rows) - len(held)} rows have no region"
    return None


def _named(rows: Sequence[ListRow], named: Sequence[str]) -> str | None:
    """Each holder that the notice names is in the rows, by name or by region and name."""
    held = {fold(text) for row in rows for text in (row.name, row.region + row.name)}
    lost = [name for name in named if fold(name) not in held]
    return f"{len(lost)} named in the notice are not in the rows, the first is {lost[0]}" if lost else None
