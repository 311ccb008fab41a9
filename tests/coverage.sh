#!/bin/sh
# How many lines of the engine its own tests reach, folder by folder. Run by `make coverage` in a build folder that was
# configured with --enable-coverage; needs gcov only. COVERAGE_LEAST fails below that many percent.
set -eu
source=${1:?the source folder}
least=${COVERAGE_LEAST:-0}

find engine -name '*.gcda' -exec rm -f {} +
for test in tests/engine/test_*; do
	[ -f "$test" ] && [ -x "$test" ] || continue
	BALLAST_DATADIR="$source/share" OPENBLAS_NUM_THREADS=1 LC_ALL=C.UTF-8 "$test" >/dev/null 2>&1 ||
		echo "failed: $test" >&2
done
# A file that no test reaches has notes and no data: gcov counts its lines as not executed.
find engine -name '*.gcno' | sort | while read -r notes; do
	gcov -n -o "$(dirname "$notes")" "$notes" 2>/dev/null |
		awk -v folder="$(dirname "$notes")" -v name="$(basename "$notes" .gcno)" '
			/^File / { is_own = index($0, folder "/" name ".c\047") > 0 }
			/^Lines executed:/ && is_own {
				split($0, part, /[:% ]+/)
				printf "%s %s %d %d\n", folder, name, part[5], part[3] * part[5] / 100 + 0.5
				is_own = 0
			}
			/^No executable lines/ { is_own = 0 }'
done | awk -v least="$least" '
	{ lines[$1] += $3; hit[$1] += $4; all += $3; reached += $4
	  if ($4 < 0.9 * $3) low = low sprintf("  %-34s %5d lines %5.1f %%\n", $1 "/" $2 ".c", $3, 100 * $4 / $3) }
	END {
		for (folder in lines)
			printf "%-24s %6d lines %5.1f %%\n", folder, lines[folder], 100 * hit[folder] / lines[folder] | "sort"
		close("sort")
		if (all == 0) { print "nothing was measured: configure with --enable-coverage"; exit 1 }
		printf "%-24s %6d lines %5.1f %%\n", "the engine", all, 100 * reached / all
		if (low != "") printf "\nbelow 90 %%:\n%s", low
		exit 100 * reached / all < least
	}'
