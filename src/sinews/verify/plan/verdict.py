"""The verdict on a plan: what was checked and how closely, what was not, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sinews.implementation import Plan
from sinews.verify.plan.files import both_alike
from sinews.verify.plan.findings import Findings
from sinews.verify.plan.violations import unchecked, violations

SHOWN = 5
"""Findings of one check that are put into words; as data all of them are told."""

NOT_CHECKED = (
    "that no plan is better: whether this one is the best there is hangs on duals of the planning model, "
    "which no table has; its gap is in plan.json",
    "the prices of limits (bottlenecks: relief, price; support_cost: shortfall, months): such duals; "
    "whether the figures of their rows agree is checked",
    "the relaxations of contradicting limits of apportionment (relief), which are optima of programmes of "
    "their own",
    "that one price is exact: prices and what is built lead to each other, and together they have settled",
    "the case itself: `sinews case validate` checks it",
)
"""What no check says anything about, in words."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check of a plan has come to.

    Attributes
    ----------
    found
        The findings of each check by its name.
    left_out
        Constraints of the plan whose families are not here to check them.
    rows
        Rows of all its tables.
    """

    found: Mapping[str, Findings]
    left_out: tuple[str, ...]
    rows: int

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not any(self.found.values())

    @property
    def wrong(self) -> int:
        """How many findings there are."""
        return sum(len(found) for found in self.found.values())

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data; `violations` has every finding."""
        return {
            "holds": self.holds,
            "violations": {name: list(found) for name, found in self.found.items()},
            "checks": [
                {"check": name, "rows": found.rows, "farthest": found.farthest, "wrong": len(found)}
                for name, found in self.found.items()
            ],
            "rows": self.rows,
            "not_checked": list(NOT_CHECKED),
        } | ({"unchecked": list(self.left_out)} if self.left_out else {})

    def lines(self) -> Iterator[str]:
        """Yield it in words, line by line."""
        width = max(map(len, self.found), default=0)
        for name, found in self.found.items():
            looked = f"{found.rows:,} rows" if found.rows else ""
            looked += f", to {_nearly(found.farthest)}" if found.farthest > 0 else ""
            word = "holds" if not found else f"BROKEN, {len(found):,} times"
            yield f"{name:{width}}  {word}{f'  ({looked})' if looked else ''}"
            for finding in found[:SHOWN]:
                yield f"  {finding}"
            if len(found) > SHOWN:
                yield f"  and {len(found) - SHOWN:,} more; --json has all of them"
        for finding in self.left_out:
            yield finding
        yield ""
        if self.holds:
            yield (
                f"The plan holds: its {self.rows:,} rows follow from its case and from each other, but for "
                "what is not checked."
            )
        else:
            broken = sum(bool(found) for found in self.found.values())
            yield f"The plan does not hold: {self.wrong:,} findings in {broken} of {len(self.found)} checks."
        yield "Not checked:"
        for words in NOT_CHECKED:
            yield f"- {words}"


def check(plan: Plan, folder: Path | None = None) -> Verdict:
    """Check a plan, and the files of the folder that it was opened from.

    Parameters
    ----------
    plan
        The plan.
    folder
        Its folder; if not given, files are not looked at.
    """
    found = {name: Findings() + findings for name, findings in violations(plan).items()}
    if folder is not None:
        found["both files of each table"] = both_alike(plan, folder)
    rows = sum(frame.height for frame in plan.tables.values())
    return Verdict(found, tuple(unchecked(plan)), rows)


def _nearly(part: float) -> str:
    """Return how close figures are, in words."""
    return f"{part:.0e}".replace("e-0", "e-")
