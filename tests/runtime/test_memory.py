"""The process returns memory and ends at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

ENDING = """
import atexit, threading
from mnemo.runtime.memory import skip_teardown
class Torn:
    def __del__(self): print("torn down", end=" ")
torn = Torn()
code = None
skip_teardown(lambda: code)
atexit.register(print, "registered", end=" ")
threading.Timer(0.2, print, ("thread",), {"end": " "}).start()
"""


@pytest.mark.parametrize(
    ("code", "said", "ended"), [("code = 3", "thread registered ", 3), ("", "thread registered torn down ", 0)]
)
def test_a_process_ends_after_its_threads_and_its_exit_functions(code: str, said: str, ended: int) -> None:
    made = subprocess.run([sys.executable, "-c", ENDING + code], stdout=subprocess.PIPE, text=True, timeout=60)
    assert (made.stdout, made.returncode) == (said, ended)
