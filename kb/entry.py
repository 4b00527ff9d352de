"""A module run by itself (入口): its --help, and one clear line with exit code 2 for what is typed wrong."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn


class CommandLine(argparse.ArgumentParser):
    """The words of `python -m MODULE`; argparse without its usage in front of what it refuses."""

    def __init__(self, module: str, told: str | None) -> None:
        form = argparse.RawDescriptionHelpFormatter
        super().__init__(
            prog=f"python -m {module}", description=told, formatter_class=form, allow_abbrev=False
        )

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"{' '.join(message.split())}; {self.prog} --help tells more\n")
        sys.exit(2)


def at_least_one(text: str) -> int:
    """A number of things, from one on."""
    try:
        count = int(text)
    except ValueError:
        count = 0
    if count < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return count
