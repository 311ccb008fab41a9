/* The terminal itself: taken over, asked, and given back on every way out, also when the program dies. */
#include "tui/term_curses_state.h"

#include "tui/term_curses.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "engine/base/memory.h"

enum { ESCAPE_DELAY = 25, SIZE_LIMIT = 1000 };

/* ---- dying ---- */

/*
 * What the signal handlers need when the program dies: it cannot be handed to them, so it is the one state of the desk
 * that is not on somebody's stack.
 */
static struct {
	volatile sig_atomic_t is_on;
	char sequence[256];
	size_t length;
	struct termios before;
} emergency;

static void restore_at_death(void)
{
	if (!emergency.is_on)
		return;
	emergency.is_on = 0;
	if (write(STDOUT_FILENO, emergency.sequence, emergency.length) < 0)
		return; /* the terminal is gone, and with it what was to be restored */
	(void)tcsetattr(STDOUT_FILENO, TCSANOW, &emergency.before);
}

static void on_death(int number)
{
	restore_at_death();
	(void)signal(number, SIG_DFL);
	(void)raise(number);
}

static void append_capability(const char *name)
{
	char buffer[8], *value;
	size_t length;

	(void)snprintf(buffer, sizeof buffer, "%s", name);
	value = tigetstr(buffer);
	if (value == NULL || value == (char *)-1)
		return;
	length = strlen(value);
	if (emergency.length + length < sizeof emergency.sequence) {
		memcpy(emergency.sequence + emergency.length, value, length);
		emergency.length += length;
	}
}

static void prepare_death(const struct terminal *terminal)
{
	static const int deadly[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
	static const char modes[] = "\033[?1000l\033[?1002l\033[?1006l\033[?2004l";
	struct sigaction action = {.sa_handler = on_death, .sa_flags = SA_NODEFER};

	emergency.length = 0;
	if (terminal->has_paste) {
		memcpy(emergency.sequence, modes, sizeof modes - 1);
		emergency.length = sizeof modes - 1;
	}
	append_capability("sgr0");
	append_capability("rmkx");
	append_capability("cnorm");
	append_capability("rmcup");
	emergency.before = terminal->before;
	emergency.is_on = 1;
	for (size_t i = 0; i < sizeof deadly / sizeof deadly[0]; i++)
		(void)sigaction(deadly[i], &action, NULL);
	memory_on_exhaustion(restore_at_death);
}

static void end_death(void)
{
	static const int deadly[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};

	emergency.is_on = 0;
	for (size_t i = 0; i < sizeof deadly / sizeof deadly[0]; i++)
		(void)signal(deadly[i], SIG_DFL);
	memory_on_exhaustion(NULL);
}

/* ---- taking over and giving back ---- */

static void put_sequence(const char *sequence)
{
	(void)fputs(sequence, stdout); /* a terminal that is gone is noticed by the read */
	(void)fflush(stdout);
}

static bool can_address_cursor(void)
{
	char name[] = "cup";
	const char *value = tigetstr(name);

	return value != NULL && value != (const char *)-1;
}

static bool speaks_xterm(void)
{
	char name[] = "smcup";
	const char *value = tigetstr(name);

	return value != NULL && value != (const char *)-1 && strstr(value, "?1049") != NULL;
}

static SCREEN *open_screen(void)
{
	SCREEN *screen = newterm(NULL, stdout, stdin);

	if (screen != NULL && can_address_cursor())
		return screen;
	if (screen != NULL) {
		(void)endwin();
		delscreen(screen);
	}
	screen = newterm("vt100", stdout, stdin);
	return screen != NULL ? screen : newterm("ansi", stdout, stdin);
}

static enum charset find_charset(void)
{
	const char *term = getenv("TERM");

	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		return CHARSET_ASCII;
	/* The console's fonts have blocks and no braille. */
	return term != NULL && strcmp(term, "linux") == 0 ? CHARSET_BLOCK : CHARSET_BRAILLE;
}

static void silence_stderr(struct terminal *terminal)
{
	int nowhere;

	terminal->saved_stderr = -1;
	if (!isatty(STDERR_FILENO))
		return;
	nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (nowhere < 0)
		return;
	terminal->saved_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10);
	if (terminal->saved_stderr >= 0)
		(void)dup2(nowhere, STDERR_FILENO); /* at worst a message tears the screen; ^L mends it */
	(void)close(nowhere);
}

