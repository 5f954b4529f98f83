"""The books of a supply chain, kept again from a record of its flows alone."""

from __future__ import annotations

import numpy as np

from sinews.engines.supply_chain import Chain, Record

TOLERANCE = 1e-9


def violations(chain: Chain, record: Record) -> dict[str, list[str]]:
    """Return what is wrong with the record of a run, by rule; all lists are empty for a sound one.

    The rules: stock of each place and day is yesterday's plus what came, less what left; what arrives is what
    was dispatched a lead time before, less losses; a supplier ships what its clients are sent, no more, so
    that nothing is supplied twice; demand is met, replaced, kept or lost; nothing is negative; no way carries
    more than its capacity; a substitute gives what it replaces.

    Parameters
    ----------
    chain
        The chain that was run.
    record
        Its record.
    """
    r = record
    before = np.concatenate(
        [np.broadcast_to(chain.opening[:, None], r.stock[..., :1].shape), r.stock[..., :-1]], -1
    )
    stock = before + r.arrived + r.delivered - r.met - r.shipped - r.drawn
    kept = np.concatenate([np.zeros_like(r.backlog[..., :1]), r.backlog[..., :-1]], axis=-1)
    wanted = kept + r.demand - r.met - r.replaced
    on_time = np.zeros_like(r.arrived)
    shipped, drawn = np.zeros_like(r.shipped), np.zeros_like(r.drawn)
    for place in range(chain.places):
        lead = int(chain.lead_time[place])
        sent = r.dispatched[:, place] * (1.0 - chain.loss[place])
        on_time[:, place, lead:] = sent[:, : max(chain.days - lead, 0)]
        if chain.supplier[place] >= 0:
            shipped[:, chain.supplier[place]] += r.dispatched[:, place]
        if chain.substitute[place] >= 0:
            drawn[:, chain.substitute[place]] += r.replaced[:, place] * chain.substitute_rate[place]
    size = 1.0 + np.abs(stock) + before + r.demand
    capacity = chain.capacity[:, None]
    smallest = np.minimum.reduce([getattr(r, name) for name in Record.__dataclass_fields__])
    broken = {
        "stock is yesterday's plus what came less what left": np.abs(stock - r.stock) / size,
        "what arrives was dispatched a lead time before, less losses": np.abs(on_time - r.arrived) / size,
        "a supplier ships what its clients are sent": np.abs(shipped - r.shipped) / size,
        "demand is met, replaced, kept or lost": np.abs(wanted * chain.kept[:, None] - r.backlog) / size,
        "nothing is met that is not wanted": np.maximum(-wanted, 0.0) / size,
        "nothing is negative": np.maximum(-smallest, 0.0),
        "no way carries more than its capacity": np.maximum(r.dispatched - capacity, 0.0) / size,
        "a substitute gives what it replaces": np.abs(drawn - r.drawn) / size,
    }
    return {rule: _told(excess) for rule, excess in broken.items()}


def _told(excess: np.ndarray) -> list[str]:
    """Return where an excess is above the tolerance, in words."""
    found = np.argwhere(excess > TOLERANCE)
    return [
        f"path {path}, place {place}, day {day}: off by {excess[path, place, day]:.3g}"
        for path, place, day in found
    ]
