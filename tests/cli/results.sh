#!/bin/sh
# What a test program tells reaches the harness: skipped is skipped, failed fails once, a crash is never a pass.
set -u
run="sh ${abs_top_srcdir:?is set by make check}/tests/support/tap.sh"
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
number=0

ok() {
	number=$((number + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		printf '%s\n' "expected: $3" "found:    $2" | sed -e 's/^/# /'
	fi
}

# program STATUS LINE…: a test program that prints the lines and ends so.
program() {
	{
		echo "#!/bin/sh"
		status=$1
		shift
		printf "printf '%%s\\\\n' '%s'\n" "$@"
		echo "$status"
	} >"$folder/program"
	chmod +x "$folder/program"
}

outcome() {
	$run "$folder/program" >"$folder/told" 2>&1
	echo "$? $(grep -c '^ok' "$folder/told") $(grep -c '^not ok' "$folder/told") $(grep -c '# SKIP' "$folder/told")"
}

echo 1..7
program 'exit 0' '1..1' 'ok 1 - adds'
ok 'a passing program passes' "$(outcome)" '0 1 0 0'

program 'exit 0' '1..1' 'the table is not here' 'not ok 1 # SKIP reads_a_table'
ok 'a skipped test is no failure' "$(outcome)" '0 1 0 1'
ok 'a skipped test says why' "$(grep SKIP "$folder/told")" 'ok 1 - reads_a_table # SKIP the table is not here'

program 'exit 1' '1..2' 'ok 1 - adds' 'not ok 2 - divides' '# 1 != 2'
ok 'a failure is told once, not again by the exit status' "$(outcome)" '0 1 1 0'

program 'exit 1' '1..1' 'ok 1 - adds'
ok 'an exit status without a failed test is kept' "$(outcome)" '1 1 0 0'

# shellcheck disable=SC2016 # expanded by the program
program 'kill -SEGV $$' '1..2' 'not ok 1 - divides'
ok 'a crash is kept after a failed test' "$(outcome | cut -d ' ' -f 1)" 139

program 'exit 23' '1..1' 'ok 1 - adds'
ok 'a leak found at exit is kept' "$(outcome)" '23 1 0 0'
