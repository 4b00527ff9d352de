"""`make setup` (初始化): an empty kb.db with its full schema at the home, unless there is one."""

from __future__ import annotations

import sys

from kb.entry import CommandLine
from kb.home import Home, current_home
from kb.read import SCHEMA_VERSION
from kb.store import create, version


def set_up(home: Home) -> str:
    """Create kb.db when there is none; one line that says what is there now."""
    held = version(home.kb)
    if held is None and home.kb.is_file() and home.kb.stat().st_size:
        return f"{home.kb} is no base and was left alone: move it away, or run `scrapy build --full`"
    if held is None:
        home.kb.unlink(missing_ok=True)
        create(home.kb)
        return f"created {home.kb}, empty: fill it with `scrapy import PATH` and `scrapy build`"
    if held != SCHEMA_VERSION:
        return f"{home.kb} has schema {held}, this program {SCHEMA_VERSION}: run `scrapy build --full`"
    return f"{home.kb} is there, schema {SCHEMA_VERSION}"


def main() -> int:
    CommandLine("pipeline.setup", __doc__).parse_args()
    sys.stdout.write(set_up(current_home()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
