"""``python -m benchmarks.p_median``: OR-Library's p-median problems, ours against a plain model in HiGHS."""

from benchmarks.command import run
from benchmarks.registry import P_MEDIAN

if __name__ == "__main__":
    raise SystemExit(run(P_MEDIAN))
