/* What the formats promise: whole outputs, exact values, harmless text, failures passed on, bounded memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "report/document.h"
#include "report/renderer.h"
#include "tests/report/sample.h"

static struct text read_file(const char *path)
{
	struct text text = {0};
	char bytes[4096];
	size_t count;
	FILE *file = fopen(path, "rb");

	if (file == NULL)
		fail_msg("cannot open %s", path);
	while ((count = fread(bytes, 1, sizeof bytes, file)) > 0)
		text_add_bytes(&text, bytes, count);
	(void)fclose(file);
	return text;
}

/* The whole sample against the file kept for it. */
static void same_as_kept(const char *format, const struct renderer_options *options, const char *name)
{
	const char *source = getenv("abs_top_srcdir");
	struct text path = {0}, kept, made = {0};

	text_addf(&path, "%s/tests/report/expected/%s", source != NULL ? source : ".", name);
	kept = read_file(text_string(&path));
	assert_int_equal(sample_render(format, options, &made, NULL), STATUS_OK);
	assert_string_equal(text_string(&made), text_string(&kept));
	text_clear(&path);
	text_clear(&kept);
	text_clear(&made);
}

static void text_is_as_kept_at_eighty_and_a_hundred_and_twenty_columns(void **state)
{
	(void)state;
	same_as_kept("text", &(struct renderer_options){.width = 80}, "sample-80.txt");
	same_as_kept("text", &(struct renderer_options){.width = 120}, "sample-120.txt");
	same_as_kept("text", &(struct renderer_options){.width = 60, .is_ascii = true}, "sample-ascii.txt");
}

static void every_other_format_is_as_kept(void **state)
{
	(void)state;
	same_as_kept("markdown", NULL, "sample.md");
	same_as_kept("html", NULL, "sample.html");
	same_as_kept("json", NULL, "sample.json");
	same_as_kept("csv", &(struct renderer_options){.table = "trades"}, "sample-trades.csv");
	same_as_kept("csv", NULL, "sample-clients.csv");
	same_as_kept("csv", &(struct renderer_options){.table = "facts"}, "sample-facts.csv");
}

static void no_line_of_text_is_wider_than_the_page(void **state)
{
	(void)state;
	for (size_t width = 40; width <= 160; width += 8) {
		struct text made = {0};
		char *rest;

		assert_int_equal(sample_render("text", &(struct renderer_options){.width = width}, &made, NULL),
		                 STATUS_OK);
		rest = made.bytes;
		for (char *line; (line = strsep(&rest, "\n")) != NULL;)
			if (text_width(line) > width)
				fail_msg("at width %zu a line takes %zu: %s", width, text_width(line), line);
		text_clear(&made);
	}
}

/* One table of one text cell, in a format. */
static struct text render_text_cell(const char *format, const char *value, const struct renderer_options *options)
{
	const struct column columns[] = {{.key = "a", .title = value, .type = CELL_TEXT},
	                                 {.key = "b", .title = "b", .type = CELL_NUMBER}};
	struct arena *arena = arena_new();
	struct section *section = section_new(arena, "s", value);
	struct table *table = section_table(section, "t", value, columns, 2);
	struct document_head head = {.title = value, .subtitle = value, .banner = value};
	struct text out = {0};
	struct sink sink = sink_to_text(&out);
	struct cell *row = table_row(table);
	const struct section *const sections[] = {section};

	row[0] = cell_text(value);
	row[1] = cell_number(-1.5, 1);
	section_paragraph(section, "p", value);
	facts_add(section_facts(section, NULL, NULL), "f", value, cell_missing(value));
	notes_add(section_notes(section, "n", value), TONE_BAD, "k", value);
	chart_point(section_chart(section, CHART_SCATTER, "c", value), "k", value, 1.0, 2.0, TONE_NONE);
	assert_int_equal(document_render(renderer_find(format), options, &head, sections, 1, &sink, NULL), STATUS_OK);
	arena_free(arena);
	return out;
}

