/* What is read from the terminal: keys, the mouse, what was pasted, and that it is gone. */
#include "tui/term_curses_state.h"

#include "tui/term_curses.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tui/key.h"

enum { CODE_PASTE_BEGIN = KEY_MAX + 1, CODE_PASTE_END, PASTE_LIMIT = 1 << 16 };

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

void terminal_define_keys(void)
{
	(void)define_key("\033[200~", CODE_PASTE_BEGIN);
	(void)define_key("\033[201~", CODE_PASTE_END);
	for (int i = 0; i < EXTRA_KEYS; i++)
		(void)define_key(extra_keys[i].sequence, CODE_EXTRA + i);
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
