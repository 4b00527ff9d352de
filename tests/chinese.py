"""Whether what is printed in Chinese has English left in it; names, addresses and units are no English."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from kb.home import REPOSITORY, Home

# the same in both languages: addresses, paths, commands, ids, hashes, options, and what stands for them
_SAME = re.compile(
    r"用法：.*|https?://\S+|import:\S+|`[^`]*`|--[a-z-]+|(?:\.{0,2}/)\S+"
    r"|\S+\.(?:warc\.gz|toml|db|txt|csv|jsonl|docx|html)\b"
    r"|h:[0-9a-f]+\S*|\b[0-9a-f]{8,64}\b|\b\w+_\w+\b|\b[A-Z][A-Z-]*\b|'[^']*'|\{[^}]*\}|[<>]=x|=x<|\bN\b|\[[^\]]*=\S*\]"
)
_NAMES = frozenset(
    """
    docx Markdown txt semantic csv xlsx ics svg png years sha256 sha Linux x86 law gbt7714 gbt plain text json
    csl ris bibtex BibTeX en zh kb var jsonl doc pdf qid query import file any document publication
    recommended proposed dropped recognised renewed lapsed revoked unknown publicise comments apply
    duty review
    """.split()  # noqa: SIM905  a list of words is read as words
)
_VERBS = re.compile(r"^(?:  [a-z-]+ +|[a-z-]+$)", re.MULTILINE)  # of a list of verbs


def english_in(printed: str) -> list[str]:
    """The English words of a text in Chinese, each with its line."""
    found = []
    for line in _VERBS.sub("", printed).splitlines():
        words = [word for word in re.findall(r"[A-Za-z]{2,}", _SAME.sub(" ", line)) if word not in _NAMES]
        found += [f"{' '.join(words)}: {line.strip()}"] if words else []
    return found


def in_chinese(home: Home, *words: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own: its language is chosen when it starts."""
    command = [
        sys.executable,
        str(REPOSITORY / "search_cli.py"),
        "--home",
        str(home.root),
        "--lang",
        "zh",
        *words,
    ]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=60)


def copied(home: Home, to: Path) -> Home:
    """The same home elsewhere, to be spoilt."""
    shutil.copytree(home.root, to)
    return Home(to)