static const char *const hostile[] = {
	"plain", "", " ", "\x1b[31mred", "\x1b]52;c;AAAA\x07", "\x1b]8;;http://x\x1b\\link", "\x1b[6n", "\x1bP1$q\x1b\\",
	"\x07", "\x08\x08", "a\rb", "a\nb", "a\tb", "\x7f", "\x01\x02\x03", "\xc2\x80", "\xc2\x9b" "31m", "\x9b" "31m",
	"\xff\xfe", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe4\xb8", "\xe2\x80\xae" "evil", "\xe2\x80\xaa",
	"\xe2\x81\xa6x\xe2\x81\xa9", "\xd8\x9c", "\xe2\x80\x8b", "\xe2\x80\x8e", "\xe2\x80\x8f", "\xef\xbb\xbf" "bom",
	"\xe2\x80\xa8line", "\xe2\x80\xa9para", "\xf3\xa0\x81\x81tag", "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81"
	"\xcc\x81\xcc\x81\xcc\x81", "<script>alert(1)</script>", "</style><script>", "\"><img src=x onerror=alert(1)>",
	"' onmouseover='x", "<!--", "-->", "]]>", "&amp;", "&#60;script&#62;", "javascript:alert(1)", "[x](javascript:1)",
	"![x](http://e/t.png)", "# head", "- item", "1. item", "> quote", "```", "| a | b |", "**bold** _it_", "a\\|b",
	"http://example.org", "www.example.org", "me@example.org", "$x$", "~~~", "=1+1", "+1", "-1", "@SUM(A1)", "\t=1",
	" =1", "\r=1", "\xef\xbc\x9d" "1", "\xef\xbc\x8b" "1", "\xef\xbc\x8d" "1", "\xef\xbc\xa0x", "=cmd|' /C calc'!A0",
	"a,b", "a\"b", "\"", "\"\"\"", ",", "\\", "\\\"", "\\u0000", "{\"a\":1}", "%s%n", "陈洁", "＝陈",
};
enum { HOSTILE = sizeof hostile / sizeof *hostile };

static void no_format_lets_a_control_through(void **state)
{
	(void)state;
	assert_true(HOSTILE >= 60);
	for (size_t f = 0; renderer_types[f] != NULL; f++)
		for (size_t i = 0; i < HOSTILE; i++) {
			struct text out = render_text_cell(renderer_types[f]->name, hostile[i], NULL);
			size_t start = 0;

			assert_true(text_is_utf8(out.bytes, out.length));
			/* What is left of a document after its own line ends must be clean, line by line. */
			for (size_t at = 0; at <= out.length; at++) {
				if (at < out.length && out.bytes[at] != '\n' && out.bytes[at] != '\r')
					continue;
				out.bytes[at] = '\0';
				if (!text_is_clean(out.bytes + start))
					fail_msg("%s lets hostile string %zu through", renderer_types[f]->name, i);
				start = at + 1;
			}
			text_clear(&out);
		}
}

static void html_holds_no_markup_from_a_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < HOSTILE; i++) {
		struct text out = render_text_cell("html", hostile[i], NULL);

		assert_null(strstr(out.bytes, "<script"));
		assert_null(strstr(out.bytes, "<img"));
		assert_null(strstr(out.bytes, "<!--"));
		assert_null(strstr(out.bytes, "' on"));
		assert_non_null(strstr(out.bytes, "default-src 'none'; style-src 'sha256-"));
		text_clear(&out);
	}
}

/* Written on its own: reads RFC 4180 and counts the fields of every record. */
static size_t csv_fields(const char *csv, size_t *records)
{
	size_t fields = 1, first = 0;
	bool is_quoted = false;

	*records = 0;
	for (const char *c = csv; *c != '\0'; c++) {
		if (*c == '"') {
			is_quoted = !is_quoted;
		} else if (*c == ',' && !is_quoted) {
			fields++;
		} else if (*c == '\n' && !is_quoted) {
			assert_int_equal(c[-1], '\r');
			if (*records == 0)
				first = fields;
			assert_int_equal(fields, first);
			fields = 1;
			++*records;
		}
	}
	assert_false(is_quoted);
	return first;
}

static void csv_keeps_its_shape_and_gives_no_formula(void **state)
{
	(void)state;
	for (size_t i = 0; i < HOSTILE; i++) {
		struct text out = render_text_cell("csv", hostile[i], NULL);
		const char *cell = strchr(out.bytes, '\n') + 1;
		size_t records;

		assert_int_equal(csv_fields(out.bytes, &records), 3);
		assert_int_equal(records, 2);
		cell += *cell == '"';
		cell += strspn(cell, " ");
		if (*cell != '\0' && strchr("=+-@", *cell) != NULL)
			fail_msg("a cell begins as a formula: %s", out.bytes);
		assert_non_null(strstr(out.bytes, ",-1.5,")); /* a number stays a number */
		text_clear(&out);
	}
}

