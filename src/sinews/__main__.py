"""The way in: `sinews`, or `python -m sinews`."""

from __future__ import annotations

from sinews.interrupts import ends_in_one_line


def start() -> None:
    """Load the command line and run it."""
    with ends_in_one_line():
        from sinews.cli import main

        main()


if __name__ == "__main__":
    start()
