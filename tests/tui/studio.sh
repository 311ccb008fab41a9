#!/bin/sh
# The studio and the rebalance on a real terminal: from the frontier to an approved proposal.
set -u
. "${abs_top_srcdir:?is set by make check}/tests/support/tmux.sh"
desk="${abs_top_builddir:?}/tests/support/studio_desk"
SCREEN_ENV="BALLAST_DATADIR=$BALLAST_DATADIR BALLAST_LOCALEDIR=$BALLAST_LOCALEDIR OPENBLAS_NUM_THREADS=1"

screen_open 120 40 "$desk" -c C1
screen_wait '1 Book' >/dev/null
screen_keys 4
ok 'the studio opens at the core candidate' screen_wait 'plan B'
screen_keys Left Left Left
ok 'the arrows walk the frontier' screen_wait 'plan S'
screen_keys c
ok 'a letter jumps to a candidate' screen_wait 'plan C'
screen_keys Down e Tab
screen_keys 2 5 Enter
ok 'a limit is edited in place' screen_wait '*25.0'
screen_keys u
ok 'undo takes it back' screen_gone '*25.0'
screen_keys b Enter
ok 'Enter asks who accepts' screen_wait 'accepted by'
screen_keys Enter C 1 Enter
ok 'the plan is recorded' screen_wait 'plan accepted and recorded'
screen_keys 5
ok 'the trades that lead there are shown' screen_wait 'below band'
screen_keys A
ok 'A asks who proposes' screen_wait 'proposed by'
screen_keys Enter C 1 Enter
ok 'the proposal waits for a second person' screen_wait 'by adviser waits'
screen_keys a
screen_wait 'Approve proposal' >/dev/null
screen_keys a d v i s e r Enter 1 Enter
ok 'the maker cannot approve' screen_wait 'was not approved'
screen_keys Enter a
screen_wait 'Approve proposal' >/dev/null
screen_keys s u p e r v i s o r Enter 1 Enter
ok 'a second person can' screen_wait 'approved; '
screen_keys Q
ok 'and the desk ends' screen_wait 'ended with 0'

screen_open 80 24 "$desk" -c C4
screen_wait '1 Book' >/dev/null
screen_keys 4
screen_wait 'plan B' >/dev/null
screen_keys End
ok 'past the wall the last line names the rule' screen_wait '✗ '
screen_keys P
ok 'and it is refused in words' screen_wait 'This plan cannot be proposed'
screen_close

SCREEN_ENV="$SCREEN_ENV LC_ALL=C" screen_open 60 18 "$desk" -c C2
screen_wait '1 Book' >/dev/null
screen_keys 5
ok 'an ASCII terminal shows the trades' screen_wait 'cash  '
# shellcheck disable=SC2016 # for the inner shell
ok 'with no byte above 127' sh -c '! printf %s "$1" | LC_ALL=C grep -q "[^ -~[:space:]]"' sh "$(screen_text)"
plan