/* Written on its own after RFC 8259: where one value ends, or NULL where there is none. */
static const char *json_value(const char *at);

static const char *json_blank(const char *at)
{
	return at != NULL ? at + strspn(at, " \n") : NULL;
}

static const char *json_string(const char *at)
{
	if (at == NULL || *at++ != '"')
		return NULL;
	for (; *at != '"'; at++) {
		if ((unsigned char)*at < 0x20)
			return NULL;
		if (*at == '\\' && strchr("\"\\/bfnrt", *++at) == NULL)
			return NULL;
	}
	return at + 1;
}

static const char *json_members(const char *at, char end, bool has_keys)
{
	at = json_blank(at + 1);
	if (*at == end)
		return at + 1;
	for (;;) {
		if (has_keys) {
			at = json_blank(json_string(at));
			if (at == NULL || *at++ != ':')
				return NULL;
		}
		at = json_blank(json_value(json_blank(at)));
		if (at == NULL || (*at != ',' && *at != end))
			return NULL;
		if (*at == end)
			return at + 1;
		at = json_blank(at + 1);
	}
}

static const char *json_value(const char *at)
{
	static const char *const words[] = {"true", "false", "null"};
	char *end;

	if (*at == '{' || *at == '[')
		return json_members(at, *at == '{' ? '}' : ']', *at == '{');
	if (*at == '"')
		return json_string(at);
	for (size_t i = 0; i < 3; i++)
		if (strncmp(at, words[i], strlen(words[i])) == 0)
			return at + strlen(words[i]);
	if (strchr("-0123456789", *at) == NULL || *at == '\0')
		return NULL;
	(void)strtod(at, &end);
	return end;
}

static void json_stays_json_whatever_a_text_holds(void **state)
{
	(void)state;
	assert_null(json_value("{\"a\": \"\n\"}"));
	assert_null(json_value("[1, nan]"));
	for (size_t i = 0; i < HOSTILE; i++) {
		struct text out = render_text_cell("json", hostile[i], NULL);
		const char *end = json_blank(json_value(text_string(&out)));

		if (end == NULL || *end != '\0')
			fail_msg("hostile string %zu breaks the JSON: %s", i, text_string(&out));
		text_clear(&out);
	}
}

static void raw_csv_leaves_text_as_it_is(void **state)
{
	struct text out = render_text_cell("csv", "=1+1", &(struct renderer_options){.is_raw = true});

	(void)state;
	assert_string_equal(text_string(&out), "a,b,banner\r\n=1+1,-1.5,=1+1\r\n");
	text_clear(&out);
}

