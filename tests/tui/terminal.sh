#!/bin/sh
# The loop and the terminal: keys, sizes, signals, and leaving the terminal as it was found.
set -u
. "${abs_top_srcdir:?is set by make check}/tests/support/tmux.sh"
demo="${abs_top_builddir:?}/tests/support/demo_desk"
theme="$abs_top_srcdir/themes/ballast.theme"
folder=$(mktemp -d) || exit 99
trap 'screen_close; rm -rf "$folder"' EXIT

restored() {
	screen_wait "ended with $1" && screen_shows icanon && screen_shows echo && ! screen_shows -- -icanon &&
		! screen_shows "Wang Fang" && [ "$(screen_tmux display-message -p '#{alternate_on} #{cursor_flag}')" = '0 1' ]
}

by_signal() {
	screen_open 80 24 "$demo" "$theme"
	screen_wait 'Wang Fang' && kill "-$1" "$(screen_pid)" && restored "$2"
}

# The shell asks before it goes on, so that the desk that is painted again is not taken for the one before.
after_stop() {
	screen_open 80 24 sh -m -c "'$demo' '$theme'; echo stopped; read -r go; fg; :"
	screen_wait 'Wang Fang' && screen_keys C-z && screen_wait 'stopped' && ! screen_shows 'Wang Fang' &&
		screen_keys Enter && screen_wait 'Wang Fang' && screen_keys Down q && screen_wait 'ended with'
}

idle_calls() {
	pid=$(screen_pid)
	timeout 2 strace -f -q -p "$pid" -o "$folder/calls" 2>/dev/null
	# The calls it was waiting in are all there is to see: none came back.
	grep -q -e restart_syscall -e 'poll(' "$folder/calls" && ! grep -q ') *= ' "$folder/calls"
}

screen_open 80 24 "$demo" "$theme"
ok 'the first screen is shown' screen_wait 'Wang Fang'
screen_keys Down Down Enter
ok 'keys reach the screen' screen_wait 'client 13'
screen_keys Escape
ok 'escape goes back' screen_wait '5 clients'
screen_keys '?'
ok 'the question mark lists the keys' screen_wait 'Show only rows that match what you type'
screen_keys Escape
screen_keys / 欧阳
ok 'Chinese is typed into the filter' screen_wait '/欧阳'
screen_keys Escape
screen_tmux set-buffer 'Qq2 pasted' \; paste-buffer -p
screen_keys t
ok 'a paste outside a field is ignored' screen_wait 'theme '
screen_resize 40 10
ok 'a small terminal gets a sentence' screen_wait 'ballast needs 60×18; this terminal is'
screen_resize 120 40
ok 'and the desk comes back with room' screen_wait '0 Oversight'
if command -v strace >/dev/null 2>&1 && strace -q true 2>/dev/null; then
	ok 'an idle desk makes no system call' idle_calls
else
	ok 'an idle desk makes no system call # SKIP strace cannot trace here' true
fi
screen_keys Q
ok 'quitting restores the terminal' restored 0

ok 'SIGTERM restores the terminal' by_signal TERM 143
ok 'SIGINT restores the terminal' by_signal INT 130
ok 'SIGHUP restores the terminal' by_signal HUP 129
ok 'an abort restores the terminal' by_signal ABRT 134
ok 'a crash restores the terminal' by_signal SEGV 139
ok 'stopped and continued it paints again' after_stop

SCREEN_ENV='LC_ALL=C' screen_open 120 40 "$demo" "$theme"
ok 'an ASCII locale shows the desk' screen_wait 'Wang Fang'
# shellcheck disable=SC2016 # for the awk
ok 'and no byte above 127' sh -c '! printf %s "$1" | LC_ALL=C grep -q "[^ -~[:space:]]"' sh "$(screen_text)"

SCREEN_ENV='NO_COLOR=1' screen_open 80 24 "$demo" "$theme"
ok 'NO_COLOR shows the desk' screen_wait 'Wang Fang'
coloured() {
	screen_tmux capture-pane -e -p | grep -q -e '[[;][349][0-7][;m]' -e '[[;][34]8;'
}
ok 'and no colour' test "$(coloured && echo yes)" = ''

SCREEN_ENV='TERM=nonsense-9000' screen_open 80 24 "$demo" "$theme"
ok 'an unknown terminal is treated as a vt100' screen_wait 'Wang Fang'
SCREEN_ENV='TERM=vt100' screen_open 80 24 "$demo" "$theme"
ok 'a vt100 shows the desk' screen_wait 'Wang Fang'

# The terminal goes and SIGHUP is ignored: the program must notice by itself. The search for leaks is left to the other
# cases: it traces the process as it ends, and the signals of a terminal that vanishes at that moment stop it for good.
# shellcheck disable=SC2016 # expanded by the inner shell
SCREEN_ENV="ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0" \
	screen_open 80 24 sh -c 'trap "" HUP; "$1" "$2"; echo "$?" >"$3"' sh "$demo" "$theme" "$folder/left"
screen_wait 'Wang Fang' >/dev/null
screen_close
left() {
	until=$(($(date +%s) + 30)) # a program that spins would never end; a busy machine may take a while
	until [ -s "$folder/left" ]; do
		[ "$(date +%s)" -lt "$until" ] || return 1
		sleep 0.01
	done
}
ok 'a vanished terminal ends it though SIGHUP is ignored' left
plan
