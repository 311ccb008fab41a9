#!/bin/sh
# An adviser's whole meeting at the real program, by the keys of ballast-meeting(7): profile, three plans, the frontier, the
# plan accepted, the trades submitted; a second person approves, hands the orders over and writes the weekly report. Each
# screen is looked at for the words and figures a person would look for, the keys are counted, the book is verified.
set -u
. "${abs_top_srcdir:?is set by make check}/tests/support/tmux.sh"
program=${BALLAST_PROGRAM:?}
folder=$(mktemp -d) || exit 99
trap 'screen_close; rm -rf "$folder"' EXIT
day=2026-11-20
MOST_KEYS=60 # beside the answers
keys=0 answers=0

# press KEY...: keys as the manual lists them, counted.
press() {
	keys=$((keys + $#))
	printf '%s\n' "$@" >>"$folder/pressed"
	screen_keys "$@"
}

# word TEXT: a word typed letter by letter, each letter a key.
word() {
	keys=$((keys + ${#1}))
	printf '%s\n' "$1" >>"$folder/pressed"
	screen_keys -l "$1"
}

answer() {
	answers=$((answers + $#))
	screen_keys "$@"
}

# desk USER COLUMNS ROWS: the program as this person, in the folder where files are to go.
desk() {
	SCREEN_ENV="BALLAST_DATADIR=$BALLAST_DATADIR BALLAST_LOCALEDIR=$BALLAST_LOCALEDIR XDG_CONFIG_HOME=$folder \
OPENBLAS_NUM_THREADS=1 USER=$1 $language"
	# shellcheck disable=SC2016 # for the inner shell
	screen_open "$2" "$3" sh -c 'cd "$0" && exec "$@"' "$work" "$program" --book "$work/book.db" --as-of "$day"
}

ballast() {
	"$program" --book "$work/book.db" --as-of "$day" "$@"
}

# A market of the sandbox and one new client of one's own, with money and nothing else.
make_book() {
	mkdir "$work" && ballast sandbox --clients 6 --years 6 --seed 7 --quiet >"$work/log" || return 1
	printf 'client,name,birth_year,currency,income,expenses,assets,liabilities\n' >"$work/clients.csv"
	printf 'ZHOU,Zhou Min,1982,CNY,480000,240000,2600000,300000\n' >>"$work/clients.csv"
	printf 'client,account,symbol,quantity,unit_cost,acquired\nZHOU,ZHOU-1,CASH,900000,1,\n' >"$work/holdings.csv"
	ballast import clients "$work/clients.csv" >>"$work/log" && ballast import holdings "$work/holdings.csv" >>"$work/log"
}

# Of mode 0600.
is_private() {
	[ "$(stat -c %a "$1" 2>/dev/null)" = 600 ]
}

# Buys cost what was held: every order of the file is a purchase, and together they are nearly the 900,000 and never more.
spends_the_money() {
	awk -F , 'NR > 1 { if ($4 != "buy") bad = 1; spent += $6 * $7 }
		END { exit !(NR > 5 && !bad && spent > 880000 && spent < 900000) }' "$1"
}

is_sound() {
	ballast check >"$work/log" 2>&1 && ballast journal verify >>"$work/log" 2>&1
}

# meeting COLUMNS ROWS: from the first key to the last.
meeting() {
	columns=$1 rows=$2 keys=0 answers=0
	ok "$name: a book with a new client" make_book

	desk adviser "$columns" "$rows"
	ok "$name: the book lists the new client" screen_wait 'Zhou Min'
	press G Enter
	ok "$name: the client has money and no profile" screen_wait '900,000'
	ok "$name: and the screen says what is next" screen_wait "$SAYS_PROFILE"
	press Enter
	ok "$name: the questionnaire is offered" screen_wait "$SAYS_BEGIN"
	press Enter
	ok "$name: it asks one question at a time" screen_wait "$SAYS_FIRST"
	answer 1 2 4 4 4 4 4 4 4 3 4 3 3 3 4
	ok "$name: statements are judged" screen_wait "$SAYS_JUDGE"
	answer t f f t Enter 3 4
	ok "$name: the answers are shown once more" screen_wait "$SAYS_AGAIN"
	press Enter
	ok "$name: the profile is recorded" screen_wait "$SAYS_RECORDED"
	ok "$name: it has a class and a limit" screen_wait 'C4'
	ok "$name: of so much volatility" screen_wait '9.6 %'

	press 4
	ok "$name: the studio begins at the plan of the middle" screen_wait "$SAYS_PLAN_B"
	ok "$name: which may be proposed" screen_wait 'S00'
	ok "$name: with its expected return" screen_wait '4.8'
	press a
	ok "$name: a calmer plan" screen_wait "$SAYS_PLAN_A"
	press c
	ok "$name: a bolder one" screen_wait "$SAYS_PLAN_C"
	press b
	ok "$name: and the middle again" screen_wait "$SAYS_PLAN_B"
	press Left Left
	ok "$name: the arrows walk the frontier" screen_wait "$SAYS_PLAN_S"
	ok "$name: and the figures follow" screen_wait '7.7'
	press Enter
	ok "$name: the plan is about to be recorded under the client's name" screen_wait "$SAYS_ACCEPT"
	press Enter
	word ZHOU
	press Enter
	ok "$name: it is accepted" screen_wait "$SAYS_ACCEPTED"

	press 5
	ok "$name: the trades that lead there" screen_wait "$SAYS_TRADES"
	ok "$name: all checks are made" screen_wait 'T01'
	ok "$name: and the cost is told" screen_wait 'CNY 320'
	press A
	ok "$name: they are about to be submitted" screen_wait "$SAYS_SUBMIT"
	press Enter
	word ZHOU
	press Enter
	ok "$name: the proposal waits for a second person" screen_wait "$SAYS_SUBMITTED"
	press Q
	ok "$name: the adviser leaves" screen_wait 'ended with 0'

	desk supervisor "$columns" "$rows"
	screen_wait 'Zhou Min' >/dev/null
	press 0
	screen_wait "$SAYS_OVERSIGHT" >/dev/null
	press Tab
	ok "$name: the second person sees who proposed what" screen_wait 'adviser'
	press A
	ok "$name: and is offered as the one who decides" screen_wait "$SAYS_BY"
	press Enter
	ok "$name: what approving does is said" screen_wait "$SAYS_TYPE"
	word "$APPROVE"
	screen_wait "$SAYS_TYPED" >/dev/null
	press Enter
	ok "$name: the proposal is approved" screen_wait "$SAYS_APPROVED"
	press O
	ok "$name: the orders are offered as a file" screen_wait "orders-$day.csv"
	press Enter
	ok "$name: and written" screen_wait "$SAYS_ORDERS"
	ok "$name: for their owner alone" is_private "$work/orders-$day.csv"
	ok "$name: nine purchases for the money that was there" spends_the_money "$work/orders-$day.csv"

	press 1 G Enter
	ok "$name: the client's next step is outside" screen_wait 'ballast fills FILE'
	press w
	ok "$name: a folder for the weekly report" screen_wait 'reports'
	press Enter
	ok "$name: it is written beside the screen" screen_wait "$SAYS_WEEKLY"
	ok "$name: for its owner alone" is_private "$work/reports/weekly-$day/weekly.html"
	ok "$name: about this client" grep -q 'Zhou Min' "$work/reports/weekly-$day/weekly.md"
	ok "$name: in the language of the desk" grep -q "$SAYS_REPORT" "$work/reports/weekly-$day/weekly.md"
	press Q
	ok "$name: the second person leaves" screen_wait 'ended with 0'

	ok "$name: no more than $MOST_KEYS keys beside the answers" test "$keys" -le "$MOST_KEYS"
	echo "# $name: $keys keys beside $answers of the answers"
	ok "$name: the book is sound and its journal unbroken" is_sound
}

# The manual's keys, one a line, and how many it promises; a word counts its letters.
is_in_the_manual() {
	sed -n -e 's/^\.It Ic //p' "$abs_top_srcdir/doc/ballast-meeting.7" | tr ' ' '\n' | diff - "$folder/pressed" &&
		grep -q "^It takes $keys keys beside the answers" "$abs_top_srcdir/doc/ballast-meeting.7"
}

# Nothing is replaced unasked, and what was sent is not sent again.
afterwards() {
	cp "$work/orders-$day.csv" "$folder/before.csv"
	desk supervisor 120 40
	screen_wait 'Zhou Min' >/dev/null
	screen_keys O
	ok 'an order is handed over once' screen_wait 'No approved order waits'
	screen_keys G Enter
	screen_wait 'ballast fills FILE' >/dev/null
	screen_keys w Enter
	ok 'a report of the day is not replaced unasked' screen_wait 'Type replace'
	screen_keys Enter
	ok 'and Enter alone leaves it' screen_gone 'Type replace'
	screen_keys x
	screen_wait 'Export what is shown' >/dev/null
	screen_keys C-u
	screen_keys -l "orders-$day.csv"
	screen_keys Enter
	ok 'no export takes the place of the orders' screen_wait 'there is a file of this name'
	screen_keys Escape Q
	screen_wait 'ended with 0' >/dev/null
	ok 'the orders are as they were' cmp -s "$folder/before.csv" "$work/orders-$day.csv"
}

name=English language='' work=$folder/en
SAYS_PROFILE='Enter opens the questionnaire' SAYS_BEGIN='Enter begins' SAYS_FIRST='question 1 of 18'
SAYS_JUDGE='question 16 of 18' SAYS_AGAIN='the answers once more' SAYS_RECORDED='profile recorded'
SAYS_PLAN_A='plan A' SAYS_PLAN_B='plan B' SAYS_PLAN_C='plan C' SAYS_PLAN_S='plan S' SAYS_ACCEPT='accepted by'
SAYS_ACCEPTED='plan accepted and recorded' SAYS_TRADES='9 trades' SAYS_SUBMIT='proposed by'
SAYS_SUBMITTED='proposal 1 submitted' SAYS_OVERSIGHT='approvals waiting 1' SAYS_BY='by  supervisor'
SAYS_TYPE='Type approve' SAYS_TYPED='go on: approve' APPROVE=approve SAYS_APPROVED='Approved by supervisor'
SAYS_ORDERS='orders written: 9' SAYS_WEEKLY='weekly report written' SAYS_REPORT='Weekly rebalance report'
meeting 120 40
ok 'these are the keys of the manual, and as many' is_in_the_manual
afterwards

name=Chinese language=LANGUAGE=zh_CN work=$folder/zh
SAYS_PROFILE='按回车打开问卷' SAYS_BEGIN='按 Enter 开始问卷' SAYS_FIRST='第 1 题，共 18 题'
SAYS_JUDGE='第 16 题，共 18 题' SAYS_AGAIN='再看一遍回答' SAYS_RECORDED='风险测评已记录'
SAYS_PLAN_A='方案 A' SAYS_PLAN_B='方案 B' SAYS_PLAN_C='方案 C' SAYS_PLAN_S='方案 S' SAYS_ACCEPT='采纳人'
SAYS_ACCEPTED='方案已采纳并记录' SAYS_TRADES='9 笔交易' SAYS_SUBMIT='提出人'
SAYS_SUBMITTED='建议 1 已提交' SAYS_OVERSIGHT='待审批' SAYS_BY='supervisor'
SAYS_TYPE='批准' SAYS_TYPED='批准' APPROVE=批准 SAYS_APPROVED='已由 supervisor 批准'
SAYS_ORDERS='已写出 9 笔委托' SAYS_WEEKLY='位客户的周报' SAYS_REPORT='每周再平衡报告'
meeting 80 24
plan
