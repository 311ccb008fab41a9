/* Assessments, mandates, recommendations, plans: versions that are added and never changed. */
#include "data/store/store_advice.h"

#include <stdlib.h>
#include <string.h>

#include "data/journal/journal.h"
#include "data/store/statement.h"
#include "engine/base/memory.h"

/* ---- Assessments ---- */

#define ASSESSMENT_COLUMNS \
	"SELECT id, client_id, taken, expires, has_legal_capacity, rejects_any_loss, options, seconds, capacity, " \
	"tolerance, composure, knowledge, willingness, final, risk_class, is_minimum_class, volatility_curve, " \
	"volatility_loss_limit, volatility_target, risk_aversion, doubts, caps, needs_second_person, reliability, " \
	"rules_version FROM assessment "

/* One character a question: 0 to 4, x for one not answered. */
static void write_options(const struct answers *answers, char text[QUESTIONS + 1])
{
	for (int i = 0; i < QUESTIONS; i++)
		text[i] = answers->option[i] == ANSWER_MISSING ? 'x' : (char)('0' + answers->option[i]);
	text[QUESTIONS] = '\0';
}

static void read_options(const char *text, struct answers *answers)
{
	for (int i = 0; i < QUESTIONS; i++)
		answers->option[i] = text[i] == 'x' ? ANSWER_MISSING : (int8_t)(text[i] - '0');
}

static void read_assessment(sqlite3_stmt *row, void *item)
{
	struct assessment *assessment = item;
	char options[QUESTIONS + 1] = {0}, reliability[2];

	memset(assessment, 0, sizeof *assessment);
	assessment->id = sqlite3_column_int64(row, 0);
	assessment->client_id = sqlite3_column_int64(row, 1);
	assessment->answers.taken = column_date(row, 2);
	assessment->expires = column_date(row, 3);
	assessment->answers.has_legal_capacity = sqlite3_column_int(row, 4) != 0;
	assessment->answers.rejects_any_loss = sqlite3_column_int(row, 5) != 0;
	column_text(row, 6, options, sizeof options);
	read_options(options, &assessment->answers);
	assessment->answers.seconds = sqlite3_column_int(row, 7);
	assessment->capacity = sqlite3_column_int(row, 8);
	assessment->tolerance = sqlite3_column_int(row, 9);
	assessment->composure = sqlite3_column_int(row, 10);
	assessment->knowledge = sqlite3_column_int(row, 11);
	assessment->willingness = sqlite3_column_int(row, 12);
	assessment->final = sqlite3_column_int(row, 13);
	assessment->risk_class = sqlite3_column_int(row, 14);
	assessment->is_minimum_class = sqlite3_column_int(row, 15) != 0;
	assessment->volatility_curve = sqlite3_column_double(row, 16);
	assessment->volatility_loss_limit = sqlite3_column_double(row, 17);
	assessment->volatility_target = sqlite3_column_double(row, 18);
	assessment->risk_aversion = sqlite3_column_double(row, 19);
	assessment->doubts = (uint32_t)sqlite3_column_int64(row, 20);
	assessment->caps = (uint32_t)sqlite3_column_int64(row, 21);
	assessment->needs_second_person = sqlite3_column_int(row, 22) != 0;
	column_text(row, 23, reliability, sizeof reliability);
	assessment->reliability = reliability[0];
	column_text(row, 24, assessment->rules_version, sizeof assessment->rules_version);
}

static enum status insert_assessment(struct store *store, const struct assessment *a, struct error *err)
{
	static const char sql[] =
		"INSERT INTO assessment (client_id, taken, expires, has_legal_capacity, rejects_any_loss, options, seconds, "
		"capacity, tolerance, composure, knowledge, willingness, final, risk_class, is_minimum_class, volatility_curve, "
		"volatility_loss_limit, volatility_target, risk_aversion, doubts, caps, needs_second_person, reliability, "
		"rules_version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, "
		"?20, ?21, ?22, ?23, ?24)";
	const char reliability[2] = {a->reliability, '\0'};
	char options[QUESTIONS + 1];

