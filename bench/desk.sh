#!/bin/sh
# The desk on a book of 10,000 clients, beside tig on a repository of 2,000 commits, htop, and ncdu on 2,000 files.
# usage: desk.sh BALLAST BENCH_DESK
set -eu
day=2026-11-20
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT INT TERM
book=${BALLAST_BENCH_BOOK:-$place/book.db}
if [ ! -f "$book" ]; then
	"$1" --book "$book" --as-of "$day" sandbox --clients 10000 --years 10 --seed 1 --quiet
	"$1" --book "$book" --as-of "$day" show C0001 --quiet >"$place/out" 2>&1 || :
fi
mkdir "$place/files" "$place/config" "$place/state"
i=0
while [ "$i" -lt 2000 ]; do
	mkdir -p "$place/files/$((i / 50))"
	echo "$i" >"$place/files/$((i / 50))/$i"
	i=$((i + 1))
done
if command -v git >/dev/null; then
	git init -q "$place/repository"
	i=0
	while [ "$i" -lt 2000 ]; do
		echo "commit refs/heads/main
committer A Person <person@example.org> $((1700000000 + i * 3600)) +0000
data 12
change $(printf %05d "$i")"
		i=$((i + 1))
	done | git -C "$place/repository" fast-import --quiet
	git -C "$place/repository" symbolic-ref HEAD refs/heads/main
fi
XDG_CONFIG_HOME=$place/config XDG_STATE_HOME=$place/state "$2" "$1" "$book" "$day" "$place/repository" "$place/files"
