#!/bin/sh
# A million price rows in and out beside the SQLite shell, and 700 series read back beside a bare SELECT.
# usage: volume.sh BALLAST BENCH_VOLUME
set -eu
if ! command -v sqlite3 >/dev/null; then
	echo "the sqlite3 shell is not installed; nothing to measure against"
	exit 0
fi
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT INT TERM
"$2" "$1" "$place"
