/*
 * The desk without its terminal: the stack of screens, what is laid over them (help, palette, questions), the frame, and
 * what a screen may ask for. tui/tui.h feeds it keys and shows what it draws; the tests do the same on a grid in memory.
 */
#ifndef BALLAST_TUI_DESK_H
#define BALLAST_TUI_DESK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/job.h"
#include "tui/keymap.h"
#include "tui/screen.h"
#include "tui/term.h"
#include "tui/theme.h"
#include "tui/widget/dialog.h"

struct session;
struct text;

enum { DESK_LEAST_ROWS = 18, DESK_LEAST_COLUMNS = 60 };

struct desk_setup {
	struct session *session;                /* borrowed, handed to screens */
	const struct screen_ops *const *screens; /* NULL-terminated; the first is opened */
	const struct theme *themes;             /* borrowed, at least one; the first is used */
	size_t theme_count;
	const struct keymap *keymap;            /* borrowed */
	const char *state;                      /* folder of what may be lost, borrowed; NULL: nothing is kept */
	bool hides_amounts, uses_mouse;         /* to begin with */
	bool is_accessible;                     /* no frames, charts as words; to begin with */
	bool shows_guide;                       /* begins with the first steps */
	bool uses_clipboard;                    /* rows may be copied to the terminal's clipboard */
};

/* STATUS_INVALID: two actions of a screen share a key. */
enum status desk_open(const struct desk_setup *setup, struct desk **desk, struct error *err);
void desk_close(struct desk *desk);

/* ---- what screens ask for ---- */

struct session *desk_session(struct desk *desk);

/* Whom screens 2 to 8 are about; 0: nobody yet. Setting it makes every screen load again when it is next shown. */
struct desk_subject {
	int64_t client, account;
};
struct desk_subject desk_subject(const struct desk *desk);
void desk_set_subject(struct desk *desk, struct desk_subject subject);

/* The second line of the frame. Texts are cut to their fields; "" leaves a part out. */
struct desk_context {
	char subject[160];  /* "Wang Fang · Retirement · C3 · mandate balanced" */
	char prices[64];    /* "prices 2026-11-20" */
	bool prices_old;    /* a warning sign instead of a check mark */
	char alerts[48];    /* "3 alerts" */
	char currency[8];
	bool is_sandbox;
};
struct desk_context *desk_context(struct desk *desk); /* borrowed; write to it */

/*
 * Opens the screen of that name, or goes back to it when it is open below. These three may free the state of the screen
 * that calls them: call them last and touch nothing after.
 */
void desk_go(struct desk *desk, const char *screen);
void desk_back(struct desk *desk);
void desk_quit(struct desk *desk);

/* Figures may have changed: every open screen loads again before it is next shown. */
void desk_changed(struct desk *desk);

/* Counts the calls above: a screen that only changed its subject or its language need not compute again. */
unsigned desk_figures(const struct desk *desk);

/* One sentence in the last line until the next key. */
void desk_message(struct desk *desk, enum role role, const char *text);
void desk_messagef(struct desk *desk, enum role role, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The translated sentence for the status, then err's detail, in the last line. */
void desk_failed(struct desk *desk, const struct error *err);

/* Asks, Cancel first; see tui/widget/dialog.h. The dialog's texts are copied. */
void desk_ask(struct desk *desk, const struct dialog *dialog);
void desk_start_job(struct desk *desk, const struct job *job);

/* Asks for a file or a folder, over the screen. Texts are already translated and copied. */
struct path_question {
	const char *title, *text;
	const char *path;          /* offered */
	void *subject;             /* handed to take, which takes it over when it returns true */
	/* Enter. False: problem says why not, already translated, and the question stays. It may ask something itself. */
	bool (*take)(void *subject, struct desk *desk, const char *path, char *problem, size_t size);
	void (*dropped)(void *subject); /* nobody took it; NULL: nothing to free */
	void (*next)(char *path, size_t size); /* Tab: the next proposal; NULL: none */
};
void desk_ask_path(struct desk *desk, const struct path_question *question);

/* The state of an open screen, for a job's done(); NULL when it was left meanwhile. */
void *desk_state(struct desk *desk, const char *screen);
bool desk_hides_amounts(const struct desk *desk);

/* ---- what the loop does ---- */

void desk_key(struct desk *desk, uint32_t key);
void desk_paste(struct desk *desk, const char *text); /* goes to a text field, or nowhere */
void desk_click(struct desk *desk, int row, int column, bool is_double);
void desk_wheel(struct desk *desk, int step); /* -1 up, 1 down */
void desk_collect_jobs(struct desk *desk);    /* when desk_jobs_fd is readable */

/*
 * Asks whether another program changed the book; if so every screen loads again and the last line says it. While a job runs
 * nothing is asked: it may be the one that writes. Every key asks, too.
 */
void desk_look_outside(struct desk *desk);
int desk_jobs_fd(const struct desk *desk);

/* Paints everything on a canvas of this size. */
void desk_draw(struct desk *desk, struct canvas *canvas, int rows, int columns);

const struct theme *desk_theme(const struct desk *desk);
bool desk_is_over(const struct desk *desk);      /* the user left */
bool desk_uses_mouse(const struct desk *desk);
bool desk_take_repaint(struct desk *desk);       /* true once after Ctrl-L */
const struct text *desk_take_copied(struct desk *desk); /* rows for the clipboard, once; else NULL. Borrowed. */

#endif
