"""alerts.toml is read with one clear line for each mistake, and everything else in it still works."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from alerts.names import Watchlist
from alerts.rules import Rulebook, read_rulebook
from kb.home import REPOSITORY, Home
from reader.names import NotNames, read_names

CHANNEL = '[[channel]]\nid = "folder"\nkind = "file"\n'


def read(home: Home, text: str | bytes) -> Rulebook:
    home.root.mkdir(exist_ok=True)
    home.alerts.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_rulebook(home)


def test_a_home_without_rules_has_none(home: Home) -> None:
    assert read_rulebook(home) == Rulebook()


def test_a_rule_is_read_with_all_its_conditions(home: Home) -> None:
    book = read(
        home,
        CHANNEL + '[[rule]]\nid = "clusters"\ntitle = "特色产业集群"\nsince = 2026-09-01\n'
        'programme = ["MIIT-SME-CLUSTER"]\nregion = "江苏省"\nnames = ["云海灯塔厂"]\n'
        'search = "集群 有效期"\n'
        'kinds = ["document"]\nlineage = "any"\nschedule = "weekly"\nchannels = ["folder"]\n',
    )
    (rule,) = book.rules
    assert book.mistakes == ()
    assert (rule.since, rule.regions, rule.names) == (date(2026, 9, 1), ("江苏省",), ("云海灯塔厂",))
    assert (rule.search, rule.lineage, rule.schedule) == ("集群 有效期", "any", "weekly")
    assert rule.channels == ("folder",)


def test_the_sample_is_read_without_a_mistake(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TIAOWEN_WECOM_URL", "TIAOWEN_DINGTALK_URL", "TIAOWEN_FEISHU_URL", "TIAOWEN_HOOK_URL"):
        monkeypatch.setenv(name, "https://www.example.org/hook?key=0123456789")
    for name in ("TIAOWEN_DINGTALK_SECRET", "TIAOWEN_FEISHU_SECRET", "TIAOWEN_MAIL_PASSWORD"):
        monkeypatch.setenv(name, "a secret of the tests")
    home.root.mkdir()
    for file in ("alerts.toml", "watchlist.csv"):
        (home.root / file).write_bytes((REPOSITORY / "samples" / file).read_bytes())
    book = read_rulebook(home)
    assert book.mistakes == ()
    assert len(book.rules) >= 3
    assert {channel.kind for channel in book.channels} >= {"file", "mail", "webhook", "wecom", "dingtalk"}


WRONG = {
    'id = "a"\nprogramme = ["MIIT-LIGHTHOUSE"]': "rule 'a': programme: no 'MIIT-LIGHTHOUSE'; there are: ",
    'id = "a"\nchanels = ["folder"]': "rule 'a': unknown entry 'chanels'",
    'id = "a"\nchannels = ["team"]': "rule 'a': channels: no 'team'; there are: folder",
    'id = "a"\nsince = "2026-13-01"': "rule 'a': since must be a date, YYYY-MM-DD",
    'id = "a"\nsince = 2026-09-01T08:00:00Z': "rule 'a': since must be a date, YYYY-MM-DD",
    'id = "a"\nkinds = ["rumour"]': "rule 'a': kinds: no 'rumour'; there are: document",
    'id = "a"\nnames_file = "none.csv"': "rule 'a': names_file none.csv: No such file or directory",
    'id = "a"\nnames = ["厂"]': "rule 'a': names: '厂' is too short to be looked for",
    'id = "a"\nsearch = "()"': "rule 'a': search has nothing to look for",
    'id = "a"\nlineage = "mirror"': "rule 'a': lineage 'mirror' is none of official, any",
    'id = "a"\nremind_days = 0': "rule 'a': remind_days must be a number from 1 to 90",
    'id = "../a"': "rule '../a': id may have letters, digits, - and _, at most 40",
    'id = "good"': "rule 'good': there is another of this id",
    'title = "无名"': "rule 'number 2': id is missing",
}


@pytest.mark.parametrize(("table", "line"), WRONG.items())
def test_a_wrong_rule_is_one_line_and_the_others_work(home: Home, table: str, line: str) -> None:
    book = read(home, f'{CHANNEL}[[rule]]\nid = "good"\n[[rule]]\n{table}\n')
    assert [rule.id for rule in book.rules] == ["good"]
    assert len(book.mistakes) == 1
    assert book.mistakes[0].startswith(f"alerts.toml: {line}")


PLACES = {
    "BARE_HOST": "qyapi.example.org",
    "PLAIN": "http://h/",
    "OF_USER": "http://user:password@h/",
    "CHINESE": "密码",
}
WRONG_CHANNELS = {
    'id = "b"': "kind is missing",
    'id = "b"\nkind = "pigeon"': "kind 'pigeon' is none of file, wecom, dingtalk, feishu, webhook, mail",
    'id = "b"\nkind = "wecom"': "url_env is missing",
    'id = "b"\nkind = "wecom"\nurl = "https://h/?key=k0123"': "url is a secret: put it into a variable",
    'id = "b"\nkind = "mail"\nhost = "h"\npassword = "k0123"': "password is a secret: put it into a variable",
    'id = "b"\nkind = "wecom"\nurl_env = "BARE_HOST"': "url is no http or https address",
    'id = "b"\nkind = "wecom"\nurl_env = "NO_SUCH"': "url_env: the environment has no NO_SUCH",
    'id = "b"\nkind = "wecom"\nurl_env = "PLAIN"\nbytes = 9000': "bytes must be a number from 1000 to 4096",
    'id = "b"\nkind = "webhook"\nurl_env = "OF_USER"': "url is no http or https address",
    'id = "b"\nkind = "webhook"\nurl_env = "PLAIN"\ntoken_env = "CHINESE"': "token must be ASCII in one line",
    'id = "b"\nkind = "mail"\nhost = "h"\nfrom = "a@example.org"': "to is missing",
    'id = "b"\nkind = "mail"\nhost = "h"\nfrom = "a@example.org\\nBcc: x@y"\nto = "b@c"': "'a@example.org",
    'id = "atom"\nkind = "file"': "this id is taken by the feeds",
}


@pytest.mark.parametrize(("table", "line"), WRONG_CHANNELS.items())
def test_a_wrong_channel_is_one_line_and_rules_may_still_name_it(
    home: Home, table: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in PLACES.items():
        monkeypatch.setenv(name, value)
    book = read(home, f'{CHANNEL}[[channel]]\n{table}\n[[rule]]\nid = "a"\nchannels = ["folder"]\n')
    assert [channel.id for channel in book.channels] == ["folder"]
    assert len(book.mistakes) == 1
    assert f": {line}" in book.mistakes[0]
    assert "\n" not in book.mistakes[0]
    assert "k0123" not in book.mistakes[0]
    assert [rule.id for rule in book.rules] == ["a"]


@pytest.mark.parametrize("text", [b"[[rule]\n", b"\xff\xfe[", b"rule = 3\n", b"[rules]\nid = 3\n"])
def test_a_file_that_is_no_rulebook_is_one_line(home: Home, text: bytes) -> None:
    book = read(home, text)
    assert (book.rules, book.channels) == ((), ())
    assert len(book.mistakes) == 1
    assert book.mistakes[0].startswith("alerts.toml")


def test_a_secret_is_never_in_the_printed_form_of_a_channel(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOK", "https://qyapi.example.org/send?key=0123456789abcdef")
    book = read(home, '[[channel]]\nid = "team"\nkind = "wecom"\nurl_env = "HOOK"\n')
    assert "0123456789abcdef" not in repr(book)
    said = book.channels[0].masked("bad key 0123456789abcdef at /send?key=0123456789abcdef")
    assert "0123456789abcdef" not in said


# -- lists of names

LIST = "序号,企业名称\n1,云海灯塔厂\n2,渡口（云海）照明公司\n2,云海灯塔厂\n"
ENCODED = {
    "utf-8": LIST.encode(),
    "utf-8 with a mark": LIST.encode("utf-8-sig"),
    "gb18030": LIST.encode("gb18030"),
    "utf-16": LIST.encode("utf-16"),
}


@pytest.mark.parametrize("body", ENCODED.values(), ids=ENCODED)
def test_a_list_is_read_in_every_usual_encoding(tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "名单.csv"
    file.write_bytes(body)
    assert read_names(file) == ("云海灯塔厂", "渡口（云海）照明公司")


def test_a_plain_list_is_a_name_a_line(tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    file.write_text("云海灯塔厂\n\n渡口照明公司\n", encoding="utf-8")
    assert read_names(file) == ("云海灯塔厂", "渡口照明公司")


@pytest.mark.parametrize("body", [b"", b"\x81", "企业名称\n".encode(), b'"' + b"x" * 200_000])
def test_a_file_without_names_is_no_list(tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "names.csv"
    file.write_bytes(body)
    with pytest.raises(NotNames):
        read_names(file)


def test_a_name_is_found_whatever_its_width_and_quoted_with_its_line() -> None:
    names = Watchlist(["渡口(云海)照明公司", "云海灯塔厂"])
    found = list(names.found_in("附件\n3 渡口（云海）照明公司 云海省\n云海灯塔"))
    assert [(one.name, one.line) for one in found] == [
        ("渡口(云海)照明公司", "3 渡口（云海）照明公司 云海省")
    ]
