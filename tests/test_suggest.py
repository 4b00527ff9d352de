"""Known words are suggested by sound and spelling, and only where nothing has what was typed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from index.suggest import suggestions


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("专精特心", "专精特新"),
        ("專精特心 名單", "专精特新 名单"),
        ("特色产业集裙", "特色产业集群"),
        ("zhuanjingtexin", "专精特新"),
        ("zhuan jing te xin", "专精特新"),
        ("zjtx", "专精特新"),
        ("ZJTX", "专精特新"),
    ],
)
def test_a_word_that_sounds_or_looks_like_a_known_one(typed: str, meant: str) -> None:
    assert meant in suggestions(typed)


@pytest.mark.parametrize(
    "typed", ["专精特新", "", "花", "abc", "温室灌溉", "\udce9" * 3, "a" * 5_000, "集" * 5_000]
)
def test_what_is_known_or_like_nothing_known_suggests_nothing(typed: str) -> None:
    assert suggestions(typed) == ()


def test_a_search_that_finds_loads_no_pinyin() -> None:
    script = "import sys, index.suggest, reader.search; sys.exit('pypinyin' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
