"""scrapy import PATH…: saved pages, files, WARC, folders and JSONL corpora into the archive (导入)."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from crawler.importing import Import
from crawler.progress import counter
from crawler.verb import BAD_INPUT, DONE, BadUsage, Verb, complain, locked, print_json, print_text
from kb.home import current_home


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
        home = current_home()
        with locked(home, "import"):
            desk = Import(home)
            try:
                with counter(lambda: f"imported {desk.taken}, held already {desk.held}"):
                    for path in args:
                        for refusal in desk.take(Path(path)):
                            complain(str(refusal))
                done = desk.close()
            except OSError as error:
                raise BadUsage(f"the archive in {home.warc} cannot be written: {error.strerror}") from error
        if opts.json:
            print_json(asdict(done))
        else:
            print_text(f"imported {done.taken}, held already {done.held}, refused {done.refused}")
        return BAD_INPUT if done.refused else DONE
