"""The Shapley value of a game with transferable utility."""

from __future__ import annotations

from math import comb

import numpy as np
from numpy.typing import ArrayLike

from sinews.engines.arrays import Values

MOST_PLAYERS = 20


def shapley_value(worth: ArrayLike) -> Values:
    """Return each player's mean contribution over all orders in which a coalition can form.

    Parameters
    ----------
    worth
        What each coalition can secure, shape (2**n,), n at most 20: the coalition with number k holds player
        i where bit i of k is set; the empty coalition comes first.

    Returns
    -------
    Values, shape (n,); they add up to the worth of all players less that of none.

    Raises
    ------
    ValueError
        If the number of coalitions is no power of two, or there are too many players.

    References
    ----------
    L. S. Shapley, A value for n-person games, in Contributions to the Theory of Games II, Princeton, 1953.

    Examples
    --------
    Two left gloves and one right glove, a pair is worth 1; the right glove is player 2:

    >>> shapley_value([0, 0, 0, 0, 0, 1, 1, 1]).round(6)
    array([0.166667, 0.166667, 0.666667])
    """
    value = np.asarray(worth, np.float64)
    players = value.size.bit_length() - 1
    if value.size != 1 << players or players > MOST_PLAYERS:
        raise ValueError(f"expected 2**n coalitions of at most {MOST_PLAYERS} players, got {value.size}")
    coalition = np.arange(value.size)
    size = np.bitwise_count(coalition)
    chance = np.array([1.0 / (players * comb(players - 1, k)) for k in range(players)])
    result = np.zeros(players)
    for player in range(players):
        without = coalition[(coalition >> player) & 1 == 0]
        result[player] = chance[size[without]] @ (value[without | (1 << player)] - value[without])
    return result


def bankruptcy_game(claims: ArrayLike, estate: float) -> Values:
    """Return the worth of each coalition of claimants: what is left when all others have their claims.

    Parameters
    ----------
    claims
        Non-negative claims, shape (n,).
    estate
        What is divided.

    Returns
    -------
    Worth, shape (2**n,), coalitions numbered as in `shapley_value`.

    References
    ----------
    B. O'Neill, A problem of rights arbitration from the Talmud, Mathematical Social Sciences 2, 1982,
    345-371.
    """
    claim = np.asarray(claims, np.float64)
    members = (np.arange(1 << claim.size)[:, None] >> np.arange(claim.size)) & 1
    return np.asarray(np.clip(estate - (1 - members) @ claim, 0.0, None))
