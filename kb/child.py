"""A child that dies with its parent (同死): what a killed night has started must not work on without it."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Callable
from functools import cache
from typing import Any

_PR_SET_PDEATHSIG = 1


@cache
def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def dying_with_parent() -> Callable[[], None]:
    """What a child does to itself before it starts its program; nothing where the system is not Linux.

    The kernel tells of the death of the thread that started it: that is to be the one that waits for it.
    """
    libc, parent = _libc(), os.getpid()

    def bind() -> None:
        if hasattr(libc, "prctl"):
            libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before we could say so
            os.kill(os.getpid(), signal.SIGKILL)

    return bind
