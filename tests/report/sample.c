/* The sample: a small weekly report with two clients. Figures are made up. */
#include "tests/report/sample.h"

#include <math.h>

#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "report/document.h"

static struct money yuan(int64_t amount)
{
	return (struct money){amount * MICROS, "CNY"};
}

static struct date day(int year, int month, int number)
{
	struct date date = {0};

	(void)date_from_civil(year, month, number, &date);
	return date;
}

static struct document_head *head(struct arena *arena)
{
	struct document_head *head = arena_take(arena, sizeof *head);

	*head = (struct document_head){
		.schema = "ballast.sample/1", .title = "Weekly rebalance report", .subtitle = "Week 47 of 2026 · 2 clients",
		.language = "en", .currency = "CNY", .banner = "SANDBOX: synthetic market and clients",
		.has_as_of = true, .as_of = day(2026, 11, 20), .facts = facts_new(arena),
	};
	facts_add(head->facts, "assets", "assets", cell_money(yuan(5186428)));
	facts_add(head->facts, "out_of_band", "out of band", cell_toned(cell_integer(1), TONE_WARN));
	facts_add(head->facts, "return_week", "week", cell_change(0.0083, 1));
	facts_add(head->facts, "return_since", "since inception", cell_missing("needs a year of prices"));
	return head;
}

static struct section *summary(struct arena *arena)
{
	struct section *section = section_new(arena, "summary", "What needs you");
	struct notes *notes;

	section_paragraph(section, "sentence",
	                  "One of two clients is outside the bands of the plan. The trades below bring both back inside "
	                  "for 412 yuan of fees and no tax; nothing is sold within seven days of its purchase.");
	notes = section_notes(section, "notices", NULL);
	notes_add(notes, TONE_GOOD, "prices", "All prices are from the last business day.");
	notes_add(notes, TONE_WARN, "profile_expires", "The profile of 陈洁 expires on 2026-12-04.");
	notes_add(notes, TONE_BAD, "redemption_fee", "Fund 007xxx: a redemption within seven days costs 1.5 %.");
	return section;
}

static void add_trades(struct section *section)
{
	const struct column columns[] = {
		{.key = "asset", .title = "asset", .type = CELL_TEXT},
		{.key = "target", .title = "target", .type = CELL_PERCENT, .group = "weights"},
		{.key = "now", .title = "now", .type = CELL_PERCENT, .group = "weights"},
		{.key = "drift", .title = "drift", .type = CELL_POINTS},
		{.key = "trade", .title = "trade", .type = CELL_MONEY},
		{.key = "state", .title = "state", .type = CELL_WORD},
		{.key = "trend", .title = "20 days", .type = CELL_TREND, .audience = FOR_READING},
		{.key = "why", .title = "why", .type = CELL_TEXT},
		{.key = "lots", .title = "lots", .type = CELL_INTEGER, .audience = FOR_PROGRAMS},
	};
	static const double rising[] = {1, 1.1, 1.05, 1.2, 1.3, 1.25, 1.4}, falling[] = {5, 4, 4.2, 3, 2.5, 2.6, 2};
	struct table *table = section_table(section, "trades", "Trades", columns, sizeof columns / sizeof *columns);
	struct cell *row = table_row(table);

	row[0] = cell_text("沪深300 ETF");
	row[1] = cell_weight(240000000, 1);
	row[2] = cell_weight(312000000, 1);
	row[3] = cell_points(0.072, 1);
	row[4] = cell_money(yuan(-65500));
	row[5] = cell_word("above_band", "above band", TONE_BAD);
	row[6] = cell_trend(rising, 7);
	row[7] = cell_text("Sold down to the middle of the band; lots with a loss first, so that no tax falls due.");
	row[8] = cell_integer(2);
	row = table_row(table);
	row[0] = cell_text("World equity");
	row[1] = cell_weight(213000000, 1);
	row[2] = cell_weight(125000000, 1);
	row[3] = cell_points(-0.088, 1);
	row[4] = cell_money(yuan(82100));
	row[5] = cell_word("below_band", "below band", TONE_WARN);
	row[6] = cell_trend(falling, 7);
	row[7] = cell_text("Bought with the proceeds.");
	row[8] = cell_integer(0);
	row = table_row(table);
	row[0] = cell_text("黄金 ETF");
	row[1] = cell_weight(90000000, 1);
	row[2] = cell_missing("no price since 2026-11-13");
	row[3] = cell_missing("no price since 2026-11-13");
	row[4] = cell_money(yuan(0));
	row[5] = cell_word("unknown", "unknown", TONE_QUIET);
	row = table_totals(table);
	row[1] = cell_weight(543000000, 1);
	row[4] = cell_money(yuan(16600));
	table->note = "Amounts are before fees.";
}

