"""The way to the last year's targets: who adds which lot when, as the requirement and growth allow."""

from __future__ import annotations

import numpy as np

from sinews.apportionment.limits import Terms
from sinews.apportionment.settle import Settlement
from sinews.apportionment.whole import by_provider
from sinews.engines.arrays import Indices, Values
from sinews.engines.division import divisor_sequence


def targets_by_year(settlement: Settlement) -> tuple[Values, Indices]:
    """Return the lots that each ally has added by each year, (a, c, t), and their sums, (c, t).

    Notes
    -----
    Lots are handed out in the order of Webster's divisor method with the last year's lots as weights, so that
    no target ever falls and every year's division is near to the last one's. A lot has to wait until
    reasonable challenge and the cap of the year let its ally have it; later ones of other allies go first in
    the meantime. A package counts as one ally, and its members grow in proportion.
    """
    terms = settlement.terms
    final = by_provider(terms, settlement.lots)
    due = np.minimum(terms.lots_due, settlement.due[:, None]).astype(np.int64)
    earliest = _earliest(terms, settlement)
    given = np.zeros((*final.shape, terms.years.size), np.int64)
    for c in range(final.shape[1]):
        given[:, c] = _one_capability(final[:, c], due[c], earliest[:, c])
    return _by_ally(settlement, given), given.sum(axis=0)


def _earliest(terms: Terms, settlement: Settlement) -> Values:
    """Return the most lots that each provider may have added by each year, (a + packages, c, t)."""
    most = np.stack(
        [np.minimum(terms.growth_lots(t + 1.0), terms.cap_lots(t)) for t in range(terms.years.size)], axis=2
    )
    # no lot is taken back: what a cap forbids later is not asked for before
    most = np.minimum.accumulate(most[:, :, ::-1], axis=2)[:, :, ::-1]
    # an offer is not held back by a limit that protects from others
    most = np.maximum(most, settlement.limits.lower[:, :, None])
    packages = np.zeros((len(terms.packages), most.shape[1], terms.years.size))
    for row, (c, allies) in enumerate(terms.packages.values()):
        packages[row, c] = most[allies, c].sum(axis=0)
    return np.concatenate([most, packages])


def _one_capability(final: Indices, due: Indices, most: Values) -> Indices:
    """Return the lots of each provider by year, (providers, t), for one capability."""
    sequence = divisor_sequence(final)
    years = due.size
    given = np.zeros((final.size, years), np.int64)
    if sequence.size == 0:
        return given
    # the k-th lot of a provider, from 1, may be handed out once its limit has reached k
    order = np.argsort(sequence, kind="stable")
    rank = np.empty(sequence.size, np.int64)
    first = np.cumsum(final) - final
    rank[order] = np.arange(sequence.size) - first[sequence[order]] + 1
    released = (most[sequence] < rank[:, None] - 1e-9).sum(axis=1)
    waiting = np.ones(sequence.size, dtype=bool)
    for year in range(years):
        open_lots = np.flatnonzero(waiting & (released <= year))
        count = max(int(due[year]) - int((~waiting).sum()), 0)
        waiting[open_lots[:count]] = False
        given[:, year] = np.bincount(sequence[~waiting], minlength=final.size)
    return given


def _by_ally(settlement: Settlement, given: Indices) -> Values:
    """Return the lots of each ally, packages divided among their members as in the last year."""
    terms = settlement.terms
    count = len(terms.allies)
    lots = given[:count].astype(np.float64)
    for row, (c, allies) in enumerate(terms.packages.values()):
        final = settlement.lots[allies, c]
        part = final / final.sum() if final.sum() > 0 else np.zeros(allies.size)
        lots[allies, c] = part[:, None] * given[count + row, c]
    return lots
