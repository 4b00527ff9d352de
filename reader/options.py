"""What all verbs of search_cli.py share (命令行): the program that mounts them, and common options."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import click
import typer
from typer.core import TyperGroup

from kb.home import write_in_any_locale
from reader.answer import BAD_INPUT, refuse
from reader.taming import is_blank
from reader.usage import speak
from reader.wording import say


class Verbs(TyperGroup):
    """The verbs; bad usage is one line on stderr, as every other refusal."""

    def main(self, *args: Any, **extra: Any) -> Any:
        try:
            code = super().main(*args, **extra | {"standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            sys.stderr.write(error.format_message().rstrip() + "\n")
            raise SystemExit(BAD_INPUT) from error
        except click.UsageError as error:
            where = error.ctx.command_path if error.ctx else "search_cli.py"
            wrong = " ".join(error.format_message().split())
            wrong = wrong if wrong[-1:] in "?？" else wrong.rstrip(".。") + say(".")
            refuse(say("{wrong} `{where} --help` tells more.", wrong=wrong, where=where))
        except click.ClickException as error:
            refuse(error.format_message(), BAD_INPUT)
        raise SystemExit(code if isinstance(code, int) else 0)


speak()
app = typer.Typer(
    cls=Verbs,
    no_args_is_help=True,
    add_completion=False,
    suggest_commands=False,  # click does, in the chosen language
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=say("Search policy clauses, show them whole, trace them to their page."),
)


class Language(StrEnum):
    """Languages of help and messages."""

    en = "en"
    zh = "zh"


class DateKind(StrEnum):
    """Which of a document's dates --from and --to mean; any: the first that is known."""

    any = "any"
    document = "document"
    publication = "publication"
    in_force = "in_force"


class CitationStyle(StrEnum):
    """Styles of a citation in a text."""

    law = "law"
    gbt7714 = "gbt7714"
    plain = "plain"


class CitationFormat(StrEnum):
    """What cite prints: a line of text, or an entry for a reference manager."""

    text = "text"
    csl_json = "csl-json"
    ris = "ris"
    bibtex = "bibtex"


def a_path(text: str) -> Path:
    """A file or folder that is named; "" would be the folder one stands in."""
    if is_blank(text):
        raise typer.BadParameter(say("an empty path names no file and no folder"))
    if "\0" in text:
        raise typer.BadParameter(say("no file and no folder is called so"))
    return Path(text)


def a_text(text: str) -> str:
    """Words that ask something: an empty variable of a script would ask for everything, or for nothing."""
    if is_blank(text):
        raise typer.BadParameter(say("it is empty"))
    return text


Json = Annotated[bool, typer.Option("--json", help=say("Print one JSON document and nothing else."))]
HomeDir = Annotated[
    Path | None,
    typer.Option("--home", metavar="DIR", parser=a_path, help=say("The folder that holds kb.db and var/.")),
]
Limit = Annotated[int, typer.Option("--limit", min=1, max=1000, help=say("Hits to print."))]
Lang = Annotated[Language, typer.Option("--lang", help=say("Language of help and messages."))]


def narrowing(name: str, help_text: str) -> typer.models.OptionInfo:
    """An option that narrows an answer."""
    option: typer.models.OptionInfo = typer.Option(name, metavar="TEXT", parser=a_text, help=say(help_text))
    return option


# what search and export are narrowed by
Issuer = Annotated[str | None, narrowing("--issuer", "Only this issuer.")]
Kind = Annotated[str | None, narrowing("--kind", "Only this kind: 通知, 办法 …")]
Status = Annotated[str | None, narrowing("--status", "Only this status: 现行有效 …")]
Source = Annotated[str | None, narrowing("--source", "Only from this source.")]
Programme = Annotated[str | None, narrowing("--programme", "Only this programme.")]
Region = Annotated[str | None, narrowing("--region", "Only this region.")]


def run() -> None:
    """The command as a person starts it."""
    write_in_any_locale()
    app(prog_name="search_cli.py")


@app.callback()
def main(ctx: typer.Context, home: HomeDir = None, lang: Lang = Language.en) -> None:
    ctx.obj = home
