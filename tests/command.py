"""The command line inside the test's own process: quicker than a new one."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from mnemo.cli.commands import main


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> Run:
    """`mnemo ARGUMENTS`: exit code, stdout, stderr."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    out, err = capsys.readouterr()
    assert isinstance(exit_.value.code, int)
    return Run(exit_.value.code, out, err)
