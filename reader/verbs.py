"""The verbs of search_cli.py about texts (命令): their options, each handed to the file that owns it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reader.answer import answering, home_of
from reader.options import (
    CitationFormat,
    CitationStyle,
    DateKind,
    HomeDir,
    Issuer,
    Json,
    Kind,
    Lang,
    Language,
    Limit,
    Programme,
    Region,
    Source,
    Status,
    a_path,
    a_text,
    app,
    narrowing,
)
from reader.wording import say


@app.command(help=say("Find clauses by words, exact phrases, numbers and citations."))
def search(
    ctx: typer.Context,
    query: Annotated[
        str, typer.Argument(metavar="QUERY", parser=a_text, help=say("Words, “phrases”, 文号, 第N条 …"))
    ],
    limit: Limit = 10,
    offset: Annotated[int, typer.Option("--offset", min=0, help=say("Hits to skip."))] = 0,
    issuer: Issuer = None,
    kind: Kind = None,
    status: Status = None,
    source: Source = None,
    programme: Programme = None,
    region: Region = None,
    since: Annotated[str | None, narrowing("--from", "Not before this date, YYYY-MM-DD.")] = None,
    until: Annotated[str | None, narrowing("--to", "Not after this date, YYYY-MM-DD.")] = None,
    date_kind: Annotated[
        DateKind, typer.Option("--date-kind", help=say("The date that --from and --to mean."))
    ] = DateKind.any,
    work: Annotated[str | None, narrowing("--work", "Only inside this work.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help=say("Say why these hits."))] = False,
    by_meaning: Annotated[
        bool,
        typer.Option(
            "--by-meaning", help=say("Order the first hits by meaning too (extra: semantic; some seconds).")
        ),
    ] = False,
    as_json: Json = False,
    home: HomeDir = None,
    lang: Lang = Language.en,
) -> None:
    from index.results import Filters
    from reader.search import search

    filters = Filters(
        issuer=issuer,
        kind=kind,
        status=status,
        source=source,
        programme=programme,
        region=region,
        date_from=since,
        date_to=until,
        date_kind=date_kind.value,
        work=work,
    )
    where = home_of(home or ctx.obj)
    how = {"as_json": as_json, "explain": explain, "by_meaning": by_meaning}
    answering(lambda: search(where, query, filters, limit=limit, offset=offset, **how))


@app.command(help=say("Show a document or a provision: lacunae, witnesses, relations, versions."))
def show(
    ctx: typer.Context,
    ref: Annotated[
        str,
        typer.Argument(
            metavar="REF", parser=a_text, help=say("A work id, a 文号, a title, or one of these with 第N条.")
        ),
    ],
    as_of: Annotated[str | None, narrowing("--as-of", "The state at this date, YYYY-MM-DD.")] = None,
    as_json: Json = False,
    home: HomeDir = None,
    lang: Lang = Language.en,
) -> None:
    from reader.show import show

    answering(lambda: show(home_of(home or ctx.obj), ref, as_of=as_of, as_json=as_json))


@app.command(help=say("Cite a document or its articles: in a text, or for a reference manager."))
def cite(
    ctx: typer.Context,
    ref: Annotated[
        str,
        typer.Argument(
            metavar="REF", parser=a_text, help=say("A work id, a 文号, a title, or one of these with 第N条.")
        ),
    ],
    style: Annotated[
        CitationStyle,
        typer.Option(
            "--style", help=say("law: 《法学引注手册》; gbt7714: GB/T 7714-2015; plain: as search prints it.")
        ),
    ] = CitationStyle.law,
    form: Annotated[
        CitationFormat, typer.Option("--format", help=say("Text in that style, or CSL-JSON, RIS, BibTeX."))
    ] = CitationFormat.text,
    as_json: Json = False,
    home: HomeDir = None,
    lang: Lang = Language.en,
) -> None:
    from reader.cite import cite

    where = home_of(home or ctx.obj)
    answering(lambda: cite(where, ref, style=style.value, form=form.value, as_json=as_json))


@app.command(help=say("Write what a query finds, or a document, to a .csv, .xlsx or .docx file."))
def export(
    ctx: typer.Context,
    to: Annotated[
        Path,
        typer.Option("--to", metavar="FILE", parser=a_path, help=say("The file: .csv, .xlsx or .docx.")),
    ],
    query: Annotated[
        str | None,
        typer.Argument(
            metavar="[QUERY]", parser=a_text, help=say("As for search; without it the document of --work.")
        ),
    ] = None,
    limit: Limit = 100,
    issuer: Issuer = None,
    kind: Kind = None,
    status: Status = None,
    source: Source = None,
    programme: Programme = None,
    region: Region = None,
    since: Annotated[str | None, narrowing("--from", "Not before this date, YYYY-MM-DD.")] = None,
    until: Annotated[str | None, narrowing("--until", "Not after this date, YYYY-MM-DD.")] = None,
    date_kind: Annotated[
        DateKind, typer.Option("--date-kind", help=say("The date that --from and --until mean."))
    ] = DateKind.any,
    work: Annotated[str | None, narrowing("--work", "With a QUERY inside this work; else a REF.")] = None,
    force: Annotated[bool, typer.Option("--force", help=say("Replace a file that is there."))] = False,
    as_json: Json = False,
    home: HomeDir = None,
    lang: Lang = Language.en,
) -> None:
    from index.results import Filters
    from reader.export import export

    filters = Filters(
        issuer=issuer,
        kind=kind,
        status=status,
        source=source,
        programme=programme,
        region=region,
        date_from=since,
        date_to=until,
        date_kind=date_kind.value,
        work=work,
    )
    where = home_of(home or ctx.obj)
    answering(lambda: export(where, query, filters, to, limit=limit, force=force, as_json=as_json))


@app.command(help=say("Compare two wordings of a measure, article by article."))
def diff(
    ctx: typer.Context,
    ref: Annotated[
        str,
        typer.Argument(
            metavar="REF", parser=a_text, help=say("A work id, a 文号, a title, or one of these with 第N条.")
        ),
    ],
    a: Annotated[
        str | None,
        typer.Argument(
            metavar="[A]",
            parser=a_text,
            help=say("The older wording: a date, a work id or a REF; else the last but one."),
        ),
    ] = None,
    b: Annotated[
        str | None,
        typer.Argument(
            metavar="[B]", parser=a_text, help=say("The newer wording, named so too; else the newest.")
        ),
    ] = None,
    as_json: Json = False,
    home: HomeDir = None,
    lang: Lang = Language.en,
) -> None:
    from reader.diff import diff

    answering(lambda: diff(home_of(home or ctx.obj), ref, a, b, as_json=as_json))


@app.command(help=say("Trace a provision to its page: address, time, hash, span, rules."))
def trace(
    ctx: typer.Context,
    eid: Annotated[
        str, typer.Argument(metavar="EID", parser=a_text, help=say("The provision, such as art_6."))
    ],
    work: Annotated[
        str, typer.Option("--work", metavar="WORK", parser=a_text, help=say("The work it belongs to."))
    ],
    as_json: Json = False,
    home: HomeDir = None,
    lang: Lang = Language.en,
) -> None:
    from reader.trace import trace

    answering(lambda: trace(home_of(home or ctx.obj), eid, work, as_json=as_json))


@app.command(help=say("Clauses of other measures that say nearly the same, with the words that differ."))
def parallels(
    ctx: typer.Context,
    eid: Annotated[
        str, typer.Argument(metavar="EID", parser=a_text, help=say("The provision, such as art_6."))
    ],
    work: Annotated[
        str, typer.Option("--work", metavar="WORK", parser=a_text, help=say("The work it belongs to."))
    ],
    limit: Limit = 10,
    as_json: Json = False,
    home: HomeDir = None,
    lang: Lang = Language.en,
) -> None:
    from reader.parallels import parallels

    answering(lambda: parallels(home_of(home or ctx.obj), eid, work, limit=limit, as_json=as_json))


@app.command(help=say("Clauses of other measures that mean much the same in other words (extra: semantic)."))
def similar(
    ctx: typer.Context,
    eid: Annotated[
        str, typer.Argument(metavar="EID", parser=a_text, help=say("The provision, such as art_6."))
    ],
    work: Annotated[
        str, typer.Option("--work", metavar="WORK", parser=a_text, help=say("The work it belongs to."))
    ],
    limit: Limit = 10,
    as_json: Json = False,
    home: HomeDir = None,
    lang: Lang = Language.en,
) -> None:
    from reader.show import day_of
    from reader.similar import similar

    where = home_of(home or ctx.obj)
    answering(lambda: similar(where, eid, work, limit=limit, day=day_of(None), as_json=as_json))


@app.command(help=say("What the documents held mean by a term, each definition with its clause."))
def glossary(
    ctx: typer.Context,
    term: Annotated[
        str | None,
        typer.Argument(
            metavar="[TERM]",
            parser=a_text,
            help=say("A term, its beginning or a part of it; else all terms."),
        ),
    ] = None,
    limit: Limit = 100,
    as_json: Json = False,
    home: HomeDir = None,
    lang: Lang = Language.en,
) -> None:
    from reader.glossary import glossary

    answering(lambda: glossary(home_of(home or ctx.obj), term, limit=limit, as_json=as_json))


@app.command(help=say("Answer many queries: JSON lines in, JSON lines out."))
def batch(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE.jsonl", parser=a_path, help=say('Lines of {"qid", "query"}.')),
    ],
    limit: Limit = 100,
    as_json: Json = False,  # each line is JSON in any case
    home: HomeDir = None,
    lang: Lang = Language.en,
) -> None:
    from reader.batch import batch

    answering(lambda: batch(home_of(home or ctx.obj), file, limit=limit))


@app.command("cite-check", help=say("Check the citations and quotations of a text against what is held."))
def cite_check(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", parser=a_path, help=say("A text: txt, Markdown or docx."))
    ],
    as_of: Annotated[str | None, narrowing("--as-of", "The state at this date, YYYY-MM-DD.")] = None,
    as_json: Json = False,
    home: HomeDir = None,
    lang: Lang = Language.en,
) -> None:
    from reader.cite_check import cite_check

    answering(lambda: cite_check(home_of(home or ctx.obj), file, as_of=as_of, as_json=as_json))


@app.command(help=say("What this base is and what it holds."))
def about(ctx: typer.Context, as_json: Json = False, home: HomeDir = None, lang: Lang = Language.en) -> None:
    from reader.about import about

    answering(lambda: about(home_of(home or ctx.obj), as_json=as_json))


@app.command(help=say("Check that archive, base and index agree, and say what mends them."))
def doctor(ctx: typer.Context, as_json: Json = False, home: HomeDir = None, lang: Lang = Language.en) -> None:
    from reader.doctor import doctor

    answering(lambda: doctor(home_of(home or ctx.obj), as_json=as_json))
