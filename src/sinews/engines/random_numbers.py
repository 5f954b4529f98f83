"""Counter-based random numbers for compiled kernels: a number is a function of where it is used.

Seed, path, stream and draw name a number; nothing is carried from one to the next. So the order of work and
the number of processors change no figure. This module loads numba: import it only where a kernel needs it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

MASK = np.uint64(0xFFFFFFFF)
SHIFT = np.uint64(32)
MULTIPLIER_A, MULTIPLIER_B = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
WEYL_A, WEYL_B = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
ROUNDS = 10
TWO_TO_MINUS_53 = 2.0**-53
CENTRE = 0.425
ATTEMPT = 1 << 24
"""Numbers of draws below this bound are free for the caller; attempts of one draw count in steps of it."""

Words = tuple[np.uint64, np.uint64, np.uint64, np.uint64]


@njit(cache=True, inline="always")
def philox(counter: Words, key: tuple[np.uint64, np.uint64]) -> Words:
    """Return a block of four random words of 32 bits: Philox4x32-10.

    Parameters
    ----------
    counter, key
        Four and two words, each below 2**32, as unsigned integers of 64 bits.

    References
    ----------
    Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3, SC11, 2011.
    """
    a, b, c, d = counter
    k, m = key
    for _ in range(ROUNDS):
        p, q = MULTIPLIER_A * a, MULTIPLIER_B * c
        a, b, c, d = (q >> SHIFT) ^ b ^ k, q & MASK, (p >> SHIFT) ^ d ^ m, p & MASK
        k, m = (k + WEYL_A) & MASK, (m + WEYL_B) & MASK
    return a, b, c, d


@njit(cache=True, inline="always")
def uniforms(seed: int, path: int, stream: int, draw: int) -> tuple[float, float]:
    """Return two independent numbers, uniform on the open interval from 0 to 1.

    Parameters
    ----------
    seed
        Of 64 bits.
    path, stream, draw
        Non-negative, below 2**32: the world, what is drawn in it, and which one.
    """
    unsigned = np.uint64(seed)
    a, b, c, d = philox(
        (np.uint64(draw), np.uint64(stream), np.uint64(path), np.uint64(0)),
        (unsigned & MASK, unsigned >> SHIFT),
    )
    return _open_interval(a, b), _open_interval(c, d)


@njit(cache=True, inline="always")
def _open_interval(high: np.uint64, low: np.uint64) -> float:
    """Return 52 bits of two words as a number strictly between 0 and 1."""
    bits = (high << np.uint64(20)) | (low >> np.uint64(12))
    return (float(bits) * 2.0 + 1.0) * TWO_TO_MINUS_53


@njit(cache=True, inline="always")
def _central_quantile(q: float) -> float:
    """Return the standard normal quantile at ``q + 1/2`` in the body of the distribution, |q| <= `CENTRE`."""
    r = 0.180625 - q * q
    top = (
        ((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
        + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
        + 133.14166789178437745) * r + 3.387132872796366608
    )  # fmt: skip
    bottom = (
        ((((((5226.495278852854561 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
        + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
        + 42.313330701600911252) * r + 1.0
    )  # fmt: skip
    return q * top / bottom


@njit(cache=True)
def normal_quantile(p: float) -> float:
    """Return the quantile of the standard normal distribution at `p`, right to about 16 digits.

    Only the tails need a logarithm, so the figure is the same on every machine in the body.

    References
    ----------
    Wichura, Algorithm AS 241: the percentage points of the normal distribution, Applied Statistics 37, 1988.
    """
    q = p - 0.5
    if abs(q) <= CENTRE:
        return _central_quantile(q)
    r = math.sqrt(-math.log(p if q < 0.0 else 1.0 - p))
    if r <= 5.0:
        r -= 1.6
        top = (
            ((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
            + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r
            + 4.6303378461565452959) * r + 1.42343711074968357734
        )  # fmt: skip
        bottom = (
            ((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
            + 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r
            + 2.05319162663775882187) * r + 1.0
        )  # fmt: skip
    else:
        r -= 5.0
        top = (
            ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
            + 0.0012426609473880784386) * r + 0.026532189526576123093) * r + 0.29656057182850489123) * r
            + 1.7848265399172913358) * r + 5.4637849111641143699) * r + 6.6579046435011037772
        )  # fmt: skip
        bottom = (
            ((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r
            + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4) * r + 0.0148753612908506148525) * r
            + 0.13692988092273580531) * r + 0.59983220655588793769) * r + 1.0
        )  # fmt: skip
    return float(math.copysign(top / bottom, q))


@njit(cache=True)
def gamma(shape: float, seed: int, path: int, stream: int, draw: int) -> float:
    """Return a gamma-distributed number with mean and variance `shape`, which is at least 1.

    Parameters
    ----------
    shape
        At least 1.
    seed, path, stream
        As for `uniforms`.
    draw
        Below `ATTEMPT`; rejected attempts use the counters above it.

    References
    ----------
    Marsaglia and Tsang, A simple method for generating gamma variables, ACM TOMS 26, 2000.
    """
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * shape - 3.0)
    counter = draw
    while True:
        u, accept = uniforms(seed, path, stream, counter)
        x = normal_quantile(u)
        v = 1.0 + c * x
        if v > 0.0:
            v = v * v * v
            square = x * x
            if accept < 1.0 - 0.0331 * square * square:
                return d * v
            if math.log(accept) < 0.5 * square + d * (1.0 - v + math.log(v)):
                return d * v
        counter += ATTEMPT


@njit(cache=True)
def gammas(
    shape: Any, seed: int, path: int, stream: Any, draw: int, drawn: Any, work: tuple[Any, Any, Any]
) -> None:
    """Draw the same draw of many streams at once: what `gamma` returns for each, several times as fast.

    The steps are taken one after the other for all streams, so that the compiler can work on several at a
    time; the few that the first attempt rejects, or that lie in the tails, are drawn one by one.

    Parameters
    ----------
    shape, stream
        Of each number, (n,); unsigned integers for the streams.
    seed, path, draw
        As for `gamma`.
    drawn
        Room for the numbers, (n,).
    work
        Three arrays to work in, (n,), of which the last holds ``1 / sqrt(9 shape - 3)``.
    """
    u, accept, slope = work
    first, last = np.uint64(draw), np.uint64(path)
    key = np.uint64(seed) & MASK, np.uint64(seed) >> SHIFT
    for i in range(stream.size):
        a, b, c, d = philox((first, stream[i], last, np.uint64(0)), key)
        u[i], accept[i] = _open_interval(a, b), _open_interval(c, d)
    for i in range(stream.size):
        drawn[i] = _central_quantile(u[i] - 0.5)
    for i in range(stream.size):
        if abs(u[i] - 0.5) > CENTRE:
            drawn[i] = normal_quantile(u[i])
    for i in range(stream.size):
        d = shape[i] - 1.0 / 3.0
        x = drawn[i]
        v = 1.0 + slope[i] * x
        v = v * v * v
        square = x * x
        surely = v > 0.0 and accept[i] < 1.0 - 0.0331 * square * square
        drawn[i] = d * v if surely else -1.0
    for i in range(stream.size):
        if drawn[i] < 0.0:
            drawn[i] = gamma(shape[i], seed, path, int(stream[i]), draw)