static void markdown_escapes_what_would_be_markup(void **state)
{
	static const char *const pairs[][2] = {
		{"a|b*c_d`e", "a\\|b\\*c\\_d\\`e"}, {"<b>", "&lt;b&gt;"}, {"# x", "\\# x"}, {"1. x", "1\\. x"},
		{"[x](y)", "\\[x\\](y)"}, {"- x", "\\- x"}, {"www.x.org", "www&#46;x.org"}, {"http://x", "http:&#47;/x"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct text out = render_text_cell("markdown", pairs[i][0], NULL), expected = {0};

		text_addf(&expected, "\n| %s | −1.5 |\n", pairs[i][1]);
		if (strstr(out.bytes, text_string(&expected)) == NULL)
			fail_msg("\"%s\" is written otherwise: %s", pairs[i][0], out.bytes);
		text_clear(&out);
		text_clear(&expected);
	}
}

static void shown(struct cell cell, const char *expected)
{
	struct text out = {0};

	cell_add_shown(&out, &cell, &(struct cell_style){0});
	assert_string_equal(text_string(&out), expected);
	text_clear(&out);
}

static void people_read_rounded_and_grouped_figures(void **state)
{
	(void)state;
	shown(cell_money((struct money){INT64_C(-1234567890000), "CNY"}), "−1,234,567.89 CNY");
	shown(cell_money((struct money){-4000, "CNY"}), "0.00 CNY");
	shown(cell_money((struct money){INT64_MIN, "JPY"}), "−9,223,372,036,855 JPY");
	shown(cell_decimal(INT64_C(1000250000)), "1,000.25");
	shown(cell_percent(-0.00001, 1), "0.0 %");
	shown(cell_change(0.0083, 1), "+0.8 %");
	shown(cell_change(0.0, 1), "0.0 %");
	shown(cell_points(-0.088, 1), "−8.8 pp");
	shown(cell_number(1e300, 2), "1e+300");
	shown(cell_number(-123456.5, 1), "−123,456.5");
	shown(cell_number((double)NAN, 2), "n/a");
	shown(cell_percent((double)INFINITY, 2), "n/a");
	shown(cell_integer(INT64_MIN), "−9,223,372,036,854,775,808");
	shown(cell_missing("no price"), "n/a");
	shown(cell_text(NULL), "n/a");
}

static void exact(struct cell cell, const char *expected)
{
	struct text out = {0};

	cell_add_exact(&out, &cell);
	assert_string_equal(text_string(&out), expected);
	text_clear(&out);
}

static void programs_read_exact_values(void **state)
{
	(void)state;
	exact(cell_money((struct money){1234500000, "CNY"}), "1234.5");
	exact(cell_decimal(-1), "-0.000001");
	exact(cell_percent(0.071, 1), "0.071");
	exact(cell_weight(333333333, 1), "0.333333333");
	exact(cell_number(0.1 + 0.2, 1), "0.30000000000000004");
	exact(cell_number(-0.0, 1), "0");
	exact(cell_number(1e300, 1), "1e+300");
	exact(cell_missing("no price"), "");
	exact((struct cell){.type = CELL_NUMBER, .number = (double)NAN}, "");
	exact(cell_word("above_band", "über", TONE_BAD), "above_band");
}

static void doubles_read_back_as_the_same_bits(void **state)
{
	uint64_t seed = 88172645463325252u;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		double value, back;
		struct text out = {0};

		seed ^= seed << 13;
		seed ^= seed >> 7;
		seed ^= seed << 17;
		memcpy(&value, &seed, sizeof value);
		if (!isfinite(value))
			continue;
		double_add_exact(&out, value);
		back = strtod(text_string(&out), NULL);
		assert_memory_equal(&back, &value, sizeof value);
		text_clear(&out);
	}
}

/* A sink that takes some bytes and then is full. */
struct full_disk {
	size_t room, calls_after;
	bool is_full;
};

static enum status write_until_full(void *state, const char *bytes, size_t length, struct error *err)
{
	struct full_disk *disk = state;

	(void)bytes;
	disk->calls_after += disk->is_full;
	if (length > disk->room) {
		disk->is_full = true;
		return error_set(err, STATUS_IO, "the disk is full");
	}
	disk->room -= length;
	return STATUS_OK;
}

static struct section *some_section(struct arena *arena, const char *key)
{
	const struct column columns[] = {{.key = "x", .title = "x", .type = CELL_NUMBER}};
	struct section *section = section_new(arena, key, "A client");
	struct table *table = section_table(section, "rows", "Rows", columns, 1);

	facts_add(section_facts(section, NULL, NULL), "value", "value", cell_integer(7));
	for (int i = 0; i < 20; i++)
		table_row(table)[0] = cell_number(i / 7.0, 3);
	return section;
}

static void a_failing_sink_stops_the_stream_and_says_why(void **state)
{
	(void)state;
	for (size_t f = 0; renderer_types[f] != NULL; f++) {
		struct full_disk disk = {.room = 50000};
		struct sink sink = {.write = write_until_full, .state = &disk};
		struct renderer *renderer = renderer_new(renderer_types[f], &sink,
		                                         &(struct renderer_options){.table = "rows"});
		struct document_head head = {.title = "t"};
		struct arena *arena = arena_new();
		struct error err = {0};
		enum status status = renderer_begin(renderer, &head, NULL);

		assert_int_equal(renderer_list_begin(renderer, "clients", "client", "Clients", NULL), STATUS_OK);
		for (int i = 0; i < 5000 && status == STATUS_OK; i++) {
			arena_reset(arena);
			status = renderer_section(renderer, some_section(arena, "C"), &err);
		}
		assert_int_equal(status, STATUS_IO);
		assert_string_equal(err.message, "the disk is full");
		assert_int_equal(renderer_list_end(renderer, NULL), STATUS_IO);
		assert_int_equal(renderer_end(renderer, &err), STATUS_IO);
		assert_int_equal(disk.calls_after, 0);
		arena_free(arena);
		renderer_free(renderer);
	}
}

