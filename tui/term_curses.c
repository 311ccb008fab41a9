/* The terminal itself, through ncurses: the one file that knows it. */
#include "config.h"
#define NCURSES_WIDECHAR 1
#include <curses.h>

#include "tui/term_curses.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "engine/base/memory.h"
#include "tui/key.h"

enum {
	ESCAPE_DELAY = 25,
	PAIRS = 256,
	CODE_PASTE_BEGIN = KEY_MAX + 1,
	CODE_PASTE_END,
	PASTE_LIMIT = 1 << 16,
	SIZE_LIMIT = 1000,
};

/* Extra keys of xterm and its kin that ncurses has no number for. */
struct extra_key {
	const char *sequence;
	uint32_t key;
};

static const struct extra_key extra_keys[] = {
	{"\033[1;5A", PRESS_UP | KEY_MOD_CTRL},
	{"\033[1;5B", PRESS_DOWN | KEY_MOD_CTRL},
	{"\033[1;5C", PRESS_RIGHT | KEY_MOD_CTRL},
	{"\033[1;5D", PRESS_LEFT | KEY_MOD_CTRL},
	{"\033[1;2A", PRESS_UP | KEY_MOD_SHIFT},
	{"\033[1;2B", PRESS_DOWN | KEY_MOD_SHIFT},
	{"\033[1;2C", PRESS_RIGHT | KEY_MOD_SHIFT},
	{"\033[1;2D", PRESS_LEFT | KEY_MOD_SHIFT},
	{"\033[Z", PRESS_TAB | KEY_MOD_SHIFT},
};

enum { EXTRA_KEYS = sizeof extra_keys / sizeof extra_keys[0], CODE_EXTRA = KEY_MAX + 16 };

struct pair {
	int16_t foreground, background;
};

struct terminal {
	SCREEN *screen;
	struct termios before;
	int saved_stderr;         /* -1: standard error was left alone */
	enum charset charset;
	bool has_colour, has_paste, is_mouse_on, wants_repaint;
	struct theme theme;
	struct look looks[ROLE_COUNT][2]; /* of the theme: plain, selected; colours as pair numbers below */
	attr_t attributes[ROLE_COUNT][2];
	short pair_numbers[ROLE_COUNT][2];
	struct canvas shown;      /* what the terminal shows now */
	struct text pasted;
};

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

