#!/bin/sh
# Answers in Chinese hold no English word but names: a word that reaches a person without passing the catalogue is found by
# what is printed, which the catalogue's own test cannot see.
# shellcheck source=tests/support/cli.sh
. "${abs_top_srcdir:?is set by make check}/tests/support/cli.sh"
command -v xgettext >/dev/null || { echo '1..0 # SKIP gettext is not installed'; exit 0; }

ok 'a sandbox is made' make_sandbox 6
[ -f "$BALLAST_BOOK" ] || { finish; exit 1; }

# Words that are names: what a person types, who did it, the house's assumptions, signs of formulas, what lab calls its figures.
names='ballast|sandbox|seed|house|view|maker|second|system|chapter|section|prod|sum|mean|sqrt|max|min|ceil|phi|beta|csv'
names="$names|corporate|climate|equity|budget|hierarchical|lognormal"
names="$names|calmar|deviation|falls|kurtosis|longest|martin|omega|sharpe|skewness|sortino|sterling"
names="$names|$(sed -n -e "s/^feed '\([a-z0-9-]*\)'.*/\1/p" "$source"/share/feeds.d/*.conf | tr '\n' '|')yahoo"

# The English words of the answer: whole ones, in small letters, of three letters and more. Commands, options, addresses and
# what stands in quotes are to be typed or are names.
english() {
	cat "$folder/out" "$folder/err" |
		sed -e 's/“[^”]*”//g' -e 's/shrunk the sample covariance matrix//' -e 's/Ballast scenarios//' -e 's/import FILE//' -e 's/ballast [a-z]*\( [a-z]*\)\{0,1\}//g' -e 's/--[a-z-]*//g' -e 's/[A-Z][A-Za-z-]*\( [a-z]* \)\{0,1\}//g' |
		tr -s ' |' '\n\n' | sed -e 's/[，。；：（）、]/\n/g' |
		grep -E '^[a-z]{3,}$' | grep -vxE "$names" | sort -u >"$folder/english"
	[ ! -s "$folder/english" ]
}

in_chinese() {
	run --lang zh_CN --format markdown "$@"
	ok "in Chinese: $*" english
	[ ! -s "$folder/english" ] || tr '\n' ' ' <"$folder/english" | sed -e 's/^/# English: /' -e 's/ *$/\n/'
}

cp "$source"/share/examples/lab/*.csv "$folder"
cd "$folder" || exit 99
in_chinese accept C0001 B --by second
in_chinese rebalance C0001
in_chinese approve 1 --by second
while read -r line; do
	# shellcheck disable=SC2086 # a command and its arguments
	in_chinese $line
done <<'END'
clients
show C0001
profile C0001
recommend C0001
mandate C0001
rebalance C0002 --dry-run
approvals
goals C0001
performance C0001
risk C0001
market
market 510300
oversight
alerts
monitor
actions
terms
calendars
prices quality
prices held
rates held
feeds
feeds check
journal list
journal verify
backup --list
check
import --list
report weekly --dry-run
lab moments --prices prices.csv --periods 12
lab optimize --prices prices.csv --periods 12 --objective min-variance --groups groups.csv --bounds bounds.csv
lab optimize --prices prices.csv --objective max-sharpe --upper 0.15
lab optimize --prices prices.csv --objective hierarchical --bounds bounds.csv
lab frontier --prices prices.csv --upper 0.15
lab risk --prices prices.csv --weights weights.csv --periods 12
lab performance --values values.csv --flows flows.csv
lab irr --flows payments.csv
lab simulate --prices prices.csv --weights weights.csv --periods 12 --months 12
END
finish
