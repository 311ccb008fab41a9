#!/bin/sh
# The performance of clients on the command line: figures that sum to what they should, reasons where there is none, every
# format, both languages, the same bytes again.
# shellcheck source=tests/support/cli.sh
. "${abs_top_srcdir:?is set by make check}/tests/support/cli.sh"

make_sandbox 8 || { echo 'Bail out! no sandbox could be made'; exit 99; }
before=$(book_state)

# holds EXPRESSION: true of the answer, the section of the last run as JSON.
holds() {
	python3 -c "
import json
answer = json.load(open('$folder/out'))['performance']
part, periods = answer['period'], {row['period']: row for row in answer['periods']}
effects, holdings = part.get('attribution', []), part.get('contributions', [])
assert $1"
}

for client in C0001 C0002 C0003 C0005 C0007; do
	for period in year start; do
		run performance $client --period $period --format json
		ok "$client has a record $period" exits 0
		ok "what the holdings of $client brought sums to the return, $period" holds \
			"abs(sum(row['contribution'] for row in holdings) - periods['$period']['time_weighted']) < 1e-12"
		ok "their gains less the fees are the gain of $client, $period" holds \
			"abs(sum(float(row['gain']) for row in holdings) - float(part['gain'])) < 5e-6"
		ok "the effects of $client sum to the difference, $period" holds \
			"part['difference'] is None or abs(sum(row['sum'] for row in effects) - part['difference']) < 1e-12"
		ok "the amounts of $client balance, $period" holds \
			"round(1e6 * (float(part['begin_value']) + float(part['paid_in']) - float(part['taken_out']) + float(part['gain']) - float(part['end_value']))) == 0"
	done
	run show $client --format json
	value=$(sed -n 's/^    "value": "\([0-9.]*\)",$/\1/p' "$folder/out")
	run performance $client --format json
	ok "the record of $client ends with what is held" holds "float(part['end_value']) == float('${value:-0}')"
done

run performance C0001 --format json
ok 'linked months are the whole' holds \
	"abs(__import__('math').prod(1 + row['portfolio'] for row in answer['months']) - 1 - periods['start']['time_weighted']) < 1e-12"
ok 'growth ends where the whole does' holds \
	"abs(answer['growth']['series'][0]['values'][-1][1] - 1 - periods['start']['time_weighted']) < 1e-12"
cp "$folder/out" "$folder/first"
run performance C0001 --format json
ok 'the same book and day give the same bytes' cmp -s "$folder/first" "$folder/out"
for format in text csv markdown html; do
	run performance C0001 --format $format
	ok "it is written as $format" exits 0
	ok "and $format has the record since its start" shows 2024-03-04
done
run performance C0001
ok 'a period that is not there says why' shows 'the record begins on'
run performance C0001 --lang zh_CN
ok 'it exists in Chinese' shows '时间加权'

run performance C0001 --period decade
ok 'a period nobody knows is wrong usage' exits 2
run performance
ok 'a client must be named' exits 2
refused 'an unknown client is named' 1 C9999 performance C9999
ok 'looking changed nothing' test "$before" = "$(book_state)"

today=2014-01-01
run performance C0001
ok 'before anything was held that is said' shows 'Nothing was ever held'
ok 'and it is no failure' exits 0
finish