static void restore_stderr(struct terminal *terminal)
{
	if (terminal->saved_stderr < 0)
		return;
	(void)dup2(terminal->saved_stderr, STDERR_FILENO); /* it was ours a moment ago */
	(void)close(terminal->saved_stderr);
	terminal->saved_stderr = -1;
}

enum status terminal_open(struct terminal **result, struct error *err)
{
	struct terminal *terminal;
	const char *no_colour = getenv("NO_COLOR");

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return error_set(err, STATUS_IO, "the desk needs a terminal on standard input and output");
	terminal = memory_new(sizeof *terminal);
	(void)setlocale(LC_CTYPE, ""); /* an unknown locale leaves "C": plain ASCII */
	if (tcgetattr(STDOUT_FILENO, &terminal->before) != 0) {
		free(terminal);
		return error_set(err, STATUS_IO, "the terminal does not answer: %s", strerror(errno));
	}
	terminal->charset = find_charset();
	terminal->screen = open_screen();
	if (terminal->screen == NULL) {
		free(terminal);
		return error_set(err, STATUS_IO, "no description of this terminal (TERM) or of a vt100 was found");
	}
	if (getenv("ESCDELAY") == NULL) /* curses has read it already */
		(void)set_escdelay(ESCAPE_DELAY);
	(void)cbreak();
	(void)noecho();
	(void)nonl();
	(void)intrflush(stdscr, FALSE);
	(void)keypad(stdscr, TRUE);
	(void)nodelay(stdscr, TRUE);
	(void)leaveok(stdscr, FALSE);
	terminal->has_colour = (no_colour == NULL || no_colour[0] == '\0') && has_colors() && start_color() == OK;
	if (terminal->has_colour)
		(void)use_default_colors();
	terminal->has_paste = speaks_xterm();
	terminal_define_keys();
	silence_stderr(terminal);
	prepare_death(terminal);
	if (terminal->has_paste)
		put_sequence("\033[?2004h");
	terminal->wants_repaint = true;
	*result = terminal;
	return STATUS_OK;
}

static void give_back(struct terminal *terminal)
{
	if (terminal->is_mouse_on)
		(void)mousemask(0, NULL);
	if (terminal->has_paste)
		put_sequence("\033[?2004l");
	(void)endwin();
	(void)tcsetattr(STDOUT_FILENO, TCSADRAIN, &terminal->before); /* fails only when the terminal is gone */
}

void terminal_close(struct terminal *terminal)
{
	if (terminal == NULL)
		return;
	give_back(terminal);
	end_death();
	restore_stderr(terminal);
	delscreen(terminal->screen);
	canvas_clear(&terminal->shown);
	text_clear(&terminal->pasted);
	free(terminal);
}

void terminal_suspend(struct terminal *terminal)
{
	give_back(terminal);
	emergency.is_on = 0;
	restore_stderr(terminal);
}

void terminal_resume(struct terminal *terminal)
{
	silence_stderr(terminal);
	emergency.is_on = 1;
	(void)refresh();
	if (terminal->has_paste)
		put_sequence("\033[?2004h");
	if (terminal->is_mouse_on)
		terminal_use_mouse(terminal, true);
	terminal->wants_repaint = true;
}

/* ---- what it is ---- */

enum charset terminal_charset(const struct terminal *terminal)
{
	return terminal->charset;
}

void terminal_size(struct terminal *terminal, int *rows, int *columns)
{
	struct winsize size = {0};

	(void)terminal;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) {
		size.ws_row = 24;
		size.ws_col = 80;
	}
	*rows = size.ws_row < SIZE_LIMIT ? size.ws_row : SIZE_LIMIT;
	*columns = size.ws_col < SIZE_LIMIT ? size.ws_col : SIZE_LIMIT;
}
