/*
 * Any bytes in any file of the laboratory: the shipped examples with bytes changed, lines and columns moved, files cut and
 * joined, numbers out of this world. Each is read or refused in words; under the sanitizers nothing else happens.
 *
 * BALLAST_BYTES_COUNT  how many files; 4000 when not given.   BALLAST_RANDOM_SEED  of which seed; 1.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "advice/lab/lab.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

enum { MOST_BYTES = 1 << 15 };

struct scene {
	gsl_rng *rng;
	char folder[64], path[96], *samples;
	unsigned char bytes[MOST_BYTES + 4096];
	size_t length;
	struct arena *arena;
	struct error err;
	size_t answered, refused;
};

static size_t below(struct scene *scene, size_t count)
{
	return count > 0 ? gsl_rng_uniform_int(scene->rng, count) : 0;
}

static const char *sample(struct scene *scene, const char *name, char path[512])
{
	snprintf(path, 512, "%s/%s", scene->samples, name);
	return path;
}

static void read_sample(struct scene *scene, const char *name)
{
	char path[512];
	FILE *file = fopen(sample(scene, name, path), "rb");

	assert_non_null(file);
	scene->length = fread(scene->bytes, 1, MOST_BYTES / 2, file);
	fclose(file);
}

/* Cuts `cut` bytes at a place and puts others there. */
static void splice(struct scene *scene, size_t at, size_t cut, const void *bytes, size_t count)
{
	if (at > scene->length)
		at = scene->length;
	if (cut > scene->length - at)
		cut = scene->length - at;
	if (scene->length - cut + count > MOST_BYTES)
		return;
	memmove(scene->bytes + at + count, scene->bytes + at + cut, scene->length - at - cut);
	memcpy(scene->bytes + at, bytes, count);
	scene->length = scene->length - cut + count;
}

/* The end of the cell or line that begins before `at`. */
static size_t run_length(const struct scene *scene, size_t at, const char *ends)
{
	size_t length = 0;

	while (at + length < scene->length && !memchr(ends, scene->bytes[at + length], strlen(ends)))
		length++;
	return length;
}

static size_t start_of(const struct scene *scene, size_t at, const char *ends)
{
	while (at > 0 && !memchr(ends, scene->bytes[at - 1], strlen(ends)))
		at--;
	return at;
}

/* One change of the kinds people and broken programs make. */
static void damage(struct scene *scene)
{
	static const char *const cells[] = {
		"1e308", "-1e308", "nan", "inf", "-inf", "0x1p3", "", "\"", "\"\"", "\"a\nb\"", "2026-13-40", "1900-01-01", "9999-12-31",
		"0", "-0", "1e-320", "0.1.2", "1,5", "1 000", "\xe4\xb8\xad", "\xff\xfe", "=1+1", "\x1b[2J", "%s%n", "GOLD", "NOBODY",
		"99999999999999999999999999999999999999", "-1", "1e17", "4.9e-324", ".", "-", "+0.5", "0.5 ", "\t0.5", "NaN(1)",
	};
	const size_t at = below(scene, scene->length), cell = start_of(scene, at, ",\n");
	const size_t line = start_of(scene, at, "\n"), line_length = run_length(scene, line, "\n");
	const char *chosen = cells[below(scene, sizeof cells / sizeof cells[0])];
	unsigned char noise[64], copy[4096];
	const size_t copied = line_length < sizeof copy - 1 ? line_length + 1 : 0;

	for (size_t i = 0; i < sizeof noise; i++)
		noise[i] = (unsigned char)below(scene, 256);
	memcpy(copy, scene->bytes + line, copied);
	switch (below(scene, 9)) {
	case 0: splice(scene, at, 1, noise, 1); break;
	case 1: splice(scene, at, below(scene, 40), noise, below(scene, sizeof noise)); break;
	case 2: splice(scene, cell, run_length(scene, cell, ",\n"), chosen, strlen(chosen)); break;
	case 3: splice(scene, cell, run_length(scene, cell, ",\n"), chosen, strlen(chosen)); break;
	case 4: splice(scene, line, line_length + 1, "", 0); break;                          /* a line is gone  */
	case 5: splice(scene, line, 0, copy, copied); break;                                /* a line is twice */
	case 6: scene->length = at; break;                                                  /* the end is gone */
	case 7: splice(scene, at, 0, below(scene, 2) ? "," : "\n", 1); break;
	default: splice(scene, below(scene, scene->length), 0, copy, copied); break;         /* a line elsewhere */
	}
}

