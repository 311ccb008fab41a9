#!/bin/sh
# One client's risk: sums, formats, shocks of one's own, scenario files that are no good, the tail by another program.
. "${abs_top_srcdir:?is set by make check}/tests/support/cli.sh"
LC_ALL=C.UTF-8
export LC_ALL

make_sandbox 6 || {
	echo 'Bail out! no sandbox'
	exit 99
}

run risk C0001
ok 'a client is answered' exits 0
ok 'the answer begins with what it says' shows 'Volatility is'
ok 'every definition of the tail has its name' shows 'Cornish-Fisher'
ok 'every shock has its source' shows 'House assumption'
before=$(book_state)
for format in json csv markdown html; do
	run risk C0001 --format $format
	ok "as $format too" exits 0
done
ok 'the book is as it was' test "$(book_state)" = "$before"
run risk C0001 --lang zh_CN
ok 'in Chinese' shows '风险由谁承担'

if has_python; then
	run risk C0001 --format json --shock equity=-30 --shock gold=10
	ok 'contributions sum to the volatility' json 'abs(sum(h["contribution"] or 0 for h in answer["risk"]["holdings"]) -
answer["risk"]["measures"]["volatility"]) < 1e-12'
	ok 'shares sum to one' json 'abs(sum(h["share"] or 0 for h in answer["risk"]["holdings"]) - 1) < 1e-12'
	ok 'parts of the VaR of a year sum to it' json 'abs(sum(h["value_at_risk"] or 0 for h in answer["risk"]["holdings"]) -
answer["risk"]["measures"]["loss_year_95"]) < 1e-12'
	ok 'a shortfall is never below its value at risk' json 'all(r["expected_shortfall_95"] is None or
r["expected_shortfall_95"] >= r["value_at_risk_95"] for r in answer["risk"]["tail"])'
	ok 'each kind of exposure sums to one' json 'all(abs(sum(p["weight"] for p in answer["risk"]["exposure"] if p["by"] == kind) - 1)
< 1e-12 for kind in ("class", "region", "currency"))'
	ok 'correlations are symmetric, one with oneself' json '(all(r[r["symbol"]] == 1 for r in answer["risk"]["correlation"]) and
all(abs(r[s["symbol"]] - s[r["symbol"]]) < 1e-15 for r in answer["risk"]["correlation"] for s in answer["risk"]["correlation"]))'
	ok 'own shocks are weights times shocks' json 'abs(answer["risk"]["stress"][-1]["result"] -
(-0.3 * sum(p["weight"] for p in answer["risk"]["exposure"] if p["part"] == "equity") +
0.1 * sum(p["weight"] for p in answer["risk"]["exposure"] if p["part"] == "gold"))) < 1e-12'
	ok 'and stand last' json 'answer["risk"]["stress"][-1]["scenario"] == "own" and len(answer["risk"]["stress"]) == 8'
	ok 'what cannot be says why' json 'answer["risk"]["stress"][0]["replayed"] is None and "price" in answer["risk"]["stress"][0]["replayed_reason"]'
	cp "$folder/out" "$folder/risk.json"
	run export prices --format csv
	cp "$folder/out" "$folder/prices.csv"
	run export instruments --format csv
	cp "$folder/out" "$folder/instruments.csv"
	ok 'tail, falls, stretches and realised volatility agree with another program' python3 \
		"$source/tests/reference/check_risk.py" "$folder/risk.json" "$folder/prices.csv" "$folder/instruments.csv" "$today"
else
	skip 'figures as another program has them' 'python3 is not installed'
fi

# What is no good.
refused 'nobody of that name' 1 'NOBODY' risk NOBODY
refused 'no client named' 2 'risk' risk
refused 'a shock that names no class' 2 '"shares=-30" begins with no class' risk C0001 --shock shares=-30
refused 'a shock of more than all' 2 'no percentage from -100' risk C0001 --shock equity=-101
refused 'a shock without a number' 2 'is no shock' risk C0001 --shock equity

scenarios=$HOME/.config/ballast/scenarios.conf
mkdir -p "$HOME/.config/ballast"
head='name = n
set_by = s
dated = 2026-01-01
'
# broken SENTENCE WORDS TEXT: a file of one's own that is refused with its name and line.
broken() {
	printf '%s%s' "$head" "$3" >"$scenarios"
	refused "$1" 4 "$2" risk C0001
}
broken 'scenarios without any' 'scenarios.conf:' ''
broken 'a section that is cut off' 'scenarios.conf:4: the brace that opens here is never closed' "scenario 'x' { title = t"
broken 'a class that is none' 'scenarios.conf:6: class is "stocks"' "scenario 'x' {
title = t
shock 'a' { class = stocks return = -0.3 source = s }
}"
broken 'a shock without a source' 'scenarios.conf:6: source is missing' "scenario 'x' {
title = t
shock 'a' { class = equity return = -0.3 }
}"
broken 'a loss of more than all' 'must lie in -1 to 10' "scenario 'x' {
title = t
shock 'a' { class = equity return = -30 source = s }
}"
broken 'a key that is misspelt' 'did you mean "return"' "scenario 'x' {
title = t
shock 'a' { class = equity retrun = -0.3 source = s }
}"
printf '\000\377' >"$scenarios"
refused 'noise' 4 'scenarios.conf' risk C0001
rm "$scenarios"
mkdir "$scenarios"
refused 'a folder in its place' 4 'scenarios.conf' risk C0001
rmdir "$scenarios"
cat >"$scenarios" <<'END'
name = 'Our own'
set_by = 'committee'
dated = '2026-03-01'
scenario 'crash' {
	title = 'A crash'
	shock 'all equity' { class = equity return = -0.5 source = 'the committee' }
}
END
run risk C0001
ok "a file of one's own is read instead" shows 'A crash'
ok 'and signed' shows 'committee'
ok 'and what it does not cover is told' shows 'no shock for'
rm "$scenarios"
run risk C0001
ok 'after all of this the client is answered' exits 0
finish
