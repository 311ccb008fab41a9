/* Making, checking, copying and restoring a book; its journal as evidence. */
#include "tests/advice/advice_fixture.h"

#include <sys/stat.h>

#include "advice/book/upkeep.h"
#include "advice/intake/intake.h"
#include "advice/market/price_quality.h"
#include "advice/market/quality_answer.h"
#include "data/journal/journal.h"
#include "data/store/store_client.h"
#include "engine/base/memory.h"
#include "report/document.h"

struct heard {
	size_t count;
	char first[300];
};

static void hear(void *context, const char *finding)
{
	struct heard *heard = context;

	if (heard->count++ == 0)
		(void)snprintf(heard->first, sizeof heard->first, "%s", finding);
}

static void make(struct book *book)
{
	const struct session_options options = options_of(book);

	assert_done(book, upkeep_init(&options, "CNY", &book->err));
}

static void read_in(struct book *book, struct session *session, const char *kind, const char *content)
{
	struct intake_result result;

	assert_done(book, intake_import(session, kind, write_file(book, "in.csv", content), false, NULL, NULL, &result,
	                                &book->err));
}

static void fill(struct book *book, struct session *session)
{
	read_in(book, session, "instruments", "symbol,name,asset_class,currency,risk_level\nA,A,equity,CNY,R3\n");
	read_in(book, session, "clients", "client,name,birth_year,currency\nC1,王伟,1980,CNY\nC2,李娜,1981,CNY\n");
}

static size_t check(struct book *book, struct session *session, struct heard *heard)
{
	struct upkeep_findings findings = {99, 99};

	*heard = (struct heard){0};
	assert_done(book, upkeep_check(session, hear, heard, &findings, &book->err));
	assert_int_equal(findings.count, heard->count);
	return findings.count;
}

static void a_new_book_is_private_and_whole(void **state)
{
	struct book *book = *state;
	const struct session_options options = options_of(book);
	struct session *session;
	struct stat found;
	struct heard heard;

	make(book);
	assert_int_equal(stat(book->path, &found), 0);
	assert_int_equal(found.st_mode & 0777, 0600);
	session = open_session(book);
	assert_string_equal(session_currency(session), "CNY");
	assert_null(session_sandbox(session));
	assert_int_equal(check(book, session, &heard), 0);
	session_close(session);
	assert_fails(book, STATUS_REFUSED, book->path, upkeep_init(&options, "CNY", &book->err));
}

static void a_currency_must_be_one(void **state)
{
	struct book *book = *state;
	const struct session_options options = options_of(book);

	assert_fails(book, STATUS_INVALID, "\"yuan\"", upkeep_init(&options, "yuan", &book->err));
	assert_int_not_equal(access(book->path, F_OK), 0);
}

static void the_check_finds_leaps_overdrafts_and_what_is_dated_ahead(void **state)
{
	struct book *book = *state;
	struct session *session;
	struct session_options later = options_of(book);
	size_t followed;
	struct heard heard;

	make(book);
	session = open_session(book);
	fill(book, session);
	read_in(book, session, "prices", "date,symbol,close\n2026-11-17,A,10\n2026-11-18,A,14.9\n2026-11-19,A,10.1\n");
	assert_int_equal(check(book, session, &heard), 0);
	read_in(book, session, "prices", "date,symbol,close\n2026-11-20,A,5\n"); /* put aside until somebody has looked */
	assert_int_equal(check(book, session, &heard), 0);
	assert_done(book, quality_settle(session, 1, QUALITY_ACCEPT, 0, "tester", "seen", &followed, &book->err));
	assert_int_equal(check(book, session, &heard), 1);
	assert_non_null(strstr(heard.first, "the price of A went from 10.1 to 5 on 2026-11-20"));
	read_in(book, session, "transactions",
	        "date,client,account,type,symbol,quantity,price,fee,currency,reference\n2026-11-20,C1,K,withdraw,,7,,,,\n");
	assert_int_equal(check(book, session, &heard), 2);
	session_close(session);
	later.today = day("2026-11-18");
	assert_done(book, session_open(&later, &session, &book->err));
	assert_int_equal(check(book, session, &heard), 4); /* two prices, the leap, the entry; no overdraft yet */
	session_close(session);
}

static void the_check_finds_a_broken_journal(void **state)
{
	struct book *book = *state;
	struct session *session;
	struct heard heard;

	make(book);
	session = open_session(book);
	fill(book, session);
	session_close(session);
	assert_int_equal(book_raw(book, "DROP TRIGGER journal_is_not_changed; UPDATE journal SET payload = "
	                                "replace(payload, 'tester', 'nobody') WHERE seq = 2"), SQLITE_OK);
	session = open_session(book);
	assert_true(check(book, session, &heard) >= 1);
	session_close(session);
}

