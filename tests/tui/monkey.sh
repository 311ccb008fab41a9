#!/bin/sh
# A monkey at the desk, and the book afterwards. BALLAST_MONKEY_KEYS and BALLAST_MONKEY_SEED say how long and which.
set -u
place=$(mktemp -d) || exit 99
trap 'rm -rf "$place"' EXIT
ballast=${abs_top_builddir:?is set by make check}/ballast
keys=${BALLAST_MONKEY_KEYS:-4000} seed=${BALLAST_MONKEY_SEED:-1} day=2026-11-20
unset BALLAST_BOOK NO_COLOR
mkdir -m 700 "$place/config" "$place/state" "$place/data" "$place/here"
export XDG_CONFIG_HOME="$place/config" XDG_STATE_HOME="$place/state" XDG_DATA_HOME="$place/data"
export http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 ALL_PROXY=http://127.0.0.1:9
export ASAN_OPTIONS="${ASAN_OPTIONS:-}:log_path=$place/sanitizer" UBSAN_OPTIONS="${UBSAN_OPTIONS:-}:log_path=$place/sanitizer"
cd "$place/here" || exit 99

"$ballast" --book "$place/book.db" --as-of "$day" sandbox --clients 9 --years 6 --seed 3 --quiet >"$place/out" 2>&1 || {
	echo 'Bail out! no sandbox'
	cat "$place/out"
	exit 99
}
number=0
for language in en zh_CN; do
	"$abs_top_builddir/tests/tui/monkey" "$ballast" "$place/book.db" "$day" "$((keys / 2))" "$seed" "$language" >"$place/claims"
	while read -r line; do
		case $line in
		ok\ * | not\ ok\ *)
			number=$((number + 1))
			echo "$line" | sed "s/ok [0-9]* - /ok $number - $language: /"
			;;
		\#*) echo "$line" ;;
		esac
	done <"$place/claims"
done

after() {
	number=$((number + 1))
	if "$ballast" --book "$place/book.db" --as-of "$day" "$2" ${3:+"$3"} >"$place/out" 2>&1; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		sed 's/^/# /' "$place/out"
	fi
}
after 'the book is sound afterwards' check
after 'the journal is unbroken afterwards' journal verify
number=$((number + 1))
if ls "$place"/sanitizer.* >/dev/null 2>&1; then
	echo "not ok $number - no sanitizer spoke"
	sed 's/^/# /' "$place"/sanitizer.* | head -n 60
else
	echo "ok $number - no sanitizer spoke"
fi
echo "1..$number"
