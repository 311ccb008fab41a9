/* What tests of the laboratory share: a folder of files, and the answer read back as JSON. */
#ifndef BALLAST_TESTS_ADVICE_LAB_BENCH_H
#define BALLAST_TESTS_ADVICE_LAB_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "advice/lab/lab.h"
#include "data/exchange/json.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "report/document.h"
#include "report/renderer.h"

struct bench {
	char folder[64];
	struct arena *arena;
	struct error err;
	struct json *json;
};

__attribute__((unused)) static int set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof *bench);

	(void)snprintf(bench->folder, sizeof bench->folder, "/tmp/ballast-lab-XXXXXX");
	assert_non_null(mkdtemp(bench->folder));
	bench->arena = arena_new();
	*state = bench;
	return 0;
}

__attribute__((unused)) static int remove_one(const char *path, const struct stat *about, int type, struct FTW *at)
{
	(void)about;
	(void)type;
	(void)at;
	return remove(path);
}

__attribute__((unused)) static int tear_down(void **state)
{
	struct bench *bench = *state;

	(void)nftw(bench->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	arena_free(bench->arena);
	json_free(bench->json);
	free(bench);
	return 0;
}

__attribute__((unused)) static const char *put(struct bench *bench, const char *name, const char *content)
{
	const char *path = arena_format(bench->arena, "%s/%s", bench->folder, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	assert_int_equal(fclose(file), 0);
	return path;
}

__attribute__((unused)) static const char *put_text(struct bench *bench, const char *name, struct text *content)
{
	const char *path = put(bench, name, text_string(content));

	text_clear(content);
	return path;
}

__attribute__((unused)) static char *rendered(struct bench *bench, const struct section *section, const char *format)
{
	struct text text = {0};
	const struct sink sink = sink_to_text(&text);
	char *result;

	assert_int_equal(document_render(renderer_find(format), NULL, &(struct document_head){0}, &section, 1, &sink, NULL),
	                 STATUS_OK);
	result = arena_text(bench->arena, text_string(&text));
	text_clear(&text);
	return result;
}

__attribute__((unused)) static void read_json(struct bench *bench, const struct section *section)
{
	const char *text = rendered(bench, section, "json");

	json_free(bench->json);
	bench->json = NULL;
	if (json_parse(text, strlen(text), &bench->json, &bench->err) != STATUS_OK)
		fail_msg("%s in %s", bench->err.message, text);
}

__attribute__((unused)) static double number(const struct bench *bench, const char *pointer)
{
	double value;

	if (!json_get_real(json_at(bench->json, pointer), &value))
		fail_msg("there is no number at %s", pointer);
	return value;
}

__attribute__((unused)) static const char *word(const struct bench *bench, const char *pointer)
{
	const char *value;

	if (!json_get_text(json_at(bench->json, pointer), &value))
		fail_msg("there is no text at %s", pointer);
	return value;
}

__attribute__((unused)) static void assert_near(double value, double expected, double tolerance, const char *what)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%s is %.17g, expected %.17g within %g", what, value, expected, tolerance);
}

static bool add_key(const char *key, const struct json *member, void *context)
{
	(void)member;
	text_addf(context, "%s ", key);
	return true;
}

__attribute__((unused)) static void assert_keys(const struct json *object, const char *expected)
{
	struct text keys = {0};

	json_each(object, add_key, &keys);
	assert_string_equal(text_string(&keys), expected);
	text_clear(&keys);
}

#endif
