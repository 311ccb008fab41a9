#!/bin/sh
# The desk while providers that hang, flood and break are asked for prices. BALLAST_REFRESH_KEYS says how many keys are
# pressed meanwhile; the times they took are comments, since a check is no place to measure.
set -u
place=$(mktemp -d) || exit 99
ballast=${abs_top_builddir:?is set by make check}/ballast
top=${abs_top_srcdir:?is set by make check}
day=2026-11-20
trap 'exec 3>&-; rm -rf "$place"' EXIT
unset BALLAST_BOOK NO_COLOR
mkdir -m 700 "$place/config" "$place/state" "$place/config/ballast" "$place/config/ballast/feeds.d"
export HOME="$place" XDG_CONFIG_HOME="$place/config" XDG_STATE_HOME="$place/state"
"$ballast" --book "$place/book.db" --as-of "$day" sandbox --clients 9 --years 6 --seed 3 --quiet >"$place/out" 2>&1 || {
	echo 'Bail out! no sandbox'
	cat "$place/out"
	exit 99
}

mkfifo "$place/hold"
# Providers are other machines: what they compute takes nothing from the desk.
nice -n 19 python3 "$top/tests/data/hostile_server.py" <"$place/hold" >"$place/ports" &
providers=$!
exec 3>"$place/hold"
until [ -s "$place/ports" ]; do
	kill -0 "$providers" 2>/dev/null || {
		echo 'Bail out! the providers did not start'
		exit 99
	}
	sleep 0.01
done
# shellcheck disable=SC2046 # a word for each port
set -- $(cat "$place/ports")
number=0
for name in slow reset short endless bomb loop; do
	number=$((number + 1))
	eval "port=\$$number"
	echo "feed '$name' { url = 'http://127.0.0.1:$port/ballast-prices/{symbol}.csv' insecure = yes format = csv
		field.date = {'date'} field.close = {'close'} limit = '4conc' retry = '9 timeout' timeout = 20 max_bytes = 67108864 }"
done >"$place/config/ballast/feeds.d/hostile.conf"

# Each instrument begins with another provider, so that all of them are asked at once.
number=0
"$ballast" --book "$place/book.db" --as-of "$day" export instruments >"$place/instruments.csv"
cut -d, -f1 "$place/instruments.csv" | tail -n +2 | while read -r symbol; do
	number=$((number % 3 + 1))
	case $number in
	1) order="'slow', 'endless', 'reset', 'bomb', 'short', 'loop'" ;;
	2) order="'endless', 'bomb', 'slow', 'loop', 'short', 'reset'" ;;
	3) order="'reset', 'short', 'bomb', 'slow', 'endless', 'loop'" ;;
	esac
	echo "instrument '$symbol' { feeds = {$order} }"
done >"$place/config/ballast/feeds.d/order.conf"

"$abs_top_builddir/tests/tui/refresh_desk" "$ballast" "$place/book.db" "$day" "${BALLAST_REFRESH_KEYS:-120}"
if "$ballast" --book "$place/book.db" --as-of "$day" check >"$place/out" 2>&1; then
	echo 'ok 5 - the book is sound afterwards'
else
	echo 'not ok 5 - the book is sound afterwards'
	sed 's/^/# /' "$place/out"
fi
echo 1..5
