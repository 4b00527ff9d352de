"""条文: search policy clauses, show them whole, trace them to their page. --help lists the verbs."""

from __future__ import annotations

import sys

from reader import wording

wording.choose(sys.argv)  # help texts are fixed when the verbs are mounted

from alerts.verbs import alerts  # noqa: E402  the language comes first
from reader.program import app, run  # noqa: E402

app.add_typer(alerts, name="alerts")

if __name__ == "__main__":
    run()
