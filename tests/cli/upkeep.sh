#!/bin/sh
# The book is looked after: its journal proves itself, its copies come back.
# shellcheck source=tests/support/cli.sh
. "${abs_top_srcdir:?is set by make check}/tests/support/cli.sh"

make_book || { echo 'Bail out! no book could be made'; exit 99; }

run journal verify
ok 'the journal is sound' exits 0
run journal verify --format json
head=$(sed -n -e 's/.*"head": "\([0-9]*:[0-9a-f]*\)".*/\1/p' "$folder/out")
run journal verify --expect "${head:-none}"
ok 'the journal ends where it said' exits 0
run journal export WANG
ok 'the evidence for a client comes out' grep -q PROFILE "$folder/out"
run check
ok 'the book is sound' exits 0

run backup "$folder/copy.db"
ok 'a copy is made' exits 0
refused 'a copy overwrites nothing' 4 'copy.db' backup "$folder/copy.db"
run export holdings
cp "$folder/out" "$folder/before.csv"
run mandate WANG --bands 3 --by 'Zhao Min'
ok 'the book changes after the copy' exits 0
run restore "$folder/copy.db"
ok 'the copy is put back' exits 0
run export holdings
ok 'holdings are as they were' cmp -s "$folder/out" "$folder/before.csv"
run mandate WANG --format json
ok 'the change after the copy is gone' shows '"version": null'
printf 'no book' >"$folder/noise.db"
refused 'what is no copy is not put back' 6 'noise.db' restore "$folder/noise.db"
finish
