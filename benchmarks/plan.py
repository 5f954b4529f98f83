"""``python -m benchmarks.plan``: the planning model, ours against linopy."""

from benchmarks.command import run
from benchmarks.registry import PLAN

if __name__ == "__main__":
    raise SystemExit(run(PLAN))
