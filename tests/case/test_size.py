"""A case with a million rows in one table: read and checked in a process of its own, which is measured."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl

from sinews.case import open_case, write_case
from sinews.case.case import Case

ROWS = 1_000_000
MEASURE = """
import json, re, resource, sys, time
from pathlib import Path
import sinews
steps = []
start = time.process_time()
case = sinews.open_case(sys.argv[1], progress=lambda step, share: steps.append(share))
seconds = time.process_time() - start
# time of the processor, so that what else the machine does is not counted
status = Path("/proc/self/status")
if status.exists():
    # Linux: what getrusage tells counts the process that started this one, too
    peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", status.read_text())[1]) * 1024
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"seconds": seconds, "peak": peak, "rows": case["force_tiers"].height, "steps": steps}))
"""


def test_a_million_rows_take_seconds_and_less_than_a_gibibyte(tmp_path: Path) -> None:
    baseline = open_case()
    number = pl.col("day").cast(pl.Float64)
    # a wide table of figures, every cell of it filled
    large = pl.DataFrame({"day": range(1, ROWS + 1)}).select(
        tier=pl.format("tier_{}", "day"), name=pl.lit("one of a million, for size"),
        day=pl.col("day") % 36_600 + 1,
        troops=number * 99.7, present=1 / number, mobilised=1 / (number + 1), trained=pl.lit(0.625),
        available=pl.lit(0.75), source=pl.lit("nato_2024"),
        status=pl.lit("published"), note=pl.lit("for size"),
    )  # fmt: skip
    assert large.height == ROWS
    folder = write_case(
        Case(baseline.settings, {**baseline.tables, "force_tiers": large}), tmp_path / "large"
    )
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(folder)], capture_output=True, text=True, check=True, timeout=120
    )
    measured = json.loads(done.stdout)
    assert measured["rows"] == ROWS
    assert measured["seconds"] < 10
    assert measured["peak"] < 2**30
    assert measured["steps"] == sorted(measured["steps"])
    assert len(measured["steps"]) > 10
    assert (measured["steps"][0], measured["steps"][-1]) == (0, 1)
