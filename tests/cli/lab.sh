#!/bin/sh
# The laboratory as a newcomer meets it: every example of the help runs on the files that are shipped, what one verb
# writes another reads, and no bytes in any file make it fall.
# shellcheck source=tests/support/cli.sh
. "${abs_top_srcdir:?is set by make check}/tests/support/cli.sh"

samples=$source/share/examples/lab
cp "$samples"/*.csv "$folder" || exit 99
chmod u+w "$folder"/*.csv
cd "$folder" || exit 99

# Every example, from the help itself.
for verb in moments optimize frontier risk performance irr simulate; do
	"$program" lab $verb --help | sed -e '1,/^Examples:/d' |
		sed -n -e "s/^  ballast lab $verb /$verb /p" >"$folder/examples"
	ok "the help of lab $verb has examples" test -s "$folder/examples"
	while read -r example; do
		# shellcheck disable=SC2086 # the example is words
		run lab $example
		ok "lab $example" exits 0
	done <"$folder/examples"
done

# Every objective, and in both languages.
while read -r objective; do
	# shellcheck disable=SC2086 # options are words
	run lab optimize --prices prices.csv --periods 12 --objective $objective --format json
	ok "lab optimize --objective $objective" exits 0
	if has_python; then
		ok "its weights sum to one: $objective" json 'abs(sum(answer["weights"].values()) - 1) < 1e-9'
		ok "and its shares of the risk: $objective" json 'abs(sum(answer["risk_share"].values()) - 1) < 1e-9'
	fi
done <<'END'
min-variance
max-sharpe
target-return --target 0.05
target-volatility --target 0.06
utility --risk-aversion 4
risk-parity --budgets budgets.csv
hierarchical --linkage direct
expected-shortfall --from now.csv --turnover 0.2 --cost 0.001
conditional-drawdown --target 0.04
max-diversification
tracking-error --benchmark market.csv --upper 0.22
robust --risk-aversion 4
resampled --risk-aversion 4 --draws 20 --seed 7
max-sharpe --market market.csv --views views.csv --posterior-covariance
min-variance --cardinality 2 --minimum-position 0.3
END
run lab optimize --prices prices.csv --periods 12 --objective min-variance --lang zh_CN
ok 'it speaks Chinese' shows '权重'

# What moments writes, optimize reads: the same portfolio, to the last digit.
run lab moments --prices prices.csv --periods 12 --mean-output mean.csv --covariance-output covariance.csv
ok 'moments writes files' test -s mean.csv -a -s covariance.csv
run lab optimize --mean mean.csv --covariance covariance.csv --objective max-sharpe --format csv
cp "$folder/out" "$folder/from-files"
run lab optimize --prices prices.csv --periods 12 --objective max-sharpe --format csv
ok 'optimize reads them as if it had estimated itself' cmp -s "$folder/out" "$folder/from-files"
run lab optimize --covariance covariance.csv --objective risk-parity --format csv
ok 'what looks at no expected returns needs none' exits 0
refused 'what does, says so' 4 'needs expected returns' lab optimize --covariance covariance.csv --objective max-sharpe

# How many rows a year: the dates say it, and what somebody says against them is told.
run lab moments --prices prices.csv --format csv
cp "$folder/out" "$folder/inferred"
run lab moments --prices prices.csv --periods 12 --format csv
ok 'months are known by their dates' cmp -s "$folder/out" "$folder/inferred"
run lab optimize --prices prices.csv --objective max-sharpe
ok 'which is said' shows 'the dates are monthly'
run lab optimize --prices prices.csv --periods 252 --objective max-sharpe
ok 'a number against the dates is a warning' shows '--periods says 252 rows a year and the dates say 12'
run lab risk --prices prices.csv --weights weights.csv --periods 252 --lang zh_CN
ok 'in Chinese too' shows '日期显示为 12 行'
run lab frontier --prices prices.csv --periods 12 --format json
has_python && ok 'and no warning without a contradiction' json '"warnings" not in answer and answer["periods_from"] == "option"'

# The same bytes in any locale; the same seed, the same paths.
for verb in 'moments --prices prices.csv' 'risk --prices prices.csv --weights weights.csv' \
	'simulate --prices prices.csv --weights weights.csv --months 24 --paths 500 --seed 3'; do
	# shellcheck disable=SC2086 # options are words
	LC_ALL=C run lab $verb --format json --lang en
	cp "$folder/out" "$folder/first"
	# shellcheck disable=SC2086
	LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8 run lab $verb --format json --lang en
	ok "the same bytes in another locale: lab $verb" cmp -s "$folder/out" "$folder/first"
done

# What contradicts itself, and what is out of range.
refused 'a turnover from nowhere' 2 '--from' lab optimize --prices prices.csv --objective min-variance --turnover 0.1
refused 'nothing to estimate from' 2 '--covariance' lab optimize --objective min-variance
refused 'an objective that cannot keep a limit' 4 'cannot keep' lab optimize --prices prices.csv --objective max-sharpe \
	--from now.csv --impact 0.1 --cardinality 2
refused 'a benchmark that is missing' 4 'benchmark' lab optimize --prices prices.csv --objective tracking-error
printf 'symbol,weight\nGOLD,0.5\n' >half.csv
refused 'weights that sum to a half' 4 '0.5; a portfolio' lab risk --prices prices.csv --weights half.csv
refused 'a series there is not' 4 'did you mean "GOLD"' lab risk --prices prices.csv --series GOLDD
refused 'several series and no word about them' 4 '5 series' lab risk --prices prices.csv
printf 'date,A\n2026-11-18,1\n2026-11-19,2\n2026-11-20,3\n' >daily.csv
printf 'symbol,weight\nA,1\n' >one.csv
printf 'symbol,A\nA,0.04\n' >variance.csv
printf 'symbol,mean\nA,0.04\n' >return.csv
refused 'a bootstrap of days' 4 'draws months' lab simulate --mean return.csv --covariance variance.csv --prices daily.csv \
	--weights one.csv --months 12 --model bootstrap
refused 'a goal in words' 2 '"house"' lab simulate --prices prices.csv --weights weights.csv --months 12 --goal house
refused 'no months' 2 '--months' lab simulate --prices prices.csv --weights weights.csv
printf 'date,amount\n1999-01-04,5\n' >early.csv
refused 'a flow before the first value' 4 'outside the values' lab performance --values values.csv --flows early.csv
run lab optimize --prices prices.csv --periods 12 --objective target-return --target 0.5 --format json
ok 'what cannot be reached is an answer with an exit code' exits 4
has_python && ok 'and says what can' json 'answer["relax"]["target"] > 0.4 and answer["attainable"]["greatest"] < 0.08'

# What cannot be had is explained by what one can change.
run lab optimize --prices prices.csv --objective max-sharpe --upper 0.15
ok 'caps that leave money over are told with their sum' shows 'The upper limits sum to 75 %'
run lab optimize --prices prices.csv --objective max-sharpe --lower 0.25
ok 'floors above everything likewise' shows 'The lower limits sum to 125 %'
printf 'group,symbol,lower,upper\nequity,CN_EQUITY,0.7,\nequity,GLOBAL_EQUITY,0.7,\n' >high.csv
run lab optimize --prices prices.csv --objective max-sharpe --groups high.csv --upper 0.3 --format json
has_python && ok 'a group above the caps of its members gives way by ten points' \
	json 'abs(answer["relax"]["group:equity:lower"] - 0.1) < 1e-12 and len(answer["conflict"]) == 3'
run lab optimize --prices prices.csv --objective target-return --target 8
ok 'a target in percent is doubted' shows '--target is a fraction: write 0.08 for 8 %'

# Every bad row is told, each on its line.
{
	echo 'symbol,weight'
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do echo "NOBODY$i,x$i"; done
} >bad.csv
run lab risk --prices prices.csv --weights bad.csv
ok 'a file that is wrong everywhere is refused' exits 4
ok 'every place is told' test "$(grep -c '^bad.csv:' "$folder/err")" -eq 40
ok 'with its line' says 'bad.csv:21:'

# Any bytes, in any file.
if has_python; then
	python3 - "$folder" <<'END' || exit 99
import random, sys
random.seed(20261120)
folder = sys.argv[1]
heads = [b'', b'date,A,B\n', b'symbol,mean\n', b'symbol,weight\n', b'date,amount\n',
         b'view,symbol,coefficient,value,confidence\n', b'group,symbol,lower,upper\n', b'symbol,A,B\n']
tokens = [b'1e308', b'-1e308', b'nan', b'inf', b'0x10', b'', b'"', b'""', b',', b'\n', b'\r', b'\x00', b'\xff\xfe',
          b'2026-13-40', b'1900-01-01', b'GOLD', b'CN_GOV', b'A', b'0', b'-0', b'1e-320', b'\xe4\xb8\xad', b'=1+1', b'\x1b[2J',
          b'9' * 400, b'1' + b'0' * 70, b'%s%n', b' ', b'0.5']
for number in range(16):
    body = heads[number % len(heads)]
    if number < 8:
        body += bytes(random.randrange(256) for _ in range(random.randrange(1, 3000)))
    else:
        for _ in range(60):
            body += b','.join(random.choice(tokens) for _ in range(random.randrange(1, 7))) + b'\n'
    open('%s/noise%d' % (folder, number), 'wb').write(body)
END
	good="--prices prices.csv --periods 12"
	survives() {
		# 0 is possible (an optional file of nothing but a header), 1 and 4 are refusals in words; never a signal.
		{ [ "$code" -eq 0 ] || [ "$code" -eq 1 ] || [ "$code" -eq 4 ]; } &&
			! grep -qE '[A-Za-z]Sanitizer|runtime error:|[Aa]ssert|[Ss]egmentation' "$folder/err" &&
			! LC_ALL=C tr -d '\n' <"$folder/err" | LC_ALL=C grep -q '[[:cntrl:]]'
	}
	while read -r option; do
		hurt=''
		for noise in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
			# shellcheck disable=SC2046 # options are words
			run lab $(echo "$option" | sed -e "s|NOISE|noise$noise|g" -e "s|GOOD|$good|")
			survives || hurt="$hurt $noise($code)"
		done
		ok "any bytes: lab $option" test -z "$hurt"
	done <<'END'
moments --prices NOISE
moments --returns NOISE --mean bayes-stein --covariance denoised
optimize --mean NOISE --covariance NOISE --objective min-variance
optimize --prices NOISE --objective max-sharpe
optimize GOOD --objective min-variance --bounds NOISE
optimize GOOD --objective min-variance --groups NOISE
optimize GOOD --objective max-sharpe --market NOISE
optimize GOOD --objective max-sharpe --views NOISE
optimize GOOD --objective expected-shortfall --from NOISE --turnover 0.1
optimize GOOD --objective expected-shortfall --from now.csv --costs NOISE
optimize GOOD --objective risk-parity --budgets NOISE
optimize GOOD --objective tracking-error --benchmark NOISE
optimize GOOD --objective min-variance --amount 100000 --lots NOISE
frontier GOOD --at-returns NOISE
risk --returns NOISE --series A
risk GOOD --weights NOISE
performance --values NOISE
performance --values values.csv --flows NOISE
irr NOISE
simulate GOOD --weights NOISE --months 12 --paths 10
END
else
	skip 'any bytes in any file' 'there is no python3'
fi
finish
