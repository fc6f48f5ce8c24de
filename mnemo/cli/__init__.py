"""The command line: `commands` parses and calls; the other modules show, ask and play in the terminal."""
