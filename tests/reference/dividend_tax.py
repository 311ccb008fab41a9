#!/usr/bin/env python3
"""Tax on dividends by days held, in exact fractions. Prints what tests/engine/test_dividend_tax.c expects."""
import calendar
from datetime import date, timedelta
from fractions import Fraction as F


def same_day(day, months):
    """The day of that number, else the last of the month (art. 202 of the Civil Code)."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def rate(acquired, sold):
    """Held from the day acquired to the day before the sale; a month ends the day before the same day of the next."""
    last = sold - timedelta(1)
    if last <= same_day(acquired, 1) - timedelta(1):
        return F(20, 100)
    if last <= same_day(acquired, 12) - timedelta(1):
        return F(10, 100)
    return F(0)


def first_lower(acquired, sold):
    day = sold
    while rate(acquired, day) == rate(acquired, sold):
        day += timedelta(1)
    return day


def day(text):
    return date.fromisoformat(text)


for acquired, sold in [("2026-01-08", "2026-02-07"), ("2026-01-08", "2026-02-08"), ("2026-01-08", "2026-02-09"),
                       ("2026-01-08", "2027-01-08"), ("2026-01-08", "2027-01-09"), ("2026-01-31", "2026-02-28"),
                       ("2026-01-31", "2026-03-01"), ("2024-01-31", "2024-02-29"), ("2024-01-31", "2024-03-01"),
                       ("2024-02-29", "2024-03-29"), ("2024-02-29", "2024-03-30"), ("2024-02-29", "2025-02-28"),
                       ("2024-02-29", "2025-03-01"), ("2026-03-31", "2026-04-30"), ("2026-03-31", "2026-05-01")]:
    r = rate(day(acquired), day(sold))
    print(acquired, sold, int(r * 100), first_lower(day(acquired), day(sold)) if r else "-")

# 1000 of 31 January and 500 of 2 March receive .38 on 10 March; on that day three for ten are added; 700 of 20 May; then
# .25 on 12 June. Each lot: acquired, held at the end, dividends.
lots = [[day("2026-01-31"), F(1000), F(0)], [day("2026-03-02"), F(500), F(0)]]
for lot in lots:
    lot[2] += lot[1] * F(38, 100)
    lot[1] *= F(13, 10)
lots.append([day("2026-05-20"), F(700), F(0)])
for lot in lots:
    lot[2] += lot[1] * F(25, 100)
print([(str(a), float(q), float(d)) for a, q, d in lots])


def sale(quantity, sold):
    tax = F(0)
    for acquired, held, dividend in lots:
        part = min(quantity, held)
        quantity -= part
        tax += dividend * part / held * rate(acquired, sold)
    return round(float(tax), 6)


for quantity, sold in [(1600, "2026-06-19"), (2650, "2026-06-20"), (2650, "2026-06-21"), (2650, "2027-01-31"),
                       (2650, "2027-02-01"), (2650, "2027-03-03"), (2650, "2027-05-21")]:
    print(quantity, sold, sale(F(quantity), day(sold)))
