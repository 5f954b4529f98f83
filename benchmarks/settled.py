"""``python -m benchmarks.settled``: from tables to plan with learned prices, ours against linopy."""

from benchmarks.command import run
from benchmarks.registry import SETTLED

if __name__ == "__main__":
    raise SystemExit(run(SETTLED))