	write_options(&a->answers, options);
	return STATEMENT_RUN(store, sql, err, INTEGER(a->client_id), INTEGER(a->answers.taken.days),
	                     INTEGER(a->expires.days), INTEGER(a->answers.has_legal_capacity),
	                     INTEGER(a->answers.rejects_any_loss), TEXT(options), INTEGER(a->answers.seconds),
	                     INTEGER(a->capacity), INTEGER(a->tolerance), INTEGER(a->composure), INTEGER(a->knowledge),
	                     INTEGER(a->willingness), INTEGER(a->final), INTEGER(a->risk_class),
	                     INTEGER(a->is_minimum_class), REAL(a->volatility_curve), REAL(a->volatility_loss_limit),
	                     REAL(a->volatility_target), REAL(a->risk_aversion), INTEGER(a->doubts), INTEGER(a->caps),
	                     INTEGER(a->needs_second_person), TEXT(reliability), TEXT(a->rules_version));
}

enum status store_add_assessment(struct store *store, struct assessment *assessment, const struct journal_event *event,
                                 struct error *err)
{
	struct write write;
	int64_t id;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	status = insert_assessment(store, assessment, err);
	id = sqlite3_last_insert_rowid(store->db);
	status = write_end_recorded(store, &write, status, event, err);
	if (status == STATUS_OK)
		assessment->id = id;
	return status;
}

enum status store_latest_assessment(struct store *store, int64_t client_id, struct date as_of,
                                    struct assessment *assessment, struct error *err)
{
	static const char sql[] =
		ASSESSMENT_COLUMNS "WHERE client_id = ?1 AND taken <= ?2 ORDER BY taken DESC, id DESC LIMIT 1";
	bool found;
	const enum status status = STATEMENT_ONE(store, sql, read_assessment, assessment, &found, err, INTEGER(client_id), INTEGER(as_of.days));

	if (status == STATUS_OK && !found)
		return error_set(err, STATUS_NOT_FOUND, "the client has no risk assessment on that day");
	return status;
}

enum status store_assessments(struct store *store, int64_t client_id, struct assessment **assessments, size_t *count,
                              struct error *err)
{
	static const char sql[] = ASSESSMENT_COLUMNS "WHERE ?1 = 0 OR client_id = ?1 ORDER BY client_id, taken, id";

	return STATEMENT_LIST(store, sql, read_assessment, assessments, count, err, INTEGER(client_id));
}

/* ---- Mandates ---- */

static enum status insert_mandate(struct store *store, const struct mandate *mandate, int64_t *id, struct error *err)
{
	static const char head[] = "INSERT INTO mandate (client_id, since, band_kind, band_width, mode, minimum_trade, "
	                           "cash_reserve, made_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
	static const char limit_row[] = "INSERT INTO mandate_limit (mandate_id, position, scope, key, lower, upper) "
	                                "VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
	static const char lock_row[] = "INSERT INTO mandate_lock (mandate_id, position, symbol) VALUES (?1, ?2, ?3)";
	enum status status = STATEMENT_RUN(store, head, err, INTEGER(mandate->client_id), INTEGER(mandate->since.days),
	                                   INTEGER(mandate->band.kind), INTEGER(mandate->band.width_ppb),
	                                   INTEGER(mandate->mode), INTEGER(mandate->minimum_trade),
	                                   INTEGER(mandate->cash_reserve), TEXT(mandate->by));

