"""Capacity in whole steps: what is rounded keeps to all that the steps keep to."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sinews.engines.capacity_steps import Steps


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 10_000), up=st.booleans())
def test_rounded_steps_keep_ramp_and_ceiling(seed: int, up: bool) -> None:
    random = np.random.default_rng(seed)
    plants, years = 6, 12
    step = random.uniform(0.1, 2.0, plants)
    ramp = step * random.integers(1, 4, plants)
    end = random.uniform(0.0, 9.0, plants)
    whole = np.floor(random.uniform(0.5, 1.0, (plants, years)) * (end / step)[:, None]) * step[:, None]
    limit = np.minimum.accumulate(np.where(np.arange(years) < 8, whole, end[:, None])[:, ::-1], axis=1)[
        :, ::-1
    ]
    given_growth = random.uniform(0.0, 1.0, (plants, years)) * ramp[:, None]
    expansion = np.zeros((plants, years))
    for year in range(1, years):
        expansion[:, year] = np.minimum(expansion[:, year - 1] + given_growth[:, year], limit[:, year])
    rounded = Steps(step, ramp, limit).rounded(expansion, up=up)
    growth = np.diff(rounded, axis=1, prepend=0.0)
    parts = rounded / step[:, None]
    ends = np.isclose(rounded, limit[:, -1:])
    assert (growth >= -1e-9).all()
    assert (growth <= ramp[:, None] + 1e-9).all()
    assert (rounded <= limit + 1e-9).all()
    assert (np.isclose(parts, np.round(parts), atol=1e-6) | ends).all()
    if up:
        assert (rounded >= expansion - 1e-5).all()
    else:
        assert (rounded <= expansion + 1e-5).all()
