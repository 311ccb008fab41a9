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

mkdir -p "$HOME/.config/ballast/feeds.d"
cat >"$HOME/.config/ballast/feeds.d/own.conf" <<EOF
feed 'own' { url = 'file://$folder/{symbol}.csv' format = csv field.date = {'date'} field.close = {'close'} }
EOF
printf 'date,close\n2026-11-19,3.25\n' >"$folder/FUND.csv"
refused 'a recording needs a file' 2 '--output' feeds record own FUND
run feeds record own FUND --output "$folder/fund.json"
ok 'an answer is recorded' exits 0
ok 'a recording is for its owner alone' test "$(stat -c %a "$folder/fund.json")" = 600
rm "$folder/FUND.csv"
BALLAST_BOOK=$folder/nothing.db run feeds replay "$folder/fund.json"
ok 'a recording is read again without folder and book' shows 3.25
refused 'what is no recording is not read' 4 'noise.db' feeds replay "$folder/noise.db"
finish
