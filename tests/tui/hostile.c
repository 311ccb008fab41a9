/*
 * Texts that mean harm: as SQL, to be put into a book's fields behind the program's back; and a tour through the desk
 * that looks at every byte the terminal is sent, with such texts on the screens and pasted into whatever takes letters.
 *
 *     hostile sql
 *     hostile tour BALLAST BOOK DAY ROWS COLUMNS FIRST LAST [LANGUAGE]
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/support/hostile_text.h"
#include "tests/support/pty_driver.h"
#include "tests/support/terminal_stream.h"

enum { PATIENCE = 60000 };

static int print_sql(void)
{
	char text[HOSTILE_SIZE];

	(void)printf("CREATE TEMP TABLE hostile (id INTEGER PRIMARY KEY, text TEXT);\n");
	for (int i = 0; i < HOSTILE_TEXTS; i++) {
		const size_t length = hostile_text(i, text);

		(void)printf("INSERT INTO hostile VALUES (%d, CAST(X'", i);
		for (size_t k = 0; k < length; k++)
			(void)printf("%02x", (unsigned char)text[k]);
		(void)printf("' AS TEXT));\n");
	}
	return 0;
}

struct tour {
	struct pty_program program;
	struct terminal_stream stream;
	size_t keys;
	char last[600];                   /* what was pressed last, in figures                        */
};

static void see(void *context, const unsigned char *bytes, size_t count)
{
	terminal_stream_feed(&((struct tour *)context)->stream, bytes, count);
}

/* False: the program is gone, or does not answer. */
static bool press(struct tour *tour, const char *keys, size_t length)
{
	size_t shown = strlen(tour->last);

	tour->keys++;
	if (shown > 400) {
		(void)memmove(tour->last, tour->last + 200, shown - 199);
		shown -= 200;
	}
	for (size_t i = 0; i < length && i < 24; i++)
		shown += (size_t)snprintf(tour->last + shown, sizeof tour->last - shown,
		                          keys[i] > ' ' && keys[i] <= '~' ? "%c" : "\\x%02x", (unsigned char)keys[i]);
	(void)snprintf(tour->last + shown, sizeof tour->last - shown, " ");
	pty_mark(&tour->program);
	return pty_type(&tour->program, keys, length) &&
	       (pty_settle(&tour->program, 100, 400) ||
	        (pty_type(&tour->program, "\x0c", 1) && pty_settle(&tour->program, 100, PATIENCE)));
}

static bool press_all(struct tour *tour, const char *const *keys)
{
	for (; *keys != NULL; keys++)
		if (!press(tour, *keys, strlen(*keys)))
			return false;
	return true;
}

/* Every screen of the client under the cursor, and what Enter and the panes show there. */
static bool look_around(struct tour *tour)
{
	static const char *const around[] = {
		"2", "\t", "\r", "\x1b", "3", "\t", "\x1b", "4", "j", "\t", "\x1b", "5", "\r", "\x1b", "\t", "6", "\t", "\r",
		"\x1b", "7", "\t", "t", "\x1b", "8", "\t", "\t", "\x1b", "9", "j", "\r", "\x1b", "\t", "0", "j", "\t", "j",
		"\r", "\x1b", "\t", "j", "\r", "\x1b", "?", "\x1b", "1", "j", NULL,
	};

	return press_all(tour, around);
}

/* Pasted and typed into a filter, the palette and the first field that the screen opens. */
static bool paste_around(struct tour *tour, int index)
{
	char text[HOSTILE_SIZE], paste[HOSTILE_SIZE + 16];
	const size_t length = hostile_text(index, text);
	static const char *const fields[] = {"1/", "1:", "5$", "5A", "6a", "6e", "4v", "9/", "0/"};
	const char *field = fields[index % (int)(sizeof fields / sizeof fields[0])];
	size_t size = 0;

	(void)memcpy(paste, "\x1b[200~", 6);
	size = 6;
	for (size_t i = 0; i < length; i++) /* the keys that interrupt and stop are the terminal driver's, not the desk's */
		if (strchr("\x03\x1a\x1c\x13\x11", text[i]) == NULL)
			paste[size++] = text[i];
	(void)memcpy(paste + size, "\x1b[201~", 6);
	size += 6;
	for (const char *key = field; *key != '\0'; key++)
		if (!press(tour, key, 1))
			return false;
	return press(tour, paste, size) && press(tour, "\x1b", 1) && press(tour, "\x1b", 1) && press(tour, "\x1b", 1) &&
	       press(tour, "n", 1);
}

static int tour_of(int argc, char **argv)
{
	static struct tour tour;
	const char *const ballast[] = {argv[2], "--book", argv[3], "--as-of", argv[4], "--idle-fd", "9", "--lang", argc > 9 ? argv[9] : "en", NULL};
	const char *const environment[] = {"TERM=xterm-256color", "LC_ALL=C.UTF-8", "ESCDELAY=2", NULL};
	const int first = atoi(argv[7]), last = atoi(argv[8]);
	bool goes_on;
	int status = 0;

	tour.program.each = see;
	tour.program.context = &tour;
	goes_on = pty_start(&tour.program, ballast, environment, atoi(argv[5]), atoi(argv[6]), true) &&
	          pty_settle(&tour.program, 100, PATIENCE);
	for (int i = first; goes_on && i < last && tour.stream.fault_count == 0; i++) {
		goes_on = paste_around(&tour, i);
		if (goes_on && i % 10 == 0)
			goes_on = look_around(&tour);
	}
	if (goes_on && tour.program.pid > 0)
		(void)kill(tour.program.pid, SIGTERM);
	if (goes_on && (!pty_ended(&tour.program, PATIENCE, &status) || !WIFEXITED(status)))
		goes_on = false;
	(void)printf("# %zu keys\n", tour.keys);
	if (!goes_on)
		(void)printf("# the program stopped answering or ended: wait status 0x%x\n", (unsigned)status);
	if (tour.stream.fault_count != 0)
		(void)printf("# %s\n", tour.stream.fault);
	if (!goes_on || tour.stream.fault_count != 0)
		(void)printf("# pressed last: %s\n", tour.last);
	pty_close(&tour.program);
	return goes_on && tour.stream.fault_count == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "sql") == 0)
		return print_sql();
	if (argc >= 9 && strcmp(argv[1], "tour") == 0)
		return tour_of(argc, argv);
	(void)fprintf(stderr, "usage: hostile sql | tour BALLAST BOOK DAY ROWS COLUMNS FIRST LAST [LANGUAGE]\n");
	return 2;
}
