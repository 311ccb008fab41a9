/* The synthetic market: well-known instruments with the moments of the capital-market assumptions. */
#include <gsl/gsl_matrix.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/book/sandbox_parts.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/simulate/simulate.h"

/* What is made of an instrument: like its row of the assumptions, `likeness` correlated with it. */
struct model {
	const char *symbol, *name, *kind, *region, *sector;
	enum asset_class asset_class;
	int risk_level;
	double price;                 /* at the end                                               */
	int64_t tick, lot, minimum;   /* millionths                                               */
	int64_t fee_bp, expense_bp;
	double likeness;
};

#define BOARD_LOT (100 * MICROS)
#define FUND_SHARE (MICROS / 100)

/* Symbols are those of well-known Chinese products; the prices are invented. The first of a class and region is its measure. */
static const struct model models[] = {
	{"000198", "现金宝货币基金 Money Market Fund", "money-fund", "CN", "", ASSET_CASH, 1, 1.2, 100, FUND_SHARE, MICROS,
	 0, 0, 1.0},
	{"511010", "国债ETF 5-Year Treasury ETF", "etf", "CN", "government", ASSET_BOND, 2, 128.0, 1000, BOARD_LOT, 0, 1, 20,
	 1.0},
	{"511260", "十年国债ETF 10-Year Treasury ETF", "etf", "CN", "government", ASSET_BOND, 2, 118.0, 1000, BOARD_LOT, 0, 1,
	 20, 0.93},
	{"110037", "信用债基金 Credit Bond Fund", "fund", "CN", "corporate", ASSET_BOND, 2, 1.35, 100, FUND_SHARE, 10 * MICROS,
	 8, 40, 0.85},
	{"100050", "全球债券QDII US Bond Fund", "fund", "US", "aggregate", ASSET_BOND, 3, 1.18, 100, FUND_SHARE, 10 * MICROS,
	 8, 60, 1.0},
	{"510300", "沪深300ETF CSI 300 ETF", "etf", "CN", "broad", ASSET_EQUITY, 3, 4.1, 1000, BOARD_LOT, 0, 3, 20, 1.0},
	{"510500", "中证500ETF CSI 500 ETF", "etf", "CN", "mid-cap", ASSET_EQUITY, 4, 6.2, 1000, BOARD_LOT, 0, 3, 20, 0.93},
	{"510880", "红利ETF Dividend ETF", "etf", "CN", "dividend", ASSET_EQUITY, 3, 3.1, 1000, BOARD_LOT, 0, 3, 60, 0.92},
	{"159920", "恒生ETF Hang Seng ETF", "etf", "HK", "broad", ASSET_EQUITY, 4, 1.3, 1000, BOARD_LOT, 0, 3, 75, 1.0},
	{"513500", "标普500ETF S&P 500 ETF", "etf", "US", "broad", ASSET_EQUITY, 4, 2.2, 1000, BOARD_LOT, 0, 3, 75, 1.0},
	{"270023", "全球精选股票QDII World Equity Fund", "fund", "GLOBAL", "broad", ASSET_EQUITY, 4, 2.9, 100, FUND_SHARE,
	 10 * MICROS, 15, 120, 1.0},
	{"518880", "黄金ETF Gold ETF", "etf", "", "", ASSET_GOLD, 3, 7.4, 1000, BOARD_LOT, 0, 3, 60, 1.0},
	{"508056", "仓储物流REIT Logistics REIT", "reit", "CN", "property", ASSET_ALTERNATIVE, 3, 2.6, 1000, BOARD_LOT, 0, 3, 30,
	 1.0},
};

enum { MODELS = sizeof models / sizeof models[0] };

/* SplitMix64 (Steele, Lea and Flood, Fast splittable pseudorandom number generators, OOPSLA 2014): spreads nearby seeds. */
static uint64_t scramble(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

gsl_rng *sandbox_stream(uint64_t seed, uint64_t purpose, uint64_t index)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

	if (rng == NULL)
		abort(); /* memory: a few kilobytes */
	gsl_rng_set(rng, (unsigned long)(scramble(scramble(scramble(seed) ^ purpose) ^ index) & 0xffffffffu));
	return rng;
}

