# shellcheck shell=sh
# The real program in a private tmux of a fixed size. Sourced by tests/tui/*.sh, which print TAP.
#
#   screen_open 80 24 COMMAND...   starts it; the environment is fixed but for what SCREEN_ENV adds
#   screen_keys KEY...             tmux names: Enter Escape Up F1 C-l, or characters
#   screen_wait TEXT               until TEXT is shown; fails after SCREEN_PATIENCE seconds
#   screen_shows TEXT              right now
#   screen_text                    what is shown
#   ok NAME COMMAND...             one TAP line
#   screen_close                   also when the test ends
#
# Nothing sleeps for a guess: screen_wait looks again every hundredth of a second.

SCREEN_PATIENCE=${SCREEN_PATIENCE:-15}
SCREEN_SOCKET="ballast-test-$$"
screen_number=0
screen_server=0 # a new server for each opening: an old one takes a moment to go

if ! command -v tmux >/dev/null 2>&1; then
	echo "1..0 # SKIP tmux is not installed"
	exit 0
fi

screen_tmux() {
	TMUX='' tmux -L "$SCREEN_SOCKET-$screen_server" -f /dev/null "$@"
}

screen_close() {
	screen_tmux kill-server 2>/dev/null
	return 0
}
trap screen_close EXIT
trap 'exit 1' HUP INT TERM

# The shell around the program stays, so that what it leaves on the terminal can be looked at: "ended with N".
screen_open() {
	screen_columns=$1 screen_rows=$2
	shift 2
	screen_close
	screen_server=$((screen_server + 1))
	# shellcheck disable=SC2086 # SCREEN_ENV is a list of NAME=VALUE words
	screen_tmux new-session -d -x "$screen_columns" -y "$screen_rows" \
		env -u NO_COLOR -u LANG LC_ALL=C.UTF-8 TZ=UTC XDG_STATE_HOME=/nonexistent ${SCREEN_ENV:-} \
		sh -c '"$@"; code=$?; stty -a | grep -o -e "-\{0,1\}icanon" -e "-\{0,1\}echo\>"
			echo "ended with $code"; exec cat' sh "$@"
}

screen_text() {
	screen_tmux capture-pane -p 2>/dev/null
}

screen_shows() {
	screen_text | grep -q -F -e "$1"
}

screen_keys() {
	screen_tmux send-keys "$@"
}

screen_wait() {
	screen_until=$(($(date +%s) + SCREEN_PATIENCE))
	until screen_shows "$1"; do
		if [ "$(date +%s)" -ge "$screen_until" ]; then
			echo "# waited $SCREEN_PATIENCE s for: $1"
			screen_text | sed -e 's/^/# /'
			return 1
		fi
		sleep 0.01
	done
}

screen_gone() {
	screen_until=$(($(date +%s) + SCREEN_PATIENCE))
	while screen_shows "$1"; do
		[ "$(date +%s)" -lt "$screen_until" ] || return 1
		sleep 0.01
	done
}

screen_resize() {
	screen_tmux resize-window -x "$1" -y "$2"
}

# The process id of the program (the child of the shell in the pane).
screen_pid() {
	pgrep -P "$(screen_tmux list-panes -F '#{pane_pid}')" | head -n 1
}

ok() {
	screen_number=$((screen_number + 1))
	screen_name=$1
	shift
	if "$@"; then
		echo "ok $screen_number - $screen_name"
	else
		echo "not ok $screen_number - $screen_name"
	fi
}

plan() {
	echo "1..$screen_number"
}
