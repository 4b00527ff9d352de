"""scrapy import PATH…: saved pages, files, WARC, folders and JSONL corpora into the archive (导入)."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from crawler.importing import Import, Imported, refused_unread
from crawler.progress import counter
from crawler.verb import BAD_INPUT, DONE, BadUsage, Verb, complain, locked, print_json, print_text
from kb.home import Home, current_home


class Command(Verb):
    def syntax(self) -> str:
        return "[options] PATH ..."

    def short_desc(self) -> str:
        return "Take saved pages, files, WARC or JSONL into the archive"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print the sum as one JSON document")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        if not args:
            raise BadUsage("import takes at least one file or folder")
        paths = [Path(path) for path in args]
        refused = [refusal for path in paths if (refusal := refused_unread(path))]
        done = Imported(0, 0, len(refused), ())
        if len(refused) < len(paths):
            done = self._taken(current_home(), paths)
        else:  # a home is not begun for nothing
            for refusal in refused:
                complain(str(refusal))
        if opts.json:
            print_json(asdict(done))
        else:
            print_text(f"imported {done.taken}, held already {done.held}, refused {done.refused}")
        return BAD_INPUT if done.refused else DONE

    def _taken(self, home: Home, paths: list[Path]) -> Imported:
        """Take the paths in; what is refused is one line each."""
        with locked(home, "import"):
            desk = Import(home)
            try:
                with counter(lambda: f"imported {desk.taken}, held already {desk.held}"):
                    for path in paths:
                        for refusal in desk.take(path):
                            complain(str(refusal))
                return desk.close()
            except OSError as error:
                raise BadUsage(f"the archive in {home.warc} cannot be written: {error.strerror}") from error
