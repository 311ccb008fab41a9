#!/bin/sh
# What is said when the book is missing, is no book, is newer, is locked, or lies where it should not.
# shellcheck source=tests/support/cli.sh
. "${abs_top_srcdir:?is set by make check}/tests/support/cli.sh"

refused 'a missing book is named with what to do' 6 'make one with init' clients
refused 'a folder is no book' 6 "$folder" clients --book "$folder"
BALLAST_BOOK=$folder/nowhere/deeper/book.db
refused 'a book in a missing folder is named' 6 "$BALLAST_BOOK" clients
BALLAST_BOOK=$folder/book.db

printf 'this is no book' >"$BALLAST_BOOK" && chmod 600 "$BALLAST_BOOK"
refused 'a text file is no book' 6 'book.db' clients
: >"$BALLAST_BOOK"
refused 'an empty file is no book' 6 'book.db' clients
head -c 8192 /dev/urandom >"$BALLAST_BOOK"
refused 'noise is no book' 6 'book.db' clients
refused 'init overwrites nothing' 4 'book.db' init
refused 'sandbox overwrites nothing' 4 'book.db' sandbox
rm "$BALLAST_BOOK"

run init --currency EUR
ok 'init makes a book' exits 0
ok 'the book is readable by its owner only' test "$(stat -c %a "$BALLAST_BOOK")" = 600
refused 'init does not replace a book' 4 'book.db' init
run clients
ok 'a book without clients is listed without a fault' exits 0
run clients --format json
ok 'the currency of the book is kept' shows '"currency": "EUR"'

# Version of the format: four bytes at offset 60 of the file, most significant first (sqlite.org/fileformat2.html).
cp "$BALLAST_BOOK" "$folder/sound.db"
printf '\377' | dd of="$BALLAST_BOOK" bs=1 seek=62 conv=notrunc 2>/dev/null
refused 'a book of a newer version is left alone' 6 'newer' clients
refused 'a newer book is not written to' 6 'newer' monitor
cp "$folder/sound.db" "$BALLAST_BOOK"

head -c 5000 "$folder/sound.db" >"$BALLAST_BOOK"
refused 'a truncated book is refused' 6 'book.db' clients
cp "$folder/sound.db" "$BALLAST_BOOK"

chmod 644 "$BALLAST_BOOK"
refused 'a book that others may read is refused' 6 'book.db' clients
chmod 600 "$BALLAST_BOOK"
ln -s "$BALLAST_BOOK" "$folder/link.db"
refused 'a symbolic link is refused' 6 'link.db' clients --book "$folder/link.db"

# Where files lie.
unset BALLAST_BOOK
XDG_DATA_HOME=$folder/data
export XDG_DATA_HOME
run init
ok 'the book lies in the data folder unless told otherwise' test -f "$folder/data/ballast/book.db"
ok 'its folder is closed to others' test "$(stat -c %a "$folder/data/ballast")" = 700
BALLAST_BOOK=$folder/book.db
export BALLAST_BOOK
run clients --format json --book "$folder/data/ballast/book.db"
ok '--book goes before BALLAST_BOOK' shows '"currency": "CNY"'

mkdir -p "$HOME/.config/ballast"
printf 'langauge = en\n' >"$HOME/.config/ballast/ballast.conf"
refused 'a setting with a slip of the finger is named' 1 'langauge' clients
printf 'language = zh_CN\n' >"$HOME/.config/ballast/ballast.conf"
run clients
ok 'the setting of the language is followed' shows '客户'
run clients --lang en
ok '--lang goes before the setting' shows 'Clients'
rm "$HOME/.config/ballast/ballast.conf"
finish
