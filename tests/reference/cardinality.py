#!/usr/bin/env python3
"""Portfolios of few assets, by exhaustion: every support, and within it every set of binding limits.

Prints what tests/engine/test_cardinality.c expects of the five asset classes of tests/engine/five_assets.h.
"""
import itertools

import numpy as np

mean = np.array([0.08, 0.07, 0.03, 0.04, 0.045])
volatility = np.array([0.22, 0.16, 0.03, 0.05, 0.15])
correlation = np.array([
    [1, 0.45, -0.10, 0.15, 0.05], [0.45, 1, -0.05, 0.20, 0.10], [-0.10, -0.05, 1, 0.50, 0.10],
    [0.15, 0.20, 0.50, 1, 0.05], [0.05, 0.10, 0.10, 0.05, 1]])
covariance = correlation * np.outer(volatility, volatility)


def best(hessian, slope, lower, upper, rows, targets):
    """min w'Hw/2 - slope'w with rows w = targets: the best of all vertices, edges and faces."""
    n = len(slope)
    answer = None
    for standing in itertools.product((0, 1, 2), repeat=n):
        if any(s == 1 and lower[i] == upper[i] for i, s in enumerate(standing)):
            continue
        free = [i for i in range(n) if standing[i] == 0 and lower[i] < upper[i]]
        w = np.array([lower[i] if standing[i] != 2 else upper[i] for i in range(n)], float)
        fixed = [i for i in range(n) if i not in free]
        w[free] = 0
        if free:
            k, m = len(free), len(targets)
            system = np.zeros((k + m, k + m))
            system[:k, :k] = hessian[np.ix_(free, free)]
            system[:k, k:] = rows[:, free].T
            system[k:, :k] = rows[:, free]
            right = np.concatenate([slope[free] - hessian[np.ix_(free, fixed)] @ w[fixed],
                                    targets - rows[:, fixed] @ w[fixed]])
            w[free] = np.linalg.lstsq(system, right, rcond=None)[0][:k]
        if (np.abs(rows @ w - targets) > 1e-10).any() or (w < lower - 1e-12).any() or (w > upper + 1e-12).any():
            continue
        value = w @ hessian @ w / 2 - slope @ w
        if answer is None or value < answer[0] - 1e-15:
            answer = value, w
    return answer


def choose(hessian, slope, count, minimum, rows, targets):
    answer = None
    for support in itertools.product((0, 1), repeat=5):
        if not 0 < sum(support) <= count:
            continue
        found = best(hessian, slope, np.array(support) * minimum, np.array(support, float), rows, targets)
        if found and (answer is None or found[0] < answer[0] - 1e-15):
            answer = found
    return answer


def show(name, w):
    print(f"{name:34}", " ".join(f"{x:.10f}" for x in w))


budget, one = np.ones((1, 5)), np.array([1.0])
for count, minimum in ((1, 0), (2, 0), (3, 0), (5, 0.15)):
    value, w = choose(4 * covariance, mean, count, minimum, budget, one)
    show(f"utility 4, count {count}, minimum {minimum}", w)
    print(f"    U {-value:.10f}")
for count, minimum in ((2, 0), (3, 0.1)):
    value, w = choose(covariance, 0 * mean, count, minimum, budget, one)
    show(f"min variance, count {count}, min. {minimum}", w)
    print(f"    variance {2 * value:.12f}")
value, w = choose(covariance, 0 * mean, 2, 0, np.vstack([budget, mean]), np.array([1.0, 0.045]))
show("target return 4.5 %, count 2", w)
print(f"    variance {2 * value:.12f}")
benchmark = np.array([0.25, 0.25, 0.2, 0.2, 0.1])
value, w = choose(covariance, covariance @ benchmark, 3, 0, budget, one)
show("tracking error, count 3", w)
print(f"    tracking error {np.sqrt(2 * value + benchmark @ covariance @ benchmark):.12f}")
