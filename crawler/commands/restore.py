"""scrapy restore DIR: a backup back into the home, checked before anything is touched (恢复)."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path

from crawler.commands.build import built, summary
from crawler.verb import BAD_INPUT, DONE, BadUsage, Locked, Verb, locked, print_json, print_text
from kb.home import Home, current_home


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
        from kb.backup import BackupDamaged, HomeNewer, chosen, restore

        if len(args) != 1:
            raise BadUsage("restore takes one folder: a backup, or the folder that holds them")
        home, folder = current_home(), Path(args[0]).resolve()
        try:
            with alone(home):
                done = restore(home, chosen(folder), force=opts.force)
        except HomeNewer as error:
            raise BadUsage(f"{error}; --force restores all the same") from error
        except BackupDamaged as error:
            raise BadUsage(f"{error}; nothing was restored") from error
        report = built(home)  # the index is not in a backup; a base of another version is made anew
        if opts.json:
            print_json({"restored": asdict(done), "build": asdict(report)})
        else:
            print_text(f"restored the backup of {done.made}: {len(done.put_back)} files put back")
            for name in done.replaced:
                print_text(f"{name}: what stood there is now {name}.replaced")
            print_text(f"build: {summary(report)}")
        return BAD_INPUT if report.refused or report.broken else DONE


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
