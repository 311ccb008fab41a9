/*
 * A million price rows in and out, and series read back for an estimate, each beside the SQLite shell or a bare SELECT in
 * the same run. The two take turns, so that a busy machine slows both; medians of the rounds are printed.
 *
 *     bench_volume BALLAST PLACE         PLACE is an empty folder that only the user can enter
 *
 * In: `ballast import prices FILE` as a user runs it, into a book that has the instruments: the file's hash, every check of
 * every row, the gate, the journal's record, one transaction synced to disk. Beside it the SQLite shell's .import of the
 * same rows into a table of the same columns with the same key (symbol and day, WITHOUT ROWID, its fastest), rows in the
 * order of the key, which is its best case. .import reads no dates and no decimals, finds no fault but a key that comes
 * twice, and keeps no record of where a row came from.
 *
 * A wide file (a row a day, a column an instrument) stands beside .import of the same prices as long rows.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "advice/base/session.h"
#include "advice/market/price_series.h"
#include "data/store/store_price.h"
#include "engine/base/date.h"

enum { ROUNDS = 5, DAYS = 2500, INSTRUMENTS = 400, MANY = 1600, BAD_EVERY = 1000, READ_SERIES = 700, READ_DAYS = 2520, PATH = 512 };
static const char as_of[] = "2026-11-20";

static double now(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void die(const char *what)
{
	(void)fprintf(stderr, "bench_volume: %s\n", what);
	exit(1);
}

/* Files of prices. */

struct market {
	const char *place;
	size_t instruments, days;
	struct date *dates;           /* owned; rising business days up to as_of                      */
	uint64_t state;               /* of the generator                                             */
};

/* Uniform in (-1, 1): xorshift64*, Vigna 2016; any noise will do. */
static double noise(struct market *market)
{
	market->state ^= market->state >> 12;
	market->state ^= market->state << 25;
	market->state ^= market->state >> 27;
	return (double)(int64_t)(market->state * UINT64_C(2685821657736338717)) / 9223372036854775808.0;
}

static struct market market_of(const char *place, size_t instruments, size_t days)
{
	struct market market = {.place = place, .instruments = instruments, .days = days, .state = 1};
	struct date date;

	if (date_parse(as_of, &date, NULL) != STATUS_OK || (market.dates = calloc(days, sizeof *market.dates)) == NULL)
		die("no memory");
	for (size_t i = days; i-- > 0; date = date_previous_business_day(date))
		market.dates[i] = date;
	return market;
}

static FILE *create(const struct market *market, const char *name)
{
	char path[PATH];
	FILE *file;

	(void)snprintf(path, sizeof path, "%s/%s", market->place, name);
	file = fopen(path, "we");
	if (file == NULL)
		die("a file cannot be made");
	return file;
}

static void finish(FILE *file)
{
	if (ferror(file) != 0 || fclose(file) != 0)
		die("a file cannot be written");
}

static void write_instruments(const struct market *market, const char *name)
{
	FILE *file = create(market, name);

	(void)fputs("symbol,name,asset_class,currency,risk_level\n", file);
	for (size_t i = 0; i < market->instruments; i++)
		(void)fprintf(file, "S%05zu,Share %zu,equity,CNY,R4\n", i, i);
	finish(file);
}

/*
 * A row a price, by symbol and day; or, wide, a row a day. A price rises by 0.03 % and noise of 1 % a day. Every so many
 * rows one is a hundred times too large, as when a source changes from yuan to cents, but never the first of a series, which
 * nothing could tell; 0: none is.
 */
