/*
 * A monkey at the keyboard of the real program: keys, words, pastes, clicks and sizes at random, from a seed. Whatever
 * it does, the program answers, sends the terminal nothing but what may be sent there, ends only when it is told to, and
 * ends well.
 *
 *     monkey BALLAST BOOK DAY COUNT SEED [LANGUAGE]
 *
 * Prints one line for each claim in the test protocol. What was pressed last is printed when a claim fails: the same
 * seed presses the same keys, though what has been computed beside the screen by then may differ.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/support/pty_driver.h"
#include "tests/support/terminal_stream.h"

enum { PATIENCE = 60000, KEPT = 600, ROWS = 40, COLUMNS = 120 };

struct monkey {
	struct pty_program program;
	struct terminal_stream stream;
	const char *argv[12];
	char language[32];
	uint64_t state;
	size_t pressed, starts, sizes;
	char last[KEPT];                  /* what was pressed last, the newest at the end             */
	size_t last_length;
	char failure[200];                /* empty: none                                              */
	char seen[KEPT];                  /* the end of what was painted: a last sentence stands there */
	size_t seen_length;
};

/* xorshift64*: Vigna 2016. */
static uint32_t draw(struct monkey *monkey, uint32_t below)
{
	monkey->state ^= monkey->state >> 12;
	monkey->state ^= monkey->state << 25;
	monkey->state ^= monkey->state >> 27;
	return (uint32_t)((monkey->state * UINT64_C(2685821657736338717)) >> 33) % below;
}

static void see(void *context, const unsigned char *bytes, size_t count)
{
	struct monkey *monkey = context;

	terminal_stream_feed(&monkey->stream, bytes, count);
	if (count >= KEPT) {
		bytes += count - KEPT;
		count = KEPT;
	}
	if (monkey->seen_length + count > KEPT) {
		const size_t gone = monkey->seen_length + count - KEPT;

		(void)memmove(monkey->seen, monkey->seen + gone, monkey->seen_length - gone);
		monkey->seen_length -= gone;
	}
	(void)memcpy(monkey->seen + monkey->seen_length, bytes, count);
	monkey->seen_length += count;
}

static void remember(struct monkey *monkey, const char *keys, size_t length)
{
	length = length < KEPT / 2 ? length : KEPT / 2;
	if (monkey->last_length + length > KEPT) {
		const size_t gone = monkey->last_length + length - KEPT;

		(void)memmove(monkey->last, monkey->last + gone, monkey->last_length - gone);
		monkey->last_length -= gone;
	}
	(void)memcpy(monkey->last + monkey->last_length, keys, length);
	monkey->last_length += length;
}

static bool start(struct monkey *monkey)
{
	const char *const environment[] = {"TERM=xterm-256color", "LC_ALL=C.UTF-8", NULL};

	monkey->starts++;
	monkey->stream.state = 0;
	monkey->program.each = see;
	monkey->program.context = monkey;
	if (!pty_start(&monkey->program, monkey->argv, environment, ROWS, COLUMNS, true) ||
	    !pty_settle(&monkey->program, 100, PATIENCE)) {
		(void)snprintf(monkey->failure, sizeof monkey->failure, "the program did not start");
		return false;
	}
	return true;
}

/* The program is gone: well, when it was asked to; then it is started again. */
static bool start_again(struct monkey *monkey)
{
	int status = 0;

	if (!pty_ended(&monkey->program, PATIENCE, &status))
		(void)snprintf(monkey->failure, sizeof monkey->failure, "the terminal was closed and the program goes on");
	else if (WIFSIGNALED(status))
		(void)snprintf(monkey->failure, sizeof monkey->failure, "ended by signal %d", WTERMSIG(status));
	else if (WEXITSTATUS(status) != 0)
		(void)snprintf(monkey->failure, sizeof monkey->failure, "ended with %d", WEXITSTATUS(status));
	pty_close(&monkey->program);
	return monkey->failure[0] == '\0' && start(monkey);
}

static size_t add_key(struct monkey *monkey, char *keys)
{
	static const char *const special[] = {
		"\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1bOA", "\x1bOB", "\x1bOC", "\x1bOD", "\x1b[5~", "\x1b[6~", "\x1b[H", "\x1b[F",
		"\x1b[Z", "\x1bOP", "\x1bOQ", "\x1b[3~", "\x1b[2~", "\t", "\r", "\r", "\r", "\x1b\x1b", "\x7f", "\x01", "\x05", "\x0c",
		"\x12", "\x15", "\x0b", "\x17", "\x04", "\x06", "\x02", "\x0e", "\x10", "\x1b[1;2C", "\x1b[1;2D", "\x1b[99;99~", "\x1bx",
	};
	static const char *const words[] = {
		"12", "0", "-5", "99999999999999999999", "3.5", "1,000.50", "C0003", "王芳", "ballast", "supervisor", "drift>5",
		"class:C3 alert", "!sandbox", "/", ":", "2030-01-31", "2026-02-30", "nan", "%s%n", "'; DROP TABLE client; --",
		"\xf0\x9f\x98\x80", "e\xcc\x81", "\xe2\x80\xae", "\xff\xfe", "\xc2\x9b", "518880", "yes", "B\r", "\x1b[200~paste me\x1b[201~",
		"\x1b[200~two\nlines \x1b]0;owned\x07\x1b[201~", "\x1b[200~\xe2\x80\xae\xe4\xb8\xad\xe6\x96\x87\x1b[201~",
	};
	const uint32_t kind = draw(monkey, 100);
	const char *piece;

	if (kind < 55) {
		keys[0] = (char)(' ' + draw(monkey, 95));
		return 1;
	}
	if (kind < 62) {
		keys[0] = (char)('0' + draw(monkey, 10));
		return 1;
	}
	if (kind < 66)
		return (size_t)sprintf(keys, "\x1b[M%c%c%c", (char)(' ' + draw(monkey, 2) * 64), (char)('!' + draw(monkey, 90)),
		                       (char)('!' + draw(monkey, 40)));
	piece = kind < 90 ? special[draw(monkey, sizeof special / sizeof special[0])] :
	                    words[draw(monkey, sizeof words / sizeof words[0])];
	(void)strcpy(keys, piece);
	return strlen(piece);
}

