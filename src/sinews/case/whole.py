"""What is counted in whole units."""

from __future__ import annotations

from sinews.case.case import Case


def counted_whole(case: Case) -> list[str]:
    """Return the capabilities whose units count only when they are complete: by `whole_units`, or ordered so.

    What is ordered in whole products, by `contract_sizes`, is handed over and retires in whole ones, too.
    """
    both = [*case["whole_units"]["capability"], *case["contract_sizes"]["capability"]]
    return list(dict.fromkeys(both))
