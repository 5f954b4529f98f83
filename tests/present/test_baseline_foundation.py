"""What the plan of the baseline rests on."""

from __future__ import annotations

import sinews
from sinews.present.figures import price_foundation

EVIDENT = 0.6
"""Least part of the value ordered that published or derived prices carry."""


def test_most_of_the_value_ordered_rests_on_published_or_derived_prices() -> None:
    founded = dict(price_foundation(sinews.plan(sinews.open_case())).iter_rows())
    assert founded["published"] + founded["derived"] >= EVIDENT
