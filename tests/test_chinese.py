"""search_cli.py --lang zh: help, answers and refusals of every verb without English left in them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kb.home import REPOSITORY, Home
from reader.options import app
from tests.chinese import copied, english_in, in_chinese
from tests.homes import built as home_of
from tests.test_search_cli import NEWS, NOTICE, NUMBER, PLAN, TITLE, run

HELPS = """
import sys
from reader import wording
wording.choose(["--lang", "zh"])
from alerts.verbs import alerts
from reader.program import app
from typer.testing import CliRunner
app.add_typer(alerts, name="alerts")
verbs = [(c.name or c.callback.__name__,) for c in app.registered_commands]
verbs += [("alerts", c.name or c.callback.__name__) for c in alerts.registered_commands]
for words in [(), ("alerts",), *verbs]:
    result = CliRunner().invoke(app, [*words, "--help"])
    assert result.exit_code == 0, words
    print(*words, "--", result.stdout, sep="\\n")
"""
NEWER = NOTICE.replace("2091〕8号", "2093〕3号").replace("2091年", "2093年").replace("三年", "五年")
DRAFT = """灯塔工坊应当登记。
根据《云海省灯塔工坊培育办法》第五条，“灯塔工坊的称号有效期为三年”。
根据《云海省灯塔工坊培育办法》第三条，“灯塔工坊的称号有效期为九年”。
根据《云海省没有的办法》第九条。"""
CITED = f"{NUMBER}/1"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Home:
    rows = [
        {"title": TITLE, "text": NOTICE, "published": "2091-05-13"},
        {"title": TITLE, "text": NEWER, "published": "2093-05-13"},
        {"title": "灯塔工坊有了新办法", "text": NEWS, "published": "2091-05-20", "kind": "新闻"},
        {"title": "云海省渔港照明行动方案", "text": PLAN},
    ]
    home = home_of(tmp_path_factory.mktemp("zh"), rows)
    (home.root / "draft.txt").write_text(DRAFT, encoding="utf-8")
    (home.root / "names.csv").write_text("名称\n云海灯塔工坊\n", encoding="utf-8")
    (home.root / "queries.jsonl").write_text('{"qid": 1, "query": "灯塔工坊"}\n', encoding="utf-8")
    (home.root / "alerts.toml").write_text(
        '[[channel]]\nid = "team_a"\nkind = "file"\nfolder = "out"\n'
        '[[rule]]\nid = "rule_a"\ntitle = "全部"\nchannels = ["team_a"]\nsearch = "灯塔工坊"\n',
        encoding="utf-8",
    )
    return home


def test_the_help_of_every_verb_is_chinese() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HELPS],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("--\n") == len(app.registered_commands) + 6
    assert not english_in(done.stdout)


ANSWERED = [
    ("search", "灯塔工坊", "--limit", "1"),
    ("search", "灯塔工坊 有效期", "--explain", "--limit", "2"),
    ("search", "不见于此的词"),
    ("search", f"{NUMBER}第四条"),
    ("show", CITED),
    ("show", NUMBER),
    ("show", f"{NUMBER}第六条"),
    ("cite", f"{NUMBER}第六条"),
    ("diff", CITED, "2091-05-12", "2093-05-12"),
    ("trace", "art_6", "--work", CITED),
    ("parallels", "art_6", "--work", CITED),
    ("glossary",),
    ("glossary", "灯塔工坊"),
    ("cite-check", "{home}/draft.txt"),
    ("batch", "{home}/queries.jsonl"),
    ("export", "灯塔工坊", "--to", "{home}/out.csv", "--force"),
    ("recognitions",),
    ("windows",),
    ("windows", "--past"),
    ("programme", "MIIT-SME-CLUSTER"),
    ("changes", "--since", "2020-01-01"),
    ("watch", "{home}/names.csv"),
    ("about",),
    ("doctor",),
    ("alerts", "list"),
    ("alerts", "test", "team_a"),
    ("alerts", "tell", "team_a", "试"),
    ("alerts", "send"),
]


@pytest.mark.parametrize("words", ANSWERED, ids=" ".join)
def test_the_answer_of_a_verb_is_chinese(base: Home, words: tuple[str, ...]) -> None:
    done = in_chinese(base, *(word.format(home=base.root) for word in words))
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout + done.stderr
    assert words[0] == "batch" or not english_in(done.stdout + done.stderr)


REFUSED = [
    ("search",),
    ("search", ""),
    ("search", "字" * 1200),
    ("search", "x", "--limit", "0"),
    ("search", "x", "--limit", "y"),
    ("search", "x", "--from", "2024-13-45"),
    ("search", "x", "--date-kind", "y"),
    ("search", "x", "y"),
    ("search", "--limit"),
    ("serch", "x"),
    ("search", "x", "--limt", "3"),
    ("show", "从未有过的办法"),
    ("show", f"{NUMBER}第九十九条"),
    ("show", f"{NUMBER}第四条"),
    ("cite", TITLE),
    ("trace", "art_99", "--work", CITED),
    ("trace", "art_1", "--work", "无"),
    ("parallels", "art_1", "--work", "无"),
    ("glossary", "无"),
    ("batch", "{home}/none.jsonl"),
    ("batch", "{home}/draft.txt"),
    ("cite-check", "{home}"),
    ("cite-check", "{home}/kb.db"),
    ("watch", "{home}/kb.db"),
    ("watch", "{home}/none.csv"),
    ("export", "--to", "{home}/out.csv"),
    ("export", "x", "--to", "{home}/none/out.csv"),
    ("export", "x", "--to", "{home}/out.exe"),
    ("recognitions", "--state", "无"),
    ("recognitions", "--province", "无"),
    ("recognitions", "--programme", "无"),
    ("recognitions", "--to", "{home}/none/out.csv"),
    ("timeline", "无"),
    ("compare", "无", "有"),
    ("windows", "--kind", "无"),
    ("windows", "--to", "{home}/out.exe"),
    ("changes", "--since", "2024-01-02", "--until", "2024-01-01"),
    ("alerts", "test", "team_b"),
    ("similar", "art_6", "--work", CITED),
]


@pytest.mark.parametrize("words", REFUSED, ids=lambda words: " ".join(words)[:60])
def test_a_refusal_is_chinese(base: Home, words: tuple[str, ...]) -> None:
    done = in_chinese(base, *(word.format(home=base.root) for word in words))
    if words[0] == "similar" and done.returncode == 0:
        pytest.skip("the extra `semantic` is installed")
    assert done.returncode == 2, done.stdout
    assert not english_in(done.stdout + done.stderr)


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        ("kb.db", ("search", "灯塔工坊")),
        ("kb.db", ("doctor",)),
        ("var/whoosh/CURRENT", ("search", "灯塔工坊")),
        ("var/whoosh/CURRENT", ("doctor",)),
        ("var/state.db", ("changes", "--since", "2020-01-01")),
        ("alerts.toml", ("alerts", "list")),
        ("alerts.toml", ("doctor",)),
    ],
    ids=str,
)
def test_what_is_said_of_a_spoilt_home_is_chinese(
    base: Home, tmp_path: Path, spoilt: str, words: tuple[str, ...]
) -> None:
    home = copied(base, tmp_path / "spoilt")
    (home.root / spoilt).write_text("[" * 5000)
    done = in_chinese(home, *words)
    assert done.returncode in (1, 2), done.stdout
    assert not english_in(done.stdout + done.stderr)


def test_that_nothing_is_open_is_said_and_no_empty_table(base: Home) -> None:
    said = run(base, "windows", "--programme", "MIIT-SME-CLUSTER", "--as-of", "2090-01-01").stdout
    assert said == "nothing is open on 2090-01-01 or later; --past shows what has closed\n"
