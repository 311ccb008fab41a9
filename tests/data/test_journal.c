/* The chain: its published construction, and every way of tampering with it. */
#include "tests/support/book_fixture.h"

#include <time.h>

#include "data/exchange/json.h"
#include "data/journal/journal.h"

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

/* FIPS 180-2, appendix B.1 and B.2. */
static void hashes_as_the_standard_says(void **state)
{
	static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	struct hasher *hasher = hasher_new();
	char hash[HASH_SIZE];

	(void)state;
	hash_bytes("abc", 3, hash);
	assert_string_equal(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	for (size_t i = 0; i < sizeof two_blocks - 1; i++)
		hasher_add(hasher, two_blocks + i, 1);
	hasher_finish(hasher, hash);
	assert_string_equal(hash, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

/* Hashes by coreutils: printf '%s|%s|%s\n' N PREVIOUS PAYLOAD | sha256sum */
static void chains_as_the_construction_says(void **state)
{
	static const struct {
		const char *payload, *hash;
	} records[] = {
		{"{\"actor\":\"system\",\"event\":\"GENESIS\",\"ts\":\"2026-01-01T00:00:00Z\"}",
		 "4b801f849bfb8b933272da28d752c4d827518a5c6115610f325d91fdf9d37512"},
		{"{\"actor\":\"adv01\",\"client\":\"C0001\",\"event\":\"PROFILE_SCORED\",\"score\":43,\"ts\":\"2026-01-02T09:30:00Z\"}",
		 "31ab24d04dac18b24ac8ad78b87b4d65ea703ddedfbb98211baf343d1f94d243"},
		{"{\"actor\":\"sup02\",\"client\":\"C0001\",\"event\":\"ADVICE_APPROVED\",\"plan\":\"P-7\",\"ts\":\"2026-01-02T09:35:00Z\"}",
		 "aba8b12830d86c61e04ba18bdabb0c0b38854c7a0815aecbb4542b5ffb4fc7e8"},
	};
	char previous[HASH_SIZE] = ZEROS;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char hash[HASH_SIZE];

		journal_hash((int64_t)i + 1, previous, records[i].payload, strlen(records[i].payload), hash);
		assert_string_equal(hash, records[i].hash);
		memcpy(previous, hash, sizeof previous);
	}
}

/* GENESIS and count records of two clients in turn. */
static void append(struct book *book, int count)
{
	assert_done(book, store_begin(book->store, &book->err));
	for (int i = 0; i < count; i++) {
		struct json *details = json_new_object();
		struct journal_event event = {.event = "PROFILE_SCORED", .actor = "adv\"01", .client = i % 2 ? "C2" : "C1",
		                              .time = "2026-01-02T09:30:00Z", .details = details};

		json_put_integer(details, "score", i);
		json_put_text(details, "name", "\xe7\x8e\x8b\xe8\x8a\xb3");
		assert_done(book, journal_append(book->store, &event, &book->err));
		json_free(details);
	}
	assert_done(book, store_commit(book->store, &book->err));
}

static struct journal_verdict verdict_of(struct book *book, const struct journal_head *expected)
{
	struct journal_verdict verdict = {0};

	assert_done(book, journal_verify(book->store, expected, &verdict, &book->err));
	return verdict;
}

static enum status keep_payload(void *context, int64_t sequence, const char *previous, const char *hash,
                                const char *payload, struct error *err)
{
	(void)sequence;
	(void)previous;
	(void)hash;
	(void)err;
	(void)snprintf(context, 400, "%s", payload);
	return STATUS_OK;
}

static void a_book_begins_with_genesis(void **state)
{
	struct book *book = *state;
	struct journal_head head;

	assert_done(book, journal_head(book->store, &head, &book->err));
	assert_int_equal(head.sequence, 1);
	assert_string_equal(head.hash, "4b801f849bfb8b933272da28d752c4d827518a5c6115610f325d91fdf9d37512");
	assert_int_equal(verdict_of(book, NULL).fault, JOURNAL_SOUND);
}

static void a_payload_is_canonical(void **state)
{
	struct book *book = *state;
	char payload[400] = "";

	append(book, 1);
	assert_done(book, journal_each(book->store, "C1", 0, keep_payload, payload, &book->err));
	assert_string_equal(payload, "{\"actor\":\"adv\\\"01\",\"client\":\"C1\",\"details\":{\"name\":\"\xe7\x8e\x8b\xe8\x8a\xb3\","
	                             "\"score\":0},\"event\":\"PROFILE_SCORED\",\"ts\":\"2026-01-02T09:30:00Z\"}");
}

static void refuses_an_event_without_name_or_time_or_with_floating_point(void **state)
{
	struct book *book = *state;
	struct json *details = json_new_object(), *list = json_new_array();
	struct journal_event event = {.event = "X", .actor = "a", .time = "2026-01-02T09:30:00Z", .details = details};

	json_add(list, json_new_real(0.1));
	json_put(details, "list", list);
	assert_fails(book, STATUS_INVALID, "floating-point", journal_append(book->store, &event, &book->err));
	event.details = NULL;
	event.time = "2026-01-02 09:30:00";
	assert_fails(book, STATUS_INVALID, "is no time", journal_append(book->store, &event, &book->err));
	event.time = "2026-01-02T24:00:00Z";
	assert_fails(book, STATUS_INVALID, "is no time", journal_append(book->store, &event, &book->err));
	event.event = "";
	assert_fails(book, STATUS_INVALID, "needs its name", journal_append(book->store, &event, &book->err));
	json_free(details);
}

static enum status count_records(void *context, int64_t sequence, const char *previous, const char *hash,
                                 const char *payload, struct error *err)
{
	(void)previous;
	(void)hash;
	(void)payload;
	*(int64_t *)context = *(int64_t *)context * 10 + sequence;
	return sequence == 7 ? error_set(err, STATUS_REFUSED, "enough") : STATUS_OK;
}

static void walks_one_client_or_all_from_a_record_on(void **state)
{
	struct book *book = *state;
	int64_t seen = 0;

	append(book, 4);
	assert_done(book, journal_each(book->store, NULL, 2, count_records, &seen, &book->err));
	assert_int_equal(seen, 345);
	seen = 0;
	assert_done(book, journal_each(book->store, "C2", 0, count_records, &seen, &book->err));
	assert_int_equal(seen, 35);
	append(book, 4);
	seen = 0;
	assert_fails(book, STATUS_REFUSED, "enough", journal_each(book->store, NULL, 5, count_records, &seen, &book->err));
	assert_int_equal(seen, 67);
}

/* Whoever writes raw SQL can also drop the triggers that forbid it. */
#define UNGUARD \
	"DROP TRIGGER journal_is_not_changed; DROP TRIGGER journal_is_not_removed;" \
	"DROP TRIGGER journal_head_moves_forward; DROP TRIGGER journal_head_is_not_removed; PRAGMA ignore_check_constraints = ON;"

static void the_file_itself_refuses_changes(void **state)
{
	struct book *book = *state;

	append(book, 3);
	assert_int_equal(book_raw(book, "UPDATE journal SET payload = '{}' WHERE seq = 2"), SQLITE_CONSTRAINT);
	assert_int_equal(book_raw(book, "DELETE FROM journal WHERE seq = 4"), SQLITE_CONSTRAINT);
	assert_int_equal(book_raw(book, "UPDATE journal_head SET seq = 1"), SQLITE_CONSTRAINT);
	assert_int_equal(book_raw(book, "DELETE FROM journal_head"), SQLITE_CONSTRAINT);
}

static void names_the_first_bad_record_and_what_is_wrong_with_it(void **state)
{
	struct book *book = *state;
	static const struct {
		const char *tampering;
		enum journal_fault fault;
		int64_t sequence;
	} cases[] = {
		{"UPDATE journal SET payload = replace(payload, ':3', ':4') WHERE seq = 5", JOURNAL_CHANGED, 5},
		{"UPDATE journal SET payload = payload || ' ' WHERE seq = 1", JOURNAL_CHANGED, 1},
		{"UPDATE journal SET hash = prev WHERE seq = 5", JOURNAL_CHANGED, 5},
		{"UPDATE journal SET prev = hash WHERE seq = 5", JOURNAL_CHANGED, 5},
		{"UPDATE journal SET client = 'C9' WHERE seq = 6", JOURNAL_CHANGED, 6},
		{"UPDATE journal SET client = NULL WHERE seq = 6", JOURNAL_CHANGED, 6},
		{"UPDATE journal SET client = 'C1' WHERE seq = 1", JOURNAL_CHANGED, 1},
		{"UPDATE journal SET event = 'APPROVED' WHERE seq = 6", JOURNAL_CHANGED, 6},
		{"DELETE FROM journal WHERE seq = 4", JOURNAL_GAP, 4},
		{"DELETE FROM journal WHERE seq = 1", JOURNAL_GAP, 1},
		{"DELETE FROM journal WHERE seq > 7", JOURNAL_SHORT, 8},
		{"DELETE FROM journal", JOURNAL_SHORT, 1},
		{"DELETE FROM journal; UPDATE journal_head SET seq = 0, hash = '" ZEROS "'", JOURNAL_SHORT, 1},
		{"DELETE FROM journal WHERE seq = 4; UPDATE journal SET seq = seq - 1 WHERE seq > 4", JOURNAL_CHANGED, 4},
		{"UPDATE journal SET seq = -1 WHERE seq = 5; UPDATE journal SET seq = 5 WHERE seq = 6;"
		 "UPDATE journal SET seq = 6 WHERE seq = -1", JOURNAL_CHANGED, 5},
		{"UPDATE journal SET seq = -1 WHERE seq = 5", JOURNAL_BROKEN_LINK, -1},
		{"INSERT INTO journal SELECT 12, hash, payload, prev, event, client FROM journal WHERE seq = 11", JOURNAL_CHANGED, 12},
		{"UPDATE journal_head SET hash = '" ZEROS "'", JOURNAL_BROKEN_LINK, 11},
		{"UPDATE journal_head SET seq = 12", JOURNAL_SHORT, 12},
		{"UPDATE journal_head SET seq = 10", JOURNAL_BROKEN_LINK, 11},
		{"DELETE FROM journal_head", JOURNAL_BROKEN_LINK, 11},
		{"ALTER TABLE journal RENAME TO old; CREATE TABLE journal (seq, prev, payload, hash, event, client);"
		 "INSERT INTO journal SELECT * FROM old; INSERT INTO journal SELECT * FROM old WHERE seq = 3",
		 JOURNAL_DUPLICATE, 3},
		{"ALTER TABLE journal RENAME TO old; CREATE TABLE journal (seq, prev, payload, hash, event, client);"
		 "INSERT INTO journal SELECT seq, prev, NULL, hash, event, client FROM old", JOURNAL_CHANGED, 1},
	};

	append(book, 10);
	assert_int_equal(verdict_of(book, NULL).head.sequence, 11);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char target[200], sql[1200];
		struct journal_verdict verdict;
		struct store *kept = book->store;
		char path[96];

		(void)snprintf(target, sizeof target, "%s/%zu.book", book->folder, i);
		assert_done(book, store_backup(book->store, target, &book->err));
		memcpy(path, book->path, sizeof path);
		(void)snprintf(book->path, sizeof book->path, "%.80s", target);
		(void)snprintf(sql, sizeof sql, "%s%s", UNGUARD, cases[i].tampering);
		if (book_raw(book, sql) != SQLITE_OK)
			fail_msg("cannot tamper: %s", cases[i].tampering);
		assert_done(book, book_open(book, STORE_READ));
		verdict = verdict_of(book, NULL);
		if (verdict.fault != cases[i].fault || verdict.sequence != cases[i].sequence)
			fail_msg("%s: fault %d at %lld", cases[i].tampering, (int)verdict.fault, (long long)verdict.sequence);
		store_close(book->store);
		book->store = kept;
		memcpy(book->path, path, sizeof path);
	}
}

/* A record exchanged with its hash made anew: only its successor can tell. */
static void a_record_forged_with_its_hash_breaks_the_next_link(void **state)
{
	struct book *book = *state;
	char payload[400] = "", hash[HASH_SIZE], sql[1000], previous[HASH_SIZE];
	struct journal_head before, after;
	struct journal_verdict verdict;

	assert_done(book, journal_head(book->store, &before, &book->err));
	memcpy(previous, before.hash, sizeof previous);
	append(book, 1);
	assert_done(book, journal_each(book->store, NULL, 1, keep_payload, payload, &book->err));
	append(book, 1);
	*strchr(payload, '0') = '9';
	journal_hash(2, previous, payload, strlen(payload), hash);
	(void)snprintf(sql, sizeof sql, UNGUARD "UPDATE journal SET payload = '%s', hash = '%s' WHERE seq = 2", payload, hash);
	assert_int_equal(book_raw(book, sql), SQLITE_OK);
	verdict = verdict_of(book, NULL);
	assert_int_equal(verdict.fault, JOURNAL_BROKEN_LINK);
	assert_int_equal(verdict.sequence, 3);
	assert_done(book, journal_head(book->store, &after, &book->err));
	assert_int_equal(after.sequence, 3);
}

static void a_head_printed_elsewhere_finds_a_chain_that_was_cut_or_made_anew(void **state)
{
	struct book *book = *state;
	struct journal_head printed, wrong = {.sequence = 4, .hash = ZEROS};
	struct journal_verdict verdict;

	append(book, 5);
	assert_done(book, journal_head(book->store, &printed, &book->err));
	append(book, 2);
	assert_int_equal(verdict_of(book, &printed).fault, JOURNAL_SOUND);
	verdict = verdict_of(book, &wrong);
	assert_int_equal(verdict.fault, JOURNAL_BROKEN_LINK);
	assert_int_equal(verdict.sequence, 4);
	/* Cut consistently, head row included: the book alone cannot know. */
	assert_int_equal(book_raw(book, UNGUARD "DELETE FROM journal WHERE seq > 4; UPDATE journal_head SET seq = 4, "
	                                        "hash = (SELECT hash FROM journal WHERE seq = 4)"), SQLITE_OK);
	assert_int_equal(verdict_of(book, NULL).fault, JOURNAL_SOUND);
	verdict = verdict_of(book, &printed);
	assert_int_equal(verdict.fault, JOURNAL_SHORT);
	assert_int_equal(verdict.sequence, 5);
}

static void every_flipped_byte_of_a_payload_is_noticed(void **state)
{
	struct book *book = *state;
	char sql[400];

	append(book, 2);
	assert_int_equal(book_raw(book, UNGUARD), SQLITE_OK);
	for (int i = 1; i <= 100; i++) {
		static const char flip[] = "UPDATE journal SET payload = substr(payload, 1, %d) || "
		                           "char(unicode(substr(payload, %d, 1)) + %d) || substr(payload, %d) WHERE seq = 2";

		(void)snprintf(sql, sizeof sql, flip, i - 1, i, 1, i + 1);
		assert_int_equal(book_raw(book, sql), SQLITE_OK);
		assert_int_equal(verdict_of(book, NULL).fault, JOURNAL_CHANGED);
		assert_int_equal(verdict_of(book, NULL).sequence, 2);
		(void)snprintf(sql, sizeof sql, flip, i - 1, i, -1, i + 1);
		assert_int_equal(book_raw(book, sql), SQLITE_OK);
	}
	assert_int_equal(verdict_of(book, NULL).fault, JOURNAL_SOUND);
}

/* The time is printed to be read, never asserted: a busy machine is not a fault. */
static void verifies_a_hundred_thousand_records(void **state)
{
	struct book *book = *state;
	clock_t start;
	double seconds;

	append(book, 100000);
	start = clock();
	assert_int_equal(verdict_of(book, NULL).head.sequence, 100001);
	seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	print_message("# 100,001 records verified in %.3f s\n", seconds);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_as_the_standard_says),
		cmocka_unit_test(chains_as_the_construction_says),
		cmocka_unit_test_setup_teardown(a_book_begins_with_genesis, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_payload_is_canonical, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(refuses_an_event_without_name_or_time_or_with_floating_point, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(walks_one_client_or_all_from_a_record_on, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(the_file_itself_refuses_changes, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(names_the_first_bad_record_and_what_is_wrong_with_it, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_record_forged_with_its_hash_breaks_the_next_link, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_head_printed_elsewhere_finds_a_chain_that_was_cut_or_made_anew, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(every_flipped_byte_of_a_payload_is_noticed, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(verifies_a_hundred_thousand_records, book_setup, book_teardown),
	};

	return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
