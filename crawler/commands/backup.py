"""scrapy backup [DIR]: the home into a folder that proves itself (备份)."""

from __future__ import annotations

import argparse
from pathlib import Path

from crawler.verb import DONE, BadUsage, Locked, Verb, print_json, print_text
from kb.home import current_home


class Command(Verb):
    def syntax(self) -> str:
        return "[options] [DIR]"

    def short_desc(self) -> str:
        return "Back up databases, rulings and archive; DIR holds the backups (var/backup)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--keep", metavar="N", type=int, help="keep the newest N backups in DIR (7)")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON document")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        from kb.backup import KEEP, BackupFailed, back_up, backups_folder, prune, read_backup, sizes
        from kb.lock import (
            Locked as BackupLocked,
        )  # scrapy loads every verb at each start: only this one pays

        if len(args) > 1:
            raise BadUsage("backup takes at most one folder, which holds the backups")
        if opts.keep is not None and opts.keep < 1:
            raise BadUsage(f"--keep {opts.keep} would keep no backup")
        home = current_home()
        folder = Path(args[0]).resolve() if args else backups_folder(home)
        try:
            made = back_up(home, folder)
        except BackupLocked as error:
            raise Locked(str(error)) from error
        except BackupFailed as error:
            raise BadUsage(str(error)) from error
        gone = prune(home, folder, opts.keep or KEEP)
        files = read_backup(made).files
        if opts.json:
            removed = [str(path) for path in gone]
            print_json({"backup": str(made), "files": len(files), "bytes": sizes(files), "removed": removed})
            return DONE
        print_text(f"{made}: {len(files)} files, {sizes(files):,} bytes, checked")
        for path in gone:
            print_text(f"removed {path}")
        return DONE
