/* The book of the scenes: prices are fixed by a small generator, so every run sees the same market. */
#include "tests/advice/scene.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/client/profile.h"
#include "advice/intake/intake.h"
#include "advice/plan/recommend.h"
#include "data/journal/journal.h"
#include "data/store/store_client.h"
#include "data/store/store_ledger.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"

const char scene_day[] = "2026-11-20";

static const struct {
	const char *symbol, *name, *class, *region, *kind;
	int level;
	double price, volatility, share; /* share of the common factor */
	int64_t lot;
} instruments[] = {
	{"510300", "沪深300ETF", "equity", "CN", "etf", 4, 4.0, 0.20, 0.8, 100},
	{"513500", "S&P 500 ETF", "equity", "US", "etf", 4, 2.0, 0.16, 0.5, 100},
	{"511010", "国债ETF", "bond", "CN", "etf", 2, 140.0, 0.03, -0.2, 1},
	{"511360", "Short bond ETF", "bond", "CN", "etf", 2, 110.0, 0.02, 0.1, 1},
	{"518880", "黄金ETF", "gold", "", "etf", 3, 9.0, 0.15, 0.05, 100},
	{"511880", "Money fund ETF", "cash", "CN", "money-fund", 1, 100.0, 0.002, 0.0, 1},
};

enum { INSTRUMENTS = sizeof instruments / sizeof instruments[0] };

static uint64_t state;

/* A uniform number from a linear congruence, and from twelve of them something bell-shaped. */
static double normal(void)
{
	double sum = 0.0;

	for (int i = 0; i < 12; i++) {
		state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		sum += (double)(state >> 11) / 9007199254740992.0;
	}
	return sum - 6.0;
}

static void open_session(struct scene *scene, const char *day)
{
	static char time[32];
	struct session_options options = {
		.book = scene->book, .data_directory = getenv("BALLAST_DATADIR"), .time = time, .actor = "adviser"};
	struct error err;

	(void)snprintf(time, sizeof time, "%sT00:00:00Z", day);
	assert_non_null(options.data_directory);
	assert_int_equal(date_parse(day, &options.today, NULL), STATUS_OK);
	if (session_open(&options, &scene->session, &err) != STATUS_OK)
		fail_msg("%s", err.message);
}

static void add_prices(struct store *store, const struct instrument *list)
{
	double values[INSTRUMENTS];
	struct date day, last;
	const struct delivery scene = {.source = "scene", .kind = "total_return", .arrived = "2026-11-20T09:00:00Z"};
	int64_t delivery;

	assert_int_equal(date_parse(scene_day, &last, NULL), STATUS_OK);
	assert_int_equal(store_put_delivery(store, &scene, &delivery, NULL), STATUS_OK);
	for (int i = 0; i < INSTRUMENTS; i++)
		values[i] = instruments[i].price;
	for (day = date_add_days(last, -365 * 5 - 30); date_compare(day, last) <= 0; day = date_add_days(day, 1)) {
		const double factor = normal();

		if (!date_is_business_day(day))
			continue;
		for (int i = 0; i < INSTRUMENTS; i++) {
			const double share = instruments[i].share;
			const double shock = share * factor + sqrt(1.0 - share * share) * normal();
			struct price price = {.instrument_id = list[i].id, .date = day};
			enum put_result result;

			values[i] *= exp(instruments[i].volatility / sqrt(252.0) * shock);
			price.close = (int64_t)llround(values[i] * 1e6);
			assert_int_equal(store_put_price(store, &price, delivery, scene.arrived, &result, NULL), STATUS_OK);
		}
	}
}

/* The folder, and in it a book that knows the instruments; a transaction is open. */
static struct store *create_book(struct scene *scene, struct instrument *list)
{
	struct store *store;
	struct error err;