	if (status == STATUS_OK)
		*id = sqlite3_last_insert_rowid(store->db);
	for (size_t i = 0; i < mandate->limit_count && status == STATUS_OK; i++) {
		const struct limit *limit = &mandate->limits[i];

		status = STATEMENT_RUN(store, limit_row, err, INTEGER(*id), INTEGER((int64_t)i), INTEGER(limit->scope),
		                       TEXT(limit->key), INTEGER(limit->lower_ppb), INTEGER(limit->upper_ppb));
	}
	for (size_t i = 0; i < mandate->locked_count && status == STATUS_OK; i++)
		status = STATEMENT_RUN(store, lock_row, err, INTEGER(*id), INTEGER((int64_t)i), TEXT(mandate->locked[i]));
	return status;
}

enum status store_add_mandate(struct store *store, struct mandate *mandate, const struct journal_event *event,
                              struct error *err)
{
	struct write write;
	int64_t id = 0;
	enum status status;

	if (mandate->limit_count > MANDATE_LIMITS || mandate->locked_count > MANDATE_LOCKS)
		return error_set(err, STATUS_INVALID, "a mandate has at most %d limits and %d locks", MANDATE_LIMITS,
		                 MANDATE_LOCKS);
	status = write_begin(store, &write, err);
	if (status != STATUS_OK)
		return status;
	status = insert_mandate(store, mandate, &id, err);
	status = write_end_recorded(store, &write, status, event, err);
	if (status == STATUS_OK)
		mandate->id = id;
	return status;
}

static enum status read_limits(struct store *store, struct mandate *mandate, struct error *err)
{
	static const char sql[] = "SELECT scope, key, lower, upper FROM mandate_limit WHERE mandate_id = ?1 ORDER BY position";
	sqlite3_stmt *statement;
	bool has_row;
	enum status status = STATEMENT_FIND(store, sql, &statement, &has_row, err, INTEGER(mandate->id));

	while (status == STATUS_OK && has_row) {
		struct limit *limit;

		if (mandate->limit_count == MANDATE_LIMITS) {
			statement_done(statement);
			return error_set(err, STATUS_CORRUPT, "mandate %lld has too many limits", (long long)mandate->id);
		}
		limit = &mandate->limits[mandate->limit_count++];
		limit->scope = (enum limit_scope)sqlite3_column_int(statement, 0);
		column_text(statement, 1, limit->key, sizeof limit->key);
		limit->lower_ppb = sqlite3_column_int64(statement, 2);
		limit->upper_ppb = sqlite3_column_int64(statement, 3);
		status = statement_step(store, statement, &has_row, err);
	}
	return status;
}

static enum status read_locks(struct store *store, struct mandate *mandate, struct error *err)
{
	static const char sql[] = "SELECT symbol FROM mandate_lock WHERE mandate_id = ?1 ORDER BY position";
	sqlite3_stmt *statement;
	bool has_row;
	enum status status = STATEMENT_FIND(store, sql, &statement, &has_row, err, INTEGER(mandate->id));

	while (status == STATUS_OK && has_row) {
		if (mandate->locked_count == MANDATE_LOCKS) {
			statement_done(statement);
			return error_set(err, STATUS_CORRUPT, "mandate %lld has too many locks", (long long)mandate->id);
		}
		column_text(statement, 0, mandate->locked[mandate->locked_count++], SYMBOL_SIZE);
		status = statement_step(store, statement, &has_row, err);
	}
	return status;
}

enum status store_mandate(struct store *store, int64_t client_id, struct date as_of, struct mandate *mandate,
                          struct error *err)
{
	static const char sql[] =
		"SELECT id, since, band_kind, band_width, mode, minimum_trade, cash_reserve, made_by FROM mandate "
		"WHERE client_id = ?1 AND since <= ?2 ORDER BY since DESC, id DESC LIMIT 1";
	struct mandate read;
	sqlite3_stmt *statement;
	bool found;
	enum status status = read_begin(store, err);

