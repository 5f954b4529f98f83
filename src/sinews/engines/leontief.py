"""Input-output analysis: what an economy makes, earns and imports for a final demand.

The open static model of Leontief: output x meets what sectors use of each other and final demand f,
x = A x + f, so that x = (I - A)^-1 f. The matrix is factorised once and never inverted.

Sources: Miller and Blair, Input-Output Analysis, 2nd edition, Cambridge 2009, chapters 2 and 6; Eurostat
Manual of Supply, Use and Input-Output Tables, Luxembourg 2008, chapter 15.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import lu_factor, lu_solve

from sinews.engines.arrays import Values


@dataclass(frozen=True, slots=True)
class Leontief:
    """An economy of n sectors, factorised.

    Attributes
    ----------
    coefficients
        What a unit of output of sector j uses of sector i, (n, n).
    factors, pivots
        The LU factorisation of I - A.
    """

    coefficients: Values
    factors: Values
    pivots: np.ndarray


def input_coefficients(flows: Values, output: Values) -> Values:
    """Return the input coefficients a_ij = z_ij / x_j, (n, n).

    Parameters
    ----------
    flows
        What sector j uses of sector i, (n, n), or any row of primary inputs, (n,): money.
    output
        Output of each sector, (n,): money. A sector without output uses nothing.
    """
    used: Values = np.divide(flows, output, out=np.zeros_like(flows, dtype=float), where=output > 0)
    return used


def factorise(coefficients: Values) -> Leontief:
    """Return the model with these input coefficients, (n, n).

    Raises
    ------
    ValueError
        If some output cannot be made from what it takes: the condition of Hawkins and Simon does not hold.
    """
    size = len(coefficients)
    factors, pivots = lu_factor(np.eye(size) - coefficients)
    model = Leontief(coefficients, factors, pivots)
    # a non-negative matrix is productive where one non-negative output leaves something of every product
    if np.any(coefficients < 0) or not np.all(output_for(model, np.ones(size)) > 0):
        raise ValueError("the input coefficients are not productive: a sector uses more than it makes")
    return model


def output_for(model: Leontief, demand: Values) -> Values:
    """Return the output that a final demand takes, (n,) or (n, k), in the money of the demand."""
    output: Values = lu_solve((model.factors, model.pivots), demand)
    return output


def effects(model: Leontief, direct: Values) -> Values:
    """Return what a unit of final demand for each sector takes of something in all sectors, (n,).

    Parameters
    ----------
    direct
        What a unit of output takes of it, (n,): ones for output multipliers; value added, imports, pay or
        jobs per output for their effects. Divided by `direct`, the effect is a type I multiplier.
    """
    total: Values = lu_solve((model.factors, model.pivots), direct, trans=1)
    return total


def with_households(coefficients: Values, income: Values, spending: Values) -> Values:
    """Return the coefficients of the model closed for households, (n + 1, n + 1): type II.

    Parameters
    ----------
    coefficients
        The input coefficients of the open model, (n, n).
    income
        What households earn by a unit of output, (n,).
    spending
        What households spend on each sector out of a unit of income, (n,).
    """
    return np.block([[coefficients, spending[:, None]], [income[None, :], np.zeros((1, 1))]])


def localised(coefficients: Values, imports: Values, kept: float) -> tuple[Values, Values]:
    """Return the coefficients of a smaller economy, and its imports per output.

    Parameters
    ----------
    coefficients, imports
        Those of the economy whose table is known, (n, n) and (n,).
    kept
        Part of the intermediate inputs bought at home that stays at home, 0 to 1; the rest is imported.
    """
    return coefficients * kept, imports + (1.0 - kept) * coefficients.sum(axis=0)


def size_quotient(size: float, exponent: float) -> float:
    """Return the part of inputs that an economy of a size relative to the known one buys at home, 0 to 1.

    The size term of the location quotient of Flegg and Webber (Regional Studies 31, 1997): log2(1 + size) to
    a power; an economy as large as the known one, or larger, keeps what that keeps.
    """
    return float(np.log2(1.0 + min(max(size, 0.0), 1.0)) ** exponent)
