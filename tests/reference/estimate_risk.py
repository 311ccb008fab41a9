#!/usr/bin/env python3
"""Prints the expected numbers of tests/engine/test_estimate.c and test_risk.c, straight from the definitions.

Every double sum is written as the papers write it, without the matrix products the engine uses. Needs numpy, scipy.
"""
import os
import re
import numpy as np
from scipy.stats import norm
from scipy.optimize import linprog

here = os.path.dirname(os.path.abspath(__file__))
text = open(os.path.join(here, "..", "support", "four_assets.h")).read()
body = text[text.index("four_assets[24]"):text.index("};", text.index("four_assets[24]"))]
R = np.array([[float(x) for x in row.split(",")] for row in re.findall(r"\{(-?[\d.]+(?:, -?[\d.]+){3})\}", body)])
tail = text[text.index("bacon[24]"):]
bacon = np.array([float(x) for x in re.findall(r"-?\.\d+", tail[:tail.index("};")])])
assert R.shape == (24, 4) and bacon.shape == (24,)
T, N = R.shape
np.set_printoptions(precision=14, linewidth=110)

print("mean", R.mean(axis=0), "x12", 12 * R.mean(axis=0))
print("geometric", np.prod(1 + R, axis=0) ** (12 / T) - 1)
sample = np.cov(R, rowvar=False)
print("sample", sample, "volatility", np.sqrt(12 * np.diag(sample)), sep="\n")
values = np.linalg.eigvalsh(sample)
print("condition", values[0] / values[-1])
for decay in (0.94, 0.97):
    w = decay ** np.arange(T - 1, -1, -1)
    w /= w.sum()
    print("weighted", decay, sum(w[t] * np.outer(R[t], R[t]) for t in range(T)), sep="\n")

X = R - R.mean(axis=0)
S = X.T @ X / T
m = np.trace(S) / N
d2 = np.sum((S - m * np.eye(N)) ** 2) / N
b2 = min(d2, sum(np.sum((np.outer(x, x) - S) ** 2) for x in X) / T ** 2 / N)
print("identity delta", b2 / d2, b2 / d2 * m * np.eye(N) + (1 - b2 / d2) * S, sep="\n")

s = np.diag(S)
r = np.mean([S[i, j] / np.sqrt(s[i] * s[j]) for i in range(N) for j in range(N) if i != j])
F = np.array([[s[i] if i == j else r * np.sqrt(s[i] * s[j]) for j in range(N)] for i in range(N)])
pi = np.array([[np.mean((X[:, i] * X[:, j] - S[i, j]) ** 2) for j in range(N)] for i in range(N)])
rho = np.trace(pi)
for i in range(N):
    for j in range(N):
        if i != j:
            ii = np.mean((X[:, i] ** 2 - s[i]) * (X[:, i] * X[:, j] - S[i, j]))
            jj = np.mean((X[:, j] ** 2 - s[j]) * (X[:, i] * X[:, j] - S[i, j]))
            rho += r / 2 * (np.sqrt(s[j] / s[i]) * ii + np.sqrt(s[i] / s[j]) * jj)
delta = max(0, min(1, (pi.sum() - rho) / np.sum((F - S) ** 2) / T))
print("constant correlation delta", delta, delta * F + (1 - delta) * S, sep="\n")

Q = R.copy()
Q[:6, 3] = np.nan


def pair(i, j):
    keep = ~np.isnan(Q[:, i]) & ~np.isnan(Q[:, j])
    return np.cov(Q[keep, i], Q[keep, j])[0, 1]


print("pairwise, gold six months later", np.array([[pair(i, j) for j in range(N)] for i in range(N)]), sep="\n")

w = np.array([.3, .3, .3, .1])
p = R @ w
v = np.sqrt(w @ sample @ w)
print("volatility", v, "shares", w * (sample @ w) / v ** 2)
for name, sd in (("population", p.std()), ("sample", p.std(ddof=1))):
    for a in (.95, .99):
        z = norm.ppf(a)
        print("normal", name, a, -p.mean() + z * sd, -p.mean() + sd * norm.pdf(z) / (1 - a))
z = norm.ppf(.95)
print("tail contributions", w * (z * sample @ w / v - R.mean(axis=0)),
      w * (norm.pdf(z) / .05 * sample @ w / v - R.mean(axis=0)))
for a in (.90, .95, .99):
    # Rockafellar and Uryasev's linear programme: min z + sum(u)/((1-a)T), u >= -p - z, u >= 0
    lp = linprog(np.r_[1, np.full(T, 1 / (1 - a) / T)], A_ub=np.c_[-np.ones(T), -np.eye(T)], b_ub=p,
                 bounds=[(None, None)] + [(0, None)] * T, method="highs")
    k = int(np.ceil((1 - a) * T - 1e-9))
    print("historical", a, -np.sort(p)[k - 1], lp.fun, "type 7", -np.quantile(p, 1 - a))
W = np.r_[1, np.cumprod(1 + bacon)]
falls = [(1 - W[t] / W[s], s, t) for s in range(25) for t in range(s, 25)]
print("bacon drawdown", max(falls))
