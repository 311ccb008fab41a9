#!/bin/sh
# The weekly report of sandbox books of 1,000 and 10,000 clients, 12 instruments, 10 years of daily prices.
# usage: weekly.sh BALLAST BENCH_WEEKLY
set -eu
day=2026-11-20
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT INT TERM
for clients in 1000 10000; do
	mkdir -m 700 "$place/$clients"
	"$1" --book "$place/$clients/book.db" --as-of "$day" sandbox --clients "$clients" --years 10 --seed 1 --quiet
	"$2" "$place/$clients/book.db" "$day"
done
