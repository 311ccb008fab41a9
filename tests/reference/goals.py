#!/usr/bin/env python3
"""The numbers of tests/engine/test_goals.c: cash flows summed one by one, unknowns by root finding, moments by hand."""
import numpy as np
from scipy import optimize, stats


def fund(initial, first, rate, periods, growth=0.0, at_start=False):
    value, payment = initial, first
    for _ in range(periods):
        value = (value + payment) * (1 + rate) if at_start else value * (1 + rate) + payment
        payment *= 1 + growth
    return value


def contribution(rate, growth=0.0, at_start=False):
    gap = lambda c: fund(1e5, c, rate, 120, growth, at_start) - 3e5
    return optimize.brentq(gap, -1e5, 1e5, xtol=1e-13, rtol=1e-15)


def moments(initial, payment, months, a, s):
    k = (1 + a) ** (1 / 12)
    variance = k * k * np.expm1(np.log1p((s / (1 + a)) ** 2) / 12)
    mean, spread = initial, 0.0  # variances here, second moments in the program
    for _ in range(months):
        mean, spread = mean * k + payment, spread * (k * k + variance) + mean * mean * variance
    return mean, np.sqrt(spread)


m5, m3 = 1.05 ** (1 / 12) - 1, 1.03 ** (1 / 12) - 1
pv = 1e5 * 1.03 ** -5 + 2e5 * 1.03 ** -10
print("present value %.4f ratio %.10f" % (pv, 250000 / pv))
for rate, growth, at_start in ((.05 / 12, 0, 0), (.05 / 12, 0, 1), (m5, 0, 0), (m5, 0, 1), (m5, m3, 0)):
    print("contribution %.10f" % contribution(rate, growth, at_start))
for at_start in (True, False):
    print("withdrawal %.4f" % optimize.brentq(lambda w: fund(1e6, -w, .02, 30, 0, at_start), 0, 1e6, xtol=1e-10))
r = optimize.brentq(lambda i: fund(1e5, 1000, i, 120) - 350000, 0, .1, xtol=1e-15)
year = (1 + r) ** 12 - 1
print("required %.10f %.10f needs %.10f" % (r, year, (year - .02) / .40))
law = stats.lognorm(s=.12 * np.sqrt(10), scale=1e5 * np.exp((.06 - .0072) * 10))
print("lump sum P %.10f mean %.4f" % (law.sf(1.5e5), law.mean()), np.round(law.ppf([.05, .25, .5, .75, .95]), 4))
s2 = np.log1p((.12 / 1.06) ** 2)
law = stats.lognorm(s=np.sqrt(10 * s2), scale=1e5 * np.exp((np.log(1.06) - s2 / 2) * 10))
print("simple: volatility %.12f drift %.12f P %.10f" % (np.sqrt(s2), np.log(1.06) - s2 / 2, law.sf(1.5e5)))
for initial in (0, 1e5):
    print("fund %.4f %.4f" % moments(initial, 1000, 120, .06, .12))
knots = [(40, .90), (25, .85), (10, .60), (5, .50), (0, .40), (-10, .30)]
print("glide", [round(float(np.interp(-y, [-k for k, _ in knots], [e for _, e in knots])), 7) for y in (30, 20, 15, -5)])
