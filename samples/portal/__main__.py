"""``python -m samples.portal``: serve the sample portal on loopback until interrupted."""

from __future__ import annotations

import argparse
import sys

from kb.entry import CommandLine
from samples.portal.faults import FAULTS, UnknownFault
from samples.portal.server import Portal


def _arguments() -> argparse.Namespace:
    parser = CommandLine("samples.portal", __doc__)
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--night", type=int, default=1, help="reveal the notices up to this night")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME[@/path/]")
    parser.add_argument("--list-faults", action="store_true")
    return parser.parse_args()


def main() -> int:
    arguments = _arguments()
    if arguments.list_faults:
        for name, meaning in FAULTS.items():
            print(f"{name:18} {meaning}")
        return 0
    try:
        portal = Portal(arguments.fault, port=arguments.port, night=arguments.night)
    except (UnknownFault, OSError, OverflowError) as error:
        print(f"portal: {error}", file=sys.stderr)
        return 2
    print(portal.base_url, flush=True)
    try:
        portal.serve()
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