static void define_keys(void)
{
	(void)define_key("\033[200~", CODE_PASTE_BEGIN);
	(void)define_key("\033[201~", CODE_PASTE_END);
	for (int i = 0; i < EXTRA_KEYS; i++)
		(void)define_key(extra_keys[i].sequence, CODE_EXTRA + i);
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
	define_keys();
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

/* ---- looks ---- */

static attr_t curses_attributes(uint8_t attributes)
{
	attr_t result = A_NORMAL;

	if (attributes & LOOK_BOLD)
		result |= A_BOLD;
	if (attributes & LOOK_DIM)
		result |= A_DIM;
	if (attributes & LOOK_UNDERLINE)
		result |= A_UNDERLINE;
	if (attributes & LOOK_REVERSE)
		result |= A_REVERSE;
	if (attributes & LOOK_ITALIC)
		result |= A_ITALIC;
	return result;
}

static short pair_for(struct pair pairs[PAIRS], short *count, struct look look, int colours, bool *is_bright)
{
	struct pair wanted = {(int16_t)theme_nearest_colour(look.foreground, colours),
			      (int16_t)theme_nearest_colour(look.background, colours)};

	/* With eight colours a bright foreground is the plain one in bold. */
	*is_bright = colours < 16 && look.foreground >= 8 && look.foreground < 16;
	/* the default colours are a pair too: to go back to pair 0 curses turns every attribute off, six bytes a time */
	for (short i = 1; i < *count; i++) {
		if (pairs[i].foreground == wanted.foreground && pairs[i].background == wanted.background)
			return i;
	}
	if (*count >= PAIRS || *count >= COLOR_PAIRS)
		return 0;
	pairs[*count] = wanted;
	(void)init_pair(*count, wanted.foreground, wanted.background);
	return (*count)++;
}

void terminal_use_theme(struct terminal *terminal, const struct theme *theme)
{
	const int colours = COLORS >= 256 ? 256 : COLORS >= 16 ? 16 : 8;
	struct pair pairs[PAIRS] = {{0}};
	short count = 1;

	terminal->theme = *theme;
	for (int role = 0; role < ROLE_COUNT; role++) {
		for (int selected = 0; selected < 2; selected++) {
			const struct look look = theme_cell_look(theme, (enum role)role, selected);
			attr_t attributes = curses_attributes(look.attributes);
			bool is_bright = false;

			terminal->pair_numbers[role][selected] =
				terminal->has_colour ? pair_for(pairs, &count, look, colours, &is_bright) : 0;
			/* Without colours a background says nothing: the selection is reversed instead. */
			if (!terminal->has_colour && look.background != theme->looks[ROLE_NORMAL].background)
				attributes |= A_REVERSE;
			terminal->attributes[role][selected] = is_bright ? attributes | A_BOLD : attributes;
		}
	}
	terminal->wants_repaint = true;
}

void terminal_use_mouse(struct terminal *terminal, bool is_on)
{
	if (is_on)
		(void)mouseinterval(200);
	(void)mousemask(is_on ? BUTTON1_CLICKED | BUTTON1_DOUBLE_CLICKED | BUTTON1_PRESSED | BUTTON4_PRESSED |
					BUTTON5_PRESSED
			      : 0, NULL);
	terminal->is_mouse_on = is_on;
}

void terminal_repaint(struct terminal *terminal)
{
	terminal->wants_repaint = true;
}

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

/* ---- painting ---- */

/* A blank looks the same in both: no line is drawn through or under it, and what is behind it is one colour. */
static bool is_blank_alike(const struct terminal *terminal, const struct cell *a, const struct cell *b)
{
	const attr_t drawn = A_REVERSE | A_UNDERLINE;
	const attr_t of_a = terminal->attributes[a->role][a->is_selected != 0];
	const attr_t of_b = terminal->attributes[b->role][b->is_selected != 0];

	return a->is_selected == b->is_selected && ((of_a | of_b) & drawn) == 0 &&
	       terminal->theme.looks[a->role].background == terminal->theme.looks[b->role].background;
}

/* Where the C library counts another width than we do, the terminal may too: something it cannot mistake stands in. */
static void put_cell(const struct terminal *terminal, int row, int column, const struct cell *cell,
		     const struct cell *brush)
{
	const int selected = brush->is_selected != 0;
	wchar_t characters[CCHARW_MAX] = {0};
	size_t count = 0, at = 0;
	const size_t length = strnlen(cell->bytes, sizeof cell->bytes);
	cchar_t painted;

	while (at < length && count + 1 < CCHARW_MAX) {
		uint32_t character;

		at += text_decode(cell->bytes + at, length - at, &character);
		characters[count++] = (wchar_t)character;
	}
	if (wcwidth(characters[0]) != cell->width)
		(void)wcscpy(characters, L"?");
	(void)setcchar(&painted, characters, terminal->attributes[brush->role][selected],
		       terminal->pair_numbers[brush->role][selected], NULL);
	(void)mvadd_wch(row, column, &painted); /* ERR in the last corner only, where the cell is painted all the same */
	if (cell->width == 2 && characters[0] == L'?')
		(void)mvadd_wch(row, column + 1, &painted);
}

void terminal_show(struct terminal *terminal, const struct canvas *canvas)
{
	const size_t row_bytes = (size_t)canvas->columns * sizeof *canvas->cells;
	bool all = terminal->wants_repaint;

	if (terminal->shown.rows != canvas->rows || terminal->shown.columns != canvas->columns) {
		canvas_erase(&terminal->shown, canvas->rows, canvas->columns);
		(void)resizeterm(canvas->rows, canvas->columns);
		all = true;
	}
	if (all)
		(void)erase();
	if (terminal->wants_repaint)
		(void)clearok(stdscr, TRUE);
	for (int row = 0; row < canvas->rows; row++) {
		struct cell *was = &terminal->shown.cells[(size_t)row * (size_t)canvas->columns];
		const struct cell *is = canvas_cell(canvas, row, 0), *brush = is;

		if (!all && memcmp(was, is, row_bytes) == 0)
			continue;
		memcpy(was, is, row_bytes);
		for (int column = 0; column < canvas->columns; column++) {
			if (is[column].width == 0)
				continue;
			/* a blank keeps the brush of what is left of it: a change of colour costs a dozen bytes */
			if (strcmp(is[column].bytes, " ") != 0 || !is_blank_alike(terminal, &is[column], brush))
				brush = &is[column];
			put_cell(terminal, row, column, &is[column], brush);
		}
	}
	(void)move(canvas->cursor_row, canvas->cursor_column);
	(void)refresh();
	terminal->wants_repaint = false;
}

/* ---- the clipboard ---- */

static void add_base64(struct text *out, const char *bytes, size_t length)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < length; i += 3) {
		const size_t left = length - i;
		const uint32_t group = (uint32_t)(unsigned char)bytes[i] << 16 |
				       (left > 1 ? (uint32_t)(unsigned char)bytes[i + 1] << 8 : 0) |
				       (left > 2 ? (uint32_t)(unsigned char)bytes[i + 2] : 0);

		text_add_character(out, digits[group >> 18]);
		text_add_character(out, digits[group >> 12 & 63]);
		text_add_character(out, left > 1 ? digits[group >> 6 & 63] : '=');
		text_add_character(out, left > 2 ? digits[group & 63] : '=');
	}
}

