"""The verdict on a plan: what was checked and how closely, what was not, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sinews.implementation import Plan
from sinews.verify.plan.derived import remembering
from sinews.verify.plan.files import both_alike
from sinews.verify.plan.findings import Findings
from sinews.verify.plan.reached import within
from sinews.verify.plan.violations import unchecked, violations

NOT_CHECKED = (
    "that nothing else in whole steps and whole units is better: how far it could be, at most, at the same "
    "targets and prices, is proved, and what a search of whole numbers says beyond that is taken as told",
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
    within
        By which part another plan could come to less at most, in parts of steps and units, with the same
        targets and at the same prices; None where nothing proves it.
    """

    found: Mapping[str, Findings]
    left_out: tuple[str, ...]
    rows: int
    within: float | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not any(self.found.values())

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
            "within": self.within,
            "not_checked": list(NOT_CHECKED),
        } | ({"unchecked": list(self.left_out)} if self.left_out else {})


def check(plan: Plan, folder: Path | None = None) -> Verdict:
    """Check a plan, and the files of the folder that it was opened from.

    Parameters
    ----------
    plan
        The plan.
    folder
        Its folder; if not given, files are not looked at.
    """
    plan = remembering(plan)
    found = {name: Findings() + findings for name, findings in violations(plan).items()}
    if folder is not None:
        found["both files of each table"] = both_alike(plan, folder)
    rows = sum(frame.height for frame in plan.tables.values())
    proved = None if found["search"] else within(plan)
    return Verdict(found, tuple(unchecked(plan)), rows, proved)
