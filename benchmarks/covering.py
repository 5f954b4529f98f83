"""``python -m benchmarks.covering``: layered covering, ours against a plain formulation in HiGHS."""

from benchmarks.command import run
from benchmarks.registry import COVERING

if __name__ == "__main__":
    raise SystemExit(run(COVERING))
