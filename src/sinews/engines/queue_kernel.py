"""The compiled event loop of `sinews.engines.queue_simulation`. It loads numba: import it only to run it.

What belongs together lies together in few arrays, so that an event touches few lines of memory.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from sinews.engines.queue_calendar import next_time, note, take
from sinews.engines.random_numbers import normal_quantile, uniforms

# Columns of rules: of each kind and stage; and the numbers that many of them share, by row.
ROUTE, OTHER, PRIORITY, LAW, HOLD, URGENT, ROW = range(7)
MEAN, SPREAD, LOWEST, WIDTH, TURNROUND, GAIN = range(6)
# Columns of customers.
KIND, STAGE, STATION, SERVER, KEPT_STATION, KEPT_SERVER, BEHIND, STATE = range(8)
# Bits of the state of a customer: waits in a queue; has a deadline in the calendar.
WAITS, LISTED = 1, 2
# Columns of stations.
LIMIT, EVER, BUSY, WAITING, IDLES, FIRST_SERVER, IS_DUE = range(7)
CHANGED, BUSY_TIME, WAITING_TIME, PACE = range(4)
HEAD, TAIL = 0, 1


@njit(cache=True)
def _duration(law: int, rule: Any, seed: int, world: int, stage: int, who: int) -> float:
    """Draw the service time of a customer at a stage: a function of who and where, not of the order."""
    if law == 0:
        return float(rule[MEAN])
    u, _ = uniforms(seed, world, stage, who)
    u = rule[LOWEST] + rule[WIDTH] * u
    if law == 1:
        return float(-rule[MEAN] * math.log1p(-u))
    return float(rule[MEAN] * math.exp(rule[SPREAD] * (normal_quantile(u) - 0.5 * rule[SPREAD])))


@njit(cache=True, inline="always")
def _count(whole: Any, part: Any, s: int, now: float) -> None:
    """Add the time since the last change to what a station has been busy and waited at."""
    passed = now - part[s, CHANGED]
    part[s, BUSY_TIME] += passed * whole[s, BUSY]
    part[s, WAITING_TIME] += passed * whole[s, WAITING]
    part[s, CHANGED] = now


@njit(cache=True)
def _free(whole: Any, part: Any, idle: Any, due: Any, dues: int, s: int, server: int, now: float) -> int:
    """Give a server back to its station, which is due to look at its queue; return how many are due."""
    _count(whole, part, s, now)
    whole[s, BUSY] -= 1
    if server >= 0:
        idle[whole[s, FIRST_SERVER] + whole[s, IDLES]] = server
        whole[s, IDLES] += 1
    if whole[s, WAITING] > 0 and whole[s, IS_DUE] == 0:
        whole[s, IS_DUE] = 1
        due[dues] = s
        dues += 1
    return dues


@njit(cache=True, nogil=True)
def run(
    rule_whole: Any, rule_part: Any, arrival: Any, deadline: Any, people: Any, whole: Any, part: Any,
    queue: Any, idle: Any, time: Any, following: Any, first: Any, heap: Any, place: Any, scale: Any,
    servers: Any, period: float, until: float, seed: int, world: int,
    times: Any, took: Any, left: Any, busy: Any, waiting: Any,
) -> int:  # fmt: skip
    """Run one world and return the number of events in its calendar.

    Parameters
    ----------
    rule_whole, rule_part
        Rules of each kind and stage, (kinds, stages + 1, 7): after the last stage nowhere; and the numbers
        that they share, (rows, 6).
    arrival, deadline
        Of each customer, by time of arrival; deadlines are moved where a stage wins time.
    people
        Columns of each customer, of which the kind is filled in and no server is kept, (customers, 8).
    whole, part, queue, idle
        Columns of stations, (stations, 7) and (stations, 4); heads and tails of queues, (stations,
        priorities, 2); free servers, those of a station together, as stacks.
    time, following, first, heap, place, scale
        An empty calendar: customers' ends of service, their deadlines, servers' ends of turn-rounds.
    servers, period
        Servers of each station in each period, below 0 for no limit, (stations, periods); length of a period.
    until
        When to stop.
    seed, world
        What the random numbers are keyed by.
    times, took, left, busy, waiting
        Room for the answer: start and end (customers, stages, 2), servers (customers, stages) or nothing,
        (customers,), and time that servers were busy and customers waited, (stations, periods).
    """
    n = arrival.size
    count, periods = servers.shape
    due = np.empty(count, np.int64)
    dues, coming, events, now_in, now = 0, 0, 0, 0, 0.0
    while True:
        comes = arrival[coming] if coming < n else np.inf
        turns = (now_in + 1) * period if now_in + 1 < periods else np.inf
        ends = next_time(time, following, first, heap, place, scale, min(comes, turns, until))
        now = min(ends, comes, turns)
        if now > until or now == np.inf:
            break
        # The customer who moves to a stage in this event, the one who leaves for ever, and from which stage.
        mover, leaver, stage = -1, -1, 0
        if ends == now:
            event = take(time, heap, place)
            if event < n:
                events += 1
                mover, stage = event, people[event, STAGE] + 1
                kind = people[mover, KIND]
                s, server = people[mover, STATION], people[mover, SERVER]
                if rule_whole[kind, stage - 1, HOLD]:
                    people[mover, KEPT_STATION], people[mover, KEPT_SERVER] = s, server
                elif rule_part[rule_whole[kind, stage - 1, ROW], TURNROUND] > 0.0 and server >= 0:
                    turnround = rule_part[rule_whole[kind, stage - 1, ROW], TURNROUND]
                    note(time, following, first, heap, place, scale, 2 * n + server,
                         now + turnround * part[s, PACE])  # fmt: skip
                else:
                    dues = _free(whole, part, idle, due, dues, s, server, now)
            elif event < 2 * n:
                who = event - n
                people[who, STATE] &= ~LISTED
                if people[who, STATE] & WAITS and rule_whole[people[who, KIND], people[who, STAGE], URGENT]:
                    if deadline[who] > now:
                        people[who, STATE] |= LISTED
                        note(time, following, first, heap, place, scale, event, deadline[who])
                    else:
                        events += 1
                        s = people[who, STATION]
                        _count(whole, part, s, now)
                        whole[s, WAITING] -= 1
                        people[who, STATE] = 0
                        leaver, left[who] = who, people[who, STAGE]
            else:
                events += 1
                server = event - 2 * n
                s = count - 1
                while whole[s, FIRST_SERVER] > server:
                    s -= 1
                dues = _free(whole, part, idle, due, dues, s, server, now)
        elif turns == now:
            for s in range(count):
                _count(whole, part, s, now)
                busy[s, now_in], waiting[s, now_in] = part[s, BUSY_TIME], part[s, WAITING_TIME]
                part[s, BUSY_TIME] = part[s, WAITING_TIME] = 0.0
                whole[s, LIMIT] = servers[s, now_in + 1]
                if whole[s, WAITING] > 0 and whole[s, IS_DUE] == 0:
                    whole[s, IS_DUE] = 1
                    due[dues] = s
                    dues += 1
            now_in += 1
        else:
            events += 1
            mover = coming
            coming += 1
        while True:
            # Who begins: first those who have waited at stations that are due, then the one who has come.
            who = -1
            while dues > 0 and who < 0:
                s = due[dues - 1]
                if whole[s, BUSY] < whole[s, LIMIT] and whole[s, WAITING] > 0:
                    for p in range(queue.shape[1]):
                        while who < 0 and queue[s, p, HEAD] >= 0:
                            who = queue[s, p, HEAD]
                            queue[s, p, HEAD] = people[who, BEHIND]
                            if queue[s, p, HEAD] < 0:
                                queue[s, p, TAIL] = -1
                            if people[who, STATE] & WAITS == 0:
                                who = -1
                        if who >= 0:
                            break
                    _count(whole, part, s, now)
                    whole[s, WAITING] -= 1
                    people[who, STATE] &= ~WAITS
                    k = people[who, STAGE]
                else:
                    whole[s, IS_DUE] = 0
                    dues -= 1
            if who < 0 and mover >= 0:
                who, k, mover = mover, stage, -1
                kind = people[who, KIND]
                people[who, STAGE] = k
                s = rule_whole[kind, k, ROUTE]
                if s < 0:
                    leaver, who = who, -1
                elif rule_whole[kind, k, URGENT] and now > deadline[who]:
                    left[who] = k
                    leaver, who = who, -1
                else:
                    other = rule_whole[kind, k, OTHER]
                    nobody_free = whole[s, LIMIT] >= 0 and whole[s, BUSY] >= whole[s, LIMIT]
                    if other >= 0 and nobody_free and whole[other, EVER] != 0:
                        s = other
                    if whole[s, LIMIT] >= 0 and whole[s, BUSY] >= whole[s, LIMIT]:
                        _count(whole, part, s, now)
                        whole[s, WAITING] += 1
                        p = rule_whole[kind, k, PRIORITY]
                        people[who, STATION], people[who, BEHIND] = s, -1
                        if queue[s, p, TAIL] < 0:
                            queue[s, p, HEAD] = who
                        else:
                            people[queue[s, p, TAIL], BEHIND] = who
                        queue[s, p, TAIL] = who
                        if (
                            rule_whole[kind, k, URGENT]
                            and people[who, STATE] & LISTED == 0
                            and deadline[who] < np.inf
                        ):
                            people[who, STATE] |= LISTED
                            note(time, following, first, heap, place, scale, n + who, deadline[who])
                        people[who, STATE] |= WAITS
                        who = -1
            if who >= 0:
                kind = people[who, KIND]
                _count(whole, part, s, now)
                whole[s, BUSY] += 1
                server = -1
                if whole[s, LIMIT] >= 0:
                    whole[s, IDLES] -= 1
                    server = idle[whole[s, FIRST_SERVER] + whole[s, IDLES]]
                rule = rule_part[rule_whole[kind, k, ROW]]
                if rule[GAIN] != 1.0:
                    deadline[who] = now + rule[GAIN] * (deadline[who] - now)
                lasts = _duration(rule_whole[kind, k, LAW], rule, seed, world, k, who)
                people[who, STATION], people[who, SERVER] = s, server
                times[who, k, 0], times[who, k, 1] = now, now + lasts * part[s, PACE]
                if took.shape[0] > 0:
                    took[who, k] = server if server >= 0 else -2 - s
                note(time, following, first, heap, place, scale, who, times[who, k, 1])
                leaver = who
            elif leaver < 0:
                break
            # Whoever begins or leaves gives back what was kept from the stage before.
            s = people[leaver, KEPT_STATION]
            if s >= 0:
                people[leaver, KEPT_STATION] = -1
                server = people[leaver, KEPT_SERVER]
                row = rule_whole[people[leaver, KIND], people[leaver, STAGE] - 1, ROW]
                turnround = rule_part[row, TURNROUND]
                if turnround > 0.0 and server >= 0:
                    note(time, following, first, heap, place, scale, 2 * n + server,
                         now + turnround * part[s, PACE])  # fmt: skip
                else:
                    dues = _free(whole, part, idle, due, dues, s, server, now)
            leaver = -1
    stop = until if until < np.inf else (np.nanmax(times) if n else 0.0)
    for s in range(count):
        _count(whole, part, s, max(stop, part[s, CHANGED]))
        busy[s, now_in], waiting[s, now_in] = part[s, BUSY_TIME], part[s, WAITING_TIME]
    return events


@njit(cache=True, nogil=True)
def pass_freely(
    rule_whole: Any, rule_part: Any, pace: Any, arrival: Any, deadline: Any, kind: Any, chosen: Any,
    seed: int, world: int, left: Any,
) -> None:  # fmt: skip
    """Find at which stage some customers would give up if nobody ever waited; -1 for none.

    Parameters
    ----------
    rule_whole, rule_part, arrival, deadline, seed, world
        As for `run`; no deadline is moved.
    pace
        Of each station, (stations,).
    kind
        Of each customer, (customers,).
    chosen
        Numbers of the customers, (chosen,).
    left
        Room for the answer, (chosen,).
    """
    for place in range(chosen.size):
        who = chosen[place]
        rules = rule_whole[kind[who]]
        now, limit = arrival[who], deadline[who]
        left[place] = -1
        for k in range(rules.shape[0]):
            s = rules[k, ROUTE]
            if s < 0 or not rules[k, URGENT]:
                break
            if now > limit:
                left[place] = k
                break
            rule = rule_part[rules[k, ROW]]
            limit = now + rule[GAIN] * (limit - now)
            now += _duration(rules[k, LAW], rule, seed, world, k, who) * pace[s]
