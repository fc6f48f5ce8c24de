"""A stop inside of a finaliser."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

SCRIPT = """
import os, sys, time, weakref
from mnemo.runtime.signals import exit_on_sigterm

class Held:
    pass

exit_on_sigterm(143)
held = Held()
weakref.finalize(held, lambda: (os.kill(os.getpid(), {number}), time.sleep(0.5)))
try:
    del held
    time.sleep(30)
except KeyboardInterrupt:
    sys.exit(99)
"""


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="signals of POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 99)])
def test_a_stop_inside_of_a_finaliser_is_not_lost(number: int, code: int) -> None:
    """Python prints what is raised there and goes on; the stop comes again, without a word."""
    script = SCRIPT.format(number=int(number))
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=20, check=False)
    assert (run.returncode, run.stderr) == (code, "")


def test_other_faults_of_finalisers_are_shown() -> None:
    script = "import mnemo.runtime.signals as s, weakref; s.exit_on_sigterm(1)\nclass H: pass\nh = H()\n"
    script += "weakref.finalize(h, lambda: 1 / 0)\ndel h"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=20, check=False)
    assert "ZeroDivisionError" in run.stderr
