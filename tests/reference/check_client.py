#!/usr/bin/env python3
"""One client's figures worked out again, by other code, from the files that went into the book.

usage: check_client.py --prices CSV --fixtures FOLDER --assumptions FILE --as-of DATE --client CODE
                       --show JSON --recommend JSON --rebalance JSON

Reads the prices, instruments, holdings and answers as they were imported and what `show`, `recommend` and `rebalance`
said in JSON; the client has one accepted plan, B, of the recommendation given, and nothing was dealt since. Every line
of output is one figure: its name, the program's, the reference, the difference, the tolerance. Exit status 1 when a
difference exceeds its tolerance. Nothing here is taken from the program: covariances are computed from the definitions
in the papers, optima are bounded from both sides.

Sources: Ledoit and Wolf, "Honey, I Shrunk the Sample Covariance Matrix", J. Portfolio Management 30 (2004), appendices
A and B; RiskMetrics Technical Document, 4th ed. (1996), chapter 5, for exponential weights; Rockafellar and Uryasev,
"Conditional value-at-risk for general loss distributions", J. Banking and Finance 26 (2002), for the exact tail mean.
"""
import argparse
import copy
import csv
import datetime
import json
import re
import sys
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from statistics import NormalDist

import numpy as np

MICRO = Decimal("0.000001")
CENT = Decimal("0.01")
WEEKS = 260
SMALLEST_TRADE = 0.0025  # of the portfolio; its other limit, 200 of the currency, is lower for every client here
DECAY = 0.97
SMALLEST_POSITION = 0.01  # what a plan would hold less of is left out, but cash
ROUNDS = 4                # the rest is solved again so often at most

# Tolerances, each for one reason.
EXACT = Decimal(0)  # money, quantities and prices are decimals on both sides
PARTS = 1.5e-9      # weights are kept in whole parts of a billion that sum to one: each may be one off, drift half of it
ROUNDED = 2e-8      # a figure of two dozen weights that are each rounded so: 24 parts, times returns and risks below 1
DOUBLE = 1e-11      # a figure of unrounded weights: sums of 260 x 24 doubles in another order
OPTIMUM = 1e-6      # a local solver stops there; one part in a million of return cannot be told from the optimum
WEIGHT = 1e-7       # the optimum is one point; both solve its equations to 1e-10, and this is what conditioning leaves

TIGHT = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


class Checks:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def same(self, name, ours, reference, tolerance=EXACT):
        if isinstance(ours, Decimal) or isinstance(reference, Decimal):
            ours, reference = Decimal(ours), Decimal(reference)
            tolerance = Decimal(tolerance)
            difference = ours - reference
        else:
            difference = float(ours) - float(reference)
        self.line(name, ours, reference, difference, tolerance, abs(difference) <= tolerance)

    def equal(self, name, ours, reference):
        self.line(name, ours, reference, "-" if ours == reference else "differs", "-", ours == reference)

    def at_most(self, name, ours, limit, tolerance=0.0):
        """ours may not exceed the limit."""
        self.line(name, ours, f"<= {limit}", ours - limit, tolerance, ours - limit <= tolerance)

    def line(self, name, ours, reference, difference, tolerance, is_good):
        self.count += 1
        self.failed += not is_good
        if isinstance(difference, float):
            difference = f"{difference:.3g}"
        print(f"{'ok  ' if is_good else 'BAD '} {name}: {ours}  {reference}  {difference}  (within {tolerance})")


