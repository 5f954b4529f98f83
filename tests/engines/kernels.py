"""Figures of all that is compiled, to compare with the same code when it is not: run it as a module."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import numpy as np
from numba import config
from tests.engines.shipping.problems import random_problem
from tests.engines.supply_chains import random_chain
from tests.engines.test_queue_networks import random_world

from sinews.engines.shipping import ship
from sinews.engines.supply_chain import record


def figures() -> Iterator[tuple[str, float]]:
    """Yield sums of what the compiled kernels make of small random inputs, each with its name."""
    for seed in (1, 2):
        world = random_world(seed)
        run = world.run(world.servers)
        for name in ("times", "took", "left", "busy", "waiting"):
            yield f"queues {seed} {name}", float(np.nansum(getattr(run, name)))
        kept = record(random_chain(seed), 2, seed)
        for field in fields(kept):
            yield f"supply {seed} {field.name}", float(np.sum(getattr(kept, field.name)))
        shipped = ship(random_problem(seed), gap=1e-6, processors=1)
        yield f"shipping {seed} objective", shipped.objective
        yield f"shipping {seed} bound", shipped.bound


if __name__ == "__main__":
    print(f"compiled\t{not config.DISABLE_JIT}")  # type: ignore[attr-defined]  # numba sets it as it loads
    for name, value in figures():
        print(f"{name}\t{value!r}")
