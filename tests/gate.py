"""The quality gate: every score against its floor in floors.json. `python -m tests.gate [--raise] [--json]`.

Each file of tests/gates/ measures one room and yields its scores. A floor only rises (`--raise` writes scores
that are higher); a score whose corpus is not there is named as not checked, never passed in silence.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

from kb.entry import CommandLine
from kb.home import corpora
from tests import gates
from tests.gates.score import Score

FLOORS = Path(__file__).parent / "floors.json"
MARGIN = 0.002  # a raised floor stays this far below the measured score: platforms differ in the last digits


def measure() -> Iterator[Score]:
    """All scores, room by room."""
    for module in sorted(pkgutil.iter_modules(gates.__path__), key=lambda m: m.name):
        if module.name != "score":
            yield from importlib.import_module(f"tests.gates.{module.name}").scores(corpora())


def verdict(score: Score, floors: dict[str, float]) -> str:
    """'ok', 'BELOW', 'no floor' or 'not checked'."""
    if score.value is None:
        return "not checked"
    if score.name not in floors:
        return "no floor"
    return "ok" if score.value >= floors[score.name] else "BELOW"


def raised(scores: list[Score], floors: dict[str, float]) -> dict[str, float]:
    """Floors after raising: never lower than before."""
    measured = {
        s.name: round(s.value - (MARGIN if s.value < 1 else 0), 4) for s in scores if s.value is not None
    }
    return {
        name: max(measured.get(name, 0.0), floors.get(name, 0.0)) for name in sorted({*floors, *measured})
    }


def main() -> int:
    parser = CommandLine("tests.gate", __doc__)
    parser.add_argument("--raise", dest="raised", action="store_true", help="write scores that are higher")
    asked = parser.parse_args()
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    scores = list(measure())
    for score in scores:
        value = "-" if score.value is None else f"{score.value:.4f}"
        floor = str(floors.get(score.name, "-"))
        print(f"{verdict(score, floors):12} {value:>8}  floor {floor:8} {score.name}  {score.note}")
    if asked.raised:
        FLOORS.write_text(
            json.dumps(raised(scores, floors), indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )
        return 0
    return conclude(scores, floors)


def conclude(scores: list[Score], floors: dict[str, float]) -> int:
    """The closing lines: what was not checked and why, and the count; 1 when a floor is not held."""
    told = {score.name: verdict(score, floors) for score in scores}
    skipped = [name for name, said in told.items() if said == "not checked"]
    new = [name for name, said in told.items() if said == "no floor"]
    bad = [name for name, said in told.items() if said == "BELOW"]
    bad += sorted(set(floors) - set(told))
    if skipped:
        print(f"{len(skipped)} floors not checked: TIAOWEN_CORPORA names no folder of corpora")
    if bad:
        print("not held: " + ", ".join(bad))
    if new:
        print("without a floor, write one with `.venv/bin/python -m tests.gate --raise`: " + ", ".join(new))
    failed = len(bad) + len(new)
    print(f"{len(told) - failed - len(skipped)} passed, {failed} failed, {len(skipped)} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
