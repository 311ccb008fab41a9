/*
 * Keys at the real desk while it fetches prices from providers that hang, flood and break.
 *
 *     refresh_desk BALLAST BOOK DAY KEYS
 *
 * Prints one line for each claim in the test protocol, and how long the keys took from being pressed until everything was
 * painted, beside the same keys before the refresh.
 */
#include <math.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/pty_driver.h"

enum { ROWS = 40, COLUMNS = 120, LIMIT = 10000, SEEN = 1 << 16, SAMPLES = 20000 };

struct desk {
	struct pty_program program;
	char seen[SEEN];                  /* the end of what was painted, without what positions it */
	size_t seen_length;
};

struct samples {
	double values[SAMPLES];
	size_t count, unanswered;
};

/* Keeps the letters: an escape sequence between two words is a blank. */
static void see(void *context, const unsigned char *bytes, size_t count)
{
	struct desk *desk = context;
	bool is_sequence = false;

	for (size_t i = 0; i < count; i++) {
		if (desk->seen_length == SEEN - 1) {
			(void)memmove(desk->seen, desk->seen + SEEN / 2, SEEN / 2 - 1);
			desk->seen_length = SEEN / 2 - 1;
		}
		if (bytes[i] == 0x1B) {
			is_sequence = true;
			desk->seen[desk->seen_length++] = ' ';
		} else if (!is_sequence) {
			desk->seen[desk->seen_length++] = (char)(bytes[i] == '\0' ? ' ' : bytes[i]);
		} else if (bytes[i] >= '@' && bytes[i] <= '~' && bytes[i] != '[') {
			is_sequence = false;
		}
		desk->seen[desk->seen_length] = '\0';
	}
}

static void forget(struct desk *desk)
{
	desk->seen_length = 0;
	desk->seen[0] = '\0';
}

/* Seconds until a word is painted; infinity when it is not. */
static double wait_for(struct desk *desk, const char *word, double limit)
{
	const double begun = pty_now();

	while (strstr(desk->seen, word) == NULL) {
		if (pty_now() - begun > limit)
			return INFINITY;
		pty_watch(&desk->program, 5);
	}
	return pty_now() - begun;
}

static void press(struct desk *desk, size_t count, struct samples *samples)
{
	static const char *const keys[] = {"j", "j", "k", "k"};

	for (size_t i = 0; i < count && samples->count < SAMPLES; i++) {
		double begun;

		pty_mark(&desk->program);
		begun = pty_now();
		if (!pty_type(&desk->program, keys[i % (sizeof keys / sizeof keys[0])], 1) ||
		    !pty_settle(&desk->program, 40, LIMIT) || desk->program.last_byte == 0.0)
			samples->unanswered++;
		else
			samples->values[samples->count++] = 1e3 * (desk->program.last_byte - begun);
		pty_watch(&desk->program, 10); /* people do not press faster */
	}
}

static int by_value(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static void print(const char *when, struct samples *samples)
{
	qsort(samples->values, samples->count, sizeof samples->values[0], by_value);
	if (samples->count > 0)
		(void)printf("# %-34s %5zu keys: median %6.2f ms, p99 %6.2f ms, slowest %6.2f ms\n", when, samples->count,
		             samples->values[samples->count / 2], samples->values[(samples->count * 99 - 1) / 100],
		             samples->values[samples->count - 1]);
}

static void claim(int number, bool is_true, const char *sentence)
{
	(void)printf("%sok %d - %s\n", is_true ? "" : "not ", number, sentence);
	(void)fflush(stdout);
}

int main(int argc, char **argv)
{
	static const char *const environment[] = {"TERM=xterm-256color", "LC_ALL=C.UTF-8", NULL};
	static struct samples quiet, meanwhile;
	static struct desk desk;
	const char *words[] = {argv[1], "--book", argc > 2 ? argv[2] : NULL, "--as-of", argc > 3 ? argv[3] : NULL, "--idle-fd", "9",
	                       NULL};
	const size_t count = argc > 4 ? strtoul(argv[4], NULL, 10) : 0;
	double cancelled;

	if (argc < 5)
		return 2;
	desk.program.each = see;
	desk.program.context = &desk;
	if (!pty_start(&desk.program, words, environment, ROWS, COLUMNS, true))
		return 1;
	(void)pty_settle(&desk.program, 200, LIMIT);
	(void)pty_type(&desk.program, "9", 1);
	pty_watch(&desk.program, 1000);
	press(&desk, count / 4, &quiet);
	forget(&desk);
	(void)pty_type(&desk.program, "r", 1);
	claim(1, wait_for(&desk, "refreshing", 10.0) < INFINITY, "prices are being fetched");
	press(&desk, count, &meanwhile);
	claim(2, meanwhile.unanswered == 0 && meanwhile.count == count, "every key is answered meanwhile");
	claim(3, strstr(desk.seen, "Prices fetched") == NULL, "and prices were being fetched all the time");
	forget(&desk);
	(void)pty_type(&desk.program, "\x1b", 1);
	cancelled = wait_for(&desk, "Cancelled", 10.0);
	claim(4, cancelled < 2.0, "Esc ends it");
	print("before prices are fetched", &quiet);
	print("while hostile providers are asked", &meanwhile);
	(void)printf("# from Esc to the dialog %.0f ms\n", 1e3 * cancelled);
	(void)kill(desk.program.pid, SIGTERM);
	pty_close(&desk.program);
	return 0;
}
