#!/usr/bin/env python3
"""Whole lots by exhaustion, in exact decimals. Prints what tests/engine/test_lots.c expects."""
import itertools
from decimal import Decimal as D


def best(value, cash, lot_values, targets, rate, minimum, ranges):
    found = None
    for lots in itertools.product(*ranges):
        amounts = [n * v for n, v in zip(lots, lot_values)]
        fees = sum(max(minimum, a * rate) for a in amounts if a)
        if sum(amounts) + fees > value - cash:
            continue
        error = sum((a / value - w) ** 2 for a, w in zip(amounts, targets))
        if found is None or error < found[0]:
            found = error, lots, fees, value - sum(amounts) - fees
    return found


# Greedy buys (10, 1, 5), error .0289.
print(best(D(20000), D(0), [D(800), D(3600), D(1000)], [D(".40"), D(".35"), D(".25")], D(0), D(0),
           [range(26), range(6), range(21)]))
# Four funds of a Chinese account: lots of a hundred, commission .025 %, at least 5.
print(best(D(100000), D(1000), [D("395.2"), D("167.2"), D(13985), D("543.6")],
           [D(".35"), D(".20"), D(".30"), D(".10")], D(".00025"), D(5),
           [range(70, 110), range(100, 140), range(8), range(10, 30)]))