void terminal_copy(struct terminal *terminal, const char *text, size_t length)
{
	struct text sequence = {0};
	size_t sent = 0;

	(void)terminal;
	text_add(&sequence, "\033]52;c;");
	add_base64(&sequence, text, length);
	text_add(&sequence, "\a");
	while (sent < sequence.length) {
		const ssize_t written = write(STDOUT_FILENO, text_string(&sequence) + sent, sequence.length - sent);

		if (written < 0 && errno != EINTR)
			break; /* the terminal is gone; the loop notices */
		sent += written > 0 ? (size_t)written : 0;
	}
	text_clear(&sequence);
}

/* ---- keys ---- */

static uint32_t special_key(int code)
{
	static const struct {
		int code;
		uint32_t key;
	} known[] = {
		{KEY_UP, PRESS_UP}, {KEY_DOWN, PRESS_DOWN}, {KEY_LEFT, PRESS_LEFT}, {KEY_RIGHT, PRESS_RIGHT},
		{KEY_PPAGE, PRESS_PAGE_UP}, {KEY_NPAGE, PRESS_PAGE_DOWN}, {KEY_HOME, PRESS_HOME}, {KEY_END, PRESS_END},
		{KEY_ENTER, PRESS_ENTER}, {KEY_BACKSPACE, PRESS_BACKSPACE}, {KEY_DC, PRESS_DELETE},
		{KEY_IC, PRESS_INSERT}, {KEY_BTAB, PRESS_TAB | KEY_MOD_SHIFT}, {KEY_SLEFT, PRESS_LEFT | KEY_MOD_SHIFT},
		{KEY_SRIGHT, PRESS_RIGHT | KEY_MOD_SHIFT}, {KEY_SR, PRESS_UP | KEY_MOD_SHIFT},
		{KEY_SF, PRESS_DOWN | KEY_MOD_SHIFT}, {KEY_SHOME, PRESS_HOME | KEY_MOD_SHIFT},
		{KEY_SEND, PRESS_END | KEY_MOD_SHIFT},
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (known[i].code == code)
			return known[i].key;
	}
	if (code >= KEY_F(1) && code <= KEY_F(12))
		return (uint32_t)(PRESS_F1 + (code - KEY_F(1)));
	if (code >= CODE_EXTRA && code < CODE_EXTRA + EXTRA_KEYS)
		return extra_keys[code - CODE_EXTRA].key;
	return KEY_NONE;
}

