#!/bin/sh
# Goals on the command line: told, changed, closed; the same figures twice, in every format, in both languages.
# shellcheck source=tests/support/cli.sh
. "${abs_top_srcdir:?is set by make check}/tests/support/cli.sh"

make_sandbox 4 || { echo 'Bail out! no sandbox could be made'; exit 99; }

run goals C0004
ok 'a client without goals is told how to record one' shows 'No goal is recorded yet'
before=$(book_state)
run goals C0004
ok 'looking changes nothing' test "$before" = "$(book_state)"

run goals C0004 --add House --amount 1500000 --due 2034-06-30 --priority must --monthly 8000 --by 'Wang Fang'
ok 'a goal is recorded' exits 0
ok 'it is told in how many futures it is reached' shows 'of 100 simulated futures'
ok 'nothing is promised' sh -c "! grep -qi 'you will' '$folder/out'"
goal=$(sed -n 's/^ *\([0-9]*\)  House .*/\1/p' "$folder/out" | head -n 1)
cp "$folder/out" "$folder/first"
run goals C0004
ok 'the same book and day give the same bytes' cmp -s "$folder/first" "$folder/out"
run goals C0004 --seed 2
ok 'another seed draws other futures' sh -c "! cmp -s '$folder/first' '$folder/out'"
run goals C0004 --model student --paths 500
ok 'heavy tails and the number of futures are named' shows 'Student t'

run goals C0004 --format json
ok 'a program reads it' python3 -c "
import json, sys
document = json.load(open('$folder/out'))
section = document.get('goals', document)
section = section if isinstance(section, dict) else document
goal = section['futures'][0]
fan = goal['percentiles']
assert 0 <= goal['chance'] <= 1 and goal['chance_low'] <= goal['chance'] <= goal['chance_high']
assert len(fan) == 25 and fan[0]['p05'] == fan[0]['p95'] and fan[-1]['date'] == '2034-06-30'
for row in fan:
    assert float(row['p05']) <= float(row['p25']) <= float(row['p50']) <= float(row['p75']) <= float(row['p95'])
assert section['paths'] == 10000 and section['seed'] == 1 and section['model'] == 'lognormal'
"
for format in csv markdown html; do
	run goals C0004 --format $format
	ok "it is written as $format" exits 0
	ok "and $format names the goal" shows House
done
run goals C0004 --lang zh_CN
ok 'the sentence exists in Chinese' shows '100 条模拟的未来中'

run goals C0004 --change "$goal" --monthly 12000
ok 'a goal is changed' shows '12,000.00'
goal=$((goal + 1))
ok 'it has a new number' grep -q "^ *$goal  House" "$folder/out"
refused 'the old number is closed' 1 "goal $((goal - 1))" goals C0004 --change $((goal - 1)) --monthly 1
refused 'the goal of another client is not touched' 1 "goal $goal" goals C0002 --remove $goal
run goals C0004 --remove $goal --by 'Wang Fang'
ok 'a goal is closed' shows 'No goal is recorded yet'
run journal export C0004
ok 'the record keeps what was told' grep -q GOAL_ADDED "$folder/out"
ok 'and what was closed' grep -q GOAL_CLOSED "$folder/out"
run journal verify
ok 'the journal is sound' exits 0
run check
ok 'the book is sound' exits 0
finish
