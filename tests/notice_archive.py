"""A WARC of notices with their files, as a crawler of a ministry's site would write it. Fictional."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.importing import Import
from kb.home import Home
from pipeline.building import build

SITE = "https://www.miit.gov.cn"


@dataclass(frozen=True, slots=True)
class Notice:
    """A page of the ministry: paragraphs, markup below them, and files as (name of the link, bytes)."""

    name: str
    title: str
    day: str
    paragraphs: Sequence[str]
    files: Sequence[tuple[str, bytes]] = ()
    markup: str = ""
    number: str = ""
    site: str = SITE

    @property
    def url(self) -> str:
        return f"{self.site}/zwgk/{self.name}.html"

    def address(self, place: int) -> str:
        """Where a file of it is fetched."""
        return f"/cms_files/{self.name}_{place}.{self.files[place][0].rsplit('.', 1)[1]}"

    def page(self) -> bytes:
        year, month, day = map(int, self.day.split("-"))
        links = "".join(
            f'<p>附件：<a href="{self.address(at)}">{name}</a></p>' for at, (name, _) in enumerate(self.files)
        )
        body = "".join(f"<p>{text}</p>" for text in (self.number, *self.paragraphs) if text)
        signed = f"<p>工业和信息化部</p><p>{year}年{month}月{day}日</p>"
        return (
            f'<html><head><meta charset="utf-8"></head><body><h1 id="con_title">{self.title}</h1>'
            f'<span id="con_time">发布时间：{self.day} 10:00</span>'
            f'<div id="con_con">{body}{self.markup}{signed}{links}</div></body></html>'
        ).encode()


def home_of(root: Path, notices: Sequence[Notice]) -> Home:
    """A home with the notices imported and built; every record must be taken."""
    home, archive = Home(root), root / "notices.warc.gz"
    with archive.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for notice in notices:
            _write(writer, notice.url, notice.page(), "text/html; charset=utf-8")
            for place, (_, content) in enumerate(notice.files):
                _write(writer, notice.site + notice.address(place), content, "application/octet-stream")
    desk = Import(home)
    refused = list(desk.take(archive))
    desk.close()
    assert not refused
    build(home, index=False)
    return home


def _write(writer: WARCWriter, url: str, content: bytes, kind: str) -> None:
    headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
    writer.write_record(
        writer.create_warc_record(url, "response", payload=BytesIO(content), http_headers=headers)
    )
