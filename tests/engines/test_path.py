from __future__ import annotations

import numpy as np

from sinews.engines.path import evenly, evenly_until, path


def test_equal_parts_lie_on_the_straight_line_through_both_years() -> None:
    years = np.arange(2020, 2035)
    for before, after in ((0.0, 1.0), (7.0, 3.0)):
        expected = np.interp(years, [2025, 2030], [before, after])
        assert np.allclose(path(years, 2025, 2030, before, after), expected)


def test_a_step_is_nothing_before_its_year_and_all_from_it_on() -> None:
    assert path([2028, 2029, 2030, 2031], 2025, 2030, 2, 5, step=True).tolist() == [2, 2, 5, 5]


def test_what_begins_when_it_is_complete_comes_all_at_once() -> None:
    assert path([2029, 2030, 2031], [2030, 2031, 2028], [2030, 2030, 2028], 0, 1).tolist() == [0, 1, 1]


def test_what_is_spread_evenly_adds_up_to_all_of_it() -> None:
    years = np.arange(2024, 2034)
    assert evenly(6, 2026, 2028, [2025, 2026, 2027, 2028, 2029]).tolist() == [0, 2, 2, 2, 0]
    assert evenly_until(6, 2026, 2028, [2025, 2026, 2027, 2028, 2029]).tolist() == [0, 2, 4, 6, 6]
    for quantity, first, last in ((7.0, 2026, 2032), (1.0, 2030, 2030)):
        by_year = evenly(quantity, first, last, years)
        assert np.allclose(np.cumsum(by_year), evenly_until(quantity, first, last, years))
        assert np.isclose(by_year.sum(), quantity)
