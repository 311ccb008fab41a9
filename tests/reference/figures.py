#!/usr/bin/python3
"""Independent numbers for the tests of risk figures and performance: numpy, scipy and definitions written out plainly."""
from itertools import accumulate
from datetime import date

import numpy as np
from scipy import integrate, optimize, stats

DS1 = np.array([
    -0.0050, -0.0900, 0.0004, 0.0420, 0.0315, 0.0484, 0.0158, 0.0418, 0.0185, 0.0337, -0.0026, -0.0105,
    0.0601, 0.0025, -0.0162, 0.0226, 0.1068, 0.0521, 0.0017, 0.0290, -0.0282, -0.0151, 0.0324, 0.0947,
    -0.0672, -0.0360, 0.0206, 0.0399, 0.0121, 0.0162, -0.0011, -0.0305, 0.0669, -0.0771, -0.0097, 0.0387,
    0.0591, 0.0481, 0.0032, -0.0326, 0.0315, 0.0231, 0.0041, 0.0264, -0.0713, -0.0280, -0.0024, -0.0312,
    0.0296, -0.0227, 0.0011, 0.0979, 0.0348, 0.0906, 0.0096, -0.0118, 0.0290, 0.0239, -0.0011, -0.0077,
    0.0026, 0.0250, -0.0128, -0.0202, -0.0039, -0.0369, 0.0035, 0.0340, -0.0741, -0.0353, -0.0019, -0.0088,
    -0.1013, -0.0560, 0.0075, -0.0073, -0.1650, -0.0727, 0.0016, -0.0886, 0.0294, 0.0596, 0.0013, -0.0117,
    -0.1287, -0.1192, -0.0064, 0.0915, 0.0030, -0.0324, 0.0086, 0.0020, 0.0272, 0.0255, 0.0059, -0.0667]).reshape(24, 4)
WEIGHTS = np.array([.3, .3, .3, .1])
BACON = np.array([.003, .026, .011, -.010, .015, .025, .016, .067, -.014, .040, -.005, .081,
                  .040, -.037, -.061, .017, -.049, -.022, .070, .058, -.065, .024, -.005, -.009])


def show(name, values):
    print(name, " ".join(f"{v:.15g}" for v in np.atleast_1d(values)))


def tails():
    r = DS1 @ WEIGHTS
    for divisor in (0, 1):
        s, m = r.std(ddof=divisor), r.mean()
        for a in (.95, .99):
            z = stats.norm.ppf(a)
            show(f"normal, divisor T-{divisor}, {a}", [-m + z * s, -m + s * stats.norm.pdf(z) / (1 - a)])
    s, m = r.std(ddof=1), r.mean()
    for v, a in ((5, .95), (5, .99), (3, .975)):
        c = s * np.sqrt((v - 2) / v)
        # ppf is good to ten digits only, so the quantile is a root of the distribution.
        q = optimize.brentq(lambda x: stats.t.sf(x, v) - (1 - a), 0, 50, xtol=1e-15, rtol=1e-15)
        beyond = integrate.quad(lambda x: x * stats.t.pdf(x, v), q, np.inf, epsabs=1e-14, epsrel=1e-13)[0]
        var, es = -m + c * q, -m + c * beyond / (1 - a)
        show(f"student {v} {a}", [var, es])
    s, skew, kurt = r.std(), stats.skew(r), stats.kurtosis(r)
    show("shape", [skew, kurt])
    for a in (.95, .99):
        z = stats.norm.ppf(1 - a)
        h = z + (z**2 - 1) * skew / 6 + (z**3 - 3 * z) * kurt / 24 - (2 * z**3 - 5 * z) * skew**2 / 36
        es = -m + s / (1 - a) * stats.norm.pdf(h) * (1 + h**3 * skew / 6 + (h**6 - 9 * h**4 + 9 * h**2 + 3)
                                                     * skew**2 / 72 + (h**4 - 2 * h**2 - 1) * kurt / 24)
        show(f"cornish-fisher {a}: h var es", [h, -m - h * s, es])