	if (status != STATUS_OK)
		return status;
	mandate_default(&read, client_id);
	status = STATEMENT_FIND(store, sql, &statement, &found, err, INTEGER(client_id), INTEGER(as_of.days));
	if (status == STATUS_OK && found) {
		read.id = sqlite3_column_int64(statement, 0);
		read.since = column_date(statement, 1);
		read.band.kind = (enum band_kind)sqlite3_column_int(statement, 2);
		read.band.width_ppb = sqlite3_column_int64(statement, 3);
		read.mode = (enum gate_mode)sqlite3_column_int(statement, 4);
		read.minimum_trade = sqlite3_column_int64(statement, 5);
		read.cash_reserve = sqlite3_column_int64(statement, 6);
		column_text(statement, 7, read.by, sizeof read.by);
		statement_done(statement);
		status = read_limits(store, &read, err);
		if (status == STATUS_OK)
			status = read_locks(store, &read, err);
	}
	status = read_end(store, status, err);
	if (status == STATUS_OK)
		*mandate = read;
	return status;
}

/* ---- Recommendations ---- */

void recommendation_clear(struct recommendation *recommendation)
{
	free(recommendation->content);
	recommendation->content = NULL;
}

enum status store_add_recommendation(struct store *store, struct recommendation *recommendation,
                                     const struct journal_event *event, enum put_result *result, struct error *err)
{
	static const char find[] =
		"SELECT id FROM recommendation WHERE client_id = ?1 AND as_of = ?2 AND content_hash = ?3";
	static const char insert[] =
		"INSERT INTO recommendation (client_id, as_of, content_hash, content) VALUES (?1, ?2, ?3, ?4)";
	struct write write;
	int64_t known = 0, id = 0;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	status = STATEMENT_INTEGER(store, find, &known, err, INTEGER(recommendation->client_id),
	                           INTEGER(recommendation->as_of.days), TEXT(recommendation->content_hash));
	if (status == STATUS_OK && known == 0) {
		status = STATEMENT_RUN(store, insert, err, INTEGER(recommendation->client_id),
		                       INTEGER(recommendation->as_of.days), TEXT(recommendation->content_hash),
		                       TEXT(recommendation->content));
		id = sqlite3_last_insert_rowid(store->db);
		if (status == STATUS_OK)
			status = journal_append(store, event, err);
	}
	status = write_end(store, &write, status, err);
	if (status != STATUS_OK)
		return status;
	recommendation->id = known != 0 ? known : id;
	if (result != NULL)
		*result = known != 0 ? PUT_SAME : PUT_NEW;
	return STATUS_OK;
}

enum status store_latest_recommendation(struct store *store, int64_t client_id, struct date as_of,
                                        struct recommendation *recommendation, struct error *err)
{
	static const char sql[] = "SELECT id, client_id, as_of, content_hash, content FROM recommendation "
	                          "WHERE client_id = ?1 AND as_of <= ?2 ORDER BY as_of DESC, id DESC LIMIT 1";
	sqlite3_stmt *statement;
	const char *content;
	bool found;
	enum status status = STATEMENT_FIND(store, sql, &statement, &found, err, INTEGER(client_id), INTEGER(as_of.days));

	if (status != STATUS_OK)
		return status;
	if (!found)
		return error_set(err, STATUS_NOT_FOUND, "nothing has been recommended to the client by that day");
	memset(recommendation, 0, sizeof *recommendation);
	recommendation->id = sqlite3_column_int64(statement, 0);
	recommendation->client_id = sqlite3_column_int64(statement, 1);
	recommendation->as_of = column_date(statement, 2);
	column_text(statement, 3, recommendation->content_hash, sizeof recommendation->content_hash);
	content = (const char *)sqlite3_column_text(statement, 4);
	recommendation->content = memory_copy_text(content != NULL ? content : "");
	statement_done(statement);
	return STATUS_OK;
}

/* ---- Plans ---- */

