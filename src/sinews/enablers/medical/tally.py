"""Compiled count of what came of each casualty in a world. It loads numba: import it only where it runs."""

from __future__ import annotations

import math
from typing import Any

from numba import njit

from sinews.enablers.medical.results import (
    BINS,
    DIED_BEFORE_ROLE1,
    DIED_OF_WOUNDS,
    DIED_WAITING,
    HOPELESS,
    IN_CARE,
    LEAST_WAIT,
    NODE_CARE,
    NODE_DEAD,
    NODE_DISCHARGED,
    NODE_KILLED,
    NODE_RETURNED,
    NODE_ROLE1,
    NODE_SICK,
    NODE_WOUNDED,
    PER_BIN,
    RETURNED_ROLE1,
    SICK,
)  # fmt: skip


@njit(cache=True, nogil=True)
def tally(
    times: Any, left: Any, kind: Any, arrival: Any, deadline: Any, until: float,
    steps: Any, places: Any, triage: Any, outcome: Any, needs: Any, limits: Any, marks: Any,
    waits: Any, wait_sum: Any, outcomes: Any, flow: Any, begun: Any, timely: Any, surgery: Any,
) -> None:  # fmt: skip
    """Count the casualties of a world.

    Parameters
    ----------
    times, left, kind, arrival, deadline, until
        Start and end of each stage, the stage given up at, and the casualties, as drawn.
    steps, places
        Service of each kind and stage, -1 for none, and the role where it is; 0 between roles.
    triage, outcome, needs
        Of each kind: its category, what becomes of it at the end, whether it needs damage-control surgery.
    limits, marks
        Days within which resuscitation and surgery shall begin, and the numbers of these two services.
    waits, wait_sum
        Room for how many waited how long in each step, (services, bins), and the days in all, (services,).
    outcomes, flow
        Room for what became of them, and for how many went from where to where.
    begun
        Room for how many began a step on a day, (services, categories, days).
    timely
        Room for the immediate who could be timely, and who were, by mark: (2, 2).
    surgery
        Room for the days from injury to damage-control surgery, or to the end, of those who need it and whom
        no delay kills; how many they are, and how many were operated on, (3,).
    """
    stages = times.shape[1]
    for who in range(kind.size):
        t = kind[who]
        category = triage[t]
        node = NODE_SICK if category == SICK else NODE_WOUNDED
        came, result, operated = arrival[who], -1, until
        for mark in range(2):
            if category == 0 and arrival[who] + limits[mark] <= until:
                timely[mark, 0] += 1
        for k in range(stages):
            step = steps[t, k]
            if step < 0:
                result = outcome[t]
                break
            if came > until:
                result = IN_CARE
                break
            place = places[t, k]
            dead_here = left[who] == k
            # who has died on the way has not come
            if place > 0 and not (dead_here and came > deadline[who] and k == 1):
                there = NODE_ROLE1 + place - 1
                if there != node:
                    flow[node, there] += 1
                    node = there
            if dead_here:
                result = DIED_BEFORE_ROLE1 if node == NODE_WOUNDED else DIED_WAITING
                break
            start = times[who, k, 0]
            if math.isnan(start):
                result = IN_CARE
                break
            wait = start - came
            wait_sum[step] += wait
            place_in = 0
            if wait > LEAST_WAIT:
                place_in = min(1 + int(math.log(wait / LEAST_WAIT) * PER_BIN), BINS - 1)
            waits[step, place_in] += 1
            begun[step, category, int(start)] += 1
            for mark in range(2):
                if step == marks[mark]:
                    if (
                        category == 0
                        and arrival[who] + limits[mark] <= until
                        and start - arrival[who] <= limits[mark]
                    ):
                        timely[mark, 1] += 1
                    if mark == 1:
                        operated = start
            came = times[who, k, 1]
        if needs[t] and math.isinf(deadline[who]) and category != HOPELESS:
            surgery[0] += operated - arrival[who]
            surgery[1] += 1.0
            surgery[2] += operated < until
        if result < 0:
            result = outcome[t]
        if came > until and result not in (DIED_BEFORE_ROLE1, DIED_WAITING):
            result = IN_CARE
        outcomes[result] += 1
        if result == DIED_BEFORE_ROLE1:
            flow[node, NODE_KILLED] += 1
        elif result in (DIED_WAITING, DIED_OF_WOUNDS):
            flow[node, NODE_DEAD] += 1
        elif result == IN_CARE:
            flow[node, NODE_CARE] += 1
        elif result >= RETURNED_ROLE1 and result < RETURNED_ROLE1 + 4:
            flow[node, NODE_RETURNED] += 1
        else:
            flow[node, NODE_DISCHARGED] += 1
