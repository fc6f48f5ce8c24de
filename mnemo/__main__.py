"""`python -m mnemo`, and what the command `mnemo` runs."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; Ctrl-C while it is imported ends the process without a traceback."""
    try:
        from mnemo.cli import commands
    except KeyboardInterrupt:
        sys.exit(130)  # 128 + SIGINT, as shells count
    commands.main()


if __name__ == "__main__":
    main()