def read_csv(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_prices(path, as_of):
    """Closes as the book keeps them, in millionths: {symbol: [(date, Decimal)]} up to the day."""
    prices = {}
    for row in read_csv(path):
        date = datetime.date.fromisoformat(row.pop("Date"))
        if date > as_of:
            continue
        for symbol, text in row.items():
            if text:
                close = Decimal(text).quantize(MICRO, ROUND_HALF_EVEN)
                prices.setdefault(symbol, []).append((date, close))
    return {symbol: sorted(list_) for symbol, list_ in prices.items()}


def read_assumptions(path):
    text = re.sub(r"#.*", "", open(path, encoding="utf-8").read())
    rows = {}
    for body in re.findall(r"row '[^']*' \{(.*?)\n\}", text, re.S):
        field = dict(re.findall(r"(\w+) = '?([\w.]+)'?", body))
        rows[field["class"], field.get("region", "")] = float(field["expected_return"])
    return rows, float(re.search(r"^cash_rate = ([\d.]+)", text, re.M).group(1))


def expected_return(instrument, rows):
    key = (instrument["asset_class"], instrument["region"])
    gross = rows.get(key, rows[instrument["asset_class"], ""])
    return gross - float(instrument["expense_bp"]) / 1e4


def weekly_returns(prices, symbols, as_of):
    """T x N simple returns between the last closes of the ISO weeks of the last 260 weeks."""
    start = as_of - datetime.timedelta(days=7 * WEEKS)
    last = []
    for symbol in symbols:
        weeks = {}
        for date, close in prices[symbol]:
            if date >= start:
                weeks[tuple(date.isocalendar())[:2]] = float(close)
        last.append(weeks)
    weeks = sorted(set().union(*last))
    table = np.array([[column[week] for column in last] for week in weeks])
    return table[1:] / table[:-1] - 1.0


def constant_correlation(returns):
    """Ledoit and Wolf (2004) from the definitions of appendix B, all moments with divisor T."""
    length, count = returns.shape
    x = returns - returns.mean(axis=0)
    products = x[:, :, None] * x[:, None, :]  # T x N x N
    sample = products.mean(axis=0)
    deviation = np.sqrt(np.diag(sample))
    correlation = sample / np.outer(deviation, deviation)
    mean_correlation = (correlation.sum() - count) / (count * (count - 1))
    target = mean_correlation * np.outer(deviation, deviation)
    np.fill_diagonal(target, np.diag(sample))
    error = products - sample
    pi = (error**2).mean(axis=0)
    own = x**2 - np.diag(sample)  # T x N
    theta = (own[:, :, None] * error).mean(axis=0)  # theta[i, j] = theta_ii,ij; its transpose serves theta_jj,ij
    ratio = np.outer(1.0 / deviation, deviation)  # ratio[i, j] = sqrt(s_jj / s_ii)
    off = ~np.eye(count, dtype=bool)
    rho = np.trace(pi) + (mean_correlation / 2 * (ratio * theta + ratio.T * theta.T))[off].sum()
    gamma = ((target - sample) ** 2).sum()
    delta = min(1.0, max(0.0, (pi.sum() - rho) / gamma / length))
    return delta * target + (1 - delta) * sample


def exponential(returns):
    age = np.arange(len(returns))[::-1]
    weights = DECAY**age
    weights /= weights.sum()
    return (returns * weights[:, None]).T @ returns


def tail(returns, confidence=0.95):
    """The ceil((1-c)T)-th worst return, and the exact mean of the worst (1-c)T, the last counted in part."""
    worst = np.sort(returns)
    share = len(worst) * (100 - round(100 * confidence)) / 100
    whole = int(np.floor(share))
    rest = share - whole
    value_at_risk = -worst[int(np.ceil(share)) - 1]
    total = worst[:whole].sum() + (rest * worst[whole] if rest > 0 else 0.0)
    return value_at_risk, -total / share


def deepest_fall(returns):
    wealth = np.concatenate([[1.0], np.cumprod(1.0 + returns)])
    return (1.0 - wealth / np.maximum.accumulate(wealth)).max()


class Market:
    def __init__(self, options, as_of):
        self.instruments = {row["symbol"]: row for row in read_csv(options.fixtures + "/instruments.csv")}
        self.symbols = list(self.instruments)
        self.prices = read_prices(options.prices, as_of)
        rows, self.cash_rate = read_assumptions(options.assumptions)
        self.mean = np.array([expected_return(self.instruments[s], rows) for s in self.symbols])
        self.returns = weekly_returns(self.prices, self.symbols, as_of)
        self.covariance = 52 * constant_correlation(self.returns)
        self.recent = 52 * exponential(self.returns)

    def quote(self, symbol):
        return self.prices[symbol][-1]

    def vector(self, weights):
        return np.array([float(weights.get(symbol, 0)) for symbol in self.symbols])

    def larger_volatility(self, x):
        """x over (funds, CASH)."""
        w = x[:-1]
        return np.sqrt(max(w @ self.covariance @ w, w @ self.recent @ w))

    def figures(self, weights):
        """weights {symbol: weight} with CASH, which earns the cash rate and does not move."""
        w = self.vector(weights)
        path = self.returns @ w
        volatility = np.sqrt(w @ self.covariance @ w)
        mean = w @ self.mean + float(weights.get("CASH", 0)) * self.cash_rate
        value_at_risk, shortfall = tail(path)
        return {
            "expected_return": mean,
            "volatility": volatility,
            "volatility_recent": np.sqrt(w @ self.recent @ w),
            "loss_95": NormalDist().inv_cdf(0.95) * volatility - mean,
            "week_var_95": value_at_risk,
            "week_es_95": shortfall,
            "max_drawdown": deepest_fall(path),
        }


def check_profile(checks, row, recommendation):
    """The score from the sheet: fifths of the answers, capped; for a sheet without contradictions."""
    q = [0] + [int(row[f"Q{i}"]) for i in range(1, 14)]
    judgements = sum(a == b for a, b in zip(row["Q14"].upper(), "TFFT"))
    part = lambda weights: sum(w * q[i] for i, w in weights.items()) / (4 * sum(weights.values())) * 100
    capacity = part({1: 3, 2: 1, 3: 2, 4: 2, 5: 2, 6: 2})
    willingness = 0.7 * part({7: 2, 8: 3, 9: 2, 10: 1}) + 0.3 * part({11: 3, 12: 2, 13: 1})
    knowledge = (judgements + int(row["Q15"])) / 8 * 100
    score = min(willingness, capacity)
    for holds, limit in ((q[1] == 0, 20), (q[1] == 1, 40), (q[4] <= 1, 40), (q[5] == 0, 40), (q[6] == 0, 60),
                         (knowledge < 25, 60)):
        score = min(score, limit - 0.01) if holds else score
    risk_class = 1 + sum(score >= edge for edge in (20, 40, 60, 80))
    curve = np.interp(score, [0, 20, 40, 60, 80, 100], [0.01, 0.02, 0.06, 0.12, 0.18, 0.24])
    loss = (0, 0.05, 0.10, 0.20, 0.30)[q[8]]
    allowed = (loss + 0.02) / (NormalDist().inv_cdf(0.95) - 0.40)
    of_class = (0.02, 0.06, 0.12, 0.18, 0.24)[risk_class - 1]
    checks.equal("profile.class", recommendation["class"], f"C{risk_class}")
    # The score is kept in ten-thousandths of a point, and the curve rises by at most .003 a point: 0.5e-4 * .003.
    checks.same("profile.volatility_target", recommendation["volatility_target"], min(curve, allowed), 1.5e-7)
    checks.same("profile.volatility_limit", recommendation["volatility_limit"], min(of_class, allowed), 1e-12)
    return risk_class


def check_holdings(checks, market, lots, show, as_of):
    """Quotes, values, gains, weights. Returns values and weights by symbol."""
    shown = {row["symbol"]: row for row in show["holdings"]}
    values, costs, quantities = {}, {}, {}
    for lot in lots:
        symbol, quantity = lot["symbol"], Decimal(lot["quantity"])
        price = Decimal(1) if symbol == "CASH" else market.quote(symbol)[1]
        quantities[symbol] = quantities.get(symbol, 0) + quantity
        cost = quantity * Decimal(lot["unit_cost"] or "1")
        costs[symbol] = costs.get(symbol, 0) + cost.quantize(MICRO, ROUND_HALF_EVEN)
        values[symbol] = (quantities[symbol] * price).quantize(MICRO, ROUND_HALF_EVEN)
    total = sum(values.values())
    for symbol in sorted(values):
        row = shown[symbol]
        date, price = (as_of, Decimal(1)) if symbol == "CASH" else market.quote(symbol)
        checks.equal(f"{symbol}.price_date", row["price_date"], date.isoformat())
        checks.same(f"{symbol}.price", Decimal(row["price"]), price)
        checks.same(f"{symbol}.quantity", Decimal(row["quantity"]), quantities[symbol])
        checks.same(f"{symbol}.value", Decimal(row["value"]), values[symbol])
        checks.same(f"{symbol}.gain", Decimal(row["gain"]), values[symbol] - costs[symbol])
        checks.same(f"{symbol}.weight", row["weight"], float(values[symbol] / total), PARTS)
    checks.same("value", Decimal(show["value"]), total)
    checks.equal("holdings", sorted(s for s, row in shown.items() if Decimal(row["quantity"]) != 0), sorted(values))
    return values, {symbol: float(value / total) for symbol, value in values.items()}


def check_week(checks, market, lots, show, as_of):
    """The change since seven days before at the closes of then, the holdings being the same."""
    before = as_of - datetime.timedelta(days=7)
    then = now = Decimal(0)
    for lot in lots:
        quantity, symbol = Decimal(lot["quantity"]), lot["symbol"]
        quotes = [(None, Decimal(1))] if symbol == "CASH" else market.prices[symbol]
        old = quotes[-1][1] if symbol == "CASH" else [close for date, close in quotes if date <= before][-1]
        then += quantity * old
        now += quantity * quotes[-1][1]
    # Two dozen amounts, each rounded to half a millionth, over a value of hundreds of thousands: 24 * .5e-6 / 3e5.
    checks.same("week_return", show["week_return"], float((now - then) / then), 4e-11)


def check_bands(checks, weights, show, candidate):
    """5/25: five points or a quarter of the target, whichever is nearer; cash from zero to five points above."""
    drift = 0.0
    outside = []
    for row in show["holdings"]:
        symbol, target, weight = row["symbol"], row["target"], weights.get(row["symbol"], 0.0)
        checks.same(f"{symbol}.target", target, candidate.get(symbol, 0.0), PARTS)
        gap = min(0.05, target / 4)
        lower, upper = (0.0, target + 0.05) if symbol == "CASH" else (target - gap, target + gap)
        checks.same(f"{symbol}.lower", row["lower"], lower, PARTS)
        checks.same(f"{symbol}.upper", row["upper"], upper, PARTS)
        drift += abs(weight - target) / 2
        if (weight < lower or weight > upper) and abs(weight - target) >= SMALLEST_TRADE:
            outside.append(symbol)
    checks.same("drift", show["drift"], drift, ROUNDED)
    told = sorted(alert["text"].split()[0] for alert in show["alerts"] if alert["key"] == "drift")
    checks.equal("out of band", told, sorted(outside))
    checks.equal("state", show["state"], "rebalance" if outside else "in-band")
    return drift


def check_risk(checks, market, weights, show):
    figures = market.figures(weights)
    for key in ("expected_return", "volatility", "loss_95", "week_var_95", "week_es_95", "max_drawdown"):
        checks.same(f"risk.{key}", show["risk"][key], figures[key], ROUNDED)
    w = market.vector(weights)
    shares = w * (market.covariance @ w) / figures["volatility"] ** 2
    for row in show["holdings"]:
        reference = 0.0 if row["symbol"] == "CASH" else shares[market.symbols.index(row["symbol"])]
        # A share multiplies a weight's rounding by marginal over total risk, which is below 3 for every fund here.
        checks.same(f"{row['symbol']}.risk_share", row["risk_share"], reference, 3 * ROUNDED)
    return figures


class Limits:
    """The plan's polytope over (funds, CASH): sum one, 0 to .40 a fund, cash at least .02, average level."""

    def __init__(self, market, risk_class):
        self.symbols = market.symbols + ["CASH"]
        count = len(self.symbols)
        self.upper = np.array([0.40] * (count - 1) + [1.0])
        self.mean = np.append(market.mean, market.cash_rate)
        self.covariance = np.zeros((count, count))
        self.covariance[:-1, :-1] = market.covariance
        levels = [int(market.instruments[s]["risk_level"][1:]) for s in market.symbols] + [1]
        classes = [market.instruments[s]["asset_class"] for s in market.symbols] + ["cash"]
        self.rows, self.names = [-np.array([c == "cash" for c in classes], float)], ["cash at least .02"]
        self.bounds = [-0.02]
        for name in ("gold", "alternative"):
            self.add(f"{name} at most .10", [c == name for c in classes], 0.10)
        if risk_class < 5:
            self.add("average level", levels, (1.75, 2.6, 3.3, 4.2)[risk_class - 1])
        self.rows, self.bounds = np.array(self.rows), np.array(self.bounds)

    def add(self, name, coefficients, bound):
        self.names.append(name)
        self.rows.append(np.array(coefficients, float))
        self.bounds.append(bound)

    def without(self, left_out):
        """The same limits, these symbols at zero."""
        rest = copy.copy(self)
        rest.upper = np.where([symbol in left_out for symbol in self.symbols], 0.0, self.upper)
        return rest

    def violation(self, x):
        return max(abs(x.sum() - 1), (-x).max(), (x - self.upper).max(), (self.rows @ x - self.bounds).max())

    def slsqp(self, volatility):
        from scipy.optimize import minimize

        start = np.zeros(len(self.symbols))
        start[-1] = 1.0
        scale = volatility**2
        answer = minimize(
            lambda x: -self.mean @ x, start, jac=lambda x: -self.mean, method="SLSQP",
            bounds=[(0.0, u) for u in self.upper],
            constraints=[
                {"type": "eq", "fun": lambda x: x.sum() - 1, "jac": np.ones_like},
                {"type": "ineq", "fun": lambda x: self.bounds - self.rows @ x, "jac": lambda x: -self.rows},
                {"type": "ineq", "fun": lambda x: 1 - x @ self.covariance @ x / scale,
                 "jac": lambda x: -2 * self.covariance @ x / scale},
            ],
            options={"ftol": 1e-14, "maxiter": 1000})
        return answer.x

    def best(self, volatility):
        """The plan of highest return at the volatility: SLSQP finds what is at its limit, then the equations are solved.

        m_F - 2 t (Sx)_F - n - R'r = 0 for the free, sum x = 1, R x = b for the rows that bind, x'Sx = v^2: Newton. That
        it is the optimum is not believed here; the bound by duality says so.
        """
        highest = self.highest_return()
        if highest @ self.covariance @ highest <= volatility**2 * (1 + 1e-9):
            return highest
        x = self.slsqp(volatility)
        edge = 1e-6
        free = (x > edge) & (x < self.upper - edge)
        x = np.where(free, x, np.where(x > edge, self.upper, 0.0))
        rows = np.vstack([np.ones_like(x), self.rows[self.bounds - self.rows @ x < edge]])
        targets = np.append(1.0, self.bounds[self.bounds - self.rows @ x < edge])
        count, many = free.sum(), len(rows)
        slope = 2 * self.covariance @ x
        price = np.linalg.lstsq(np.column_stack([slope[free], rows[:, free].T]), self.mean[free], rcond=None)[0]
        for _ in range(20):
            slope = 2 * self.covariance @ x
            residual = np.concatenate([self.mean[free] - price[0] * slope[free] - rows[:, free].T @ price[1:],
                                       targets - rows @ x, [volatility**2 - x @ slope / 2]])
            matrix = np.zeros((count + many + 1, count + many + 1))
            matrix[:count, :count] = 2 * price[0] * self.covariance[np.ix_(free, free)]
            matrix[:count, count] = slope[free]
            matrix[:count, count + 1:] = rows[:, free].T
            matrix[count:-1, :count] = rows[:, free]
            matrix[-1, :count] = slope[free]
            step = np.linalg.lstsq(matrix, residual, rcond=None)[0]
            x[free] += step[:count]
            price += step[count:]
        return x

    def without_small_positions(self, volatility):
        """The rule: what would be held in less than the smallest position is left out, the rest solved again.

        The limits without what is left out, the best plan in them, and the weights that each was left out at.
        """
        rest, left_out = self, {}
        x = rest.best(volatility)
        for _ in range(ROUNDS):
            small = {symbol: w for symbol, w in zip(self.symbols, x) if symbol != "CASH" and 0 < w < SMALLEST_POSITION}
            if not small:
                break
            left_out |= small
            rest = self.without(left_out)
            x = rest.best(volatility)
        return rest, x, left_out

    def highest_return(self):
        from scipy.optimize import linprog

        return linprog(-self.mean, A_ub=self.rows, b_ub=self.bounds, A_eq=np.ones((1, len(self.mean))), b_eq=[1.0],
                       bounds=list(zip(np.zeros(len(self.mean)), self.upper)), method="highs", options=TIGHT).x

    def bound_by_duality(self, x):
        """No plan inside the limits whose variance is at most x'Sx returns more than this.

        For y so, y'Sy >= x'Sx + 2 (Sx)'(y - x), hence (Sx)'(y - x) <= 0, hence for every l >= 0
        m'y <= max over the polytope of m'z - 2 l (Sx)'(z - x): a linear programme; the least over l is the bound.
        """
        from scipy.optimize import linprog, minimize_scalar

        slope = self.covariance @ x

        def bound(price):
            gain = self.mean - 2 * price * slope
            answer = linprog(-gain, A_ub=self.rows, b_ub=self.bounds, A_eq=np.ones((1, len(x))), b_eq=[1.0],
                             bounds=list(zip(np.zeros(len(x)), self.upper)), method="highs", options=TIGHT)
            return gain @ (answer.x - x) + self.mean @ x

        # The bound is convex in the price; the price is the frontier's slope over twice the volatility.
        return minimize_scalar(bound, bounds=(0.0, 50.0), method="bounded", options={"xatol": 1e-10}).fun


def check_left_out(checks, letter, weights, limits, rest, best, left_out):
    """The rule left out what it says, no more and no less: the plan is the one optimum without exactly that."""
    for symbol, weight in left_out.items():
        checks.same(f"{letter}.{symbol} left out at {weight:.6f}", weights.get(symbol, 0.0), 0.0, 0.0)
    small = [s for s, w in weights.items() if s != "CASH" and 0 < w < SMALLEST_POSITION]
    checks.equal(f"{letter}.positions too small", small, [])
    ours = np.array([weights.get(symbol, 0.0) for symbol in limits.symbols])
    checks.at_most(f"{letter}.weights against the optimum's", abs(ours - best).max(), 0.0, WEIGHT)
    checks.at_most(f"{letter}.optimum (bound by duality)", rest.bound_by_duality(best), rest.mean @ best, OPTIMUM)


def check_candidates(checks, market, limits, recommendation):
    """Each plan's own figures, that it keeps the limits, and that none with its volatility returns more."""
    highest = limits.highest_return()
    limit = recommendation["volatility_limit"]
    top = min(limit, np.sqrt(highest @ limits.covariance @ highest))
    target = recommendation["volatility_target"]
    core = min(target, 0.85 * top)
    # The least volatility is that of cash alone: none.
    wishes = {"A": core / 2, "B": core, "C": min(top, max(target, (core + top) / 2))}
    plans = {}
    for candidate in recommendation["candidates"]:
        letter = candidate["letter"]
        weights = {row["symbol"]: row[letter] for row in recommendation["weights"]}
        figures = market.figures(weights)
        for key in ("expected_return", "volatility", "volatility_recent", "loss_95", "week_es_95", "max_drawdown"):
            checks.same(f"{letter}.{key}", candidate[key], figures[key], DOUBLE)
        x = np.array([weights.get(symbol, 0.0) for symbol in limits.symbols])
        # The average level is held a millionth inside its edge; rounding of the solver is far below.
        checks.at_most(f"{letter} violates a limit by", limits.violation(x), 0.0, 1e-9)
        worst = max(figures["volatility"], figures["volatility_recent"])
        checks.at_most(f"{letter}.larger volatility", worst, limit, 1e-9)
        wish = wishes[letter]
        rest, best, left_out = limits.without_small_positions(wish)
        while (larger := market.larger_volatility(best)) > limit + 1e-9:
            # Moved down by as much as the larger estimate is over the limit, and a ten-thousandth, until it is inside.
            wish *= limit / larger * 0.9999
            rest, best, left_out = limits.without_small_positions(wish)
        checks.same(f"{letter}.volatility by the rule", candidate["volatility"], wish, 1e-9)
        checks.same(f"{letter}.objective (SLSQP)", candidate["expected_return"],
                    rest.mean @ rest.slsqp(wish), OPTIMUM)
        checks.at_most(f"{letter}.objective (bound by duality)", rest.bound_by_duality(x),
                       candidate["expected_return"], OPTIMUM)
        check_left_out(checks, letter, weights, limits, rest, best, left_out)
        plans[letter] = weights
    return plans


def oldest_first(lots, account, symbol, quantity):
    """What a sale takes, as "2012-02-14 550 @ 128.4; ..."."""
    taken = []
    for lot in sorted((l for l in lots if (l["account"], l["symbol"]) == (account, symbol)), key=lambda l: l["acquired"]):
        part = min(quantity, Decimal(lot["quantity"]))
        if part > 0:
            taken.append(f"{lot['acquired']} {part.normalize():f} @ {Decimal(lot['unit_cost']).normalize():f}")
        quantity -= part
    return "; ".join(taken)


def check_reasons(checks, market, held, rebalance):
    """The weight and band that a sentence names are the account's, and it is true what it says of them."""
    value = {key: float(quantity * (1 if key[1] == "CASH" else market.quote(key[1])[1])) for key, quantity in held.items()}
    true = {"above-band": lambda now, low, high: now > high, "below-band": lambda now, low, high: now < low,
            "to-target": lambda now, low, high: low <= now <= high}
    for trade in rebalance["trades"]:
        if trade["reason"] not in true:
            continue
        whole = sum(v for (account, _), v in value.items() if account == trade["account"])
        share = 100 * value.get((trade["account"], trade["symbol"]), 0.0) / whole
        name = f"{trade['account']} {trade['side']} {trade['symbol']}"
        now, low, high = [float(n) for n in re.findall(r"([\d.]+)\s%", trade["why"])[:3]]
        checks.same(f"{name}.percent told", now, share, 0.0501)  # one decimal is told
        checks.equal(f"{name}.{trade['reason']}", true[trade["reason"]](now, low, high), True)


def check_trades(checks, market, lots, values, drift, figures, show, rebalance):
    after = dict(values)
    accounts, held = {}, {}
    for lot in lots:
        key = lot["account"], lot["symbol"]
        held[key] = held.get(key, 0) + Decimal(lot["quantity"])
        if lot["symbol"] == "CASH":
            accounts[lot["account"]] = accounts.get(lot["account"], 0) + Decimal(lot["quantity"])
    check_reasons(checks, market, held, rebalance)
    cost = traded = Decimal(0)
    for trade in rebalance["trades"]:
        symbol, account = trade["symbol"], trade["account"]
        name = f"{account} {trade['side']} {symbol}"
        instrument = market.instruments[symbol]
        price, quantity = market.quote(symbol)[1], Decimal(trade["quantity"])
        amount = (quantity * price).quantize(MICRO, ROUND_HALF_EVEN)
        rate = Decimal(instrument[trade["side"] + "_fee_bp"]) / 10000
        fee = (amount * rate).quantize(MICRO, ROUND_HALF_UP).quantize(CENT, ROUND_HALF_UP)
        sign = 1 if trade["side"] == "buy" else -1
        have = held.get((account, symbol), Decimal(0))
        lot = Decimal(instrument["lot"])
        checks.same(f"{name}.price", Decimal(trade["price"]), price)
        checks.same(f"{name}.amount", Decimal(trade["amount"]), amount)
        checks.same(f"{name}.fee", Decimal(trade["fee"]), fee)
        checks.equal(f"{name}.whole lots", quantity % lot == 0 or (sign < 0 and (have - quantity) % lot == 0), True)
        if sign < 0:
            checks.at_most(f"{name}.quantity held", quantity, have)
            checks.equal(f"{name}.lots", trade["lots"], oldest_first(lots, account, symbol, quantity))
        after[symbol] = after.get(symbol, 0) + sign * amount
        accounts[account] -= sign * amount + fee
        cost += fee
        traded += amount
    for account, cash in sorted(accounts.items()):
        checks.at_most(f"{account} overdrawn by", -cash, Decimal(0), Decimal(0))
    after["CASH"] = sum(accounts.values())
    total = sum(after.values())
    checks.same("cash_after", Decimal(rebalance["cash_after"]), after["CASH"])
    checks.same("cost", Decimal(rebalance["cost"]), cost)
    checks.same("value less cost", sum(values.values()) - cost, total)
    checks.same("turnover", rebalance["turnover"], float(traded / 2 / sum(values.values())), PARTS)
    weights = {symbol: float(value / total) for symbol, value in after.items()}
    left = 0.0
    for row in rebalance["holdings"]:
        checks.same(f"{row['symbol']}.after", row["after"], weights.get(row["symbol"], 0.0), PARTS)
        left += abs(weights.get(row["symbol"], 0.0) - row["target"]) / 2
    checks.equal("holdings after", {s for s in weights if weights[s]} <= {r["symbol"] for r in rebalance["holdings"]}, True)
    checks.same("drift_before", rebalance["drift_before"], drift, ROUNDED)
    checks.same("drift_after", rebalance["drift_after"], left, ROUNDED)
    checks.at_most("drift after against before", left, drift)
    checks.same("volatility_before", rebalance["volatility_before"], figures["volatility"], ROUNDED)
    checks.same("volatility_after", rebalance["volatility_after"], market.figures(weights)["volatility"], ROUNDED)


def main():
    parser = argparse.ArgumentParser()
    for name in ("prices", "fixtures", "assumptions", "as-of", "client", "show", "recommend", "rebalance"):
        parser.add_argument("--" + name, required=True)
    options = parser.parse_args()
    as_of = datetime.date.fromisoformat(options.as_of)
    load = lambda path: json.load(open(path, encoding="utf-8"))
    show = load(options.show)["client"]
    recommendation = load(options.recommend)["recommendation"]
    rebalance = next(c for c in load(options.rebalance)["clients"] if c["client"] == options.client)
    lots = [row for row in read_csv(options.fixtures + "/holdings.csv") if row["client"] == options.client]
    sheet = next(r for r in read_csv(options.fixtures + "/answers.csv") if r["client"] == options.client)

    checks = Checks()
    market = Market(options, as_of)
    checks.equal("weeks", len(market.returns), WEEKS)
    risk_class = check_profile(checks, sheet, recommendation)
    values, weights = check_holdings(checks, market, lots, show, as_of)
    check_week(checks, market, lots, show, as_of)
    plans = check_candidates(checks, market, Limits(market, risk_class), recommendation)
    drift = check_bands(checks, weights, show, plans["B"])
    figures = check_risk(checks, market, weights, show)
    check_trades(checks, market, lots, values, drift, figures, show, rebalance)
    print(f"{checks.count} figures, {checks.failed} outside their tolerance")
    sys.exit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
