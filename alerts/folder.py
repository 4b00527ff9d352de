"""A folder of text files (文件夹): one .txt a message; a message sent again is the same file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from alerts.channel import Channel
from alerts.message import Message
from alerts.options import Options
from alerts.posting import NotDelivered
from kb.home import Home


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder(Channel):
    """A folder, var/alerts/<id> of the home unless it is named."""

    kind = "file"
    knows_repeats = True  # the same file is written
    folder: Path

    def size(self, message: Message) -> int:
        return len(message.plain.encode())

    def deliver(self, message: Message) -> None:
        """Written beside and renamed, so that no half file is ever read."""
        final = self.folder / f"{message.composed[:10]}-{message.key}.txt"
        beside = final.with_suffix(".part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            beside.write_text(message.plain + "\n", encoding="utf-8")
            beside.replace(final)
        except OSError as error:
            raise NotDelivered(f"{self.folder}: {error.strerror or error}") from error


def folder(name: str, options: Options, home: Home) -> Channel:
    named = options.text("folder") if options.has("folder") else None
    return Folder(
        id=name,
        folder=home.root / Path(named).expanduser() if named else home.var / "alerts" / name,
        limit=options.number("bytes", 200_000, 1000),
        per_minute=options.number("per_minute", 1000),
    )
