"""Medical support: the casualties of defence plans, and the chain that treats them and takes them home."""

from sinews.enablers.medical.chain import Chain, chains, load_bands, offered_load
from sinews.enablers.medical.outcomes import (
    BAND,
    consumption,
    first_break,
    occupancy,
    outcomes,
    patient_flows,
    timelines,
    waits,
)
from sinews.enablers.medical.simulate import Flow, simulate
from sinews.enablers.medical.stream import expected_casualties
from sinews.enablers.medical.tables import committed_shares
from sinews.enablers.medical.unhindered import at_disposal, unhindered

__all__ = [
    "BAND",
    "Chain",
    "Flow",
    "at_disposal",
    "chains",
    "committed_shares",
    "consumption",
    "expected_casualties",
    "first_break",
    "load_bands",
    "occupancy",
    "offered_load",
    "outcomes",
    "patient_flows",
    "simulate",
    "timelines",
    "unhindered",
    "waits",
]
