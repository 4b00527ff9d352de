"""Commands as an operator gives them: in a process of their own, with a home and its environment."""

from __future__ import annotations

import os
import subprocess
import sys

from kb.home import REPOSITORY, Home


def commanded(home: Home, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python COMMAND` with a home, to its end, whatever its exit code; a traceback fails the test."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=REPOSITORY,
        env={**os.environ, "TIAOWEN_HOME": str(home.root), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done
