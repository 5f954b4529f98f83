"""Counter-based random numbers: published answers, SciPy's quantiles, and the right distributions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtri

from sinews.engines import random_numbers

# The known answers that Random123 publishes for Philox4x32-10: counter, key, block.
ANSWERS = [
    ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
    ([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    (
        [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
        [0xA4093822, 0x299F31D0],
        [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
    ),
]


@pytest.mark.parametrize(("counter", "key", "block"), ANSWERS)
def test_blocks_are_the_published_ones(counter: list[int], key: list[int], block: list[int]) -> None:
    a, b, c, d = map(np.uint64, counter)
    found = random_numbers.philox((a, b, c, d), (np.uint64(key[0]), np.uint64(key[1])))
    assert [int(word) for word in found] == block


def test_quantiles_are_scipys() -> None:
    p = np.concatenate([np.linspace(1e-6, 1 - 1e-6, 501), [1e-300, 1e-20, 1e-9]])
    ours = np.array([random_numbers.normal_quantile(each) for each in p])
    assert np.allclose(ours, ndtri(p), rtol=1e-14, atol=1e-15)


def test_uniforms_are_uniform_and_distinct() -> None:
    drawn = np.array(
        [
            random_numbers.uniforms(9, path, stream, draw)
            for path in range(20)
            for stream in range(20)
            for draw in range(20)
        ]
    )
    assert np.unique(drawn).size == drawn.size
    assert stats.kstest(drawn.ravel(), "uniform").pvalue > 0.01
    assert abs(np.corrcoef(drawn.T)[0, 1]) < 0.03


def test_many_streams_at_once_are_the_same_numbers() -> None:
    shape = np.random.default_rng(1).uniform(1.0, 40.0, 3000)
    stream = np.arange(3000, dtype=np.uint64)
    drawn, work = np.empty(3000), (np.empty(3000), np.empty(3000), 1.0 / np.sqrt(9.0 * shape - 3.0))
    random_numbers.gammas(shape, 6, 2, stream, 9, drawn, work)
    one_by_one = [random_numbers.gamma(k, 6, 2, n, 9) for n, k in enumerate(shape)]
    assert drawn.tolist() == one_by_one


@pytest.mark.parametrize("shape", [1.0, 4.0, 50.0])
def test_gamma_numbers_are_gamma_distributed(shape: float) -> None:
    drawn = [random_numbers.gamma(shape, 4, path, 1, draw) for path in range(100) for draw in range(100)]
    assert stats.kstest(drawn, stats.gamma(shape).cdf).pvalue > 0.01
