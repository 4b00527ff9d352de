"""One extractor over a list of pages, as a child process: `python tests/bench_extractor.py NAME LIST`.

LIST is a JSON list of [path, url]. Prints one JSON object: the texts, and the CPU seconds of reading,
decoding and extracting, after a first page that pays for the imports. Knows nothing of this project but
clean_page, so that every peer runs under the same terms in its own environment.
"""

from __future__ import annotations

import importlib
import json
import logging
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Extractor = Callable[[bytes, str], str]
_CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w-]{2,30})", re.I)


def decoded(body: bytes) -> str:
    """A page as the favour to peers that decode badly: its declared charset, else UTF-8."""
    found = _CHARSET.search(body[:16_384])
    name = found.group(1).decode() if found else "utf-8"
    try:
        return body.decode("gb18030" if name.lower().startswith("gb") else name)
    except (UnicodeDecodeError, LookupError):
        return body.decode("utf-8", "replace")


def shown(html: str) -> str:
    """The text of a fragment, a line for each string."""
    if not html.strip():
        return ""
    tree: Any = importlib.import_module("lxml.html").fromstring(html)
    return "\n".join(text.strip() for text in tree.itertext("*") if text.strip())


def ours() -> Extractor:
    cleaners: Any = importlib.import_module("cleaners")

    def extract(body: bytes, url: str) -> str:
        text: str = cleaners.clean_page(body, url=url).text
        return text

    return extract


def trafilatura() -> Extractor:
    module: Any = importlib.import_module("trafilatura")
    return lambda body, url: module.extract(decoded(body), url=url, include_comments=False) or ""


def readability() -> Extractor:
    module: Any = importlib.import_module("readability")
    return lambda body, url: shown(module.Document(decoded(body)).summary())


def gne() -> Extractor:
    extractor: Any = importlib.import_module("gne").GeneralNewsExtractor()
    return lambda body, url: str(extractor.extract(decoded(body))["content"])


def magic_html() -> Extractor:
    extractor: Any = importlib.import_module("magic_html").GeneralExtractor()
    return lambda body, url: shown(extractor.extract(decoded(body), base_url=url)["html"])


EXTRACTORS: dict[str, Callable[[], Extractor]] = {
    "ours": ours,
    "magic-html": magic_html,
    "readability-lxml": readability,
    "trafilatura": trafilatura,
    "gne": gne,
}


def text_of(extract: Extractor, path: str, url: str) -> str:
    """The text found; nothing when the extractor fails: a page lost is a page lost."""
    try:
        return extract(Path(path).read_bytes(), url)
    except Exception as error:  # whatever a peer raises counts against it
        print(f"{Path(path).name}: {error!r}"[:200], file=sys.stderr)
        return ""


def main(name: str, listing: str) -> int:
    logging.disable(logging.CRITICAL)
    pages: list[tuple[str, str]] = [tuple(p) for p in json.loads(Path(listing).read_text(encoding="utf-8"))]
    extract = EXTRACTORS[name]()
    text_of(extract, *pages[0])
    began = time.process_time()
    texts = [text_of(extract, *page) for page in pages]
    print(json.dumps({"texts": texts, "cpu_s": time.process_time() - began}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    if {"-h", "--help"} & set(sys.argv[1:]):
        print(__doc__)
        sys.exit()
    if len(sys.argv) != 3 or sys.argv[1] not in EXTRACTORS or not Path(sys.argv[2]).is_file():
        sys.stderr.write(
            f"usage: python tests/bench_extractor.py NAME LIST; NAME is one of: {', '.join(EXTRACTORS)}\n"
        )
        sys.exit(2)
    sys.exit(main(*sys.argv[1:]))