static void add_charts(struct section *section)
{
	struct chart *chart = section_chart(section, CHART_BARS, "weights", "Now against target");
	struct bar *bar = chart_bar(chart, "510300", "沪深300 ETF", 0.312, 0.24);
	struct chart_series *series;

	chart->x_format = AXIS_PERCENT;
	bar->lower = 0.19;
	bar->upper = 0.29;
	bar->tone = TONE_BAD;
	bar = chart_bar(chart, "513500", "World equity", 0.125, 0.213);
	bar->lower = 0.163;
	bar->upper = 0.263;
	bar->tone = TONE_WARN;
	bar = chart_bar(chart, "518880", "黄金 ETF", 0.094, 0.09);
	bar->lower = 0.068;
	bar->upper = 0.112;
	chart = section_chart(section, CHART_LINE, "value", "Value against benchmark");
	chart->y_format = AXIS_COMPACT;
	chart->y_title = "CNY";
	series = chart_series(chart, "portfolio", "portfolio", SERIES_LINE, 25);
	for (int i = 0; i < 25; i++) {
		series->dates[i] = date_add_months(day(2024, 11, 20), i);
		series->y[i] = 1000000.0 * (1.0 + 0.011 * i + 0.03 * sin(i * 0.9));
	}
	series = chart_series(chart, "benchmark", "benchmark", SERIES_DASHED, 25);
	for (int i = 0; i < 25; i++) {
		series->dates[i] = date_add_months(day(2024, 11, 20), i);
		series->y[i] = 1000000.0 * (1.0 + 0.008 * i + 0.04 * sin(i * 0.8));
	}
	chart = section_chart(section, CHART_SCATTER, "frontier", "Efficient frontier");
	chart->x_format = chart->y_format = AXIS_PERCENT;
	chart->x_title = "volatility a year";
	chart->y_title = "expected return a year";
	series = chart_series(chart, "frontier", "frontier", SERIES_LINE, 30);
	for (int i = 0; i < 30; i++) {
		series->y[i] = 0.025 + 0.0022 * i;
		series->x[i] = sqrt(0.0009 + 4.2 * (series->y[i] - 0.028) * (series->y[i] - 0.028));
	}
	chart_point(chart, "now", "now", 0.096, 0.062, TONE_WARN);
	chart_point(chart, "plan", "plan", 0.09, 0.069, TONE_GOOD);
	chart_limit(chart, 0.12, "C3 limit");
	chart->note = "Costs are deducted.";
}

static struct section *client(struct arena *arena)
{
	struct section *section = section_new(arena, "C-0001", "Wang Fang · Retirement");
	struct facts *facts;
	struct money dollars = {1250500000, "USD"};

	section->subtitle = "out of band";
	section->tone = TONE_WARN;
	facts = section_facts(section, NULL, NULL);
	facts_add(facts, "class", "class", cell_level("C3"));
	facts_add(facts, "value", "value", cell_money(yuan(1284310)));
	facts_add(facts, "abroad", "held abroad", cell_money(dollars));
	facts_add(facts, "volatility", "volatility a year", cell_percent(0.0912, 1));
	facts_add(facts, "next_review", "next review", cell_date(day(2026, 11, 27)));
	facts_add(facts, "may_trade", "may trade", cell_boolean(true, "yes"));
	add_trades(section);
	add_charts(section_child(section, "pictures", "Pictures"));
	return section;
}

static struct section *second_client(struct arena *arena)
{
	struct section *section = section_new(arena, "C-0002", "陈洁 · 稳健");
	struct facts *facts = section_facts(section, NULL, NULL);
	const struct column columns[] = {{.key = "symbol", .title = "asset", .type = CELL_TEXT},
	                                 {.key = "weight", .title = "weight", .type = CELL_PERCENT}};
	struct table *table;

	facts_add(facts, "class", "class", cell_level("C2"));
	facts_add(facts, "value", "value", cell_money(yuan(3902118)));
	section_paragraph(section, NULL,
	                  "组合在目标区间之内，本周无需交易。下一次复核之前，请客户重新完成风险测评；"
	                  "测评过期后不能提出新的方案（监管要求）。");
	table = section_table(section, "orders", "Orders", columns, 2);
	table->empty = "Nothing to trade.";
	table = section_table(section, "mix", "Mix", columns, 2);
	table->shape = TABLE_MAP;
	table_row(table)[0] = cell_text("国债ETF");
	table->last->cells[1] = cell_percent(0.6, 1);
	table_row(table)[0] = cell_text("CASH");
	table->last->cells[1] = cell_percent(0.4, 1);
	return section;
}

enum status sample_render(const char *format, const struct renderer_options *options, struct text *out,
                          struct error *err)
{
	struct arena *arena = arena_new();
	struct sink sink = sink_to_text(out);
	struct renderer *renderer = renderer_new(renderer_find(format), &sink, options);
	enum status status;

	(void)renderer_begin(renderer, head(arena), NULL);
	(void)renderer_section(renderer, summary(arena), NULL);
	(void)renderer_list_begin(renderer, "clients", "client", "Clients", NULL);
	(void)renderer_section(renderer, client(arena), NULL);
	(void)renderer_section(renderer, second_client(arena), NULL);
	(void)renderer_list_end(renderer, NULL);
	status = renderer_end(renderer, err); /* the first failure is said again here */
	renderer_free(renderer);
	arena_free(arena);
	return status;
}