static void a_restored_backup_is_the_book_as_it_was_and_says_so(void **state)
{
	struct book *book = *state;
	struct session_options options = options_of(book);
	struct session *session;
	struct client client;
	struct journal_head before, after;
	struct heard heard;
	char target[200], kept[200] = "";

	make(book);
	session = open_session(book);
	fill(book, session);
	assert_done(book, journal_head(session_store(session), &before, &book->err));
	(void)snprintf(target, sizeof target, "%s/copy.backup", book->folder);
	assert_done(book, upkeep_backup(session, target, &book->err));
	assert_fails(book, STATUS_REFUSED, target, upkeep_backup(session, target, &book->err));
	assert_done(book, journal_head(session_store(session), &after, &book->err));
	assert_int_equal(after.sequence, before.sequence + 1);
	read_in(book, session, "clients", "client,name,birth_year,currency\nC9,郑洁,1990,CNY\n");
	session_close(session);
	assert_done(book, upkeep_restore(&options, target, NULL, kept, sizeof kept, &book->err));
	assert_non_null(strstr(kept, "-1-restore.db"));
	session = open_session(book);
	assert_int_equal(store_find_client(session_store(session), "C9", &client, NULL), STATUS_NOT_FOUND);
	assert_done(book, store_find_client(session_store(session), "C2", &client, &book->err));
	assert_done(book, journal_head(session_store(session), &after, &book->err));
	assert_int_equal(after.sequence, before.sequence + 1); /* RESTORED */
	assert_int_equal(check(book, session, &heard), 0);
	session_close(session);
}

static void what_is_no_backup_leaves_the_book_alone(void **state)
{
	struct book *book = *state;
	const struct session_options options = options_of(book);
	struct session *session;
	char kept[200] = "x";

	make(book);
	assert_int_not_equal(upkeep_restore(&options, write_file(book, "junk", "not a book"), NULL, kept, sizeof kept, &book->err),
	                     STATUS_OK);
	session = open_session(book);
	session_close(session);
}

static void the_verdict_names_the_head_and_holds_an_expected_one_against_it(void **state)
{
	struct book *book = *state;
	struct session *session;
	struct section *section;
	struct journal_head head;
	struct arena *arena = arena_new();
	char expected[120];
	bool is_sound = false;

	make(book);
	session = open_session(book);
	fill(book, session);
	assert_done(book, journal_head(session_store(session), &head, &book->err));
	(void)snprintf(expected, sizeof expected, "%lld:%s", (long long)head.sequence, head.hash);
	assert_done(book, upkeep_journal_verify(session, expected, &is_sound, arena, &section, &book->err));
	assert_true(is_sound);
	read_in(book, session, "clients", "client,name,birth_year,currency\nC9,郑洁,1990,CNY\n");
	assert_done(book, upkeep_journal_verify(session, expected, &is_sound, arena, &section, &book->err));
	assert_true(is_sound); /* it has grown since */
	(void)snprintf(expected, sizeof expected, "9:%s", head.hash);
	assert_done(book, upkeep_journal_verify(session, expected, &is_sound, arena, &section, &book->err));
	assert_false(is_sound);
	(void)snprintf(expected, sizeof expected, "2:%s", head.hash);
	assert_done(book, upkeep_journal_verify(session, expected, &is_sound, arena, &section, &book->err));
	assert_false(is_sound);
	assert_fails(book, STATUS_INVALID, "no head of a journal",
	             upkeep_journal_verify(session, "3:abc", &is_sound, arena, &section, &book->err));
	session_close(session);
	arena_free(arena);
}

/* Whoever has nothing but the export and SHA-256 can walk the chain. */
static void every_exported_line_hashes_to_its_own_first_word(void **state)
{
	struct book *book = *state;
	struct session *session;
	struct text out = {0};
	struct sink sink = sink_to_text(&out);
	char previous[HASH_SIZE];
	size_t lines = 0;

	memset(previous, '0', sizeof previous - 1);
	previous[sizeof previous - 1] = '\0';
	make(book);
	session = open_session(book);
	fill(book, session);
	assert_done(book, upkeep_journal_export(session, NULL, &sink, &book->err));
	for (const char *line = text_string(&out); *line != '\0'; line = strchr(line, '\n') + 1, lines++) {
		const char *bytes = line + HASH_SIZE; /* behind the hash and a blank */
		char hash[HASH_SIZE];

		hash_bytes(bytes, (size_t)(strchr(line, '\n') - bytes) + 1, hash);
		assert_memory_equal(hash, line, HASH_SIZE - 1);
		assert_memory_equal(strchr(bytes, '|') + 1, previous, HASH_SIZE - 1);
		memcpy(previous, hash, sizeof previous);
	}
	assert_int_equal(lines, 3); /* the book's beginning and two imports */
	assert_fails(book, STATUS_NOT_FOUND, "C7", upkeep_journal_export(session, "C7", &sink, &book->err));
	text_clear(&out);
	session_close(session);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, book_folder_setup, book_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_new_book_is_private_and_whole),
		IN_FOLDER(a_currency_must_be_one),
		IN_FOLDER(the_check_finds_leaps_overdrafts_and_what_is_dated_ahead),
		IN_FOLDER(the_check_finds_a_broken_journal),
		IN_FOLDER(a_restored_backup_is_the_book_as_it_was_and_says_so),
		IN_FOLDER(what_is_no_backup_leaves_the_book_alone),
		IN_FOLDER(the_verdict_names_the_head_and_holds_an_expected_one_against_it),
		IN_FOLDER(every_exported_line_hashes_to_its_own_first_word),
	};

	return cmocka_run_group_tests_name("upkeep", tests, NULL, NULL);
}
