/*
 * What a terminal program owes the person in front of it, measured on the real programs in pseudo-terminals of 120 by
 * 40: the desk, and beside it in the same run tig, htop and ncdu where they are installed. The programs take turns, so
 * that a busy machine slows all of them.
 *
 *     bench_desk BALLAST BOOK DAY [TIG_REPOSITORY NCDU_FOLDER]
 *
 * The desk says itself when it has painted everything (--idle-fd); of the others the last byte before 40 ms of silence
 * counts, a little in their favour: nobody waits for them to say that they are done.
 */
#include <math.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/pty_driver.h"

enum { ROUNDS = 12, MOVES = 60, SILENCE = 40, LIMIT = 10000, SAMPLES = 4096, IDLE_WATCH = 5000, STORM = 200 };

struct samples {
	double values[SAMPLES];
	size_t count;
};

static void add(struct samples *samples, double value)
{
	if (samples->count < SAMPLES)
		samples->values[samples->count++] = value;
}

static int by_value(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

/* The value below which a share of the samples lies. */
static double quantile(struct samples *samples, double share)
{
	size_t index;

	if (samples->count == 0)
		return NAN;
	qsort(samples->values, samples->count, sizeof samples->values[0], by_value);
	index = (size_t)ceil(share * (double)samples->count);
	return samples->values[index == 0 ? 0 : index - 1];
}

struct contestant {
	const char *name;
	const char *argv[12];
	const char *down, *leave;
	bool has_idle, is_absent;
	struct samples start, move, move_bytes;
	double first_bytes, repaint_bytes, resize_ms, resize_bytes, memory, idle_bytes, idle_switches, idle_cpu, gone_ms;
	bool weathers_storm;
};

static const char *const environment[] = {"TERM=xterm-256color", "LC_ALL=C.UTF-8", NULL};

static bool launch(const struct contestant *contestant, struct pty_program *program)
{
	*program = (struct pty_program){0};
	return pty_start(program, contestant->argv, environment, 40, 120, contestant->has_idle);
}

/* Nothing on its way any more: a list that is being computed beside the screen has come. */
static void come_to_rest(struct pty_program *program)
{
	for (int i = 0; i < 100; i++) {
		pty_mark(program);
		pty_watch(program, 150);
		if (program->bytes == 0)
			return;
	}
}

/* A line of /proc/PID/status that begins with name, as a number; -1 without. */
static double status_of(pid_t pid, const char *name)
{
	char path[64], line[256];
	double value = -1.0;
	FILE *file;

	(void)snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	file = fopen(path, "r");
	while (file != NULL && fgets(line, sizeof line, file) != NULL)
		if (strncmp(line, name, strlen(name)) == 0)
			value = strtod(line + strlen(name), NULL);
	if (file != NULL)
		(void)fclose(file);
	return value;
}

/* User and system time so far, seconds. */
static double cpu_of(pid_t pid)
{
	char path[64], text[1024];
	unsigned long user = 0, system = 0;
	const char *after;
	FILE *file;

	(void)snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	file = fopen(path, "r");
	if (file == NULL)
		return -1.0;
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	(void)fclose(file);
	after = strrchr(text, ')');
	if (after == NULL || sscanf(after + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2)
		return -1.0;
	return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static double timed_key(struct pty_program *program, const char *key)
{
	double begun;

	pty_mark(program);
	begun = pty_now();
	if (!pty_type(program, key, strlen(key)) || !pty_settle(program, SILENCE, LIMIT) || program->last_byte == 0.0)
		return NAN;
	return (program->last_byte - begun) * 1e3;
}

/* A start and some moves of the cursor. */
static void one_round(struct contestant *contestant)
{
	struct pty_program program;

	if (!launch(contestant, &program) || !pty_settle(&program, 250, LIMIT) || program.last_byte == 0.0) {
		contestant->is_absent = true;
		pty_close(&program);
		return;
	}
	add(&contestant->start, (program.last_byte - program.started) * 1e3);
	contestant->first_bytes = (double)program.bytes;
	come_to_rest(&program);
	for (int i = 0; i < MOVES; i++) {
		const double taken = timed_key(&program, contestant->down);

		if (!isnan(taken)) {
			add(&contestant->move, taken);
			add(&contestant->move_bytes, (double)program.bytes);
		}
	}
	(void)pty_type(&program, contestant->leave, strlen(contestant->leave));
	(void)kill(program.pid, SIGTERM);
	pty_close(&program);
}

static bool survives_storm(struct pty_program *program, const char *down)
{
	unsigned seed = 7;
	int status;

	for (int i = 0; i < STORM; i++) {
		seed = seed * 1103515245u + 12345u;
		pty_resize(program, 1 + (int)(seed >> 16) % 200, 1 + (int)(seed >> 8) % 500);
		pty_watch(program, 1);
	}
	pty_resize(program, 40, 120);
	come_to_rest(program);
	return !pty_ended(program, 0, &status) && !isnan(timed_key(program, down));
}

/* Everything that is measured once. */
static void at_leisure(struct contestant *contestant)
{
	struct pty_program program;
	double switches, cpu, begun;
	int status;

	if (!launch(contestant, &program))
		return;
	(void)pty_settle(&program, 250, LIMIT);
	come_to_rest(&program);
	contestant->memory = status_of(program.pid, "VmRSS:") / 1024.0;
	(void)timed_key(&program, "\x0c");
	contestant->repaint_bytes = (double)program.bytes;
	come_to_rest(&program);
	switches = status_of(program.pid, "voluntary_ctxt_switches:");
	cpu = cpu_of(program.pid);
	pty_mark(&program);
	pty_watch(&program, IDLE_WATCH);
	contestant->idle_bytes = (double)program.bytes;
	contestant->idle_switches = status_of(program.pid, "voluntary_ctxt_switches:") - switches;
	contestant->idle_cpu = cpu_of(program.pid) - cpu;
	pty_mark(&program);
	begun = pty_now();
	pty_resize(&program, 30, 100);
	(void)pty_settle(&program, SILENCE, LIMIT);
	contestant->resize_ms = program.last_byte > 0.0 ? (program.last_byte - begun) * 1e3 : NAN;
	contestant->resize_bytes = (double)program.bytes;
	contestant->weathers_storm = survives_storm(&program, contestant->down);
	begun = pty_now();
	(void)close(program.terminal);
	program.terminal = -1;
	contestant->gone_ms = pty_ended(&program, 2000, &status) ? (pty_now() - begun) * 1e3 : INFINITY;
	pty_close(&program);
}

static void print_table(struct contestant *contestants, size_t count)
{
	(void)printf("\n%-10s %16s %8s %26s %6s %8s %15s %6s %12s %6s %8s\n", "", "first screen ms", "bytes",
	             "a move of the cursor ms", "bytes", "repaint", "resize ms bytes", "MB", "idle 5 s", "storm", "gone ms");
	(void)printf("%-10s %8s %7s %8s %8s %8s %8s %6s %8s %8s %6s %6s %5s %6s\n", "", "median", "p95", "", "median", "p95", "p99",
	             "", "bytes", "", "", "", "bytes", "wakes");
	for (size_t i = 0; i < count; i++) {
		struct contestant *c = &contestants[i];

		if (c->is_absent) {
			(void)printf("%-10s not installed or not started: not measured\n", c->name);
			continue;
		}
		(void)printf("%-10s %8.1f %7.1f %8.0f %8.2f %8.2f %8.2f %6.0f %8.0f %8.1f %6.0f %6.1f %5.0f %6.0f %6s %8.1f\n",
		             c->name, quantile(&c->start, 0.5), quantile(&c->start, 0.95), c->first_bytes,
		             quantile(&c->move, 0.5), quantile(&c->move, 0.95), quantile(&c->move, 0.99),
		             quantile(&c->move_bytes, 0.5), c->repaint_bytes, c->resize_ms, c->resize_bytes, c->memory,
		             c->idle_bytes, c->idle_switches, c->weathers_storm ? "alive" : "DEAD", c->gone_ms);
	}
}

/* Every screen of the desk: how long it takes to come, and how long its keys take. */
static void print_screens(const struct contestant *desk)
{
	static const char *const keys[] = {"j", "l", "h", "k", "\t"};
	struct samples all = {0};
	struct pty_program program;

	if (!launch(desk, &program))
		return;
	(void)pty_settle(&program, 250, LIMIT);
	come_to_rest(&program);
	(void)printf("\n%-10s %10s %10s %10s %10s   of the desk, five kinds of keys forty times each\n", "screen", "opens ms",
	             "median", "p99", "bytes");
	for (const char *digit = "1234567890"; *digit != '\0'; digit++) {
		const char name[] = {*digit, '\0'};
		struct samples here = {0}, bytes = {0};
		const double opens = timed_key(&program, name);

		come_to_rest(&program);
		for (int i = 0; i < 200; i++) {
			const double taken = timed_key(&program, keys[i / 40]);

			if (isnan(taken))
				continue;
			add(&here, taken);
			add(&all, taken);
			add(&bytes, (double)program.bytes);
		}
		(void)printf("%-10s %10.2f %10.2f %10.2f %10.0f\n", name, opens, quantile(&here, 0.5), quantile(&here, 0.99),
		             quantile(&bytes, 0.5));
	}
	(void)printf("%-10s %10s %10.2f %10.2f\n", "all", "", quantile(&all, 0.5), quantile(&all, 0.99));
	(void)printf("resident after all screens: %.1f MB\n", status_of(program.pid, "VmRSS:") / 1024.0);
	pty_close(&program);
}

int main(int argc, char **argv)
{
	static struct contestant contestants[] = {
		{.name = "ballast", .down = "j", .leave = "Q", .has_idle = true},
		{.name = "tig", .down = "j", .leave = "Q"},
		{.name = "htop", .down = "\x1b[B", .leave = "q"},
		{.name = "ncdu", .down = "j", .leave = "q"},
	};
	const size_t count = argc > 5 ? 4 : 1;

	if (argc < 4) {
		(void)fprintf(stderr, "usage: bench_desk BALLAST BOOK DAY [REPOSITORY FOLDER]\n");
		return 2;
	}
	(void)memcpy(contestants[0].argv, (const char *[]){argv[1], "--book", argv[2], "--as-of", argv[3], "--idle-fd", "9", NULL},
	             8 * sizeof(char *));
	if (count > 1) {
		(void)memcpy(contestants[1].argv, (const char *[]){"tig", "-C", argv[4], NULL}, 4 * sizeof(char *));
		(void)memcpy(contestants[2].argv, (const char *[]){"htop", NULL}, 2 * sizeof(char *));
		(void)memcpy(contestants[3].argv, (const char *[]){"ncdu", argv[5], NULL}, 3 * sizeof(char *));
	}
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < count; i++)
			if (!contestants[i].is_absent)
				one_round(&contestants[i]);
	for (size_t i = 0; i < count; i++)
		if (!contestants[i].is_absent)
			at_leisure(&contestants[i]);
	print_table(contestants, count);
	if (!contestants[0].is_absent)
		print_screens(&contestants[0]);
	return contestants[0].is_absent ? 1 : 0;
}
