"""A plain simulation of networks of queues, customer by customer, to check the compiled one against."""

from __future__ import annotations

import heapq
import math
from itertools import count

import numpy as np

from sinews.engines.arrays import Indices, Values
from sinews.engines.queue_network import Network


class Reference:
    """One world; `lasts` holds the service times, (customers, stages)."""

    def __init__(
        self, network: Network, servers: Indices, lasts: Values, arrival: Values, kind: Indices,
        deadline: Values, pace: Values, period: float,
    ) -> None:  # fmt: skip
        self.network, self.servers, self.lasts, self.pace = network, servers, lasts, pace
        self.kind, self.deadline = kind, deadline.copy()
        self.busy = [0] * len(servers)
        self.queues: list[list[tuple[int, int, int]]] = [[] for _ in servers]
        self.kept: dict[int, tuple[int, int]] = {}
        self.start = np.full(lasts.shape, np.nan)
        self.finish = np.full(lasts.shape, np.nan)
        self.left = np.full(len(kind), -1)
        self.day = 0
        self.ticket, self.order = count(), count()
        self.events: list[tuple[float, int, str, int, int]] = []
        for day in range(1, servers.shape[1]):
            self.at(day * period, "turns", day, 0)
        for who, time in enumerate(arrival):
            self.at(time, "comes", who, 0)
        while self.events:
            self.now, _, what, a, b = heapq.heappop(self.events)
            getattr(self, what)(a, b)

    def at(self, time: float, what: str, a: int, b: int) -> None:
        heapq.heappush(self.events, (time, next(self.ticket), what, a, b))

    def turns(self, day: int, _: int) -> None:
        self.day = day
        for station in range(len(self.servers)):
            self.serve(station)

    def room(self, station: int) -> bool:
        limit = self.servers[station, self.day]
        return bool(limit < 0 or self.busy[station] < limit)

    def comes(self, who: int, stage: int) -> None:
        kind = self.kind[who]
        if stage == self.network.route.shape[1] or self.network.route[kind, stage] < 0:
            self.give_back(who)
            return
        if stage <= self.network.safe[kind] and self.now > self.deadline[who]:
            self.left[who] = stage
            self.give_back(who)
            return
        station, other = self.network.route[kind, stage], self.network.other[kind, stage]
        if other >= 0 and not self.room(station) and self.servers[other].max() != 0:
            station = other
        if self.room(station):
            self.begin(who, stage, station)
            return
        heapq.heappush(
            self.queues[station], (self.network.priority[kind, stage], next(self.order), who * 100 + stage)
        )
        if stage <= self.network.safe[kind] and math.isfinite(self.deadline[who]):
            self.at(self.deadline[who], "gives_up", who, stage)

    def gives_up(self, who: int, stage: int) -> None:
        if np.isnan(self.start[who, stage]):
            self.left[who] = stage
            for queue in self.queues:
                queue[:] = [entry for entry in queue if entry[2] // 100 != who]
                heapq.heapify(queue)
            self.give_back(who)

    def begin(self, who: int, stage: int, station: int) -> None:
        kind = self.kind[who]
        self.busy[station] += 1
        gain = self.network.gain[kind, stage]
        if gain != 1:
            self.deadline[who] = self.now + gain * (self.deadline[who] - self.now)
        self.start[who, stage] = self.now
        self.finish[who, stage] = self.now + self.lasts[who, stage] * self.pace[station]
        self.at(self.finish[who, stage], "ends", who, stage * 100 + station)
        self.give_back(who)

    def ends(self, who: int, code: int) -> None:
        stage, station = divmod(code, 100)
        turnround = self.network.turnround[self.kind[who], stage] * self.pace[station]
        if self.servers[station].max() < 0:
            turnround = 0.0
        if self.network.hold[self.kind[who], stage]:
            self.kept[who] = (station, stage)
        elif turnround > 0:
            self.at(self.now + turnround, "free", station, 0)
        else:
            self.free(station, 0)
        self.comes(who, stage + 1)

    def give_back(self, who: int) -> None:
        if who in self.kept:
            station, stage = self.kept.pop(who)
            turnround = self.network.turnround[self.kind[who], stage] * self.pace[station]
            if self.servers[station].max() < 0:
                turnround = 0.0
            self.at(self.now + turnround, "free", station, 0)

    def free(self, station: int, _: int) -> None:
        self.busy[station] -= 1
        self.serve(station)

    def serve(self, station: int) -> None:
        while self.queues[station] and self.room(station):
            _, _, code = heapq.heappop(self.queues[station])
            self.begin(code // 100, code % 100, station)