static uint32_t plain_key(wint_t character)
{
	switch (character) {
	case '\r': case '\n':
		return PRESS_ENTER;
	case '\t':
		return PRESS_TAB;
	case ' ':
		return PRESS_SPACE;
	case 0x1B:
		return PRESS_ESC;
	case 0x7F: case 0x08:
		return PRESS_BACKSPACE;
	default:
		if (character == 0)
			return KEY_NONE;
		return character < 0x20 ? ((uint32_t)character + 'a' - 1) | KEY_MOD_CTRL : (uint32_t)character;
	}
}

static bool mouse_input(struct input *input)
{
	MEVENT event;

	if (getmouse(&event) != OK)
		return false;
	input->row = event.y;
	input->column = event.x;
	if (event.bstate & (BUTTON4_PRESSED | BUTTON5_PRESSED)) {
		input->kind = INPUT_WHEEL;
		input->step = event.bstate & BUTTON4_PRESSED ? -1 : 1;
		return true;
	}
	input->kind = INPUT_CLICK;
	input->is_double = (event.bstate & BUTTON1_DOUBLE_CLICKED) != 0;
	return (event.bstate & (BUTTON1_CLICKED | BUTTON1_PRESSED | BUTTON1_DOUBLE_CLICKED)) != 0;
}

/* A terminal that hung up reads as end of file or EIO: ncurses reports both as "no key". */
static bool is_gone(void)
{
	struct pollfd watched = {.fd = STDIN_FILENO, .events = POLLIN};

	if (poll(&watched, 1, 0) <= 0)
		return false;
	if (watched.revents & (POLLHUP | POLLERR | POLLNVAL))
		return true;
	/* Readable, and yet no key came of it: nothing is left but the end of the file. */
	if (watched.revents & POLLIN) {
		int waiting = 0;

		return ioctl(STDIN_FILENO, FIONREAD, &waiting) != 0 || waiting == 0;
	}
	return false;
}

static void read_paste(struct terminal *terminal)
{
	int quiet = 0;

	text_reset(&terminal->pasted);
	timeout(100); /* the end mark is on its way; a terminal that never sends it costs two waits */
	while (quiet < 2) {
		wint_t character;
		char bytes[4];
		const int kind = get_wch(&character);

		if (kind == KEY_CODE_YES && character == CODE_PASTE_END)
			break;
		quiet = kind == ERR ? quiet + 1 : 0;
		if (kind == OK && terminal->pasted.length < PASTE_LIMIT)
			text_add_bytes(&terminal->pasted, bytes, text_encode((uint32_t)character, bytes));
	}
	timeout(0);
}

struct input terminal_read(struct terminal *terminal)
{
	for (;;) {
		struct input input = {.kind = INPUT_KEY};
		wint_t character;
		const int kind = get_wch(&character);

		if (kind == ERR) {
			input.kind = is_gone() ? INPUT_GONE : INPUT_NONE;
			return input;
		}
		if (kind == KEY_CODE_YES && character == CODE_PASTE_BEGIN) {
			read_paste(terminal);
			input.kind = INPUT_PASTE;
			input.text = text_string(&terminal->pasted);
			return input;
		}
		if (kind == KEY_CODE_YES && character == KEY_MOUSE) {
			if (mouse_input(&input))
				return input;
			continue;
		}
		input.key = kind == KEY_CODE_YES ? special_key((int)character) : plain_key(character);
		if (input.key != KEY_NONE)
			return input;
	}
}