/* A digit for a digit: mostly still a file that can be answered. */
static void nudge(struct scene *scene)
{
	const size_t at = below(scene, scene->length);

	for (size_t i = at; i < scene->length; i++)
		if (scene->bytes[i] >= '0' && scene->bytes[i] <= '9' && i > 0 && scene->bytes[i - 1] == '.') {
			scene->bytes[i] = (unsigned char)('0' + below(scene, 10));
			return;
		}
}

static const char *put_damaged(struct scene *scene, const char *name, size_t changes)
{
	FILE *file;

	read_sample(scene, name);
	for (; changes > 0; changes--)
		if (below(scene, 3) == 0)
			nudge(scene);
		else
			damage(scene);
	file = fopen(scene->path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(scene->bytes, 1, scene->length, file), scene->length);
	fclose(file);
	return scene->path;
}

/* Which sample stands in for which option of which verb. */
struct role {
	const char *verb, *sample;
	size_t place;                     /* of the path in the verb's request */
	const char *objective;
};

#define OF(type, field) offsetof(struct type, field)
static const struct role roles[] = {
	{"moments", "prices.csv", OF(lab_moments, prices), NULL},
	{"moments", "returns", OF(lab_moments, returns), NULL},
	{"optimize", "prices.csv", OF(lab_optimize, problem.prices), "max-sharpe"},
	{"optimize", "bounds.csv", OF(lab_optimize, problem.bounds), "min-variance"},
	{"optimize", "groups.csv", OF(lab_optimize, problem.groups), "min-variance"},
	{"optimize", "market.csv", OF(lab_optimize, problem.market), "max-sharpe"},
	{"optimize", "views.csv", OF(lab_optimize, problem.views), "max-sharpe"},
	{"optimize", "now.csv", OF(lab_optimize, problem.from), "expected-shortfall"},
	{"optimize", "costs", OF(lab_optimize, problem.costs), "expected-shortfall"},
	{"optimize", "mean", OF(lab_optimize, problem.mean), "max-sharpe"},
	{"optimize", "covariance", OF(lab_optimize, problem.covariance), "min-variance"},
	{"optimize", "budgets.csv", OF(lab_optimize, budgets), "risk-parity"},
	{"optimize", "weights.csv", OF(lab_optimize, benchmark), "tracking-error"},
	{"optimize", "lots.csv", OF(lab_optimize, lots), "min-variance"},
	{"frontier", "prices.csv", OF(lab_frontier, problem.prices), NULL},
	{"frontier", "at-returns", OF(lab_frontier, at_returns), NULL},
	{"risk", "prices.csv", OF(lab_risk, prices), NULL},
	{"risk", "weights.csv", OF(lab_risk, weights), NULL},
	{"performance", "values.csv", OF(lab_performance, values), NULL},
	{"performance", "flows.csv", OF(lab_performance, flows), NULL},
	{"irr", "payments.csv", 0, NULL},
	{"simulate", "prices.csv", OF(lab_simulate, assumptions.prices), NULL},
	{"simulate", "weights.csv", OF(lab_simulate, weights), NULL},
};