def falls():
    wealth = np.array(list(accumulate(BACON, lambda w, r: w * (1 + r), initial=1.0)))
    d = (1 - wealth / np.maximum.accumulate(wealth))[1:]
    high, episodes = 0, []
    for t in range(1, 25):
        if wealth[t] >= wealth[high]:
            if t - high > 1:
                low = high + int(np.argmin(wealth[high:t]))
                episodes.append((high, low, t))
            high = t
    if high < 24:
        episodes.append((high, high + int(np.argmin(wealth[high:])), 25))
    depths = [1 - wealth[low] / wealth[h] for h, low, _ in episodes]
    print("episodes", [(*e, round(x, 15)) for e, x in zip(episodes, depths)])
    lengths = [min(e, 24) - h for h, _, e in episodes]
    show("max current average length longest", [max(d), d[-1], np.mean(depths), np.mean(lengths), max(lengths)])
    show("recovery", np.mean([e - low for _, low, e in episodes if e < 25]))
    show("pain ulcer", [d.mean(), np.sqrt((d**2).mean())])
    for a in (.9, .95):
        k = int(np.ceil((1 - a) * 24 - 1e-9))
        best = min(z + np.maximum(d - z, 0).sum() / ((1 - a) * 24) for z in d)  # the minimum is at one of the values
        show(f"at risk, conditional {a}", [np.sort(d)[-k], best])


def regression():
    y, x = DS1[:, 0], np.column_stack([np.ones(24), DS1[:, 1], DS1[:, 2]])
    b = np.linalg.lstsq(x, y, rcond=None)[0]
    e = y - x @ b
    inverse = np.linalg.inv(x.T @ x)
    s = np.sqrt(e @ e / 21)
    se = s * np.sqrt(np.diag(inverse))
    show("coefficients", b), show("se", se), show("t", b / se)
    r2 = 1 - e @ e / ((y - y.mean())**2).sum()
    show("r2 adjusted s dw", [r2, 1 - (1 - r2) * 23 / 21, s, (np.diff(e)**2).sum() / (e @ e)])
    lags = int(4 * (24 / 100)**(2 / 9))
    u = x * e[:, None]
    meat = u.T @ u
    for lag in range(1, lags + 1):
        cross = u[lag:].T @ u[:-lag]
        meat += (1 - lag / (lags + 1)) * (cross + cross.T)
    show(f"newey-west {lags}", np.sqrt(np.diag(inverse @ meat @ inverse)))
    m = DS1[:, 1]
    # Dimson needs 24 rows after the lags, so the series is laid end to end.
    yy, mm = np.tile(y, 2), np.tile(m, 2)
    design = np.column_stack([np.ones(46), mm[:-2], mm[1:-1], mm[2:]])
    show("dimson", np.linalg.lstsq(design, yy[1:-1], rcond=None)[0][1:].sum())


def portfolio():
    s = np.cov(DS1.T)
    b = np.array([.25, .25, .5, 0])
    vol = np.sqrt(WEIGHTS @ s @ WEIGHTS)
    show("tracking beta diversification", [np.sqrt((WEIGHTS - b) @ s @ (WEIGHTS - b)), WEIGHTS @ s @ b / (b @ s @ b),
                                           WEIGHTS @ np.sqrt(np.diag(s)) / vol])
    for w in ([.4, .25, .15, .1, .1], [.6, -.2, .2]):
        p = np.abs(w) / np.abs(w).sum()
        h, entropy, n = (p**2).sum(), stats.entropy(p), len(p)
        show("concentration", [h, 1 / h, (h - 1 / n) / (1 - 1 / n), entropy, np.exp(entropy)])
    path = 1 + ((np.cumprod(1 + DS1, axis=0) - 1) @ WEIGHTS)
    peak = np.maximum.accumulate(np.r_[1, path])
    fall = 1 - np.r_[1, path] / peak
    show("replay end depth", [path[-1], fall.max()]), print("trough", fall.argmax())
    vol2 = np.array([.22, .16, .03, .05, .15])
    c = np.eye(5)
    for (i, j), v in {(0, 1): .45, (0, 2): -.1, (0, 3): .15, (0, 4): .05, (1, 2): -.05, (1, 3): .2, (1, 4): .1,
                      (2, 3): .5, (2, 4): .1, (3, 4): .05}.items():
        c[i, j] = c[j, i] = v
    cov = c * np.outer(vol2, vol2)
    r = cov[:, 0] / cov[0, 0] * -.3
    show("factor shock", r), show("portfolio", np.array([.3, .2, .2, .2, .1]) @ r)


