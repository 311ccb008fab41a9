"""Prints the figures tests/engine/test_suitability.c compares with: scores from fractions, the mix from a root finder."""
from fractions import Fraction as R
from scipy.optimize import brentq

WEIGHTS = {"capacity": {1: 3, 2: 1, 3: 2, 4: 2, 5: 2, 6: 2}, "tolerance": {7: 2, 8: 3, 9: 2, 10: 1},
           "composure": {11: 3, 12: 2, 13: 1}, "knowledge": {14: 1, 15: 1}}
KNOTS = [(0, .01), (20, .02), (40, .06), (60, .12), (80, .18), (100, .24)]


def scores(answers):
    sub = {name: R(100 * sum(w * answers[q - 1] for q, w in ws.items()), 4 * sum(ws.values()))
           for name, ws in WEIGHTS.items()}
    return sub, R(7, 10) * sub["tolerance"] + R(3, 10) * sub["composure"]


def curve(f):
    for (a, low), (b, high) in zip(KNOTS, KNOTS[1:]):
        if f <= b:
            return low + (high - low) * (f - a) / (b - a)


def mix(sigma, e=.20, b=.03):
    variance = lambda x: (x * e) ** 2 + ((1 - x) * b) ** 2 - sigma ** 2
    least = b * b / (e * e + b * b)
    if variance(least) > 0:
        k = sigma / (variance(least) + sigma ** 2) ** .5
        return least * k, (1 - least) * k, 1 - k
    x = 1.0 if variance(1.0) < 0 else brentq(variance, least, 1.0, xtol=1e-15)
    return x, 1 - x, 0.0


for answers in ([3, 3, 3, 2, 3, 2, 2, 2, 1, 2, 2, 1, 2, 4, 2], [1, 1, 1, 1, 2, 1, 4, 4, 4, 4, 4, 4, 4, 2, 1]):
    sub, willingness = scores(answers)
    final = float(min(willingness, sub["capacity"]))
    print({k: round(float(v), 6) for k, v in sub.items()}, float(willingness), final, curve(final), .4 / curve(final))
for f in range(0, 101, 10):
    s = curve(f)
    print(f, s, .4 / s, *("%.6f" % v for v in mix(s)), "%.4f" % (1.6448536269514722 * s - (.02 + .4 * s)))
for loss in (.05, .10, .15, .20, .30):
    print(loss, "%.8f" % ((loss + .02) / (1.6448536269514722 - .4)))