/* Files that are not shipped: what moments writes, and a few of its own. */
static void write_more(struct scene *scene)
{
	static const struct {
		const char *name, *text;
	} more[] = {
		{"returns", "date,A,B\n2026-01-30,0.01,-0.02\n2026-02-27,0.02,0.01\n2026-03-31,-0.03,0.00\n2026-04-30,0.01,0.02\n"
		            "2026-05-29,0.00,0.01\n2026-06-30,0.02,-0.01\n"},
		{"costs", "symbol,cost\nCN_EQUITY,0.001\nGOLD,0.002\nCREDIT,0.0005\n"},
		{"mean", "symbol,mean\nA,0.05\nB,0.03\nC,0.04\n"},
		{"covariance", "symbol,A,B,C\nA,0.04,0.01,0\nB,0.01,0.02,-0.001\nC,0,-0.001,0.03\n"},
		{"at-returns", "return\n0.03\n0.045\n0.06\n"},
	};
	static const char *const shipped[] = {"prices.csv", "bounds.csv", "groups.csv", "market.csv", "views.csv", "now.csv",
		                              "budgets.csv", "weights.csv", "lots.csv", "values.csv", "flows.csv", "payments.csv"};
	char *from = scene->samples, path[512];

	for (size_t i = 0; i < sizeof shipped / sizeof shipped[0]; i++) {
		scene->samples = from;
		read_sample(scene, shipped[i]);
		scene->samples = scene->folder;

		FILE *file = fopen(sample(scene, shipped[i], path), "wb");

		assert_non_null(file);
		fwrite(scene->bytes, 1, scene->length, file);
		fclose(file);
	}
	scene->samples = scene->folder;
	for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
		FILE *file = fopen(sample(scene, more[i].name, path), "wb");

		assert_non_null(file);
		fputs(more[i].text, file);
		fclose(file);
	}
}

/* The request around a damaged file: the others are sound. */
static enum status ask(struct scene *scene, const struct role *role, const char *bad, struct section **section)
{
	char prices[512], weights[512], values[512], now[512], mean[512], covariance[512];
	const bool is_file_of_two = role->sample[0] == 'm' && strcmp(role->sample, "market.csv") != 0;
	struct lab_optimize optimize = {.problem = {.lower = NAN, .upper = NAN, .turnover = NAN}, .target = NAN,
		.risk_aversion = 4.0, .objective = role->objective, .amount = strcmp(role->sample, "lots.csv") == 0 ? 1e5 : NAN};
	struct lab_moments moments = {.lambda = NAN};
	struct lab_frontier frontier = {.problem = {.lower = NAN, .upper = NAN, .turnover = NAN}};
	struct lab_risk risk = {.confidence = 0.95};
	struct lab_performance performance = {.periods = 12};
	struct lab_simulate simulate = {.assumptions = {.lower = NAN, .upper = NAN, .turnover = NAN}, .months = 12, .paths = 20,
		.seed = 1, .start = 1.0, .goal = NAN};
	bool is_feasible;

	sample(scene, "prices.csv", prices);
	sample(scene, "weights.csv", weights);
	optimize.problem.prices = frontier.problem.prices = risk.prices = simulate.assumptions.prices = prices;
	risk.weights = simulate.weights = weights;
	performance.values = sample(scene, "values.csv", values);
	if (strcmp(role->sample, "costs") == 0)
		optimize.problem.from = sample(scene, "now.csv", now);
	if (is_file_of_two || strcmp(role->sample, "covariance") == 0) {
		optimize.problem.prices = NULL;
		optimize.problem.mean = sample(scene, "mean", mean);
		optimize.problem.covariance = sample(scene, "covariance", covariance);
	}
	if (strcmp(role->sample, "views.csv") == 0)
		optimize.problem.market = sample(scene, "market.csv", now);

	void *const request = role->verb[0] == 'm'   ? (void *)&moments
	                      : role->verb[0] == 'o' ? (void *)&optimize
	                      : role->verb[0] == 'f' ? (void *)&frontier
	                      : role->verb[0] == 'r' ? (void *)&risk
	                      : role->verb[0] == 'p' ? (void *)&performance
	                                             : (void *)&simulate;

