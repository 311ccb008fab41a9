#!/bin/sh
# What disks, people and other programs do to a book, and what the program makes of it.
if ! command -v python3 >/dev/null 2>&1; then
	echo "1..0 # SKIP python3 is not installed"
	exit 0
fi
# what check says to type begins with the program's name
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
ln -s "$BALLAST_PROGRAM" "$folder/ballast" && BALLAST_PROGRAM=$folder/ballast python3 "$abs_top_srcdir/tests/cli/damage.py" "$@"
