"""A stop from outside (SIGTERM, Ctrl-C) ends the process wherever it comes.

In a finaliser, Python would print what is raised and go on. Inside of the import system, what is raised would leave a
lock held for which other threads wait for ever. While a class is made, in `__set_name__`, Python before 3.12 would turn
it into a RuntimeError. In these places the stop is sent again instead, a moment later.
"""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from types import FrameType

AGAIN_S = 0.02
IMPORTING = "<frozen importlib._bootstrap>"  # the file of the code that holds the locks of modules
_show_fault = sys.unraisablehook


def catch_stops(code: int) -> None:
    """Raise SystemExit with this code on SIGTERM and KeyboardInterrupt on Ctrl-C, where nothing is broken by it."""

    def stop(number: int, frame: FrameType | None) -> None:
        importing = frame is not None and frame.f_code.co_filename == IMPORTING
        if importing or _is_naming(frame):
            _repeat(signal.Signals(number))
        elif number == signal.SIGTERM:
            sys.exit(code)
        else:
            raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else a shell runs it in the background
        signal.signal(signal.SIGINT, stop)
    sys.unraisablehook = _repeat_lost_stop


def _is_naming(frame: FrameType | None) -> bool:
    """Return whether a class that is being made waits for `__set_name__` of what it holds."""
    while frame is not None and frame.f_code.co_name != "__set_name__":
        frame = frame.f_back
    return frame is not None


def _repeat_lost_stop(lost: sys.UnraisableHookArgs) -> None:
    number = {SystemExit: signal.SIGTERM, KeyboardInterrupt: signal.SIGINT}.get(lost.exc_type)
    if number is None:
        _show_fault(lost)
    else:
        _repeat(number)


def _repeat(number: signal.Signals) -> None:
    again = threading.Timer(AGAIN_S, _signal_main_thread, (number,))
    again.daemon = True
    again.start()


def _signal_main_thread(number: signal.Signals) -> None:
    if hasattr(signal, "pthread_kill"):  # it ends what the thread waits for
        signal.pthread_kill(threading.main_thread().ident or 0, number)
    else:
        _thread.interrupt_main(number)
