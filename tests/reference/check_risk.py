#!/usr/bin/python3
"""One client's risk of `ballast risk CLIENT --format json`, worked out again from exported prices.

usage: check_risk.py RISK.json PRICES.csv INSTRUMENTS.csv AS_OF

Weekly returns, historical value at risk and expected shortfall, the worst stretches, the falls and the realised volatility of
today's weights, by the definitions in the manual and nothing of the program's. Prints what differs; exit code 1 when
something does.
"""
import csv
import datetime
import json
import math
import sys


def weekly_prices(path, last):
    """The last price of each week (Monday to Sunday) by symbol, of the five years before the day."""
    first = last - datetime.timedelta(days=7 * 260)
    prices = {}
    for row in csv.DictReader(open(path, encoding="utf-8-sig")):
        day = datetime.date.fromisoformat(row["date"])
        if not first <= day <= last:
            continue
        price = float(row.get("adjusted_close") or row["close"])
        week = day - datetime.timedelta(days=day.weekday())
        place = prices.setdefault(row["symbol"], {})
        if week not in place or place[week][0] < day:
            place[week] = (day, price)
    return {symbol: {week: price for week, (_, price) in weeks.items()} for symbol, weeks in prices.items()}


def portfolio_returns(prices, weights):
    weeks = sorted(set.intersection(*(set(prices[symbol]) for symbol in prices)))
    return [
        sum(weight * (prices[symbol][b] / prices[symbol][a] - 1) for symbol, weight in weights.items() if symbol in prices)
        for a, b in zip(weeks, weeks[1:])
    ]


def tail(returns, confidence):
    losses = sorted((-r for r in returns), reverse=True)
    share = (1 - confidence) * len(losses)
    k = math.ceil(share - 1e-9)
    mean = (sum(losses[:k - 1]) + (share - (k - 1)) * losses[k - 1]) / share
    return losses[k - 1], mean


def main():
    answer = json.load(open(sys.argv[1], encoding="utf-8"))
    risk = answer["risk"] if "risk" in answer else answer
    prices = weekly_prices(sys.argv[2], datetime.date.fromisoformat(sys.argv[4]))
    cash = {row["symbol"] for row in csv.DictReader(open(sys.argv[3], encoding="utf-8-sig")) if row["symbol"] == "CASH"}
    weights = {row["symbol"]: row["weight"] for row in risk["holdings"]}
    returns = portfolio_returns({s: p for s, p in prices.items() if s not in cash}, weights)
    wealth = [1.0]
    for value in returns:
        wealth.append(wealth[-1] * (1 + value))
    high, falls = 0.0, []
    for value in wealth:
        high = max(high, value)
        falls.append(1 - value / high)
    mean = sum(returns) / len(returns)
    measures = risk["measures"]
    expected = {
        "loss_week_95": tail(returns, 0.95)[0],
        "shortfall_week_95": tail(returns, 0.95)[1],
        "volatility_realised": math.sqrt(52 * sum((r - mean) ** 2 for r in returns) / (len(returns) - 1)),
        "max_drawdown": max(falls),
        "current_drawdown": falls[-1],
        "pain_index": sum(falls[1:]) / len(returns),
        "ulcer_index": math.sqrt(sum(f * f for f in falls[1:]) / len(returns)),
        "observations": len(returns),
    }
    differing = [(key, value, measures[key]) for key, value in expected.items() if abs(value - measures[key]) > 1e-9]
    row = next(r for r in risk["tail"] if r["definition"] == "value-at-risk")
    for key, value in zip(("value_at_risk_99", "expected_shortfall_99"), tail(returns, 0.99)):
        if abs(value - row[key]) > 1e-9:
            differing.append((key, value, row[key]))
    for window in risk["worst_windows"]:
        k = window["weeks"]
        value = min(b / a - 1 for a, b in zip(wealth, wealth[k:]))
        if abs(value - window["change"]) > 1e-9:
            differing.append((f"worst {k} weeks", value, window["change"]))
    for name, mine, theirs in differing:
        print(f"{name}: {mine!r} here, {theirs!r} there")
    sys.exit(1 if differing else 0)


main()
