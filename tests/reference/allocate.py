"""Reference portfolios of five asset classes for tests/engine/test_allocate.c.

Independent of the program: each quadratic program is solved by trying every set of limits that could bind (3^5 states of
the bounds times the states of the rows), and keeping the one whose multipliers all have the right sign. Ratios and
volatility targets are one-dimensional root searches over that.
"""
import itertools

import numpy as np
from scipy.optimize import brentq, minimize_scalar

MEAN = np.array([.08, .07, .03, .04, .045])
VOLATILITY = np.array([.22, .16, .03, .05, .15])
CORRELATION = np.array([
    [1, .45, -.10, .15, .05], [.45, 1, -.05, .20, .10], [-.10, -.05, 1, .50, .10],
    [.15, .20, .50, 1, .05], [.05, .10, .10, .05, 1]])
COVARIANCE = CORRELATION * np.outer(VOLATILITY, VOLATILITY)
EQUITY, BONDS = np.array([1., 1, 0, 0, 0]), np.array([0., 0, 1, 1, 0])


def solve(hessian, linear, lower, upper, equalities=(), at_most=()):
    """min w'Hw/2 - c'w; returns w and the multipliers (bounds, rows), positive where they push."""
    best = None
    n = len(linear)
    for states in itertools.product((0, -1, 1), repeat=n):
        for on in itertools.product((0, 1), repeat=len(at_most)):
            free = [i for i in range(n) if states[i] == 0]
            w = np.array([lower[i] if s < 0 else upper[i] if s > 0 else 0. for i, s in enumerate(states)])
            rows = list(equalities) + [row for row, k in zip(at_most, on) if k]
            a = np.array([row for row, _ in rows])
            b = np.array([limit for _, limit in rows])
            k, m = len(free), len(rows)
            if k < m:
                continue
            system = np.zeros((k + m, k + m))
            system[:k, :k] = hessian[np.ix_(free, free)]
            system[:k, k:] = -a[:, free].T
            system[k:, :k] = a[:, free]
            right = np.concatenate([linear[free] - hessian[free] @ w, b - a @ w])
            try:
                solution = np.linalg.solve(system, right)
            except np.linalg.LinAlgError:
                continue
            w[free] = solution[:k]
            y = solution[k:]
            z = hessian @ w - linear - a.T @ y
            tolerance = 1e-12
            if np.any(w < lower - tolerance) or np.any(w > upper + tolerance):
                continue
            if any(row @ w > limit + tolerance for row, limit in at_most):
                continue
            if any((s < 0 and z[i] < -tolerance) or (s > 0 and z[i] > tolerance) for i, s in enumerate(states)):
                continue
            if any(v > tolerance for v in y[len(equalities):]):
                continue
            value = w @ hessian @ w / 2 - linear @ w
            if best is None or value < best[0] - 1e-16:
                best = (value, w, z, y)
    return best[1], best[2], best[3]


def utility(aversion, low=0., high=1., at_most=()):
    return solve(COVARIANCE, MEAN / aversion, np.full(5, low), np.full(5, high), [(np.ones(5), 1.)], at_most)


def show(name, w, more=""):
    print(f"{name:28}", " ".join(f"{x:.10f}" for x in w),
          f"ret {MEAN @ w:.10f} vol {np.sqrt(w @ COVARIANCE @ w):.10f}", more)


def max_sharpe(high):
    ratio = lambda t: -(lambda w: (MEAN @ w - .02) / np.sqrt(w @ COVARIANCE @ w))(utility(np.exp(t), 0., high)[0])
    t = minimize_scalar(ratio, bounds=(1, 5), method="bounded", options={"xatol": 1e-12}).x
    # At the optimum the aversion is (return - rate) / variance: its fixed point is sharper than a maximum.
    def gap(t):
        w = utility(np.exp(t), 0., high)[0]
        return np.exp(t) - (MEAN @ w - .02) / (w @ COVARIANCE @ w)
    t = brentq(gap, t - .01, t + .01, xtol=1e-15)
    return utility(np.exp(t), 0., high)[0]


show("min-variance", solve(COVARIANCE, 0 * MEAN, np.zeros(5), np.ones(5), [(np.ones(5), 1.)])[0])
for cap in (1., .4):
    w = max_sharpe(cap)
    show(f"max-sharpe cap {cap}", w, f"ratio {(MEAN @ w - .02) / np.sqrt(w @ COVARIANCE @ w):.10f}")
for aversion in (2, 4, 8, 20):
    w, z, _ = utility(aversion)
    show(f"utility {aversion}", w, "prices " + " ".join(f"{x * aversion:.10f}" for x in z))
w, z, _ = utility(4, .05, .4)
show("utility 4 in [.05, .40]", w, "prices " + " ".join(f"{x * 4:.10f}" for x in z))
w, z, y = utility(2, .05, .4, [(EQUITY, .5), (-BONDS, -.3)])
show("utility 2, groups", w, f"price of the equity cap {-y[1] * 2:.10f}" if len(y) > 1 else "")
for target in (.045, .055):
    w = solve(COVARIANCE, 0 * MEAN, np.zeros(5), np.ones(5), [(np.ones(5), 1.), (MEAN, target)])[0]
    show(f"target return {target}", w)
for target in (.04, .08, .12):
    off = lambda t: np.sqrt((lambda w: w @ COVARIANCE @ w)(utility(np.exp(t))[0])) - target
    t = brentq(off, -2, 6, xtol=1e-14)
    show(f"target volatility {target}", utility(np.exp(t))[0], f"aversion {np.exp(t):.7f}")
