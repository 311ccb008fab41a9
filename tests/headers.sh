#!/bin/sh
# Every header stands alone: whoever includes it needs to include nothing before it, and including it twice is harmless.
set -u
cd "${abs_top_srcdir:-$(dirname "$0")/..}" || exit 99
compiler=${CC:-cc}
flags="-std=gnu11 -Wall -Werror -D_GNU_SOURCE -I. -I${abs_top_builddir:-.}"
libraries="gsl sqlite3 libcurl ncursesw jansson libconfuse libsodium"
# shellcheck disable=SC2086 # words are wanted
flags="$flags $(pkg-config --cflags $libraries 2>/dev/null)"

headers=$(find engine data report advice tui cli -name '*.h' | LC_ALL=C sort)
count=0
for header in $headers; do
	count=$((count + 1))
done
if [ "$count" -eq 0 ]; then
	echo 'Bail out! no header was found'
	exit 99
fi
echo "1..$count"

number=0 failed=0
for header in $headers; do
	number=$((number + 1))
	# shellcheck disable=SC2086
	if report=$(printf '#include "%s"\n#include "%s"\n' "$header" "$header" |
		$compiler $flags -fsyntax-only -x c - 2>&1); then
		echo "ok $number - $header compiles alone"
	else
		echo "not ok $number - $header compiles alone"
		printf '%s\n' "$report" | sed 's/^/# /'
		failed=1
	fi
done
exit $failed
