"""``python -m benchmarks.apportionment``: lexicographic min-max, ours against SciPy's linear programmes."""

from benchmarks.command import run
from benchmarks.registry import APPORTIONMENT

if __name__ == "__main__":
    raise SystemExit(run(APPORTIONMENT))