static bool falls_in_a_crash(enum asset_class asset_class)
{
	return asset_class == ASSET_EQUITY || asset_class == ASSET_ALTERNATIVE;
}

static enum status find_rows(const struct assumptions *assumptions, const struct instrument *instruments,
                             size_t rows[MODELS], double expected[MODELS], struct error *err)
{
	for (size_t i = 0; i < MODELS; i++) {
		const struct assumption *row = assumptions_find(assumptions, models[i].asset_class, models[i].region);
		const enum status status = assumptions_expected_return(assumptions, &instruments[i], &expected[i], err);

		if (status != STATUS_OK)
			return status;
		rows[i] = (size_t)(row - assumptions->rows);
	}
	return STATUS_OK;
}

/* The assumptions, instrument by instrument. correlation is MODELS x MODELS. */
static void correlate(const struct assumptions *assumptions, const size_t rows[MODELS], gsl_matrix *correlation)
{
	for (size_t i = 0; i < MODELS; i++)
		for (size_t j = 0; j < MODELS; j++)
			gsl_matrix_set(correlation, i, j, i == j ? 1.0 :
			               models[i].likeness * models[j].likeness * assumptions->correlation[rows[i]][rows[j]]);
}

/* Daily returns by the assumptions; the last year, but at most a fifth of the path, stays calm. */
static enum status draw_returns(const struct assumptions *assumptions, gsl_rng *rng,
                                const struct sandbox_market *market, gsl_matrix *returns, struct error *err)
{
	double expected[MODELS], volatility[MODELS];
	bool falls[MODELS];
	size_t rows[MODELS];
	gsl_matrix *correlation;
	struct regime_market asked = {
		.count = MODELS, .expected_return = expected, .volatility = volatility, .falls_in_crash = falls,
		.periods_a_year = SANDBOX_DAYS_A_YEAR,
		.quiet = market->days / 5 < SANDBOX_DAYS_A_YEAR ? market->days / 5 : SANDBOX_DAYS_A_YEAR,
	};
	enum status status = find_rows(assumptions, market->instruments, rows, expected, err);

	if (status != STATUS_OK)
		return status;
	correlation = gsl_matrix_alloc(MODELS, MODELS);
	if (correlation == NULL)
		return error_set(err, STATUS_NO_MEMORY, "the correlations of the sandbox do not fit");
	for (size_t i = 0; i < MODELS; i++) {
		volatility[i] = assumptions->rows[rows[i]].volatility;
		falls[i] = falls_in_a_crash(models[i].asset_class);
	}
	correlate(assumptions, rows, correlation);
	asked.correlation = correlation;
	status = simulate_regimes(&asked, rng, returns, market->is_crash, err);
	gsl_matrix_free(correlation);
	return status;
}

/* Returns become growth from 1 on the first day, in place. */
static void compound(gsl_matrix *path)
{
	for (size_t i = 0; i < path->size2; i++) {
		double growth = 1.0;

		for (size_t t = 0; t < path->size1; t++) {
			growth *= 1.0 + gsl_matrix_get(path, t, i);
			gsl_matrix_set(path, t, i, growth);
		}
	}
}

/* Scaled to end at the usual price, to whole ticks, never below one. */
static enum status set_prices(const gsl_matrix *growth, struct sandbox_market *market, struct error *err)
{
	for (size_t i = 0; i < MODELS; i++) {
		const double scale = models[i].price / gsl_matrix_get(growth, market->days - 1, i);

		for (size_t t = 0; t < market->days; t++) {
			const double ticks = rint(scale * gsl_matrix_get(growth, t, i) * (double)MICROS / (double)models[i].tick);

			if (!(ticks < 1e12))
				return error_set(err, STATUS_INVALID, "the synthetic price of %s grew beyond measure; choose fewer "
				                 "years or another seed", models[i].symbol);
			market->prices[t * MODELS + i] = models[i].tick * (ticks < 1.0 ? 1 : (int64_t)ticks);
		}
	}
	return STATUS_OK;
}

static void set_dates(struct date today, struct sandbox_market *market)
{
	struct date date = today;

	for (size_t t = market->days; t-- > 0;) {
		date = date_previous_business_day(date);
		market->dates[t] = date;
	}
}

