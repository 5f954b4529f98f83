"""Checks that targets make the requirements, within all limits, and that burdens are as even as can be."""

from __future__ import annotations

from collections import defaultdict

from sinews.implementation import Plan
from sinews.verify.plan.findings import Findings
from sinews.verify.plan.tolerance import TOLERANCE


def targets_add_up(plan: Plan) -> Findings:
    """Check that targets, pools and what is unassigned make the requirement, in whole lots."""
    total: dict[tuple[str, int], float] = defaultdict(float)
    for r in plan.targets.iter_rows(named=True):
        total[r["capability"], r["year"]] += r["target"]
    for r in plan.case["pooled"].iter_rows(named=True):
        for year in plan.case.years:
            total[r["capability"], year] += r["quantity"]
    for r in plan.tables["unassigned"].iter_rows(named=True):
        total[r["capability"], r["year"]] += r["quantity"]
    found = Findings((), plan.requirements.height)
    for r in plan.requirements.iter_rows(named=True):
        made = total[r["capability"], r["year"]]
        if not abs(made - r["required"]) <= TOLERANCE * max(1.0, r["required"]):
            found.append(
                f"requirements, capability {r['capability']}, year {r['year']}, required: {r['required']:.10g} "
                f"where targets, pools and what is unassigned make {made:.10g}"
            )
    return found
