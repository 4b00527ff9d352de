"""The verbs of search_cli.py about recognition (认定命令), each handed to the file that owns it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reader.answer import answering, home_of
from reader.options import HomeDir, Json, Lang, Language, Programme, a_path, a_text, app, narrowing
from reader.wording import say

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DAY", parser=a_text, help=say("On this day; default: today.")),
]
ToFile = Annotated[
    Path | None,
    typer.Option(
        "--to", metavar="FILE", parser=a_path, help=say("Write to this file as well: .csv or .xlsx.")
    ),
]


@app.command(help=say("Who bears a title on a day, until when, and what says so."))
def recognitions(
    ctx: typer.Context,
    programme: Programme = None,
    batch: Annotated[str | None, narrowing("--batch", "Only this batch: 2022年度, 第六批 …")] = None,
    province: Annotated[str | None, narrowing("--province", "Only this unit, as lists name it.")] = None,
    merged: Annotated[
        bool, typer.Option("--merged", help=say("With --province: all that lies in it, its cities included."))
    ] = False,
    state: Annotated[str | None, narrowing("--state", "Only this state: recognised, lapsed …")] = None,
    name: Annotated[str | None, narrowing("--name", "Only holders whose name has this in it.")] = None,
    as_of: AsOf = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help=say("Holders to print."))] = 50,
    to: ToFile = None,
    as_json: Json = False,
    home: HomeDir = None,
    lang: Lang = Language.en,
) -> None:
    from reader.recognitions import Wanted, recognitions
    from reader.show import day_of

    wanted = Wanted(programme, batch, province, merged, state, name)
    where = home_of(home or ctx.obj)
    answering(lambda: recognitions(where, wanted, day=day_of(as_of), limit=limit, as_json=as_json, to=to))


@app.command(help=say("All that is known of one holder, each event with its evidence."))
def timeline(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", parser=a_text, help=say("Its name, a former one, or a part of it.")),
    ],
    as_of: AsOf = None,
    to: ToFile = None,
    as_json: Json = False,
    home: HomeDir = None,
    lang: Lang = Language.en,
) -> None:
    from reader.show import day_of
    from reader.timeline import timeline

    where = home_of(home or ctx.obj)
    answering(lambda: timeline(where, name, day=day_of(as_of), as_json=as_json, to=to))


@app.command(help=say("A programme as a whole: batches, counts, targets, and what others claim."))
def programme(
    ctx: typer.Context,
    key: Annotated[
        str, typer.Argument(metavar="KEY", parser=a_text, help=say("Its id, its name or another name."))
    ],
    as_of: AsOf = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            metavar="FILE",
            parser=a_path,
            help=say("Draw its regions, or its years as …years.svg or .png."),
        ),
    ] = None,
    as_json: Json = False,
    home: HomeDir = None,
    lang: Lang = Language.en,
) -> None:
    from reader.programme import programme
    from reader.show import day_of

    answering(lambda: programme(home_of(home or ctx.obj), key, day=day_of(as_of), as_json=as_json, to=to))


@app.command(help=say("Until when something may or must be done: shows, comments, applications, duties."))
def windows(
    ctx: typer.Context,
    programme: Programme = None,
    kind: Annotated[str | None, narrowing("--kind", "publicise, comments, apply, duty or review.")] = None,
    as_of: AsOf = None,
    past: Annotated[bool, typer.Option("--past", help=say("Those that have closed as well."))] = False,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", parser=a_path, help=say("Write as well: .ics, .csv or .xlsx.")),
    ] = None,
    as_json: Json = False,
    home: HomeDir = None,
    lang: Lang = Language.en,
) -> None:
    from reader.show import day_of
    from reader.windows import windows

    where = home_of(home or ctx.obj)
    answering(
        lambda: windows(
            where, programme=programme, kind=kind, day=day_of(as_of), past=past, as_json=as_json, to=to
        )
    )


@app.command(help=say("Two lists side by side: who was dropped, added, renamed."))
def compare(
    ctx: typer.Context,
    first: Annotated[
        str, typer.Argument(metavar="A", parser=a_text, help=say("A notice, or a batch: 2022年度公示."))
    ],
    second: Annotated[str, typer.Argument(metavar="B", parser=a_text, help=say("The other: 2022年度公布."))],
    programme: Programme = None,
    to: ToFile = None,
    as_json: Json = False,
    home: HomeDir = None,
    lang: Lang = Language.en,
) -> None:
    from reader.compare import compare

    where = home_of(home or ctx.obj)
    answering(lambda: compare(where, first, second, programme=programme, as_json=as_json, to=to))


@app.command(help=say("What is held otherwise than on a day: documents, events, windows, numbers."))
def changes(
    ctx: typer.Context,
    since: Annotated[
        str, typer.Option("--since", metavar="DAY", parser=a_text, help=say("From its beginning, 北京时间."))
    ],
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DAY", parser=a_text, help=say("To its beginning; default: now.")),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1_000_000, help=say("Changes to print."))] = 200,
    as_json: Json = False,
    home: HomeDir = None,
    lang: Lang = Language.en,
) -> None:
    from reader.changes import changes

    where = home_of(home or ctx.obj)
    answering(lambda: changes(where, since, until, limit=limit, as_json=as_json))


@app.command(help=say("Hold a list of names (.csv) against what is known: who bears which title until when."))
def watch(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", parser=a_path, help=say("Names, UTF-8 or GB 18030."))
    ],
    as_of: AsOf = None,
    to: ToFile = None,
    as_json: Json = False,
    home: HomeDir = None,
    lang: Lang = Language.en,
) -> None:
    from reader.show import day_of
    from reader.watch import watch

    where = home_of(home or ctx.obj)
    answering(lambda: watch(where, file, day=day_of(as_of), as_json=as_json, to=to))