static void write_prices(struct market market, const char *name, bool has_adjusted, bool is_wide, size_t bad_every)
{
	double *closes = calloc(market.instruments * market.days, sizeof *closes);
	FILE *file = create(&market, name);
	char day[DATE_TEXT_SIZE];

	if (closes == NULL)
		die("no memory");
	for (size_t i = 0; i < market.instruments; i++)
		for (size_t t = 0; t < market.days; t++)
			closes[i * market.days + t] = (t == 0 ? 10.0 + (double)(i % 400) / 10.0 : closes[i * market.days + t - 1]) *
			                              (1.0003 + 0.01 * noise(&market));
	(void)fputs(is_wide ? "date" : has_adjusted ? "symbol,date,close,adjusted_close\n" : "symbol,date,close\n", file);
	for (size_t i = 0; is_wide && i < market.instruments; i++)
		(void)fprintf(file, ",S%05zu", i);
	for (size_t t = 0; is_wide && t < market.days; t++) {
		(void)fprintf(file, "\n%s", date_format(market.dates[t], day));
		for (size_t i = 0; i < market.instruments; i++)
			(void)fprintf(file, ",%.4f", closes[i * market.days + t]);
	}
	for (size_t k = 0; !is_wide && k < market.instruments * market.days; k++) {
		const size_t i = k / market.days, t = k % market.days;
		const double close = closes[k] * (bad_every > 0 && k % bad_every == bad_every - 1 ? 100.0 : 1.0);

		(void)fprintf(file, "S%05zu,%s,%.4f", i, date_format(market.dates[t], day), close);
		if (has_adjusted)
			(void)fprintf(file, ",%.6f", close * 0.97);
		(void)fputc('\n', file);
	}
	finish(file);
	free(closes);
}

/* Programs. */

struct run {
	double seconds, megabytes; /* the time of the whole process and its memory at most */
};

/* out NULL: thrown away. A program that ends with another code than this one failed. */
static struct run run_to(const char *const *argv, const char *out, int expected)
{
	union { const char *const *ours; char *const *theirs; } door = {.ours = argv};
	struct rusage usage;
	int code;
	const double begin = now();
	const pid_t child = fork();

	if (child == 0) {
		const int to = open(out != NULL ? out : "/dev/null", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

		if (to >= 0 && dup2(to, STDOUT_FILENO) >= 0 && (expected == 0 || dup2(to, STDERR_FILENO) >= 0))
			(void)execvp(argv[0], door.theirs);
		_exit(127);
	}
	if (child < 0 || wait4(child, &code, 0, &usage) != child)
		die("a program cannot be run");
	if (!WIFEXITED(code) || WEXITSTATUS(code) != expected)
		die(argv[0]);
	return (struct run){now() - begin, (double)usage.ru_maxrss / 1024.0};
}

static struct run run(const char *const *argv, const char *out)
{
	return run_to(argv, out, 0);
}

struct programs {
	const char *ballast, *place;
	char book[PATH], base[PATH], table[PATH], out[PATH];
};

static void in_place(const struct programs *programs, const char *name, char path[PATH])
{
	if (snprintf(path, PATH, "%s/%s", programs->place, name) >= PATH)
		die("the path is too long");
}

static struct run ballast(const struct programs *programs, const char *book, const char *command, const char *kind,
                          const char *file, int expected)
{
	char path[PATH] = "";
	const char *const argv[] = {programs->ballast, "--book", book, "--as-of", as_of, command, kind,
	                            file != NULL ? path : NULL, NULL};

	if (file != NULL)
		in_place(programs, file, path);
	return run_to(argv, file != NULL ? NULL : programs->out, expected);
}

/* A book with the instruments and nothing else. */
static void make_base(const struct programs *programs, const char *instruments)
{
	const char *const init[] = {programs->ballast, "--book", programs->base, "--as-of", as_of, "init", NULL};

	(void)unlink(programs->base);
	(void)run(init, NULL);
	(void)ballast(programs, programs->base, "import", "instruments", instruments, 0);
}

enum { DONE = 0, SOME_HELD = 3 }; /* how an import ends */

static struct run import(const struct programs *programs, const char *file, int expected)
{
	const char *const copy[] = {"cp", programs->base, programs->book, NULL};

	(void)run(copy, NULL);
	return ballast(programs, programs->book, "import", "prices", file, expected);
}

static struct run shell_import(const struct programs *programs, const char *file, bool has_adjusted)
{
	char path[PATH], import[PATH + 64];
	const char *const make[] = {"sqlite3", "-batch", programs->table, has_adjusted ?
		"CREATE TABLE price (symbol TEXT, date TEXT, close NUMERIC, adjusted_close NUMERIC, PRIMARY KEY (symbol, date)) "
		"WITHOUT ROWID" :
		"CREATE TABLE price (symbol TEXT, date TEXT, close NUMERIC, PRIMARY KEY (symbol, date)) WITHOUT ROWID", NULL};
	const char *const argv[] = {"sqlite3", "-batch", programs->table, import, NULL};

