#!/usr/bin/env python3
"""Prints the expected numbers of tests/engine/test_estimate_methods.c, test_estimate_means.c and test_factor_model.c.

Straight from the definitions: every double sum as the papers write it, inverses where the engine solves. Needs numpy.
"""
import os
import re
import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
text = open(os.path.join(here, "..", "support", "four_assets.h")).read()
body = text[text.index("four_assets[24]"):text.index("};", text.index("four_assets[24]"))]
R = np.array([[float(x) for x in row.split(",")] for row in re.findall(r"\{(-?[\d.]+(?:, -?[\d.]+){3})\}", body)])
T, N = R.shape
assert R.shape == (24, 4)
np.set_printoptions(precision=15, linewidth=130)


def upper(name, M):
    print(name, ", ".join("%.15g" % M[i, j] for i in range(len(M)) for j in range(i, len(M))))


X = R - R.mean(axis=0)
S = X.T @ X / T
pi = np.array([[np.mean((X[:, i] * X[:, j] - S[i, j]) ** 2) for j in range(N)] for i in range(N)])


def single_factor(market):
    m = market - market.mean()
    v = np.mean(m * m)
    c = np.array([np.mean(X[:, i] * m) for i in range(N)])
    F = np.array([[S[i, i] if i == j else c[i] * c[j] / v for j in range(N)] for i in range(N)])
    rho = np.trace(pi)
    for i in range(N):
        for j in range(N):
            if i != j:
                rho += np.mean((c[j] * v * X[:, i] + c[i] * v * X[:, j] - c[i] * c[j] * m) / v ** 2 * m * X[:, i] * X[:, j]) \
                    - F[i, j] * S[i, j]
    gamma = np.sum((F - S) ** 2)
    delta = max(0, min(1, (pi.sum() - rho) / gamma / T))
    return delta, delta * F + (1 - delta) * S


for name, market in (("single factor", X.mean(axis=1)), ("single factor, first asset", R[:, 0])):
    delta, M = single_factor(market)
    print(name, "delta %.16g" % delta)
    upper(name, M)

t2 = np.trace(S @ S)
t = np.trace(S)
delta = min(1, ((1 - 2 / N) * t2 + t * t) / ((T + 1 - 2 / N) * (t2 - t * t / N)))
print("oas delta %.16g" % delta)
upper("oas", delta * t / N * np.eye(N) + (1 - delta) * S)

G1 = X[1:].T @ X[:-1] / T
upper("asynchronous", S + (G1 + G1.T) / 2)
D = np.minimum(R - 0.002, 0)
upper("semicovariance", D.T @ D / T)
for decay in (.94, .97):
    V = np.outer(R[0], R[0])
    for r in R[1:]:
        V = decay * V + (1 - decay) * np.outer(r, r)
    upper("recursive %g" % decay, V)
    w = decay ** np.arange(T - 1, -1, -1)
    w /= w.sum()
    C = R - w @ R
    upper("centred %g" % decay, sum(w[t] * np.outer(C[t], C[t]) for t in range(T)))
    print("weighted mean %g" % decay, w @ R * 12)

# Two factors above noise: gold's correlation is kept off, so 4 assets repeated with noise would be needed; here the
# denoised correlations of the first three assets with T = 200 supposed.
C = np.corrcoef(R[:, :3], rowvar=False)
for obs in (200.0,):
    values, vectors = np.linalg.eigh(C)
    edge = (1 + np.sqrt(3 / obs)) ** 2
    kept = values > edge
    values = np.where(kept, values, values[~kept].mean())
    M = vectors @ np.diag(values) @ vectors.T
    s = np.sqrt(np.diag(M))
    print("denoised, factors", kept.sum())
    upper("denoised", M / np.outer(s, s))

A = np.c_[np.ones(T - 1), R[1:, 1], R[:-1, 1]]
print("dimson", np.linalg.lstsq(A, R[1:, 0], rcond=None)[0])

Sn = np.cov(R, rowvar=False)
m = R.mean(axis=0)
phi = min(1, (N - 2) / T / ((m - m.mean()) @ np.linalg.inv(Sn) @ (m - m.mean())))
print("james-stein %.16g" % phi, (1 - phi) * m + phi * m.mean())
C = Sn * (T - 1) / (T - N - 2)
one = np.ones(N)
mg = one @ np.linalg.inv(C) @ m / (one @ np.linalg.inv(C) @ one)
d = (m - mg) @ np.linalg.inv(C) @ (m - mg)
phi = (N + 2) / (N + 2 + T * d)
print("bayes-stein mg %.16g d %.16g phi %.16g" % (mg, d, phi), (1 - phi) * m + phi * mg)

# Stambaugh: the third and fourth asset begin 6 months later
L, Y = R[:, :2], R[6:, 2:]
m_l, S_l = L.mean(axis=0), np.cov(L, rowvar=False)
A = np.c_[np.ones(18), R[6:, :2]]
b = np.linalg.lstsq(A, Y, rcond=None)[0]
E = Y - A @ b
B = b[1:].T
M = np.block([[S_l, S_l @ B.T], [B @ S_l, B @ S_l @ B.T + E.T @ E / 17]])
upper("stambaugh", M)
print("stambaugh mean", np.r_[m_l, b[0] + B @ m_l])

# Factor models
A = np.c_[np.ones(T), R[:, 0], R[:, 3]]
b = np.linalg.lstsq(A, R[:, 1:3], rcond=None)[0]
E = R[:, 1:3] - A @ b
print("regression loadings", b[1:].T, "specific", (E ** 2).sum(axis=0) / (T - 3), "F", np.cov(R[:, [0, 3]], rowvar=False))
for k in (1, 2):
    values, vectors = np.linalg.eigh(np.corrcoef(R, rowvar=False))
    M = (vectors[:, -k:] * values[-k:]) @ vectors[:, -k:].T
    M[np.diag_indices(N)] = 1
    s = np.sqrt(np.diag(Sn))
    upper("principal %d" % k, M * np.outer(s, s))
    print("eigenvalues", values[::-1])
