"""What the command line says of itself (用法): help headings and bad usage, in the chosen language.

Click and typer ask gettext for each sentence, as `_`; here they ask the wording instead, so that no compiled
catalogue and no variable of the environment is needed.
"""

from __future__ import annotations

from types import ModuleType

import click
import typer.core

from reader.wording import usage

SPEAKERS: tuple[ModuleType, ...] = (
    click.core,
    click.decorators,
    click.exceptions,
    click.formatting,
    click.parser,
    click.types,
    typer.core,
)


def speak() -> None:
    """Let the command line speak the chosen language."""
    for module in SPEAKERS:
        for name, said in (("_", usage), ("ngettext", _counted)):
            if hasattr(module, name):
                setattr(module, name, said)


def _counted(one: str, several: str, n: int) -> str:
    return usage(one if n == 1 else several)