	in_place(programs, file, path);
	(void)snprintf(import, sizeof import, ".import --csv --skip 1 '%s' price", path);
	(void)unlink(programs->table);
	(void)run(make, NULL);
	return run(argv, NULL);
}

/* Rounds and their medians. */

struct pair {
	double ours[ROUNDS], theirs[ROUNDS], ratio[ROUNDS], our_memory, their_memory;
};

static int by_value(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static double median(double *values)
{
	qsort(values, ROUNDS, sizeof *values, by_value);
	return values[ROUNDS / 2];
}

static void take(struct pair *pair, size_t round, struct run ours, struct run theirs)
{
	pair->ours[round] = ours.seconds;
	pair->theirs[round] = theirs.seconds;
	pair->ratio[round] = ours.seconds / theirs.seconds;
	pair->our_memory = ours.megabytes > pair->our_memory ? ours.megabytes : pair->our_memory;
	pair->their_memory = theirs.megabytes > pair->their_memory ? theirs.megabytes : pair->their_memory;
}

static void show(const char *what, struct pair *pair, double promised)
{
	const double ratio = median(pair->ratio);

	(void)printf("%-46s %6.2f s %5.0f MB  beside %6.2f s %5.0f MB  ratio %.2f (promised %.1f)%s\n", what,
	             median(pair->ours), pair->our_memory, median(pair->theirs), pair->their_memory, ratio, promised,
	             ratio > promised ? "  MISSED" : "");
	(void)fflush(stdout);
}

static int64_t count_of(const char *book, const char *sql)
{
	sqlite3_stmt *statement;
	int64_t count;
	sqlite3 *db;

	if (sqlite3_open_v2(book, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK || sqlite3_step(statement) != SQLITE_ROW)
		die("the book cannot be read");
	count = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return count;
}

static void bench_import(const struct programs *programs)
{
	struct pair clean = {0}, bad = {0}, wide = {0}, out = {0};
	const char *const select[] = {"sqlite3", "-batch", "-csv", programs->table, "SELECT * FROM price", NULL};

	for (size_t i = 0; i < ROUNDS; i++) {
		take(&bad, i, import(programs, "bad.csv", SOME_HELD), shell_import(programs, "bad.csv", true));
		if (count_of(programs->book, "SELECT count(*) FROM held_price") != INSTRUMENTS * DAYS / BAD_EVERY)
			die("the prices held back are not those that are wrong");
		take(&wide, i, import(programs, "wide.csv", DONE), shell_import(programs, "narrow.csv", false));
		take(&clean, i, import(programs, "long.csv", DONE), shell_import(programs, "long.csv", true));
		take(&out, i, ballast(programs, programs->book, "export", "prices", NULL, DONE), run(select, programs->out));
	}
	show("import of 1,000,000 rows", &clean, 1.0);
	show("import, one in a thousand held back", &bad, 1.0);
	show("import of a wide file, 2,500 rows of 400", &wide, 1.0);
	show("export of 1,000,000 rows, beside .mode csv", &out, 1.0);
}

/* Memory must not follow the rows. */
static void bench_large(const struct programs *programs)
{
	const struct run ours = import(programs, "large.csv", DONE), theirs = shell_import(programs, "large.csv", true);

	(void)printf("%-46s %6.2f s %5.0f MB  beside %6.2f s %5.0f MB  ratio %.2f (once)\n", "import of 4,000,000 rows",
	             ours.seconds, ours.megabytes, theirs.seconds, theirs.megabytes, ours.seconds / theirs.seconds);
}

/* Reading back. */

static void must(enum status status, const struct error *err)
{
	if (status != STATUS_OK)
		die(err->message);
}

/* As the market of a day reads them, from a book that was just opened. */
static double read_ours(const char *book, const struct market *market)
{
	char time_text[32];
	struct session_options options = {.book = book, .data_directory = getenv("BALLAST_DATADIR"), .time = time_text,
	                                  .actor = "bench", .today = market->dates[market->days - 1]};
	const struct instrument *wanted[READ_SERIES];
	struct instrument *instruments;
	struct session *session;
	struct series series;
	struct error err;
	size_t count = 0;
	double begin;

	(void)snprintf(time_text, sizeof time_text, "%sT00:00:00Z", as_of);
	must(session_open(&options, &session, &err), &err);
	must(store_instruments(session_store(session), &instruments, &count, &err), &err);
	if (count != READ_SERIES + 1)
		die("the instruments are not those that were written");
	for (size_t i = 0; i < READ_SERIES; i++)
		wanted[i] = &instruments[i + 1]; /* after CASH */
	begin = now();
	must(price_series(session, wanted, READ_SERIES, market->dates[0], options.today, &series, NULL, &err), &err);
	begin = now() - begin;
	if (series.length != READ_DAYS || series.count != READ_SERIES)
		die("the series are not those that were written");
	series_clear(&series);
	free(instruments);
	session_close(session);
	return begin;
}

static double read_bare(const char *book, const struct market *market)
{
	static const char sql[] = "SELECT instrument_id, day, close FROM price WHERE day BETWEEN ?1 AND ?2";
	sqlite3_stmt *statement;
	int64_t sum = 0;
	size_t rows = 0;
	sqlite3 *db;
	double begin;

	if (sqlite3_open_v2(book, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
	    sqlite3_exec(db, "PRAGMA cache_size = -65536", NULL, NULL, NULL) != SQLITE_OK)
		die("the book cannot be opened");
	begin = now();
	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK ||
	    sqlite3_bind_int64(statement, 1, market->dates[0].days) != SQLITE_OK ||
	    sqlite3_bind_int64(statement, 2, market->dates[market->days - 1].days) != SQLITE_OK)
		die(sqlite3_errmsg(db));
	for (; sqlite3_step(statement) == SQLITE_ROW; rows++)
		sum += sqlite3_column_int64(statement, 0) + sqlite3_column_int64(statement, 1) + sqlite3_column_int64(statement, 2);
	begin = now() - begin;
	if (rows != (size_t)READ_SERIES * READ_DAYS || sum == 0)
		die("the rows are not those that were written");
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return begin;
}

static void bench_reading(const struct programs *programs, const struct market *market)
{
	struct pair pair = {0};

	for (size_t i = 0; i < ROUNDS; i++) {
		pair.ours[i] = read_ours(programs->book, market);
		pair.theirs[i] = read_bare(programs->book, market);
		pair.ratio[i] = pair.ours[i] / pair.theirs[i];
	}
	(void)printf("%-46s %6.0f ms           beside %6.0f ms           ratio %.2f (promised 2)%s\n",
	             "700 series of 2,520 days for an estimate", 1e3 * median(pair.ours), 1e3 * median(pair.theirs),
	             median(pair.ratio), median(pair.ratio) > 2.0 ? "  MISSED" : "");
}

int main(int argc, char **argv)
{
	struct programs programs;
	struct market market;

	if (argc != 3) {
		(void)fprintf(stderr, "usage: BALLAST_DATADIR=share bench_volume BALLAST PLACE\n");
		return 2;
	}
	programs = (struct programs){.ballast = argv[1], .place = argv[2]};
	in_place(&programs, "book.db", programs.book);
	in_place(&programs, "base.db", programs.base);
	in_place(&programs, "table.db", programs.table);
	in_place(&programs, "out.csv", programs.out);

	market = market_of(argv[2], INSTRUMENTS, DAYS);
	write_instruments(&market, "instruments.csv");
	write_prices(market, "long.csv", true, false, 0);
	write_prices(market, "bad.csv", true, false, BAD_EVERY);
	write_prices(market, "narrow.csv", false, false, 0);
	write_prices(market, "wide.csv", false, true, 0);
	make_base(&programs, "instruments.csv");
	bench_import(&programs);
	free(market.dates);

	market = market_of(argv[2], MANY, DAYS);
	write_instruments(&market, "many.csv");
	write_prices(market, "large.csv", true, false, 0);
	make_base(&programs, "many.csv");
	bench_large(&programs);
	free(market.dates);

	market = market_of(argv[2], READ_SERIES, READ_DAYS);
	write_instruments(&market, "read.csv");
	write_prices(market, "series.csv", true, false, 0);
	make_base(&programs, "read.csv");
	(void)import(&programs, "series.csv", DONE);
	bench_reading(&programs, &market);
	free(market.dates);
	return 0;
}