	if (role->verb[0] == 'i')
		return lab_irr(bad, NULL, scene->arena, section, &scene->err);
	memcpy((char *)request + role->place, &bad, sizeof bad);
	switch (role->verb[0]) {
	case 'm': return lab_moments(&moments, scene->arena, section, &scene->err);
	case 'o': return lab_optimize(&optimize, &is_feasible, scene->arena, section, &scene->err);
	case 'f': return lab_frontier(&frontier, scene->arena, section, &scene->err);
	case 'r': return lab_risk(&risk, scene->arena, section, &scene->err);
	case 'p': return lab_performance(&performance, scene->arena, section, &scene->err);
	default: return lab_simulate(&simulate, scene->arena, section, &scene->err);
	}
}

static void examine(struct scene *scene, const struct role *role, unsigned long seed, size_t number)
{
	/* The first of each role are whole: what is refused then is refused for its damage. */
	const bool is_whole = number < sizeof roles / sizeof roles[0];
	const char *bad = put_damaged(scene, role->sample, is_whole ? 0 : 1 + below(scene, 3));
	struct section *section = NULL;
	enum status status;

	scene->arena = arena_new();
	scene->err = (struct error){0};
	status = ask(scene, role, bad, &section);
	if (is_whole && status != STATUS_OK)
		fail_msg("%s with %s is refused: %s", role->verb, role->sample, scene->err.message);
	if (status == STATUS_OK ? section == NULL : section != NULL || scene->err.message[0] == '\0')
		fail_msg("file %zu of seed %lu, %s as %s: status %s, \"%s\"", number, seed, role->verb, role->sample,
		         status_name(status), scene->err.message);
	for (const char *c = scene->err.message; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			fail_msg("file %zu of seed %lu, %s as %s: a control character in \"%s\"", number, seed, role->verb, role->sample,
			         scene->err.message);
	if (status == STATUS_OK)
		scene->answered++;
	else
		scene->refused++;
	arena_free(scene->arena);
}

static unsigned long setting(const char *name, unsigned long missing)
{
	const char *text = getenv(name);

	return text != NULL && *text != '\0' ? strtoul(text, NULL, 10) : missing;
}

static void every_damaged_file_is_read_or_refused_in_words(void **state)
{
	const unsigned long seed = setting("BALLAST_RANDOM_SEED", 1), count = setting("BALLAST_BYTES_COUNT", 4000);
	const char *data = getenv("BALLAST_DATADIR");
	static struct scene scene;
	char samples[512], path[512];

	(void)state;
	snprintf(samples, sizeof samples, "%s/examples/lab", data != NULL ? data : "share");
	strcpy(scene.folder, "/tmp/ballast-bytes-XXXXXX");
	assert_non_null(mkdtemp(scene.folder));
	snprintf(scene.path, sizeof scene.path, "%s/damaged", scene.folder);
	scene.samples = samples;
	scene.rng = gsl_rng_alloc(gsl_rng_mt19937);
	write_more(&scene);
	for (size_t number = 0; number < count; number++) {
		gsl_rng_set(scene.rng, seed * 1000003 + number);
		examine(&scene, &roles[number % (sizeof roles / sizeof roles[0])], seed, number);
	}
	print_message("# %lu files of seed %lu: %zu answered, %zu refused\n", count, seed, scene.answered, scene.refused);
	/* A test that damages nothing, or everything, shows nothing. */
	assert_true(scene.answered > count / 8 && scene.refused > count / 4);
	gsl_rng_free(scene.rng);
	for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
		(void)unlink(sample(&scene, roles[i].sample, path));
	(void)unlink(scene.path);
	assert_true(rmdir(scene.folder) == 0 || errno == ENOTEMPTY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_damaged_file_is_read_or_refused_in_words),
	};

	(void)gsl_set_error_handler_off();
	return cmocka_run_group_tests_name("any bytes in the laboratory's files", tests, NULL, NULL);
}
