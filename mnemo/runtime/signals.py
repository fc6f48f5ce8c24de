"""A stop from outside (SIGTERM, Ctrl-C) ends the process also where it comes inside of a finaliser.

Python prints what is raised in a finaliser and goes on, so that the stop would be lost; it is sent again instead.
"""

from __future__ import annotations

import _thread
import signal
import sys
import threading

AGAIN_S = 0.02  # after a finaliser swallowed a stop
_show_fault = sys.unraisablehook


def exit_on_sigterm(code: int) -> None:
    """Raise SystemExit with this code on SIGTERM, and repeat a stop that is lost."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(code))
    sys.unraisablehook = _repeat_lost_stop


def _repeat_lost_stop(lost: sys.UnraisableHookArgs) -> None:
    number = {SystemExit: signal.SIGTERM, KeyboardInterrupt: signal.SIGINT}.get(lost.exc_type)
    if number is None:
        _show_fault(lost)
        return
    again = threading.Timer(AGAIN_S, _signal_main_thread, (number,))
    again.daemon = True
    again.start()


def _signal_main_thread(number: signal.Signals) -> None:
    if hasattr(signal, "pthread_kill"):  # it ends what the thread waits for
        signal.pthread_kill(threading.main_thread().ident or 0, number)
    else:
        _thread.interrupt_main(number)
