#!/bin/sh
# Manual pages, completion and units say the same as the program and are well formed.
set -u
source=${abs_top_srcdir:?is set by make check}
build=${abs_top_builddir:?is set by make check}
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
number=0

# ok SENTENCE FILE: holds when FILE, the list of what is wrong, is empty.
ok() {
	number=$((number + 1))
	if [ -s "$2" ]; then
		echo "not ok $number - $1"
		head -n 40 "$2" | sed -e 's/^/# /'
	else
		echo "ok $number - $1"
	fi
}

skip() {
	number=$((number + 1))
	echo "ok $number - $1 # SKIP $2"
}

# offers WORD…: what bash offers for the last word.
offers() {
	bash -c '
		. "$1"; shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_ballast
		printf "%s\n" "${COMPREPLY[@]}"' bash "$source/doc/ballast.bash" ballast "$@"
}

echo 1..13
cd "$source" || exit 99

sentence='the manual pages are well formed'
if command -v mandoc >/dev/null; then
	mandoc -T lint -W warning doc/*.[157] >"$folder/wrong" 2>&1
	ok "$sentence" "$folder/wrong"
else
	skip "$sentence" 'mandoc is not installed'
fi

# The commands as the program's table has them.
sed -n -e 's/^[[:space:]]*\.name = "\([a-z]*\)".*/\1/p' cli/cmd_*.c 2>/dev/null | sort -u >"$folder/program"
if [ ! -s "$folder/program" ] && [ -f cli/command.h ]; then echo 'no command was found' >"$folder/program"; fi
offers '' | grep -v '^-' | sort -u >"$folder/offered"
sed -n -e 's/^\.\(It \)\{0,1\}Ic \([a-z][a-z]*\).*/\2/p' doc/ballast.1 | sort -u >"$folder/manual"

comm -23 "$folder/program" "$folder/offered" >"$folder/wrong"
ok 'completion offers every command' "$folder/wrong"
comm -23 "$folder/program" "$folder/manual" >"$folder/wrong"
ok 'the manual describes every command' "$folder/wrong"
comm -23 "$folder/offered" "$folder/manual" >"$folder/wrong"
ok 'completion offers nothing that the manual does not describe' "$folder/wrong"

sed -n -e 's/^[[:space:]]*{\.name = "\([a-z_]*\)", \.type = SETTING_.*/\1/p' data/settings/settings.c | sort -u >"$folder/program"
[ -s "$folder/program" ] || echo 'no setting was found' >>"$folder/program"
sed -n -e 's/^\.It Cm \([a-z_]*\)$/\1/p' doc/ballast.1 | sort -u >"$folder/described"
comm -23 "$folder/program" "$folder/described" >"$folder/wrong"
ok 'the manual describes every setting' "$folder/wrong"

find data/feed -name '*.c' -exec sed -e 's/{/\n/g' {} + |
	sed -n -e 's/^\.name = "\([a-z_.]*\)", \.type = CONFIG_.*/\1/p' | grep -vx feed | sort -u >"$folder/program"
[ -s "$folder/program" ] || echo 'no key was found' >>"$folder/program"
sed -n -e 's/^\.It Cm \(.*\)$/\1/p' doc/ballast-feeds.5 | tr -s ' ,' '\n' | sort -u >"$folder/described"
printf '%s\n' errors >>"$folder/described" # has a section of its own
sort -o "$folder/described" "$folder/described"
comm -23 "$folder/program" "$folder/described" >"$folder/wrong"
ok 'the manual of feeds describes every key' "$folder/wrong"

grep -o '{\.name = "[a-z_]*", \.type = CONFIG_' data/settings/scenario_loader.c | sed -e 's/.*name = "//' -e 's/".*//' |
	sort -u >"$folder/program"
[ -s "$folder/program" ] || echo 'no key was found' >>"$folder/program"
sed -n -e 's/^\.It Cm \(.*\)$/\1/p' doc/ballast-scenarios.5 | tr -s ' ,' '\n' | sort -u >"$folder/described"
comm -3 "$folder/program" "$folder/described" >"$folder/wrong"
ok 'the manual of scenarios describes every key, and no other' "$folder/wrong"

