#!/bin/sh
# The real program on a sandbox book: it opens, walks, filters, sorts, shows a client, follows the size, and leaves the
# terminal as it was.
set -u
. "${abs_top_srcdir:?is set by make check}/tests/support/tmux.sh"
program=${BALLAST_PROGRAM:?}
folder=$(mktemp -d) || exit 99
trap 'screen_close; rm -rf "$folder"' EXIT
SCREEN_ENV="BALLAST_DATADIR=$BALLAST_DATADIR BALLAST_LOCALEDIR=$BALLAST_LOCALEDIR XDG_CONFIG_HOME=$folder OPENBLAS_NUM_THREADS=1"

desk() {
	columns=$1 rows=$2
	shift 2
	screen_open "$columns" "$rows" "$program" --book "$folder/book.db" --as-of 2026-11-20 "$@"
}

restored() {
	screen_wait "ended with $1" && screen_shows icanon && screen_shows echo && ! screen_shows -- -icanon &&
		[ "$(screen_tmux display-message -p '#{alternate_on} #{cursor_flag}')" = '0 1' ]
}

desk 80 24
ok 'without a book one is offered' screen_wait 'There is no book yet'
screen_keys q Enter
ok 'and leaving makes none' screen_wait 'ended with 0'
ok 'no file is left' test ! -e "$folder/book.db"
desk 80 24
screen_wait 's/e/q' && screen_keys s Enter
ok 'the sandbox is made and the first steps are shown' screen_wait 'First steps'
ok 'with the keys as they are bound' screen_shows 'F1'
screen_keys Escape
ok 'and its book opens' screen_wait '24 clients'
ok 'marked as one' screen_shows 'sandbox'
screen_keys / 'drift>10'
ok 'the filter narrows while it is typed' screen_gone '24/24'
screen_keys Escape
ok 'and escape shows all again' screen_wait '24/24'
screen_keys S S S S S
ok 'sorted by value' screen_wait '▼value'
screen_keys Down Enter
ok 'enter opens a client' screen_wait 'now against plan'
screen_keys Tab Tab
screen_resize 60 18
ok 'a narrow terminal shows one pane' screen_wait 'proposals'
ok 'the one with the focus' screen_gone 'now against plan'
screen_resize 120 40
ok 'a wide one shows all' screen_wait 'over three years'
screen_keys L
ok 'the language changes live' screen_wait '账簿'
screen_keys L H
ok 'amounts are hidden' screen_wait 'today = 100'
screen_keys F1
ok 'F1 says what the figures mean' screen_wait "the line's share of the volatility"
screen_keys Escape Escape
ok 'escape goes back to the book' screen_wait '24/24'
screen_keys Q
ok 'quitting restores the terminal' restored 0

SCREEN_ENV="$SCREEN_ENV LC_ALL=C"
desk 80 24
ok 'an ASCII locale shows the book' screen_wait '24/24'
# shellcheck disable=SC2016 # for the awk
ok 'and no byte above 127' sh -c '! printf %s "$1" | LC_ALL=C grep -q "[^ -~[:space:]]"' sh "$(screen_text)"
screen_keys Q
ok 'and leaves' restored 0

SCREEN_ENV="${SCREEN_ENV% LC_ALL=C}"
screen_open 80 24 "$program" --book "$folder/book.db" --as-of 2026-11-20 --accessible
ok 'the accessible desk shows the book' screen_wait '24/24'
ok 'without a frame' sh -c '! printf %s "$1" | grep -q "[│─┌]"' sh "$(screen_text)"
screen_keys Enter
ok 'and a chart in words' screen_wait 'lowest'
screen_keys Q
screen_wait 'ended with 0' >/dev/null

mkdir "$folder/ballast"
echo 'clipboard = yes' >"$folder/ballast/ballast.conf"
chmod 600 "$folder/ballast/ballast.conf"
desk 80 24
screen_wait '24/24' && screen_tmux set-option -s set-clipboard on && screen_keys y
ok 'a row is copied' screen_wait 'rows copied: 1'
ok 'to the clipboard of the terminal' sh -c 'printf %s "$1" | grep -q "^client.code.class"' sh "$(screen_tmux show-buffer)"
client=$("$program" --book "$folder/book.db" clients --format csv | sed -n -e '2s/,.*//p')
"$program" --book "$folder/book.db" --as-of 2026-11-20 mandate "$client" --reserve 1234 --by adviser >/dev/null
# Without a key: an idle desk hears of it.
ok 'another program at work is noticed' screen_wait 'changed by another program'
screen_keys Q
screen_wait 'ended with 0' >/dev/null

# The descriptor of --idle-fd gets a byte when the screen is flushed and nothing is left to do.
# shellcheck disable=SC2016 # for the inner shell
screen_open 80 24 sh -c '"$@" --idle-fd 9 9>"$0"' "$folder/idle" "$program" --book "$folder/book.db" --as-of 2026-11-20
screen_wait '24/24'
ok 'an idle desk says so' test -s "$folder/idle"
screen_keys Q
screen_wait 'ended with 0' >/dev/null
plan
