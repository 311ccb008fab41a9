#!/usr/bin/env python3
"""Reference figures for tests/engine/test_allocators*.c: numpy and scipy, none of the program's own methods.

Quadratic programs over five assets by trying every set of held assets; risk parity by a root finder on the shares
themselves; the hierarchy by scipy's linkage; robust utility by bisection on the aversion.
"""
import itertools

import numpy as np
from scipy.cluster.hierarchy import linkage
from scipy.optimize import brentq, root
from scipy.spatial.distance import squareform

mean = np.array([.08, .07, .03, .04, .045])
vol = np.array([.22, .16, .03, .05, .15])
corr = np.eye(5)
for (i, j), r in {(0, 1): .45, (0, 2): -.10, (0, 3): .15, (0, 4): .05, (1, 2): -.05, (1, 3): .20, (1, 4): .10,
                  (2, 3): .50, (2, 4): .10, (3, 4): .05}.items():
    corr[i, j] = corr[j, i] = r
S = corr * np.outer(vol, vol)

ten = np.zeros((10, 10))
rows = """.40755159 .03175842 .05183923 .05663904 .0330226 .00827775 .02165938 .01332419 .0343476 .02249903
.9063047 .03136385 .02687256 .01917172 .00934384 .02495043 .00761036 .02874874 .01336866
.19490901 .04408485 .03006772 .01322738 .03525971 .0115493 .0427563 .02057303
.19528471 .02777345 .00526665 .01375808 .00780878 .02914176 .01640377
.34059105 .00777055 .02067844 .00736409 .02542657 .01284075
.15983874 .02105575 .00518686 .01723737 .00723779
.68056711 .01377882 .04627027 .01926088
.95526918 .0106553 .00760955
.31681584 .01854318
.11079287"""
for i, row in enumerate(rows.split("\n")):
    for k, x in enumerate(row.split()):
        ten[i, i + k] = ten[i + k, i] = float(x)


def least(H, c, a, allowed=range(5)):
    """min 1/2 w'Hw - c'w with a'w = 1, w >= 0: the best of every set of held assets."""
    best, where = np.inf, None
    for size in range(1, len(allowed) + 1):
        for held in itertools.combinations(allowed, size):
            held = list(held)
            K = np.zeros((size + 1, size + 1))
            K[:size, :size] = H[np.ix_(held, held)]
            K[:size, size] = K[size, :size] = a[held]
            x = np.linalg.solve(K, np.append(c[held], 1.0))[:size]
            if x.min() < -1e-15:
                continue
            value = .5 * x @ H[np.ix_(held, held)] @ x - c[held] @ x
            if value < best:
                best, where = value, np.zeros(5)
                where[held] = x
    return where


def parity(S, b):
    def gap(log_x):
        x = np.exp(log_x)
        return x * (S @ x) - b
    x = np.exp(root(gap, -.5 * np.log(np.diag(S)) + .5 * np.log(b), method="hybr", tol=1e-15).x)
    return x / x.sum()


def hierarchy(S, direct):
    n = len(S)
    r = S / np.sqrt(np.outer(np.diag(S), np.diag(S)))
    d = np.sqrt(np.clip((1 - r) / 2, 0, 1))
    np.fill_diagonal(d, 0)
    if not direct:
        d = np.sqrt(((d[:, :, None] - d[:, None, :]) ** 2).sum(axis=0))
    tree = linkage(squareform(d, checks=False), "single")

    def leaves(k):
        if k < n:
            return [int(k)]
        a, b = sorted(tree[int(k) - n, :2])
        return leaves(a) + leaves(b)
    order = leaves(2 * n - 2)
    w = np.ones(n)

    def variance(part):
        v = 1 / np.diag(S)[part]
        v /= v.sum()
        return v @ S[np.ix_(part, part)] @ v

    def halve(part):
        if len(part) < 2:
            return
        left, right = part[:len(part) // 2], part[len(part) // 2:]
        share = 1 - variance(left) / (variance(left) + variance(right))
        w[left] *= share
        w[right] *= 1 - share
        halve(left)
        halve(right)
    halve(order)
    return order, tree[:, 2], w


def robust(aversion, kappa, T):
    def sigma(at):
        w = least(at * S, mean, np.ones(5))
        return np.sqrt(w @ S @ w)
    at = brentq(lambda x: x - aversion - kappa / np.sqrt(T) / sigma(x), aversion, 100 * aversion, xtol=1e-14)
    return least(at * S, mean, np.ones(5)), at


np.set_printoptions(precision=12, suppress=True, linewidth=140)
y = least(S, np.zeros(5), vol)
w = y / y.sum()
print("most diversified", w, "ratio", vol @ w / np.sqrt(w @ S @ w))
b = np.array([.25, .25, .2, .2, .1])
w = least(S, S @ b, np.ones(5), [0, 1, 3, 4])
print("nearest without CN_GOV", w, "error", np.sqrt((w - b) @ S @ (w - b)))
w = parity(S, np.full(5, .2))
print("equal shares", w, "volatility", np.sqrt(w @ S @ w))
print("budgets 4 3 1 1 1", parity(S, np.array([.4, .3, .1, .1, .1])))
print("blocks", parity(np.array([[.01, .016, 0, 0], [.016, .04, 0, 0], [0, 0, .09, -.06], [0, 0, -.06, .16]]),
                       np.full(4, .25)))
for direct in (False, True):
    print("hierarchy, direct" if direct else "hierarchy, columns", *hierarchy(S, direct))
print("hierarchy of ten", *hierarchy(ten, False))
for kappa in (.5, 1):
    print("robust, kappa", kappa, *robust(4, kappa, 60))