/* Some keys at once, as a fast typist's; the program must have dealt with all of them before the next. */
static bool press(struct monkey *monkey)
{
	char keys[512];
	size_t length = 0;

	for (uint32_t left = 1 + draw(monkey, 8); left > 0; left--) {
		length += add_key(monkey, keys + length);
		monkey->pressed++;
	}
	remember(monkey, keys, length);
	pty_mark(&monkey->program);
	if (!pty_type(&monkey->program, keys, length) || !pty_settle(&monkey->program, 100, 1000)) {
		int status;

		if (pty_ended(&monkey->program, 20, &status)) {
			monkey->program.pid = 0;
			pty_close(&monkey->program);
			if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
				(void)snprintf(monkey->failure, sizeof monkey->failure, "ended with wait status 0x%x", (unsigned)status);
				return false;
			}
			return start(monkey);
		}
		/* a key that is only half a sequence paints nothing: one that is whole must */
		if (!pty_type(&monkey->program, "\x0c", 1) || !pty_settle(&monkey->program, 100, PATIENCE)) {
			if (pty_ended(&monkey->program, 20, &status) || monkey->program.pid == 0)
				return start_again(monkey);
			(void)snprintf(monkey->failure, sizeof monkey->failure, "no answer within %d s", PATIENCE / 1000);
			return false;
		}
	}
	return true;
}

static bool resize(struct monkey *monkey)
{
	const int rows = 1 + (int)draw(monkey, draw(monkey, 4) == 0 ? 8 : 60);
	const int columns = 1 + (int)draw(monkey, draw(monkey, 4) == 0 ? 30 : 220);

	monkey->sizes++;
	pty_mark(&monkey->program);
	pty_resize(&monkey->program, rows, columns);
	(void)pty_settle(&monkey->program, 100, 300); /* the same size again paints nothing */
	return true;
}

static void claim(int number, bool holds, const char *what)
{
	(void)printf("%s %d - %s\n", holds ? "ok" : "not ok", number, what);
}

static void print_figures(const char *what, const char *bytes, size_t length)
{
	(void)printf("# %s: ", what);
	for (size_t i = 0; i < length; i++) {
		const unsigned char c = (unsigned char)bytes[i];

		if (c < ' ' || c > '~')
			(void)printf("\\x%02x", c);
		else
			(void)putchar(c);
	}
	(void)putchar('\n');
}

int main(int argc, char **argv)
{
	static struct monkey monkey;
	size_t count;
	int status = 0;
	bool ends_well;

	if (argc < 6) {
		(void)fprintf(stderr, "usage: monkey BALLAST BOOK DAY COUNT SEED [LANGUAGE]\n");
		return 2;
	}
	count = strtoul(argv[4], NULL, 10);
	monkey.state = strtoul(argv[5], NULL, 10) * UINT64_C(0x9e3779b97f4a7c15) + 1;
	(void)snprintf(monkey.language, sizeof monkey.language, "%s", argc > 6 ? argv[6] : "en");
	(void)memcpy(monkey.argv, (const char *[]){argv[1], "--book", argv[2], "--as-of", argv[3], "--idle-fd", "9", "--lang", monkey.language, NULL},
	             10 * sizeof(char *));
	(void)printf("1..3\n# seed %s, %zu keys\n", argv[5], count);
	if (start(&monkey))
		while (monkey.pressed < count && monkey.stream.fault_count == 0 &&
		       (draw(&monkey, 40) == 0 ? resize(&monkey) : press(&monkey)))
			;
	claim(1, monkey.failure[0] == '\0', "the program answers every key");
	if (monkey.failure[0] != '\0')
		(void)printf("# %s\n", monkey.failure);
	claim(2, monkey.stream.fault_count == 0, "nothing forbidden reaches the terminal");
	if (monkey.stream.fault_count != 0)
		(void)printf("# %s\n", monkey.stream.fault);
	if (monkey.program.pid > 0)
		(void)kill(monkey.program.pid, SIGTERM);
	ends_well = monkey.program.pid == 0 || (pty_ended(&monkey.program, PATIENCE, &status) && WIFEXITED(status) &&
	                                        WEXITSTATUS(status) == 128 + SIGTERM);
	claim(3, ends_well, "it ends well when it is told to");
	if (!ends_well)
		(void)printf("# wait status 0x%x\n", (unsigned)status);
	(void)printf("# %zu keys, %zu sizes, %zu starts\n", monkey.pressed, monkey.sizes, monkey.starts);
	if (monkey.failure[0] != '\0' || monkey.stream.fault_count != 0 || !ends_well) {
		print_figures("pressed last", monkey.last, monkey.last_length);
		print_figures("painted last", monkey.seen, monkey.seen_length);
	}
	pty_close(&monkey.program);
	return 0;
}
