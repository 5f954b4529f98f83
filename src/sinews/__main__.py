"""The way in: `sinews`, or `python -m sinews`. An interrupt while it still loads ends in one line."""

from __future__ import annotations

import sys


def start() -> None:
    """Load the command line and run it."""
    try:
        from sinews.cli import main
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted; nothing was written.\n")
        sys.exit(130)
    main()


if __name__ == "__main__":
    start()
