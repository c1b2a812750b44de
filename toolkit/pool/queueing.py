"""Requests that wait for one of a number of connections, and give up after a while: the queue M/M/c+D.

Arrivals at random, holding times spread as the exponential distribution has it, ``servers`` connections, and a patience
that is the same for all. Waits by the virtual waiting time of Baccelli & Hebuterne, "On queues with impatient
customers", Performance '81, for a patience that is constant:

    P(fails) = r e^-t / (1/B + l p (1 - e^-t)/t + r e^-t),    t = (c/h - l) p

with l the rate, h the hold, c the servers, p the patience, r = l h / c and B Erlang's loss formula of c - 1 servers. At
no patience that is Erlang's loss formula of c servers; in overload it goes to 1 - 1/r; with much patience it is
(1 - r) times the part that waits longer than p by Erlang C.
"""

from __future__ import annotations

import math

ONSET = 0.01
"""The part of the requests at whose failing people begin to notice."""
_PRECISION = 1e-6
_BEYOND = 1e300


def failing(rate: float, hold: float, servers: int, patience: float, *, cv2: float = 1.0) -> float:
    """Which part of the requests fails, 0 to 1.

    ``cv2`` is the squared coefficient of variation of the holding time: 1 for the exponential distribution, 0 for a
    constant. Waits are (1 + cv2)/2 times as long (Lee & Longton 1959), so patience is worth as much more.
    """
    if rate <= 0 or hold <= 0:
        return 0.0
    load = rate * hold / servers
    if math.isinf(patience):
        return max(0.0, 1 - 1 / load)
    patience *= 2 / (1 + cv2)
    slack = (servers / hold - rate) * patience
    if slack >= 0:
        lost = load * math.exp(-slack)
        return lost / (_inverse_loss(servers - 1, rate * hold) + rate * patience * _mean_decay(slack) + lost)
    # The same with both sides multiplied by e^slack, which would overflow otherwise.
    free = _inverse_loss(servers - 1, rate * hold) * math.exp(slack)
    return load / (free + rate * patience * _mean_decay(-slack) + load)


def onset(hold: float, servers: int, patience: float, *, share: float = ONSET, cv2: float = 1.0) -> float:
    """The rate at which ``share`` of the requests fails."""
    if hold <= 0:
        return math.inf
    # More than the servers can do fails in any case.
    low, high = 0.0, servers / hold / (1 - share)
    while high - low > _PRECISION * high:
        middle = (low + high) / 2
        if failing(middle, hold, servers, patience, cv2=cv2) < share:
            low = middle
        else:
            high = middle
    return high


def _inverse_loss(servers: int, offered: float) -> float:
    """One by Erlang's loss formula: by its recursion, which adds positive numbers only and so loses no digits."""
    inverse = 1.0
    for server in range(1, servers + 1):
        inverse = 1 + inverse * server / offered
        if inverse > _BEYOND:
            return math.inf
    return inverse


def _mean_decay(slack: float) -> float:
    """The mean of e^-x between 0 and ``slack``."""
    return -math.expm1(-slack) / slack if slack > 0 else 1.0