static void calls_out_of_order_are_refused(void **state)
{
	struct text out = {0};
	struct sink sink = sink_to_text(&out);
	struct renderer *renderer = renderer_new(renderer_find("json"), &sink, NULL);
	struct document_head head = {.title = "t"};

	(void)state;
	assert_int_equal(renderer_end(renderer, NULL), STATUS_INVALID);
	assert_int_equal(renderer_begin(renderer, &head, NULL), STATUS_OK);
	assert_int_equal(renderer_list_end(renderer, NULL), STATUS_INVALID);
	assert_int_equal(renderer_end(renderer, NULL), STATUS_OK);
	assert_int_equal(renderer_end(renderer, NULL), STATUS_INVALID);
	renderer_free(renderer);
	text_clear(&out);
}

struct counter {
	size_t bytes, largest;
};

static enum status count_bytes(void *state, const char *bytes, size_t length, struct error *err)
{
	struct counter *counter = state;

	(void)bytes;
	(void)err;
	counter->bytes += length;
	counter->largest = length > counter->largest ? length : counter->largest;
	return STATUS_OK;
}

static void ten_thousand_sections_need_the_memory_of_one(void **state)
{
	(void)state;
	for (size_t f = 0; renderer_types[f] != NULL; f++) {
		struct counter counter = {0};
		struct sink sink = {.write = count_bytes, .state = &counter};
		struct renderer *renderer = renderer_new(renderer_types[f], &sink,
		                                         &(struct renderer_options){.table = "rows"});
		struct document_head head = {.title = "t"};
		struct arena *arena = arena_new();

		assert_int_equal(renderer_begin(renderer, &head, NULL), STATUS_OK);
		assert_int_equal(renderer_list_begin(renderer, "clients", "client", "Clients", NULL), STATUS_OK);
		for (int i = 0; i < 10000; i++) {
			arena_reset(arena);
			assert_int_equal(renderer_section(renderer, some_section(arena, "C"), NULL), STATUS_OK);
		}
		assert_int_equal(renderer_list_end(renderer, NULL), STATUS_OK);
		assert_int_equal(renderer_end(renderer, NULL), STATUS_OK);
		assert_true(counter.bytes > 1000000);
		assert_true(counter.largest < 64 * 1024); /* 32 KB and one section's worth */
		arena_free(arena);
		renderer_free(renderer);
	}
}

static void empty_documents_and_tables_are_whole(void **state)
{
	(void)state;
	for (size_t f = 0; renderer_types[f] != NULL; f++) {
		const struct column columns[] = {{.key = "x", .title = "x", .type = CELL_NUMBER}};
		struct arena *arena = arena_new();
		struct section *section = section_new(arena, "s", NULL);
		struct document_head head = {0};
		struct text out = {0};
		struct sink sink = sink_to_text(&out);
		const struct section *const sections[] = {section};

		assert_int_equal(document_render(renderer_types[f], NULL, &head, NULL, 0, &sink, NULL), STATUS_OK);
		(void)section_table(section, "none", NULL, columns, 0);
		(void)section_table(section, "t", NULL, columns, 1);
		(void)section_chart(section, CHART_LINE, "c", NULL);
		(void)section_chart(section, CHART_BARS, "b", NULL);
		(void)section_chart(section, CHART_SCATTER, "d", NULL);
		(void)section_notes(section, "n", NULL);
		(void)section_facts(section, "f", NULL);
		(void)section_list(section, "l", NULL, NULL);
		assert_int_equal(document_render(renderer_types[f], NULL, &head, sections, 1, &sink, NULL), STATUS_OK);
		arena_free(arena);
		text_clear(&out);
	}
}

/* A time or the name of a feed that is cut in two can be neither read nor typed; words beside it give way. */
static void words_of_a_table_stay_whole_where_the_page_has_room(void **state)
{
	static const struct { size_t width; const char *line; } cases[] = {
		{56, "  2026-11-21T22:33:21Z  alphavantage-json  the allowance\n"},
		{40, "  2026-11-21T22:33:21  alphavantage-json\n"}, /* no room for both: the longer is cut */
	};
	const struct column columns[] = {{.key = "a", .title = "time", .type = CELL_TEXT},
	                                 {.key = "b", .title = "feed", .type = CELL_TEXT},
	                                 {.key = "c", .title = "why", .type = CELL_TEXT}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct arena *arena = arena_new();
		struct section *section = section_new(arena, "s", NULL);
		struct table *table = section_table(section, "t", NULL, columns, 3);
		struct cell *row = table_row(table);
		struct document_head head = {0};
		struct text out = {0};
		struct sink sink = sink_to_text(&out);
		const struct section *const sections[] = {section};

		row[0] = cell_text("2026-11-21T22:33:21Z");
		row[1] = cell_text("alphavantage-json");
		row[2] = cell_text("the allowance of the day is used up");
		assert_int_equal(document_render(renderer_find("text"), &(struct renderer_options){.width = cases[i].width}, &head,
		                                 sections, 1, &sink, NULL), STATUS_OK);
		if (strstr(text_string(&out), cases[i].line) == NULL)
			fail_msg("at width %zu: %s", cases[i].width, text_string(&out));
		arena_free(arena);
		text_clear(&out);
	}
}

