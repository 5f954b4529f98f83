"""Numbers of what is counted of a chain of care: outcomes, places, and bins of waits."""

from __future__ import annotations

import math

# What becomes of a casualty, each in exactly one; by the pathways' own outcome, or by dying or staying on.
KILLED, DIED_BEFORE_ROLE1, DIED_WAITING, DIED_OF_WOUNDS, RETURNED_ROLE1 = range(5)
DISCHARGED, IN_CARE = 8, 9
OUTCOMES = (
    ("killed at once", None),
    ("died before Role 1", None),
    ("died of wounds before surgery", None),
    ("died of wounds in spite of care", 2),
    ("returned to duty", 1),
    ("returned to duty", 2),
    ("returned to duty", 3),
    ("returned to duty", 4),
    ("discharged", 4),
    ("in care at the end", None),
)
"""Name and role of each outcome, in the order of their numbers."""

NODE_WOUNDED, NODE_SICK, NODE_ROLE1 = 0, 1, 2
NODE_KILLED, NODE_DEAD, NODE_RETURNED, NODE_DISCHARGED, NODE_CARE = 6, 7, 8, 9, 10
NODES = (
    "hit", "sick", "Role 1", "Role 2", "Role 3", "Role 4", "killed in action", "died of wounds",
    "returned to duty", "discharged", "in care at the end",
)  # fmt: skip
"""Names of the places between which casualties are counted, in the order of their numbers."""

HOPELESS, SICK = 3, 4
"""Numbers of the expectant (T4) and of the sick among the categories of triage."""

# Waits are counted in bins that grow by 2 %, after one for who did not wait a tenth of a minute.
LEAST_WAIT = 0.1 / 1440.0
PER_BIN = 1.0 / math.log(1.02)
BINS = 900
