/*
 * Everything a person can ask of the desk, once: the enum, the stable name in keys.conf, the default keys (names of
 * tui/key.h, separated by blanks), where it applies, and its sentence in the help screen and the palette.
 */
#ifndef BALLAST_TUI_ACTION_H
#define BALLAST_TUI_ACTION_H

#include <stdbool.h>
#include <stddef.h>

#include "advice/base/language.h"

/* Where an action applies: everywhere, or on the screens that list it as theirs. A screen's own keys win over the general. */
enum action_scope { SCOPE_DESK, SCOPE_SCREEN };

/* X(ENUM, name, default keys, scope, label in the last line, help) */
#define ACTIONS(X) \
	X(UP, "up", "up k", DESK, N_("select"), N_("Move up")) \
	X(DOWN, "down", "down j", DESK, N_("select"), N_("Move down")) \
	X(LEFT, "left", "left h", DESK, N_("move"), N_("Move left")) \
	X(RIGHT, "right", "right l", DESK, N_("move"), N_("Move right")) \
	X(FINER_LEFT, "finer-left", "shift-left", DESK, N_("finer"), N_("Move left in a finer step")) \
	X(FINER_RIGHT, "finer-right", "shift-right", DESK, N_("finer"), N_("Move right in a finer step")) \
	X(PAGE_UP, "page-up", "pgup ctrl-u", DESK, NULL, N_("One page up")) \
	X(PAGE_DOWN, "page-down", "pgdn ctrl-d", DESK, NULL, N_("One page down")) \
	X(FIRST, "first", "home g", DESK, NULL, N_("To the first row")) \
	X(LAST, "last", "end G", DESK, NULL, N_("To the last row")) \
	X(NEXT_PANE, "next-pane", "tab", DESK, N_("pane"), N_("To the next pane")) \
	X(PREVIOUS_PANE, "previous-pane", "shift-tab", DESK, NULL, N_("To the previous pane")) \
	X(OPEN, "open", "enter", DESK, N_("open"), N_("Open what is selected")) \
	X(BACK, "back", "esc q", DESK, N_("back"), N_("Back; cancels a running job first")) \
	X(MARK, "mark", "space", DESK, N_("mark"), N_("Mark or unmark the row")) \
	X(MARK_RANGE, "mark-range", "V", DESK, NULL, N_("Mark from the row marked last to this one")) \
	X(INVERT_MARKS, "invert-marks", "I", DESK, NULL, N_("Mark what is not marked, and the other way round")) \
	X(UNMARK, "unmark", "U", DESK, NULL, N_("Remove all marks")) \
	X(FILTER, "filter", "/", DESK, N_("filter"), N_("Show only rows that match what you type")) \
	X(NEXT_MATCH, "next-match", "n", DESK, NULL, N_("To the next marked row, or the next that is shown")) \
	X(PREVIOUS_MATCH, "previous-match", "N", DESK, NULL, N_("To the marked row before, or the one before that is shown")) \
	X(SORT, "sort", "s", DESK, N_("sort"), N_("Sort by the chosen column, again to reverse")) \
	X(SORT_ALSO, "sort-also", "+", DESK, NULL, N_("Let the chosen column decide where the others tie")) \
	X(SORT_NEXT, "sort-next", "S", DESK, NULL, N_("Sort by the next column")) \
	X(COLUMN_LEFT, "column-left", "<", DESK, NULL, N_("Choose the column to the left")) \
	X(COLUMN_RIGHT, "column-right", ">", DESK, NULL, N_("Choose the column to the right")) \
	X(EDIT, "edit", "e", DESK, N_("edit"), N_("Edit what is selected")) \
	X(UNDO, "undo", "u", DESK, N_("undo"), N_("Undo the last edit not yet recorded")) \
	X(REDO, "redo", "ctrl-r", DESK, NULL, N_("Redo what was undone")) \
	X(REFRESH, "refresh", "r", DESK, N_("refresh"), N_("Fetch prices")) \
	X(EXPORT, "export", "x", DESK, N_("export"), N_("Export what is shown")) \
	X(COPY, "copy", "y", DESK, NULL, N_("Copy the marked rows, or this one, to the terminal's clipboard")) \
	X(PALETTE, "palette", ":", DESK, N_("command"), N_("Find any command or screen by name")) \
	X(HELP, "help", "?", DESK, N_("keys"), N_("The keys of this screen")) \
	X(EXPLAIN, "explain", "F1", DESK, N_("explain"), N_("What the figures mean and how they are computed")) \
	X(GUIDE, "guide", "F2", DESK, NULL, N_("The first steps")) \
	X(HIDE, "hide-amounts", "H", DESK, NULL, N_("Hide or show amounts of money")) \
	X(THEME, "theme", "t", DESK, NULL, N_("Next theme")) \
	X(LANGUAGE, "language", "L", DESK, NULL, N_("Switch between English and Chinese")) \
	X(ACCESSIBLE, "accessible", "F3", DESK, NULL, N_("For screen readers: no frames, no bars, charts as words")) \
	X(MOUSE, "mouse", "M", DESK, NULL, N_("Turn the mouse on or off; off lets the terminal select text")) \
	X(REPAINT, "repaint", "ctrl-l", DESK, NULL, N_("Paint the whole screen again")) \
	X(QUIT, "quit", "Q", DESK, NULL, N_("Leave the desk")) \
	X(SCREEN_1, "screen-1", "1", DESK, NULL, N_("To screen 1")) \
	X(SCREEN_2, "screen-2", "2", DESK, NULL, N_("To screen 2")) \
	X(SCREEN_3, "screen-3", "3", DESK, NULL, N_("To screen 3")) \
	X(SCREEN_4, "screen-4", "4", DESK, NULL, N_("To screen 4")) \
	X(SCREEN_5, "screen-5", "5", DESK, NULL, N_("To screen 5")) \
	X(SCREEN_6, "screen-6", "6", DESK, NULL, N_("To screen 6")) \
	X(SCREEN_7, "screen-7", "7", DESK, NULL, N_("To screen 7")) \
	X(SCREEN_8, "screen-8", "8", DESK, NULL, N_("To screen 8")) \
	X(SCREEN_9, "screen-9", "9", DESK, NULL, N_("To screen 9")) \
	X(SCREEN_0, "screen-0", "0", DESK, NULL, N_("To screen 0")) \
	X(ADD, "add", "a", SCREEN, N_("add"), N_("Add a new one")) \
	X(DELETE, "delete", "D", SCREEN, N_("delete"), N_("Delete what is selected; asks first")) \
	X(REBALANCE, "rebalance", "b", SCREEN, N_("rebalance"), N_("Rebalance the marked clients")) \
	X(CANDIDATE_A, "candidate-a", "a", SCREEN, N_("A"), N_("To candidate A")) \
	X(CANDIDATE_B, "candidate-b", "b", SCREEN, N_("B"), N_("To candidate B")) \
	X(CANDIDATE_C, "candidate-c", "c", SCREEN, N_("C"), N_("To candidate C")) \
	X(LOCK, "lock", "K", SCREEN, N_("lock"), N_("Lock the weight of the selected asset")) \
	X(VIEWS, "views", "v", SCREEN, N_("views"), N_("Views on expected returns")) \
	X(OBJECTIVE, "objective", "o", SCREEN, N_("objective"), N_("Choose what the plan is to be best at")) \
	X(WHAT_IF, "what-if", "w", SCREEN, N_("what-if"), N_("Enter an expected return or a volatility of your own, here and now only")) \
	X(NEXT_TABLE, "next-table", "f", SCREEN, N_("table"), N_("The next table: weights, groups, returns, views, objectives, comparison")) \
	X(PREVIOUS_TABLE, "previous-table", "F", SCREEN, NULL, N_("The table before")) \
	X(COMPARE, "compare", "=", SCREEN, N_("compare"), N_("Two plans side by side; again: the next two")) \
	X(RELAX, "relax", "R", SCREEN, N_("relax"), N_("Give way by the least that makes a plan possible")) \
	X(SAVE_LIMITS, "save-limits", "W", SCREEN, N_("save limits"), N_("Record the edited limits as the client's mandate")) \
	X(PROPOSE, "propose", "P", SCREEN, N_("propose"), N_("Propose this plan")) \
	X(DROP, "drop", "d", SCREEN, N_("drop"), N_("Drop this trade, or take it back")) \
	X(CASH, "cash", "c $", SCREEN, N_("cash"), N_("New money to invest, or money to be paid out")) \
	X(FORCE, "force", "f", SCREEN, N_("force"), N_("Trade although every weight is inside its band")) \
	X(APPROVE, "approve", "a", SCREEN, N_("approve"), N_("Approve the waiting proposal as the second person")) \
	X(APPLY, "apply", "a", SCREEN, N_("apply"), N_("Enter what the corporate action brings; asks first")) \
	X(MODE, "mode", "m", SCREEN, N_("mode"), N_("Next mode")) \
	X(APPROVAL, "approval", "A", SCREEN, N_("ask approval"), N_("Ask for approval")) \
	X(REJECT, "reject", "X", SCREEN, N_("reject"), N_("Reject what waits: a proposal, a figure held back")) \
	X(TAKE, "take", "a", SCREEN, N_("take on"), N_("Take the alert on, or give it to somebody")) \
	X(SETTLE, "settle", "c", SCREEN, N_("settle"), N_("Settle the alert, with the reason")) \
	X(REOPEN, "reopen", "o", SCREEN, N_("open again"), N_("Open a settled alert again")) \
	X(WATCH, "watch", "w", SCREEN, N_("watch now"), N_("Walk the book now and renew its alerts")) \
	X(VERIFY, "verify", "v", SCREEN, N_("verify"), N_("Walk the chain of the journal from its first record")) \
	X(ORDERS, "orders", "O", SCREEN, N_("orders"), N_("Write the approved orders into a file for the broker")) \
	X(WEEKLY, "weekly", "w", SCREEN, N_("weekly report"), N_("Write the weekly report of the marked clients, or of all")) \
	X(ACCEPT, "accept", "A", SCREEN, N_("accept"), N_("Take the figure that was held back, or all that are marked, as it came")) \
	X(CORRECT, "correct", "e", SCREEN, N_("correct"), N_("Say the figure in the place of the one that was held back")) \
	X(MARK_ALIKE, "mark-alike", "*", SCREEN, N_("mark alike"), N_("Mark all that are held back like this one: same instrument, same reason")) \
	X(OLDER, "older", "m", SCREEN, N_("older"), N_("Read older records of the journal"))

enum action {
	ACTION_NONE,
#define X(symbol, name, keys, scope, label, help) ACTION_##symbol,
	ACTIONS(X)
#undef X
	ACTION_COUNT
};

/*
 * What a screen takes, and what it calls it in the last line (N_(); NULL: the usual label; "": it does not stand there).
 * Lists end with ACTION_NONE.
 */
struct action_use {
	enum action action;
	const char *label;
};

const char *action_name(enum action action);
const char *action_keys(enum action action); /* defaults */
const char *action_label(enum action action); /* message id, or NULL */
const char *action_help(enum action action); /* message id; show with _() */
enum action_scope action_scope(enum action action);
bool action_find(const char *name, enum action *action);

#endif
