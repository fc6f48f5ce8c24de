"""`python -m mnemo`."""

from mnemo.cli.commands import main

main()