grep -o '{\.name = "[a-z_]*", \.type = CONFIG_' data/settings/calendar_loader.c | sed -e 's/.*name = "//' -e 's/".*//' |
	sort -u >"$folder/program"
[ -s "$folder/program" ] || echo 'no key was found' >>"$folder/program"
sed -n -e 's/^\.It Cm \(.*\)$/\1/p' doc/ballast-calendars.5 | tr -s ' ,' '\n' | sort -u >"$folder/described"
comm -3 "$folder/program" "$folder/described" >"$folder/wrong"
ok 'the manual of calendars describes every key, and no other' "$folder/wrong"

grep -o '{\.name = "[a-z_]*", \.type = CONFIG_' data/exchange/import_profile.c | sed -e 's/.*name = "//' -e 's/".*//' |
	grep -vxE 'deposit|withdraw|buy|sell|dividend|interest|fee|split|transfer_in|transfer_out|return_of_capital|.*_or_.*|transfer|cancel|skip' |
	sort -u >"$folder/program"
[ -s "$folder/program" ] || echo 'no key was found' >>"$folder/program"
sed -n -e 's/^\.It Cm \(.*\)$/\1/p' doc/ballast-import.5 | tr -s ' ,' '\n' | sort -u >"$folder/described"
comm -3 "$folder/program" "$folder/described" >"$folder/wrong"
ok 'the manual of imports describes every key, and no other' "$folder/wrong"

{
	sed -n -e 's/^[[:space:]]*X([A-Z_0-9]*, "\([^"]*\)".*/\1/p' tui/action.h
	sed -n -e '/^#define ROLES/,/^$/s/^[[:space:]]*X([A-Z_0-9]*, "\([^"]*\)".*/\1/p' tui/theme.h
} | sort -u >"$folder/program"
[ "$(wc -l <"$folder/program")" -gt 60 ] || echo 'actions and roles were not found' >>"$folder/program"
sed -n -e 's/^\.\(It \)\{0,1\}Cm //p' doc/ballast-keys.5 | tr -s ' ,' '\n' | grep -vx '\.' | sort -u >"$folder/described"
comm -3 "$folder/program" "$folder/described" >"$folder/wrong"
ok 'the manual of keys describes every action and role, and no other' "$folder/wrong"

{
	offers import '' | grep -qx holdings || echo 'import: no kinds'
	offers --book x import pr | grep -qx prices || echo 'import after --book: no kinds'
	offers lab op | grep -qx optimize || echo 'lab: no subcommands'
	offers lab optimize --objective max | grep -qx max-sharpe || echo 'lab optimize: no objectives'
	offers --format m | grep -qx markdown || echo '--format: no formats'
	offers report --exit | grep -qx -e --exit-code || echo 'report: no options'
	if offers import holdings '' | grep -qx clients; then echo 'import: a kind after the kind'; fi
} >"$folder/wrong" 2>&1
ok 'completion knows what follows a command' "$folder/wrong"

grep -n '@[a-z]*@' "$build/doc/ballast-weekly.service" "$build/doc/ballast-check.service" >"$folder/wrong"
ok 'the units name the installed program' "$folder/wrong"

sentence='systemd understands the units'
if command -v systemd-analyze >/dev/null; then
	# The program need not be installed for the unit to be well formed.
	for unit in ballast-weekly ballast-check; do
		sed -e 's|^ExecStart=\(-\{0,1\}\)[^ ]*|ExecStart=\1/bin/true|' "$build/doc/$unit.service" >"$folder/$unit.service"
		cp "doc/$unit.timer" "$folder"
	done
	mkdir -m 700 "$folder/run"
	XDG_RUNTIME_DIR="$folder/run" systemd-analyze --user --man=no verify "$folder/ballast-weekly.service" \
		"$folder/ballast-weekly.timer" "$folder/ballast-check.service" "$folder/ballast-check.timer" \
		>"$folder/said" 2>&1 || echo 'verify failed' >>"$folder/said"
	grep -e ballast-weekly -e ballast-check -e failed "$folder/said" >"$folder/wrong"
	ok "$sentence" "$folder/wrong"
else
	skip "$sentence" 'systemd-analyze is not installed'
fi
