/* Deliveries and the sources they come from. */
#include "data/store/store_delivery.h"

#include <string.h>

#include "data/store/statement.h"
#include "data/store/timestamp.h"

enum { HASH_BYTES = 32 };

enum status store_put_source(struct store *store, const char *name, int64_t *id, struct error *err)
{
	static const char find[] = "SELECT id FROM source WHERE name = ?1";
	static const char insert[] = "INSERT INTO source (name) VALUES (?1) ON CONFLICT (name) DO NOTHING";
	struct write write;
	int64_t found = 0;
	enum status status;

	if (*name == '\0' || strlen(name) >= SOURCE_SIZE)
		return error_set(err, STATUS_INVALID, "\"%.80s\" is no name for a source; 1 to %d bytes", name, SOURCE_SIZE - 1);
	status = STATEMENT_INTEGER(store, find, &found, err, TEXT(name));
	if (status == STATUS_OK && found == 0) {
		status = write_begin(store, &write, err);
		if (status != STATUS_OK)
			return status;
		status = STATEMENT_RUN(store, insert, err, TEXT(name));
		if (status == STATUS_OK)
			status = STATEMENT_INTEGER(store, find, &found, err, TEXT(name));
		status = write_end(store, &write, status, err);
	}
	if (status == STATUS_OK)
		*id = found;
	return status;
}

static int digit_of(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* *length is 0 for an empty text, which is no hash. */
static enum status read_hash(const char *text, unsigned char bytes[HASH_BYTES], int *length, struct error *err)
{
	*length = 0;
	if (*text == '\0')
		return STATUS_OK;
	for (int i = 0; i < HASH_BYTES; i++) {
		const int high = digit_of(text[2 * i]), low = high < 0 ? -1 : digit_of(text[2 * i + 1]);

		if (low < 0)
			return error_set(err, STATUS_INVALID, "\"%.80s\" is no SHA-256", text);
		bytes[i] = (unsigned char)(high << 4 | low);
	}
	if (text[2 * HASH_BYTES] != '\0')
		return error_set(err, STATUS_INVALID, "\"%.80s\" is no SHA-256", text);
	*length = HASH_BYTES;
	return STATUS_OK;
}

enum status store_put_delivery(struct store *store, const struct delivery *delivery, int64_t *id, struct error *err)
{
	static const char find[] = "SELECT id FROM delivery WHERE source_id = ?1 AND arrived = ?2 AND kind = ?3 "
	                           "AND subject = ?4 AND ifnull(body_hash, x'') = ifnull(?5, x'')";
	static const char insert[] = "INSERT INTO delivery (source_id, arrived, kind, subject, body_hash) "
	                             "VALUES (?1, ?2, ?3, ?4, ?5)";
	unsigned char hash[HASH_BYTES];
	int64_t source = 0, seconds = 0, found = 0;
	struct write write;
	int length = 0;
	enum status status = timestamp_parse(delivery->arrived, &seconds, err);

	if (status == STATUS_OK)
		status = read_hash(delivery->body_hash, hash, &length, err);
	if (status == STATUS_OK)
		status = write_begin(store, &write, err);
	if (status != STATUS_OK)
		return status;
	status = store_put_source(store, delivery->source, &source, err);
	if (status == STATUS_OK)
		status = STATEMENT_INTEGER(store, find, &found, err, INTEGER(source), INTEGER(seconds), TEXT(delivery->kind),
		                           TEXT(delivery->subject), BYTES_OR_NULL(hash, length));
	if (status == STATUS_OK && found == 0) {
		status = STATEMENT_RUN(store, insert, err, INTEGER(source), INTEGER(seconds), TEXT(delivery->kind),
		                       TEXT(delivery->subject), BYTES_OR_NULL(hash, length));
		found = sqlite3_last_insert_rowid(store->db);
	}
	status = write_end(store, &write, status, err);
	if (status == STATUS_OK)
		*id = found;
	return status;
}

static void read_delivery(sqlite3_stmt *row, void *item)
{
	struct delivery *delivery = item;

	memset(delivery, 0, sizeof *delivery);
	delivery->id = sqlite3_column_int64(row, 0);
	column_text(row, 1, delivery->source, sizeof delivery->source);
	column_text(row, 2, delivery->kind, sizeof delivery->kind);
	(void)timestamp_format(sqlite3_column_int64(row, 3), delivery->arrived);
	column_text(row, 4, delivery->body_hash, sizeof delivery->body_hash);
	column_text(row, 5, delivery->subject, sizeof delivery->subject);
}

enum status store_get_delivery(struct store *store, int64_t id, struct delivery *delivery, struct error *err)
{
	static const char sql[] = "SELECT d.id, s.name, d.kind, d.arrived, lower(hex(d.body_hash)), d.subject FROM delivery d "
	                          "JOIN source s ON s.id = d.source_id WHERE d.id = ?1";
	bool found;
	const enum status status = STATEMENT_ONE(store, sql, read_delivery, delivery, &found, err, INTEGER(id));

	if (status == STATUS_OK && !found)
		return error_set(err, STATUS_NOT_FOUND, "there is no delivery with the number %lld", (long long)id);
	return status;
}
