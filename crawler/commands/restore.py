"""scrapy restore DIR: a backup back into the home, checked before anything is touched (恢复)."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.commands.build import built, summary
from crawler.verb import DEGRADED, DONE, BadUsage, Locked, Verb, complain, locked, print_json, print_text
from kb.home import Home, current_home

if TYPE_CHECKING:
    from pipeline.outcome import BuildReport


class Command(Verb):
    def syntax(self) -> str:
        return "[options] DIR"

    def short_desc(self) -> str:
        return "Put a backup back; DIR is a backup, or a folder of which the newest is taken"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--force", action="store_true", help="also where the home knows more")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON document")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        from kb.backup import BackupDamaged, HomeNewer, chosen, read_backup, restore

        if len(args) != 1:
            raise BadUsage("restore takes one folder: a backup, or the folder that holds them")
        home, folder = current_home(), Path(args[0]).resolve()
        try:
            backup = chosen(folder)
            read_backup(backup)  # a home is not touched, not even by a lock, for what is no backup
            with alone(home):
                done = restore(home, backup, force=opts.force)
        except HomeNewer as error:
            raise BadUsage(f"{error}; --force restores all the same") from error
        except BackupDamaged as error:
            raise BadUsage(f"{error}; nothing was restored") from error
        report = _built(home)
        if opts.json:
            print_json({"restored": asdict(done), "build": asdict(report) if report else None})
            return _code(report)
        print_text(f"restored the backup of {done.made}: {len(done.put_back)} files put back")
        for name in done.replaced:
            print_text(f"{name}: what stood there is now {name}.replaced")
        print_text(f"build: {summary(report) if report else 'not done'}")
        if report and (report.refused or report.broken):
            n = len(report.refused) + len(report.broken)
            print_text(f"all of the backup is back; {n} of what the archive holds cannot be read, as before")
        return _code(report)


def _built(home: Home) -> BuildReport | None:
    """The index is not in a backup, and a base of another version is made anew; None where that cannot be.

    What was put back stays: a build that is refused is told, and is no refusal of the restore.
    """
    try:
        return built(home)
    except (BadUsage, Locked) as error:
        complain(f"the backup is restored, but not built: {error}; then run `scrapy build`")
        return None


def _code(report: BuildReport | None) -> int:
    """Done; degraded where something of the archive cannot be read, or nothing could be built."""
    return DONE if report and not report.refused and not report.broken else DEGRADED


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """Keep out every run that writes into the home; Locked when one is under way."""
    from kb.lock import Locked as HomeLocked
    from kb.lock import locked as home_locked

    crawls = sorted(path.name for path in (home.var / "lock").glob("crawl-*"))
    with ExitStack() as held:
        for name in ("nightly", "import", *crawls):
            held.enter_context(locked(home, name))
        try:
            for name in ("build", "alerts", "backup"):
                held.enter_context(home_locked(home, name))
        except HomeLocked as error:
            raise Locked(str(error)) from error
        yield
