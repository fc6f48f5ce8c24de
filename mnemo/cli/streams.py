"""The three standard streams, as every command needs them: there, and able to carry any character.

A program that cron starts, or a window without a console, may have none; Python then sets them to None, and the next
file that is opened gets the number 0, 1 or 2.
"""

from __future__ import annotations

import io
import os
import sys


def open_streams() -> None:
    """Put a sink in the place of a missing stream. Bytes that are no text of the stream's encoding become marks."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(descriptor, True)
    os.close(descriptor)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None or stream.closed:
            stream = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115, PTH123 - open until the end
            setattr(sys, name, stream)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