def style():
    # Long weights that track EQ_CN with the other three: a small quadratic programme by SLSQP from several starts.
    y, f = DS1 @ WEIGHTS, DS1[:, 1:]
    best = None
    for start in np.eye(3):
        got = optimize.minimize(lambda w: 1e4 * np.var(y - f @ w), start, bounds=[(0, 1)] * 3, method="SLSQP",
                                constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
                                options={"ftol": 1e-18, "maxiter": 1000})
        if best is None or got.fun < best.fun:
            best = got
    show("style", best.x), show("r2", 1 - best.fun / 1e4 / np.var(y))


def attribution():
    wb = np.array([[.4, .2, .4], [.4, .3, .3], [.5, .4, .1], [.4, .4, .2]])
    wp = np.array([[.4, .3, .3], [.7, .2, .1], [.3, .5, .2], [.3, .5, .2]])
    rp = np.array([[.2, -.05, .06], [-.05, .03, -.05], [-.2, .08, -.15], [.1, -.07, .25]])
    rb = np.array([[.1, -.04, .08], [-.07, .04, -.1], [-.25, .05, -.2], [.05, -.05, .1]])
    r, b = (wp * rp).sum(1), (wb * rb).sum(1)
    effects = np.column_stack([(wp - wb) * (rb - b[:, None]), wp * (rp - rb)])
    linked, growth = np.zeros_like(effects), 1.0
    for t in range(4):
        linked[t] = effects[t] * growth + b[t] * linked[:t].sum(0)
        growth *= 1 + r[t]
    show("frongello totals", linked.sum(0))
    show("difference", np.prod(1 + r) - np.prod(1 + b))
    notional = (wp * rb).sum(1)
    show("geometric allocation", ((wp - wb) * ((1 + rb) / (1 + b[:, None]) - 1))[0])
    show("geometric selection", (wp * ((1 + rp) / (1 + rb) - 1) * (1 + rb) / (1 + notional[:, None]))[0])
    show("geometric sums", [(1 + notional[0]) / (1 + b[0]) - 1, (1 + r[0]) / (1 + notional[0]) - 1,
                            (1 + r[0]) / (1 + b[0]) - 1])


def rates():
    def root(flows, low, high):
        t = [(d - flows[0][0]).days / 365 for d, _ in flows]
        f = lambda r: sum(c * (1 + r)**-y for y, (_, c) in zip(t, flows))
        return optimize.brentq(f, low, high, xtol=1e-15, rtol=1e-15)
    d = date
    show("excel", root([(d(2008, 1, 1), -10000), (d(2008, 3, 1), 2750), (d(2008, 10, 30), 4250),
                        (d(2009, 2, 15), 3250), (d(2009, 4, 1), 2750)], 0, 1))
    show("loss", root([(d(2024, 1, 1), -1000), (d(2025, 1, 1), 100)], -.99, 0))
    show("saving", root([(d(2024, m, 5), -1000) for m in range(1, 13)] + [(d(2025, 1, 5), 12600)], 0, 1))
    month = root([(d(2024, 1, 1), -100000), (d(2024, 1, 11), -20000), (d(2024, 1, 22), 15000),
                  (d(2024, 2, 1), 108900)], 0, 1)
    show("month", [month, (1 + month)**(31 / 365) - 1])


if __name__ == "__main__":
    for part in (tails, falls, regression, portfolio, style, attribution, rates):
        print("==", part.__name__)
        part()
