"""Reference portfolios of least expected shortfall and least conditional drawdown for tests/engine/test_allocate_tail.c.

Independent of the program: each is the whole linear program, with a variable for every scenario (and, for drawdowns, for
every high), solved by HiGHS through scipy. Then small random linear programs, rows of the table in tests/engine/test_solve_linear.c.
"""
import re
import pathlib

import numpy as np
from scipy.optimize import linprog

HERE = pathlib.Path(__file__).resolve().parent
TEXT = (HERE.parent / "support" / "four_assets.h").read_text().split("four_assets[24][4]")[1].split("};")[0]
RETURNS = np.array([float(x) for x in re.findall(r"-?\d\.\d+", TEXT)]).reshape(24, 4)
MEAN = RETURNS.mean(axis=0)


def losses_of(returns, drawdown):
    """Rows A and a right side such that z_t >= loss_t - v reads A x <= b; x = (w, v, z, u)."""
    t, n = returns.shape
    eye = np.eye(t)
    if not drawdown:
        return np.hstack([-returns, -np.ones((t, 1)), -eye, np.zeros((t, t))]), t
    # u_t is the drawdown: u_t >= u_{t-1} - r_t'w, u >= 0; z_t >= u_t - v
    shift = np.eye(t, k=-1)
    falls = np.hstack([-returns, np.zeros((t, 1)), np.zeros((t, t)), shift - eye])
    beyond = np.hstack([np.zeros((t, n)), -np.ones((t, 1)), -eye, eye])
    return np.vstack([falls, beyond]), 2 * t


def solve(returns, confidence, drawdown, cap=1.0, floor=None, group=None, held=None, turnover=None, cost=0.0):
    t, n = returns.shape
    rows, count = losses_of(returns, drawdown)
    width = n + 1 + 2 * t
    # s >= |w - held|, only asked for with trading
    rows = np.hstack([rows, np.zeros((count, n))])
    right = [0.0] * count
    objective = np.concatenate([np.zeros(n), [1.0], np.full(t, 1 / ((1 - confidence) * t)), np.zeros(t), np.zeros(n)])

    def add(weights, sizes, limit):
        nonlocal rows
        row = np.zeros(width + n)
        row[:n] = weights
        row[width:] = sizes
        rows = np.vstack([rows, row])
        right.append(limit)

    if held is not None:
        for i in range(n):
            add(np.eye(n)[i], -np.eye(n)[i], held[i])
            add(-np.eye(n)[i], -np.eye(n)[i], -held[i])
        add(np.zeros(n), np.ones(n), turnover)
    if floor is not None:
        add(-MEAN, np.full(n, cost), -floor)
    if group is not None:
        add(np.array(group[0], float), np.zeros(n), group[1])
    budget = np.concatenate([np.ones(n), np.zeros(width)])[None, :]
    found = linprog(objective, A_ub=rows, b_ub=right, A_eq=budget, b_eq=[1.0], method="highs-ds",
                    bounds=[(0, cap)] * n + [(None, None)] + [(0, None)] * (2 * t) + [(0, None)] * n,
                    options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10})
    return found.fun, found.x[:n]


CASES = [
    ("shortfall", dict(confidence=.90)), ("shortfall", dict(confidence=.95)),
    ("shortfall", dict(confidence=.90, cap=.5)), ("shortfall", dict(confidence=.90, cap=.5, floor=.0045)),
    ("shortfall", dict(confidence=.90, floor=.006)), ("shortfall", dict(confidence=.99)),
    ("shortfall", dict(confidence=.30)), ("shortfall", dict(confidence=.90, group=([0, 0, 1, 0], .4))),
    ("shortfall", dict(confidence=.90, held=[.25] * 4, turnover=.3)),
    ("shortfall", dict(confidence=.90, held=[.25] * 4, turnover=.5, floor=.0015, cost=.001)),
    ("drawdown", dict(confidence=.90)), ("drawdown", dict(confidence=.95)), ("drawdown", dict(confidence=.50)),
    ("drawdown", dict(confidence=.999)), ("drawdown", dict(confidence=.90, cap=.5)),
    ("drawdown", dict(confidence=.90, cap=.5, floor=.0045)), ("drawdown", dict(confidence=.90, group=([0, 0, 1, 0], .4))),
    ("drawdown", dict(confidence=.90, held=[.25] * 4, turnover=.3)),
    ("drawdown", dict(confidence=.90, held=[.25] * 4, turnover=.5, floor=.0015, cost=.001)),
]


def random_programs(seed, count):
    """max c'w over bounds and rows, in the terms of engine/solve/solve.h; every figure is a multiple of 1/16."""
    generator = np.random.default_rng(seed)
    for _ in range(count):
        n, m = generator.integers(2, 7), generator.integers(1, 5)
        lower = generator.integers(-16, 1, n) / 16
        upper = lower + generator.integers(0, 33, n) / 16
        rows = generator.integers(-32, 33, (m, n)) / 16
        middle = rows @ (lower + (upper - lower) * generator.random(n))
        row_lower = np.floor(16 * (middle - generator.random(m) * .6)) / 16
        row_upper = np.where(generator.random(m) < .3, row_lower, np.ceil(16 * (middle + .6 * generator.random(m))) / 16)
        linear = generator.integers(-16, 17, n) / 16
        both = np.vstack([rows, -rows])
        found = linprog(-linear, A_ub=both, b_ub=np.concatenate([row_upper, -row_lower]),
                        bounds=list(zip(lower, upper)), method="highs-ds")
        yield n, m, linear, lower, upper, rows, row_lower, row_upper, -found.fun if found.status == 0 else None


def numbers(values):
    return "{ " + ", ".join(f"{v:.10g}" for v in np.ravel(values)) + " }"


if __name__ == "__main__":
    for kind, case in CASES:
        value, weights = solve(RETURNS, drawdown=kind == "drawdown", **case)
        print(kind, case, f"{value:.12f}", numbers(weights))
    for n, m, *figures, best in random_programs(1, 12):
        print("{", f"{n}, {m},", ", ".join(numbers(f) for f in figures) + ",", "NAN" if best is None else f"{best:.12g}", "},")