static enum status insert_plan(struct store *store, const struct plan *plan, int64_t *id, struct error *err)
{
	static const char head[] = "INSERT INTO plan (client_id, recommendation_id, accepted, letter, made_by, "
	                           "expected_return, volatility) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
	static const char row[] = "INSERT INTO target (plan_id, position, instrument_id, weight, lower, upper) "
	                          "VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
	const char letter[2] = {plan->letter, '\0'};
	enum status status = STATEMENT_RUN(store, head, err, INTEGER(plan->client_id), KEY(plan->recommendation_id),
	                                   INTEGER(plan->accepted.days), TEXT(letter), TEXT(plan->by),
	                                   REAL(plan->expected_return), REAL(plan->volatility));

	if (status == STATUS_OK)
		*id = sqlite3_last_insert_rowid(store->db);
	for (size_t i = 0; i < plan->target_count && status == STATUS_OK; i++) {
		const struct target *target = &plan->targets[i];

		status = STATEMENT_RUN(store, row, err, INTEGER(*id), INTEGER((int64_t)i), INTEGER(target->instrument_id),
		                       INTEGER(target->weight_ppb), INTEGER(target->lower_ppb), INTEGER(target->upper_ppb));
	}
	return status;
}

enum status store_add_plan(struct store *store, struct plan *plan, const struct journal_event *event, struct error *err)
{
	struct write write;
	int64_t id = 0;
	enum status status = plan_check(plan, err);

	if (status == STATUS_OK)
		status = write_begin(store, &write, err);
	if (status != STATUS_OK)
		return status;
	status = insert_plan(store, plan, &id, err);
	status = write_end_recorded(store, &write, status, event, err);
	if (status == STATUS_OK)
		plan->id = id;
	return status;
}

static void read_target(sqlite3_stmt *row, void *item)
{
	struct target *target = item;

	*target = (struct target){sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1), sqlite3_column_int64(row, 2),
	                          sqlite3_column_int64(row, 3)};
}

static enum status read_targets(struct store *store, struct plan *plan, struct error *err)
{
	static const char sql[] = "SELECT instrument_id, weight, lower, upper FROM target WHERE plan_id = ?1 ORDER BY position";

	return STATEMENT_LIST(store, sql, read_target, &plan->targets, &plan->target_count, err, INTEGER(plan->id));
}

static enum status read_plan(struct store *store, int64_t client_id, struct date as_of, struct plan *plan,
                             struct error *err)
{
	static const char sql[] =
		"SELECT id, client_id, coalesce(recommendation_id, 0), accepted, letter, made_by, expected_return, volatility "
		"FROM plan WHERE client_id = ?1 AND accepted <= ?2 ORDER BY accepted DESC, id DESC LIMIT 1";
	char letter[2];
	sqlite3_stmt *statement;
	bool found;
	enum status status = STATEMENT_FIND(store, sql, &statement, &found, err, INTEGER(client_id), INTEGER(as_of.days));

	if (status != STATUS_OK)
		return status;
	if (!found)
		return error_set(err, STATUS_NOT_FOUND, "the client had accepted no plan by that day");
	plan->id = sqlite3_column_int64(statement, 0);
	plan->client_id = sqlite3_column_int64(statement, 1);
	plan->recommendation_id = sqlite3_column_int64(statement, 2);
	plan->accepted = column_date(statement, 3);
	column_text(statement, 4, letter, sizeof letter);
	plan->letter = letter[0];
	column_text(statement, 5, plan->by, sizeof plan->by);
	plan->expected_return = sqlite3_column_double(statement, 6);
	plan->volatility = sqlite3_column_double(statement, 7);
	statement_done(statement);
	return read_targets(store, plan, err);
}

enum status store_plan(struct store *store, int64_t client_id, struct date as_of, struct plan *plan, struct error *err)
{
	struct plan read = {0};
	enum status status = read_begin(store, err);

	if (status != STATUS_OK)
		return status;
	status = read_plan(store, client_id, as_of, &read, err);
	status = read_end(store, status, err);
	if (status == STATUS_OK)
		*plan = read;
	else
		plan_clear(&read);
	return status;
}
