"""A stop inside of a finaliser, of the import system, or of the making of a class."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

needs_posix = pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="signals of POSIX")
each_stop = pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 99)])


def run_script(script: str, timeout_s: float = 20) -> subprocess.CompletedProcess[str]:
    arguments = [sys.executable, "-c", script]
    return subprocess.run(arguments, capture_output=True, text=True, timeout=timeout_s, check=False)


SCRIPT = """
import os, sys, time, weakref
from mnemo.runtime.signals import catch_stops

class Held:
    pass

catch_stops(143)
held = Held()
weakref.finalize(held, lambda: (os.kill(os.getpid(), {number}), time.sleep(0.5)))
try:
    del held
    time.sleep(30)
except KeyboardInterrupt:
    sys.exit(99)
"""


@needs_posix
@each_stop
def test_a_stop_inside_of_a_finaliser_is_not_lost(number: int, code: int) -> None:
    """Python prints what is raised there and goes on; the stop comes again, without a word."""
    run = run_script(SCRIPT.format(number=int(number)))
    assert (run.returncode, run.stderr) == (code, "")


def test_other_faults_of_finalisers_are_shown() -> None:
    script = "import mnemo.runtime.signals as s, weakref; s.catch_stops(1)\nclass H: pass\nh = H()\n"
    script += "weakref.finalize(h, lambda: 1 / 0)\ndel h"
    run = run_script(script)
    assert "ZeroDivisionError" in run.stderr


IMPORTING = """
import functools, importlib._bootstrap as system, itertools, operator, os, threading, time, types
from mnemo.runtime.signals import catch_stops

catch_stops(143)
call = operator.methodcaller("__call__")
lock = system._imp.acquire_lock
lock_and_stop = functools.partial(list, map(call, [lock, functools.partial(os.kill, os.getpid(), {number})]))
steps = map(call, itertools.chain([lock_and_stop], itertools.repeat(lock)))  # in C: the stop comes in the importer
system._imp = types.SimpleNamespace(**dict(vars(system._imp), acquire_lock=functools.partial(next, steps)))
try:
    try:
        import colorsys
        time.sleep(30)
    finally:
        other = threading.Thread(target=__import__, args=["wave"])
        other.start()
        other.join(10)
        print("locked" if other.is_alive() else "free", flush=True)
except KeyboardInterrupt:
    os._exit(99)
except SystemExit as stopped:
    os._exit(stopped.code)
"""


@needs_posix
@each_stop
def test_a_stop_inside_of_an_import_leaves_no_lock_held(number: int, code: int) -> None:
    """Another thread imports while the main thread waits for it: a lock that is held would end neither."""
    run = run_script(IMPORTING.format(number=int(number)), timeout_s=40)
    assert (run.returncode, run.stdout, run.stderr) == (code, "free\n", "")


NAMING = """
import os, sys, time
from mnemo.runtime.signals import catch_stops

class Named:
    def __set_name__(self, owner, name):
        self.stop()

    def stop(self):
        os.kill(os.getpid(), {number})
        print("named", flush=True)

catch_stops(143)
try:
    class Owner:
        held = Named()
    time.sleep(30)
except KeyboardInterrupt:
    sys.exit(99)
"""


@needs_posix
@each_stop
def test_a_stop_while_a_class_is_made_stays_a_stop(number: int, code: int) -> None:
    """Python before 3.12 wraps what __set_name__ raises: Ctrl-C was told as a fault of mnemo itself."""
    run = run_script(NAMING.format(number=int(number)))
    assert (run.returncode, run.stdout, run.stderr) == (code, "named\n", "")