	*scene = (struct scene){.folder = "/tmp/ballast-scene-XXXXXX"};
	assert_non_null(mkdtemp(scene->folder));
	(void)snprintf(scene->book, sizeof scene->book, "%s/book.db", scene->folder);
	if (store_create(scene->book, "CNY", "2026-01-01T00:00:00Z", &store, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	assert_int_equal(store_begin(store, NULL), STATUS_OK);
	for (int i = 0; i < INSTRUMENTS; i++) {
		enum put_result result;

		list[i] = (struct instrument){.currency = "CNY", .risk_level = instruments[i].level,
		                              .lot = instruments[i].lot * MICROS, .buy_fee = 250, .sell_fee = 250};
		(void)snprintf(list[i].symbol, sizeof list[i].symbol, "%s", instruments[i].symbol);
		(void)snprintf(list[i].name, sizeof list[i].name, "%s", instruments[i].name);
		(void)snprintf(list[i].region, sizeof list[i].region, "%s", instruments[i].region);
		(void)snprintf(list[i].kind, sizeof list[i].kind, "%s", instruments[i].kind);
		assert_true(asset_class_parse(instruments[i].class, &list[i].asset_class));
		if (store_put_instrument(store, &list[i], &result, &err) != STATUS_OK)
			fail_msg("%s", err.message);
	}
	return store;
}

static void keep_book(struct scene *scene, struct store *store)
{
	assert_int_equal(store_commit(store, NULL), STATUS_OK);
	store_close(store);
	open_session(scene, scene_day);
}

void scene_open(struct scene *scene)
{
	struct instrument list[INSTRUMENTS];
	struct store *store = create_book(scene, list);

	state = 20261120;
	add_prices(store, list);
	keep_book(scene, store);
}

void scene_open_unpriced(struct scene *scene)
{
	struct instrument list[INSTRUMENTS];

	keep_book(scene, create_book(scene, list));
}

void scene_close(struct scene *scene)
{
	char command[128];

	session_close(scene->session);
	(void)snprintf(command, sizeof command, "rm -rf '%s'", scene->folder);
	assert_int_equal(system(command), 0);
}

void scene_move_to(struct scene *scene, const char *day)
{
	session_close(scene->session);
	open_session(scene, day);
}

void scene_add_client(struct scene *scene, const char *code, const char *name, int64_t cash)
{
	struct client client = {.birth_year = 1980, .currency = "CNY", .liquidity_days = 30, .income = -1, .expenses = -1,
	                        .assets = -1, .liabilities = -1};
	struct entry entry = {.type = ENTRY_DEPOSIT, .cash = cash, .currency = "CNY"};
	struct store *store = session_store(scene->session);
	struct account account;
	enum put_result result;
	struct error err;

	(void)snprintf(client.code, sizeof client.code, "%s", code);
	(void)snprintf(client.name, sizeof client.name, "%s", name);
	if (store_put_client(store, &client, &result, &err) != STATUS_OK ||
	    store_put_account(store, client.id, "main", &account, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	entry.account_id = account.id;
	assert_int_equal(date_parse("2026-08-03", &entry.date, NULL), STATUS_OK);
	if (cash != 0 && store_post(store, &entry, NULL, 0, NULL, 0, &result, &err) != STATUS_OK)
		fail_msg("%s", err.message);
}

void scene_add_lot(struct scene *scene, const char *code, const char *symbol, int64_t quantity)
{
	struct store *store = session_store(scene->session);
	struct entry entry = {.type = ENTRY_TRANSFER_IN, .quantity = quantity, .currency = "CNY"};
	struct lot lot = {.quantity = quantity};
	struct instrument instrument;
	struct account account;
	struct client client;
	enum put_result result;
	struct error err;

	if (store_find_client(store, code, &client, &err) != STATUS_OK ||
	    store_put_account(store, client.id, "main", &account, &err) != STATUS_OK ||
	    store_find_instrument(store, symbol, &instrument, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	entry.account_id = account.id;
	entry.instrument_id = instrument.id;
	entry.date = lot.acquired = date_add_days(session_today(scene->session), -100);
	entry.price = lot.unit_cost = MICROS;
	if (store_post(store, &entry, &lot, 1, NULL, 0, &result, &err) != STATUS_OK)
		fail_msg("%s", err.message);
}

void scene_accept_plan(struct scene *scene, const char *client)
{
	const struct answers answers = scene_answers("2026-11-02");
	struct assessment assessment;
	struct plan plan;
	struct error err;

	MUST(profile_take(scene->session, client, &answers, &assessment, &err));
	MUST(recommend_accept(scene->session, client, 'B', "client", &plan, &err));
	plan_clear(&plan);
}

void scene_write(struct scene *scene, const char *content, char path[128])
{
	FILE *file;

	(void)snprintf(path, 128, "%s/in.csv", scene->folder);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

enum status scene_import(struct scene *scene, const char *kind, const char *content, struct intake_result *result,
                         struct error *err)
{
	char path[128];

	scene_write(scene, content, path);
	return intake_import(scene->session, kind, path, false, NULL, NULL, result, err);
}

int64_t scene_records(const struct scene *scene)
{
	struct journal_head head;
	struct error err;

	MUST(journal_head(session_store(scene->session), &head, &err));
	return head.sequence;
}

struct answers scene_answers(const char *taken)
{
	struct answers answers = {
		.has_legal_capacity = true,
		.option = {3, 3, 3, 3, 3, 3, 2, 3, 2, 3, 3, 3, 3, 4, 4, 3},
	};

	assert_int_equal(date_parse(taken, &answers.taken, NULL), STATUS_OK);
	return answers;
}

int scene_set_up(void **shared)
{
	struct scene *scene = memory_new(sizeof *scene);

	scene_open(scene);
	*shared = scene;
	return 0;
}

int scene_tear_down(void **shared)
{
	scene_close(*shared);
	free(*shared);
	return 0;
}

struct date scene_date(const char *text)
{
	struct date date = {0};

	assert_int_equal(date_parse(text, &date, NULL), STATUS_OK);
	return date;
}
