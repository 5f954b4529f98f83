"""Medical support against published figures, through the functions that users call.

Of Reister's hundred hit in Korea, who is returned at once and how many die in all are inputs of the baseline;
the delay to Role 1 is chosen so that 17 are killed. That the others come out checks the stream and the count
of outcomes, not the world.
"""

from __future__ import annotations

from functools import cache, partial

import numpy as np

from sinews.case import Case, apply_overrides, holdings, open_case
from sinews.engines.queue_network import LOGNORMAL, UNLIMITED, network
from sinews.engines.queue_simulation import poisson_arrivals, simulate_queues
from sinews.verify.check import Check

HOFFMANN = (
    "Surgeon General Hoffmann (Reuters, September 2025): 1,000 wounded a day, 15,000 beds, hence 15 days"
)
REISTER = "Reister, Battle casualties and medical statistics: U.S. Army experience in the Korean War, 3"
WEBSTER = "Webster and others, BMJ Military Health 2020: 303 British killed, Afghanistan"
SEED, DAYS, WARM = 8, 400.0, 150.0


def beds_occupied(wounded: float, stay: float) -> float:
    """Return the mean number of beds that so many wounded a day occupy, simulated over 250 days."""
    arrival, kind = poisson_arrivals((wounded,), DAYS, SEED, 0)
    beds = network([[0]], stay, law=LOGNORMAL, spread=0.8)
    run = simulate_queues(
        beds, np.full((1, int(DAYS)), UNLIMITED), arrival, kind, period=1.0, until=DAYS, seed=SEED, log=False
    )
    return float(run.busy[0, int(WARM) :].mean())


def korea() -> Case:
    """Return the baseline with Korea's lethality, and 50 minutes to Role 1 for everybody."""
    return apply_overrides(
        open_case(),
        [
            "medical_planning.mortally_wounded.value=0.19",
            "medical_planning.role1_return.value=0.157",
            "medical_planning.hospital_mortality.value=0",
            "medical_planning.hospital_mortality.low=0",
            "medical_services.extraction.mean=0.8333",
            "medical_services.extraction.variation=0",
        ],
    )


@cache
def of_a_hundred_hit(outcome: str) -> float:
    """Return how many of a hundred hit are killed, return at once, are admitted, or die of wounds.

    Nobody is operated on, so that the curve of death by delay takes all of the dying.
    """
    from sinews.enablers.medical import chains, outcomes, simulate

    case = korea()
    held = holdings(case).select("ally", "capability", "quantity")
    (chain,) = chains(case, held, plan="north", days=60)
    flow = simulate(chain.with_servers({"role2_table": 0}), 4)
    hit = float(flow.by_world["battle"].to_numpy().mean())
    table = outcomes(flow)
    mean = dict(zip(zip(table["outcome"], table["role"], strict=True), table["mean"], strict=True))
    killed = mean["killed at once", None] + mean["died before Role 1", None]
    died = mean["died of wounds before surgery", None]
    # the sick return from Role 1 as well: their pathway's share of all sick
    sick = sum(p.share for p in chain.stream.pathways if p.triage == "sick" and p.role == 1)
    returned = mean["returned to duty", 1] - sick * float(flow.by_world["sick"].to_numpy().mean())
    found = {"killed": killed, "returned": returned, "admitted": hit - killed - returned, "died": died}
    return float(100.0 * found[outcome] / hit)


def dead_within(minutes: float) -> float:
    """Return the share of the mortally wounded who are dead within so many minutes."""
    from sinews.enablers.medical.recovery import death_by_delay

    return death_by_delay(open_case()).dead(minutes)


CHECKS = (
    Check("Bed requirement (Little's law)", "beds for 1,000 wounded a day and 15 days in hospital", HOFFMANN,
          15_000.0, partial(beds_occupied, 1000.0, 15.0), 100.0),
    *(
        Check("Casualty stream", f"of 100 hit in Korea, {words}", REISTER, expected,
              partial(of_a_hundred_hit, outcome), 0.5)
        for outcome, words, expected in (
            ("killed", "killed (50 minutes to Role 1)", 17.0),
            ("returned", "treated and returned at once", 13.0),
            ("admitted", "admitted", 70.0),
            ("died", "admitted and died of wounds", 2.0),
        )
    ),
    *(
        Check("Death by delay", f"share dead by {minutes} minutes, Weibull fit", WEBSTER, share,
              partial(dead_within, minutes), 0.012)
        for minutes, share in ((10, 0.677), (60, 0.914), (120, 0.99))
    ),
)  # fmt: skip
