"""Tables of what came of the casualties of a chain: outcomes, waits, timelines, occupancy, consumption."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sinews.case import Case
from sinews.enablers.medical.pathways import TRIAGE
from sinews.enablers.medical.results import BINS, LEAST_WAIT, NODES, OUTCOMES, PER_BIN
from sinews.enablers.medical.simulate import Flow
from sinews.enablers.medical.tables import HOURS_A_DAY
from sinews.engines.arrays import Indices, Values

BAND = (0.1, 0.9)
"""The quantiles between which 8 of 10 worlds lie."""


def outcomes(flow: Flow) -> pl.DataFrame:
    """Return what became of the casualties; each counts in exactly one row.

    Returns
    -------
    polars.DataFrame
        outcome, role (null where it is none), mean, low, high (casualties a world; 8 of 10 worlds lie
        between), share (of all casualties).
    """
    low, high = _band(flow.outcomes)
    mean = flow.outcomes.mean(axis=0)
    return pl.DataFrame(
        {
            "outcome": [name for name, _ in OUTCOMES],
            "role": pl.Series([role for _, role in OUTCOMES], dtype=pl.Int64),
            "mean": mean,
            "low": low,
            "high": high,
            "share": mean / max(float(mean.sum()), 1.0),
        }
    )


def waits(flow: Flow) -> pl.DataFrame:
    """Return how long casualties waited before each step of care that anybody reached.

    Who still waits at the end, or died waiting, is not counted here.

    Returns
    -------
    polars.DataFrame
        service, patients (a world), waited (share that waited a tenth of a minute or more), mean_hours,
        median_hours, p90_hours (to within 2 %), in the order of `medical_services`.
    """
    counts = flow.waits.sum(axis=1)
    reached = counts > 0
    taken = np.maximum(counts, 1)
    return pl.DataFrame(
        {
            "service": list(flow.chain.service_names),
            "patients": counts / flow.worlds,
            "waited": 1.0 - flow.waits[:, 0] / taken,
            "mean_hours": HOURS_A_DAY * flow.wait_days / taken,
            "median_hours": [_quantile(row, 0.5) for row in flow.waits],
            "p90_hours": [_quantile(row, 0.9) for row in flow.waits],
        }
    ).filter(pl.Series(reached))


def timelines(flow: Flow) -> pl.DataFrame:
    """Return the share of the immediate (T1) who were resuscitated and operated on in time.

    Those who died before count as not in time; first aid within ten minutes is not simulated.

    Returns
    -------
    polars.DataFrame
        timeline, minutes, mean, low, high (share of the immediate; 8 of 10 worlds lie between).
    """
    rows = []
    for name, column, limit in zip(
        ("damage-control resuscitation", "damage-control surgery"),
        ("resuscitated_in_time", "operated_in_time"),
        flow.chain.limits,
        strict=True,
    ):
        shares = flow.by_world[column].drop_nulls().to_numpy()
        low, high = np.quantile(shares, BAND) if shares.size else (None, None)
        mean = float(shares.mean()) if shares.size else None
        rows.append((name, round(limit * HOURS_A_DAY * 60.0), mean, low, high))
    return pl.DataFrame(
        rows, schema={"timeline": pl.String, "minutes": pl.Int64, "mean": pl.Float64, "low": pl.Float64,
                      "high": pl.Float64}, orient="row",
    )  # fmt: skip


def occupancy(flow: Flow) -> pl.DataFrame:
    """Return how busy each station is, and how many wait for it, by day.

    Servers that are on their way back, being cleaned, or kept by a casualty who cannot go on are busy.

    Returns
    -------
    polars.DataFrame
        station, day, servers (null without limit), occupied, occupied_low, occupied_high, waiting,
        waiting_low, waiting_high; means of the day, 8 of 10 worlds between low and high.
    """
    keys = flow.chain.stations.select("station", servers=pl.when(pl.col("servers") >= 0).then("servers"))
    days = flow.chain.days
    (busy_low, busy_high), (wait_low, wait_high) = _band(flow.occupied), _band(flow.waiting)
    return pl.DataFrame(
        {
            "station": np.repeat(keys["station"].to_numpy(), days),
            "day": np.tile(np.arange(days), keys.height),
            "occupied": flow.occupied.mean(axis=0, dtype=float).ravel(),
            "occupied_low": busy_low.ravel(),
            "occupied_high": busy_high.ravel(),
            "waiting": flow.waiting.mean(axis=0, dtype=float).ravel(),
            "waiting_low": wait_low.ravel(),
            "waiting_high": wait_high.ravel(),
        }
    ).join(keys, on="station", maintain_order="left").select(
        "station", "day", "servers", pl.exclude("station", "day", "servers")
    )  # fmt: skip


def first_break(flow: Flow) -> pl.DataFrame:
    """Return the stations that are overrun, the first one first.

    A station is overrun on the first day on which, on average over worlds, more wait for it than it has
    servers, or a tenth of its servers and at least one, whichever is less: a queue that its own work does
    not clear within a service.

    Returns
    -------
    polars.DataFrame
        station, day, most_waiting, most_waiting_day; empty if none is.
    """
    table = occupancy(flow).filter(pl.col("servers").is_not_null())
    over = pl.col("waiting") > pl.max_horizontal(pl.lit(1.0), 0.1 * pl.col("servers"))
    return (
        table.group_by("station", maintain_order=True)
        .agg(
            day=pl.col("day").filter(over).min(),
            most_waiting=pl.col("waiting").max(),
            most_waiting_day=pl.col("day").get(pl.col("waiting").arg_max()),
        )
        .drop_nulls("day")
        .sort("day", "most_waiting", descending=[False, True])
    )


def patient_flows(flow: Flow) -> pl.DataFrame:
    """Return how many casualties went from where to where; what comes to a place goes on from it, or ends.

    Returns
    -------
    polars.DataFrame
        source, target, casualties (mean a world), where there are any.
    """
    source, target = np.nonzero(flow.flow)
    names = np.array(NODES)
    return pl.DataFrame(
        {
            "source": names[source],
            "target": names[target],
            "casualties": flow.flow[source, target] / flow.worlds,
        }
    )


def consumption(flow: Flow, case: Case) -> pl.DataFrame:
    """Return what casualties consume by day, when they begin a step of care.

    Parameters
    ----------
    flow
        A simulated chain.
    case
        The case, for its table `medical_supplies`.

    Returns
    -------
    polars.DataFrame
        day, blood (units), class_viii (tonnes); mean of the worlds.
    """
    columns: dict[str, Values] = {}
    for supply, unit in (("blood", 1.0), ("class_viii", 1000.0)):
        used = np.zeros(flow.chain.days)
        rows = case["medical_supplies"].filter(pl.col("supply") == supply)
        for service, triage, quantity in rows.select("service", "triage", "quantity").iter_rows():
            begun = flow.begun[flow.chain.service_names.index(service), TRIAGE.index(triage)]
            used += quantity / unit * begun / flow.worlds
        columns[supply] = used
    return pl.DataFrame({"day": np.arange(flow.chain.days), **columns})


def _band(figures: NDArray[Any]) -> tuple[Values, Values]:
    """Return the quantiles of `BAND` over worlds."""
    low, high = np.quantile(figures.astype(float), BAND, axis=0)
    return np.asarray(low), np.asarray(high)


def _quantile(counts: Indices, share: float) -> float:
    """Return a quantile of waits in hours, from how many are in each bin: the middle of its bin."""
    total = int(counts.sum())
    if total == 0:
        return 0.0
    place = int(np.searchsorted(np.cumsum(counts), share * total))
    if place == 0:
        return 0.0
    return float(HOURS_A_DAY * LEAST_WAIT * np.exp((min(place, BINS - 1) - 0.5) / PER_BIN))
