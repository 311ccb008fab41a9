#!/usr/bin/env python3
"""Brinson-Fachler effects of two months linked after Carino: the figures of tests/advice/test_track.c.

D. Carino, Combining attribution effects over time, J. Performance Measurement 3 (1999).
"""
from math import log, prod

months = [  # held weights, planned weights, held returns, planned returns
    ([.5, .3, .2], [.4, .4, .2], [.12, -.02, .05], [.10, .01, .04]),
    ([.55, .25, .20], [.4, .4, .2], [-.06, .015, .02], [-.05, .01, .03]),
]


def k(r, b):
    return 1 / (1 + r) if r == b else (log(1 + r) - log(1 + b)) / (r - b)


rows = []
for wp, wb, rp, rb in months:
    r, b = sum(w * x for w, x in zip(wp, rp)), sum(w * x for w, x in zip(wb, rb))
    rows.append((r, b, sum((p - q) * (x - b) for p, q, x in zip(wp, wb, rb)),
                 sum(q * (x - y) for q, x, y in zip(wb, rp, rb)),
                 sum((p - q) * (x - y) for p, q, x, y in zip(wp, wb, rp, rb))))
R, B = (prod(1 + row[i] for row in rows) - 1 for i in (0, 1))
for name, i in (("allocation", 2), ("selection", 3), ("interaction", 4)):
    print(name, "%.10f" % sum(k(row[0], row[1]) / k(R, B) * row[i] for row in rows))
print("difference", "%.10f" % (R - B))
