#!/bin/sh
# campaign.sh SOURCES PROGRAM…: each target for a while, from the kept corpus on. What is new goes to fuzz/NAME of the
# folder it runs in, a finding to fuzz/findings; both stay. Ends with 1 when anything was found.
set -u
sources=$1
shift
seconds=${BALLAST_FUZZ_SECONDS:-60}
wanted=${BALLAST_FUZZ_TARGETS:-}
kept=$sources/tests/fuzz/corpus
found=0

# longest NAME: bytes an input may have. Short ones find as much in less time; a format is as long as what it says.
longest() {
	case $1 in
	date | money) echo 64 ;;
	text) echo 128 ;;
	json | xml | unwrap) echo 256 ;;
	csv) echo 192 ;;
	*) echo 512 ;;
	esac
}

ASAN_OPTIONS=${ASAN_OPTIONS:-detect_stack_use_after_return=0:malloc_context_size=4:quarantine_size_mb=1}
export ASAN_OPTIONS
mkdir -p fuzz/findings || exit 1
for program; do
	name=${program##*/fuzz_}
	case " ${wanted:-$name} " in
	*" $name "*) ;;
	*) continue ;;
	esac
	mkdir -p "fuzz/$name" || exit 1
	set -- -max_total_time="$seconds" -max_len="${BALLAST_FUZZ_LENGTH:-$(longest "$name")}" -timeout=20 -reload=0 \
		-print_final_stats=1 -artifact_prefix="fuzz/findings/$name-"
	[ ! -f "$sources/tests/fuzz/dictionaries/$name" ] || set -- "$@" -dict="$sources/tests/fuzz/dictionaries/$name"
	if "./$program" "$@" "fuzz/$name" "$kept/$name" >"fuzz/$name.log" 2>&1; then
		verdict='nothing found'
	else
		verdict="FOUND, see fuzz/$name.log"
		found=1
	fi
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "fuzz/$name.log")
	printf '%-8s %12s runs in %s s: %s\n' "$name" "${runs:-?}" "$seconds" "$verdict"
done
exit $found
