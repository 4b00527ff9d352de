"""Sites that print others' documents (转载): a mirror that spoils them and a paper that prints one whole.

    /zhuanzai/46.html     the 2022 measure under a dressed title, without its number, a figure changed in
                          第五条, an advertisement put between two sentences, commas of half width
    /zhuanzai/2023.html   the call of 2023, its title cut
    /baozhi/2024.html     the call of 2024, whole, in a report

Fictional like all of the portal, and faithful to what such sites do.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from samples.portal.library import Text, text
from samples.portal.press import FICTION, halfwidth
from samples.portal.sites import Stage
from samples.portal.wire import Reply, Request, reply, validated

ADVERTISEMENT = "看县域新鲜事就上拾穗速览,每天一条好消息送到家门口。"
CHANGED = ("300个左右", "800个左右")


@dataclass(frozen=True, slots=True)
class Reprint:
    """A page that prints a document of the ministry: under which title, and what it does to the lines."""

    slug: str
    title: str
    lineage: str
    lines: tuple[str, ...]

    @property
    def day(self) -> str:
        return f"{text(self.slug).published:%Y-%m-%d}"


def lines_of(item: Text) -> list[str]:
    """The paragraphs of a document as its page shows them."""
    shown = (line for line in item.body if not line.startswith("@"))
    return [line.partition(" ")[2] if line[:2] in ("= ", "> ", "* ") else line for line in shown]


def reprints() -> dict[str, Reprint]:
    """The pages by path."""
    measure, call, whole = text("measure-2022"), text("apply-2023"), text("apply-2024")
    spoilt = [halfwidth(line).replace(*CHANGED) for line in lines_of(measure)[1:]]
    spoilt.insert(len(spoilt) // 2, ADVERTISEMENT)
    lead = f"云岭财讯{whole.published:%m月%d日}电　产业振兴部近日发出通知，全文如下。"
    return {
        "/zhuanzai/46.html": Reprint(measure.slug, f"【转载】{measure.title}！", "reprint", tuple(spoilt)),
        "/zhuanzai/2023.html": Reprint(call.slug, f"{call.title[:-6]}…", "reprint", tuple(lines_of(call))),
        "/baozhi/2024.html": Reprint(whole.slug, f"{whole.title}（全文）", "news", (lead, *lines_of(whole))),
    }


def page(made: Reprint) -> str:
    """The page: a title, its day, the paragraphs."""
    title = escape(made.title, quote=False)
    body = "\n".join(f"<p>　　{escape(line, quote=False)}</p>" for line in made.lines)
    return (
        f'<html><head><meta charset="utf-8"><title>{title}_拾穗速览</title></head><body>\n<h1>{title}</h1>\n'
        f'<div class="info">{made.day} 09:30</div>\n<div class="content">\n{body}\n</div>\n'
        f'<div class="footer">{FICTION}</div></body></html>\n'
    )


def answer(stage: Stage, request: Request) -> Reply | None:
    """The page of a reprint; None for any other path. They stand on every night alike."""
    made = reprints().get(request.path) if stage.night else None
    return None if made is None else validated(request, reply(page(made)))