static void set_instruments(const char *currency, struct instrument *instruments)
{
	for (size_t i = 0; i < MODELS; i++) {
		struct instrument *instrument = &instruments[i];

		*instrument = (struct instrument){
			.asset_class = models[i].asset_class, .risk_level = models[i].risk_level, .lot = models[i].lot,
			.minimum = models[i].minimum, .buy_fee = 100 * models[i].fee_bp, .sell_fee = 100 * models[i].fee_bp,
			.expense = 100 * models[i].expense_bp,
		};
		(void)snprintf(instrument->symbol, sizeof instrument->symbol, "%s", models[i].symbol);
		(void)snprintf(instrument->name, sizeof instrument->name, "%s", models[i].name);
		(void)snprintf(instrument->kind, sizeof instrument->kind, "%s", models[i].kind);
		(void)snprintf(instrument->region, sizeof instrument->region, "%s", models[i].region);
		(void)snprintf(instrument->sector, sizeof instrument->sector, "%s", models[i].sector);
		(void)snprintf(instrument->currency, sizeof instrument->currency, "%s", currency);
	}
}

enum status sandbox_market_make(const struct assumptions *assumptions, const char *currency, struct date today,
                                int years, uint64_t seed, struct sandbox_market *market, struct error *err)
{
	struct sandbox_market made = {.count = MODELS};
	gsl_matrix *path;
	gsl_rng *rng;
	enum status status;

	if (years < 2 || years > 40)
		return error_set(err, STATUS_INVALID, "a sandbox has 2 to 40 years of prices, not %d", years);
	made.days = (size_t)years * SANDBOX_DAYS_A_YEAR + 1;
	path = gsl_matrix_alloc(made.days, MODELS);
	if (path == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%d years of prices do not fit", years);
	made.instruments = memory_new_array(MODELS, sizeof *made.instruments);
	made.dates = memory_new_array(made.days, sizeof *made.dates);
	made.prices = memory_new_array(made.days * MODELS, sizeof *made.prices);
	made.is_crash = memory_new_array(made.days, sizeof *made.is_crash);
	set_instruments(currency, made.instruments);
	set_dates(today, &made);
	rng = sandbox_stream(seed, 1, 0);
	status = draw_returns(assumptions, rng, &made, path, err);
	gsl_rng_free(rng);
	if (status == STATUS_OK) {
		compound(path);
		status = set_prices(path, &made, err);
	}
	gsl_matrix_free(path);
	if (status == STATUS_OK)
		*market = made;
	else
		sandbox_market_clear(&made);
	return status;
}

void sandbox_market_clear(struct sandbox_market *market)
{
	free(market->instruments);
	free(market->dates);
	free(market->prices);
	free(market->is_crash);
	*market = (struct sandbox_market){0};
}

enum status sandbox_market_store(struct store *store, const char *arrived, struct sandbox_market *market,
                                 struct error *err)
{
	struct delivery delivery = {.source = "sandbox", .kind = "total_return"}; /* nothing is paid out in it */
	int64_t delivery_id = 0;
	enum status status = store_begin(store, err);

	if (status != STATUS_OK)
		return status;
	(void)snprintf(delivery.arrived, sizeof delivery.arrived, "%s", arrived);
	status = store_put_delivery(store, &delivery, &delivery_id, err);
	for (size_t i = 0; status == STATUS_OK && i < market->count; i++) {
		status = store_put_instrument(store, &market->instruments[i], NULL, err);
		for (size_t t = 0; status == STATUS_OK && t < market->days; t++) {
			const struct price price = {
				.instrument_id = market->instruments[i].id,
				.date = market->dates[t],
				.close = market->prices[t * market->count + i],
			};

			status = store_put_price(store, &price, delivery_id, arrived, NULL, err);
		}
	}
	if (status == STATUS_OK)
		return store_commit(store, err);
	store_rollback(store);
	return status;
}

size_t sandbox_market_day(const struct sandbox_market *market, struct date date)
{
	size_t low = 0, high = market->days;

	while (high - low > 1) {
		const size_t middle = low + (high - low) / 2;

		if (date_compare(market->dates[middle], date) <= 0)
			low = middle;
		else
			high = middle;
	}
	return low;
}