static void charts_stand_any_figures(void **state)
{
	static const double odd[] = {0.0, 1e300, -1e300, 5e-324, 1.0, -0.0};

	(void)state;
	for (size_t f = 0; renderer_types[f] != NULL; f++) {
		struct arena *arena = arena_new();
		struct section *section = section_new(arena, "s", "s");
		struct chart *line = section_chart(section, CHART_LINE, "line", "line");
		struct chart *bars = section_chart(section, CHART_BARS, "bars", "bars");
		struct chart_series *series = chart_series(line, "a", "a", SERIES_BAND, 8);
		struct document_head head = {.title = "t"};
		struct text out = {0};
		struct sink sink = sink_to_text(&out);
		const struct section *const sections[] = {section};

		for (size_t i = 0; i < 8; i++) {
			series->dates[i].days = (int32_t)i;
			series->y[i] = i < 6 ? odd[i] : (double)NAN;
			series->upper[i] = i < 6 ? odd[5 - i] : (double)INFINITY;
			chart_bar(bars, "b", "b", series->y[i], series->upper[i])->lower = -1e300;
		}
		assert_int_equal(document_render(renderer_types[f], NULL, &head, sections, 1, &sink, NULL), STATUS_OK);
		assert_null(strstr(text_string(&out), "nan"));
		assert_null(strstr(text_string(&out), "inf"));
		arena_free(arena);
		text_clear(&out);
	}
}

static void csv_names_a_table_that_is_not_there(void **state)
{
	struct text out = {0};
	struct error err = {0};

	(void)state;
	assert_int_equal(sample_render("csv", &(struct renderer_options){.table = "nope"}, &out, &err), STATUS_NOT_FOUND);
	assert_string_equal(err.message, "the document has no table \"nope\"");
	text_clear(&out);
}

static void formats_are_found_by_name(void **state)
{
	(void)state;
	for (size_t i = 0; renderer_types[i] != NULL; i++)
		assert_ptr_equal(renderer_find(renderer_types[i]->name), renderer_types[i]);
	assert_null(renderer_find("pdf"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_as_kept_at_eighty_and_a_hundred_and_twenty_columns),
		cmocka_unit_test(every_other_format_is_as_kept),
		cmocka_unit_test(no_line_of_text_is_wider_than_the_page),
		cmocka_unit_test(no_format_lets_a_control_through),
		cmocka_unit_test(html_holds_no_markup_from_a_text),
		cmocka_unit_test(csv_keeps_its_shape_and_gives_no_formula),
		cmocka_unit_test(json_stays_json_whatever_a_text_holds),
		cmocka_unit_test(raw_csv_leaves_text_as_it_is),
		cmocka_unit_test(markdown_escapes_what_would_be_markup),
		cmocka_unit_test(people_read_rounded_and_grouped_figures),
		cmocka_unit_test(programs_read_exact_values),
		cmocka_unit_test(doubles_read_back_as_the_same_bits),
		cmocka_unit_test(a_failing_sink_stops_the_stream_and_says_why),
		cmocka_unit_test(calls_out_of_order_are_refused),
		cmocka_unit_test(ten_thousand_sections_need_the_memory_of_one),
		cmocka_unit_test(empty_documents_and_tables_are_whole),
		cmocka_unit_test(words_of_a_table_stay_whole_where_the_page_has_room),
		cmocka_unit_test(charts_stand_any_figures),
		cmocka_unit_test(csv_names_a_table_that_is_not_there),
		cmocka_unit_test(formats_are_found_by_name),
	};

	return cmocka_run_group_tests_name("renderers", tests, NULL, NULL);
}
