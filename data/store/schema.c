/* The tables of the book. Money, prices, quantities: millionths; weights: parts of a billion; days since 1970-01-01. */
#include "data/store/schema.h"

#include "data/store/statement.h"

/* A table whose rows stay as they were written. */
#define APPEND_ONLY(table) \
	"CREATE TRIGGER " table "_is_not_changed BEFORE UPDATE ON " table \
	" BEGIN SELECT RAISE(ABORT, '" table " is append-only'); END;" \
	"CREATE TRIGGER " table "_is_not_removed BEFORE DELETE ON " table \
	" BEGIN SELECT RAISE(ABORT, '" table " is append-only'); END;"

/* 1900-01-01 to 2199-12-31 */
#define DAY(column) #column " INTEGER NOT NULL CHECK (" #column " BETWEEN -25567 AND 84005)"
#define CURRENCY(column) #column " TEXT NOT NULL CHECK (" #column " GLOB '[A-Z][A-Z][A-Z]')"
#define FLAG(column) #column " INTEGER NOT NULL CHECK (" #column " IN (0, 1))"
#define NOT_NEGATIVE(column) #column " INTEGER NOT NULL CHECK (" #column " >= 0)"
#define SHARE(column) #column " INTEGER NOT NULL CHECK (" #column " BETWEEN 0 AND 1000000000)"
#define HASH(column) #column " TEXT NOT NULL CHECK (length(" #column ") = 64 AND " #column " NOT GLOB '*[^0-9a-f]*')"
/* Of a link in the journal the verification looks at every character, so that a hundred thousand need not be globbed. */
#define LINK(column) #column " TEXT NOT NULL CHECK (length(" #column ") = 64)"
#define SCORE(column) #column " INTEGER NOT NULL CHECK (" #column " BETWEEN 0 AND 1000000)"
#define CODE(column) #column " TEXT NOT NULL CHECK (" #column " <> '')"

static const char version_1[] =
	"CREATE TABLE setting (key TEXT PRIMARY KEY CHECK (key <> ''), value TEXT NOT NULL) STRICT, WITHOUT ROWID;"

	/* Who */
	"CREATE TABLE household (id INTEGER PRIMARY KEY, " CODE(code) " UNIQUE) STRICT;"
	"CREATE TABLE client (id INTEGER PRIMARY KEY, " CODE(code) " UNIQUE, name TEXT NOT NULL,"
	" household_id INTEGER REFERENCES household,"
	" birth_year INTEGER NOT NULL CHECK (birth_year = 0 OR birth_year BETWEEN 1850 AND 2199),"
	" " CURRENCY(currency) ", category INTEGER NOT NULL CHECK (category BETWEEN 0 AND 1),"
	" " NOT_NEGATIVE(liquidity_days) ","
	" income INTEGER NOT NULL CHECK (income >= -1), expenses INTEGER NOT NULL CHECK (expenses >= -1),"
	" assets INTEGER NOT NULL CHECK (assets >= -1), liabilities INTEGER NOT NULL CHECK (liabilities >= -1),"
	" " FLAG(has_material_change) ") STRICT;"
	"CREATE INDEX client_household ON client (household_id) WHERE household_id IS NOT NULL;"
	"CREATE TABLE account (id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client, " CODE(code) ","
	" UNIQUE (client_id, code)) STRICT;"

	/* What, and at which price */
	"CREATE TABLE instrument (id INTEGER PRIMARY KEY, " CODE(symbol) " UNIQUE, name TEXT NOT NULL,"
	" asset_class INTEGER NOT NULL CHECK (asset_class BETWEEN 0 AND 4), " CURRENCY(currency) ","
	" risk_level INTEGER NOT NULL CHECK (risk_level BETWEEN 1 AND 5), isin TEXT NOT NULL, kind TEXT NOT NULL,"
	" region TEXT NOT NULL, sector TEXT NOT NULL, " NOT_NEGATIVE(lot) ", " NOT_NEGATIVE(minimum) ","
	" " NOT_NEGATIVE(buy_fee) ", " NOT_NEGATIVE(sell_fee) ", " NOT_NEGATIVE(expense) ") STRICT;"
	"CREATE TRIGGER instrument_cash_is_not_changed BEFORE UPDATE ON instrument WHEN OLD.symbol = 'CASH'"
	" BEGIN SELECT RAISE(ABORT, 'CASH cannot be changed'); END;"
	"CREATE TRIGGER instrument_cash_is_not_removed BEFORE DELETE ON instrument WHEN OLD.symbol = 'CASH'"
	" BEGIN SELECT RAISE(ABORT, 'CASH cannot be removed'); END;"
	"CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (name <> '')) STRICT;"
	"CREATE TABLE price (instrument_id INTEGER NOT NULL REFERENCES instrument CHECK (instrument_id > 1), " DAY(day) ","
	" close INTEGER NOT NULL CHECK (close > 0), " NOT_NEGATIVE(adjusted_close) ","
	" source_id INTEGER NOT NULL REFERENCES source, arrived INTEGER NOT NULL," /* seconds since 1970 */
	" PRIMARY KEY (instrument_id, day)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE price_history (id INTEGER PRIMARY KEY, instrument_id INTEGER NOT NULL REFERENCES instrument,"
	" " DAY(day) ", close INTEGER NOT NULL CHECK (close > 0), " NOT_NEGATIVE(adjusted_close) ","
	" source_id INTEGER NOT NULL REFERENCES source, arrived INTEGER NOT NULL,"
	" replaced INTEGER NOT NULL) STRICT;" /* seconds since 1970 */
	"CREATE INDEX price_history_instrument ON price_history (instrument_id, day);"
	APPEND_ONLY("price_history")
	"CREATE TABLE rate (" CURRENCY(base) ", " CURRENCY(quote) ", " DAY(day) ","
	" value INTEGER NOT NULL CHECK (value > 0), source_id INTEGER NOT NULL REFERENCES source,"
	" arrived INTEGER NOT NULL, PRIMARY KEY (base, quote, day)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE feed_state (feed TEXT PRIMARY KEY CHECK (feed <> ''), last_success TEXT NOT NULL,"
	" last_failure TEXT NOT NULL, failure TEXT NOT NULL, " NOT_NEGATIVE(rows) ") STRICT, WITHOUT ROWID;"

	/* What happened. The types are those of enum entry_type, in its order; a reversal carries the opposite signs. */
	"CREATE TABLE entry (id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES account,"
	" instrument_id INTEGER REFERENCES instrument, reverses INTEGER UNIQUE REFERENCES entry, " DAY(day) ","
	" type INTEGER NOT NULL CHECK (type BETWEEN 0 AND 9), quantity INTEGER NOT NULL, " NOT_NEGATIVE(price) ","
	" " NOT_NEGATIVE(fee) ", cash INTEGER NOT NULL, " CURRENCY(currency) ","
	" reference TEXT CHECK (reference <> ''),"
	" CHECK (quantity = 0 OR coalesce(instrument_id, 0) > 1)," /* money has no quantity, nor has CASH */
	" CHECK (reverses IS NOT NULL OR CASE type WHEN 0 THEN cash >= 0 WHEN 1 THEN cash <= 0"
	"  WHEN 2 THEN quantity > 0 AND cash <= 0 WHEN 3 THEN quantity < 0 ELSE 1 END)) STRICT;"
	"CREATE UNIQUE INDEX entry_reference ON entry (account_id, reference) WHERE reference IS NOT NULL;"
	"CREATE INDEX entry_account ON entry (account_id, day, cash);" /* the whole of a cash balance */
	APPEND_ONLY("entry")
	"CREATE TABLE lot (id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES account,"
	" instrument_id INTEGER NOT NULL REFERENCES instrument, entry_id INTEGER NOT NULL REFERENCES entry,"
	" " DAY(day) ", " DAY(acquired) ", quantity INTEGER NOT NULL CHECK (quantity > 0), " NOT_NEGATIVE(unit_cost) ","
	" CHECK (acquired <= day)) STRICT;"
	"CREATE INDEX lot_account ON lot (account_id, instrument_id, acquired, id, day, quantity, unit_cost);"
	"CREATE INDEX lot_entry ON lot (entry_id);"
	APPEND_ONLY("lot")
	"CREATE TABLE lot_change (id INTEGER PRIMARY KEY, lot_id INTEGER NOT NULL REFERENCES lot,"
	" entry_id INTEGER NOT NULL REFERENCES entry, " DAY(day) ","
	" quantity INTEGER NOT NULL CHECK (quantity <> 0)) STRICT;" /* taken; negative: given back */
	"CREATE INDEX lot_change_lot ON lot_change (lot_id, day, quantity);"
	"CREATE INDEX lot_change_entry ON lot_change (entry_id);"
	APPEND_ONLY("lot_change")

	/* The steps of advice */
	"CREATE TABLE assessment (id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client, " DAY(taken) ","
	" " DAY(expires) ", " FLAG(has_legal_capacity) ", " FLAG(rejects_any_loss) ","
	" options TEXT NOT NULL CHECK (length(options) = 16 AND options NOT GLOB '*[^0-4x]*')," /* x: not given */
	" " NOT_NEGATIVE(seconds) ", " SCORE(capacity) ", " SCORE(tolerance) ", " SCORE(composure) ","
	" " SCORE(knowledge) ", " SCORE(willingness) ", " SCORE(final) ","
	" risk_class INTEGER NOT NULL CHECK (risk_class BETWEEN 1 AND 5), " FLAG(is_minimum_class) ","
	" volatility_curve REAL NOT NULL CHECK (volatility_curve >= 0),"
	" volatility_loss_limit REAL NOT NULL CHECK (volatility_loss_limit >= 0),"
	" volatility_target REAL NOT NULL CHECK (volatility_target >= 0),"
	" risk_aversion REAL NOT NULL CHECK (risk_aversion >= 0), " NOT_NEGATIVE(doubts) ", " NOT_NEGATIVE(caps) ","
	" " FLAG(needs_second_person) ", reliability TEXT NOT NULL CHECK (reliability IN ('A', 'B', 'C')),"
	" rules_version TEXT NOT NULL) STRICT;"
	"CREATE INDEX assessment_client ON assessment (client_id, taken);"
	APPEND_ONLY("assessment")
	"CREATE TABLE mandate (id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client, " DAY(since) ","
	" band_kind INTEGER NOT NULL CHECK (band_kind BETWEEN 0 AND 1), " SHARE(band_width) ","
	" mode INTEGER NOT NULL CHECK (mode BETWEEN 0 AND 1), " NOT_NEGATIVE(minimum_trade) ","
	" " NOT_NEGATIVE(cash_reserve) ", made_by TEXT NOT NULL) STRICT;"
	"CREATE INDEX mandate_client ON mandate (client_id, since);"
	APPEND_ONLY("mandate")
	"CREATE TABLE mandate_limit (mandate_id INTEGER NOT NULL REFERENCES mandate, " NOT_NEGATIVE(position) ","
	" scope INTEGER NOT NULL CHECK (scope BETWEEN 0 AND 3), " CODE(key) ", " SHARE(lower) ", " SHARE(upper) ","
	" CHECK (lower <= upper), PRIMARY KEY (mandate_id, position)) STRICT, WITHOUT ROWID;"
	APPEND_ONLY("mandate_limit")
	"CREATE TABLE mandate_lock (mandate_id INTEGER NOT NULL REFERENCES mandate, " NOT_NEGATIVE(position) ","
	" " CODE(symbol) ", PRIMARY KEY (mandate_id, position)) STRICT, WITHOUT ROWID;"
	APPEND_ONLY("mandate_lock")
	"CREATE TABLE recommendation (id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client,"
	" " DAY(as_of) ", " HASH(content_hash) ", content TEXT NOT NULL,"
	" UNIQUE (client_id, as_of, content_hash)) STRICT;"
	APPEND_ONLY("recommendation")
	"CREATE TABLE plan (id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client,"
	" recommendation_id INTEGER REFERENCES recommendation, " DAY(accepted) ","
	" letter TEXT NOT NULL CHECK (letter IN ('A', 'B', 'C', 'S')), made_by TEXT NOT NULL,"
	" expected_return REAL NOT NULL, volatility REAL NOT NULL CHECK (volatility >= 0)) STRICT;"
	"CREATE INDEX plan_client ON plan (client_id, accepted);"
	APPEND_ONLY("plan")
	"CREATE TABLE target (plan_id INTEGER NOT NULL REFERENCES plan, " NOT_NEGATIVE(position) ","
	" instrument_id INTEGER NOT NULL REFERENCES instrument, " SHARE(weight) ", " SHARE(lower) ", " SHARE(upper) ","
	" CHECK (lower <= upper), PRIMARY KEY (plan_id, position), UNIQUE (plan_id, instrument_id)) STRICT, WITHOUT ROWID;"
	APPEND_ONLY("target")

	/* States are those of enum proposal_state and enum order_state, in their order. */
	"CREATE TABLE proposal (id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client,"
	" plan_id INTEGER REFERENCES plan, " DAY(as_of) ", state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 6),"
	" mode TEXT NOT NULL, maker TEXT NOT NULL, checker TEXT NOT NULL, " HASH(content_hash) ", " NOT_NEGATIVE(value) ","
	" " NOT_NEGATIVE(cost) ", " NOT_NEGATIVE(turnover) ", " NOT_NEGATIVE(drift_before) ","
	" " NOT_NEGATIVE(drift_after) ", cash_flow INTEGER NOT NULL) STRICT;"
	"CREATE INDEX proposal_client ON proposal (client_id, state);"
	"CREATE INDEX proposal_state ON proposal (state);"
	"CREATE TRIGGER proposal_content_is_not_changed BEFORE UPDATE OF id, client_id, plan_id, as_of, mode, maker,"
	" content_hash, value, cost, turnover, drift_before, drift_after, cash_flow ON proposal"
	" BEGIN SELECT RAISE(ABORT, 'of a proposal only the state changes'); END;"
	"CREATE TRIGGER proposal_end_is_final BEFORE UPDATE OF state ON proposal"
	" WHEN OLD.state NOT IN (0, 1, 3) AND NEW.state <> OLD.state"
	" BEGIN SELECT RAISE(ABORT, 'the proposal has come to its end'); END;"
	"CREATE TRIGGER proposal_is_not_removed BEFORE DELETE ON proposal"
	" BEGIN SELECT RAISE(ABORT, 'a proposal is not removed'); END;"
	"CREATE TABLE proposal_line (id INTEGER PRIMARY KEY, proposal_id INTEGER NOT NULL REFERENCES proposal,"
	" account_id INTEGER NOT NULL REFERENCES account, instrument_id INTEGER NOT NULL REFERENCES instrument,"
	" side INTEGER NOT NULL CHECK (side BETWEEN 0 AND 1), quantity INTEGER NOT NULL CHECK (quantity > 0),"
	" " NOT_NEGATIVE(price) ", " NOT_NEGATIVE(amount) ", " NOT_NEGATIVE(fee) ", weight_before INTEGER NOT NULL,"
	" weight_after INTEGER NOT NULL, reason INTEGER NOT NULL CHECK (reason BETWEEN 0 AND 5), lots TEXT NOT NULL) STRICT;"
	"CREATE INDEX proposal_line_proposal ON proposal_line (proposal_id);"
	APPEND_ONLY("proposal_line")
	"CREATE TABLE trade_order (id INTEGER PRIMARY KEY, proposal_id INTEGER NOT NULL REFERENCES proposal,"
	" account_id INTEGER NOT NULL REFERENCES account, instrument_id INTEGER NOT NULL REFERENCES instrument,"
	" state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4), side INTEGER NOT NULL CHECK (side BETWEEN 0 AND 1),"
	" quantity INTEGER NOT NULL CHECK (quantity > 0), " NOT_NEGATIVE(filled) ", " NOT_NEGATIVE(price) ","
	" " CODE(reference) " UNIQUE, CHECK (filled <= quantity)) STRICT;"
	"CREATE INDEX trade_order_proposal ON trade_order (proposal_id);"
	"CREATE INDEX trade_order_state ON trade_order (state);"
	"CREATE TRIGGER trade_order_is_not_removed BEFORE DELETE ON trade_order"
	" BEGIN SELECT RAISE(ABORT, 'an order is not removed'); END;"
	"CREATE TABLE fill (id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES trade_order,"
	" entry_id INTEGER NOT NULL UNIQUE REFERENCES entry, " DAY(day) ","
	" quantity INTEGER NOT NULL CHECK (quantity > 0), " NOT_NEGATIVE(price) ", " NOT_NEGATIVE(fee) ","
	" " CODE(reference) " UNIQUE) STRICT;"
	"CREATE INDEX fill_order ON fill (order_id);"
	APPEND_ONLY("fill")

	/* Watching */
	"CREATE TABLE alert (id INTEGER PRIMARY KEY, client_id INTEGER REFERENCES client, " CODE(kind) ","
	" subject TEXT NOT NULL, severity INTEGER NOT NULL CHECK (severity BETWEEN 0 AND 2), " DAY(opened) ","
	" closed INTEGER CHECK (closed BETWEEN opened AND 84005), detail TEXT NOT NULL) STRICT;"
	"CREATE UNIQUE INDEX alert_open ON alert (ifnull(client_id, 0), kind, subject) WHERE closed IS NULL;"
	"CREATE INDEX alert_client ON alert (client_id);"
	"CREATE TABLE report (id INTEGER PRIMARY KEY, as_of INTEGER NOT NULL UNIQUE CHECK (as_of BETWEEN -25567 AND 84005),"
	" " HASH(inputs_hash) ", " NOT_NEGATIVE(inputs_sequence) ", content_hash TEXT NOT NULL) STRICT;"
	"CREATE TABLE report_line (report_id INTEGER NOT NULL REFERENCES report,"
	" client_id INTEGER NOT NULL REFERENCES client, value INTEGER NOT NULL, drift INTEGER NOT NULL,"
	" volatility INTEGER NOT NULL, cost INTEGER NOT NULL, " NOT_NEGATIVE(trades) ", " NOT_NEGATIVE(alerts) ","
	" " CODE(state) ", PRIMARY KEY (report_id, client_id)) STRICT, WITHOUT ROWID;"

	/* The journal. Event and client are copies out of the payload, to find records by; journal_verify compares them. */
	"CREATE TABLE journal (seq INTEGER PRIMARY KEY CHECK (seq > 0), " LINK(prev) ", payload TEXT NOT NULL, " LINK(hash) ","
	" " CODE(event) ", client TEXT) STRICT;"
	"CREATE INDEX journal_client ON journal (client) WHERE client IS NOT NULL;"
	APPEND_ONLY("journal")
	"CREATE TABLE journal_head (id INTEGER PRIMARY KEY CHECK (id = 1), " NOT_NEGATIVE(seq) ", " LINK(hash) ") STRICT;"
	"INSERT INTO journal_head VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');"
	"CREATE TRIGGER journal_head_moves_forward BEFORE UPDATE ON journal_head WHEN NEW.seq <> OLD.seq + 1"
	" BEGIN SELECT RAISE(ABORT, 'the head of the journal only moves forward'); END;"
	"CREATE TRIGGER journal_head_is_not_removed BEFORE DELETE ON journal_head"
	" BEGIN SELECT RAISE(ABORT, 'the head of the journal is not removed'); END;";

/* Goals, what people did about alerts, edits not yet recorded, and the book's list as it was last computed. */
static const char version_2[] =
	"CREATE TABLE goal (id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client, " CODE(name) ","
	" amount INTEGER NOT NULL CHECK (amount > 0)," /* in the money of the day it was recorded */
	" " DAY(due) ", priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 2)," /* must, want, wish */
	" " NOT_NEGATIVE(monthly) ", " NOT_NEGATIVE(monthly_growth) "," /* set aside; its rise a year, parts of a billion */
	" inflation INTEGER NOT NULL CHECK (inflation BETWEEN -1 AND 1000000000)," /* a year; -1: of the assumptions */
	" " DAY(recorded) ", " CODE(made_by) ", closed INTEGER CHECK (closed BETWEEN recorded AND 84005)) STRICT;"
	"CREATE INDEX goal_client ON goal (client_id, due);"
	"CREATE TRIGGER goal_is_not_changed BEFORE UPDATE OF id, client_id, name, amount, due, priority, monthly,"
	" monthly_growth, inflation, recorded, made_by ON goal"
	" BEGIN SELECT RAISE(ABORT, 'a goal is closed and made anew, not changed'); END;"
	"CREATE TRIGGER goal_is_not_removed BEFORE DELETE ON goal BEGIN SELECT RAISE(ABORT, 'a goal is closed, not removed'); END;"

	/* 0 taken on, 1 note, 2 answered, 3 opened again */
	"CREATE TABLE alert_step (id INTEGER PRIMARY KEY, alert_id INTEGER NOT NULL REFERENCES alert, " DAY(day) ","
	" step INTEGER NOT NULL CHECK (step BETWEEN 0 AND 3), " CODE(actor) ", note TEXT NOT NULL) STRICT;"
	"CREATE INDEX alert_step_alert ON alert_step (alert_id);"
	APPEND_ONLY("alert_step")

	/* A screen's edits that are not recorded yet, so that undo and redo outlive the program. */
	"CREATE TABLE draft (client_id INTEGER NOT NULL REFERENCES client, " CODE(screen) ", " NOT_NEGATIVE(position) ","
	" " FLAG(is_current) ", content TEXT NOT NULL, PRIMARY KEY (client_id, screen, position)) STRICT, WITHOUT ROWID;"

	/*
	 * The list of the book as it was last computed, to be shown at once while it is computed anew. It proves nothing:
	 * what it rests on is in kept_state, and anything else makes it old.
	 */
	"CREATE TABLE kept_state (id INTEGER PRIMARY KEY CHECK (id = 1), " DAY(day) ", rests_on TEXT NOT NULL,"
	" summary TEXT NOT NULL) STRICT;"
	"CREATE TABLE kept_row (client_id INTEGER PRIMARY KEY REFERENCES client, figures TEXT NOT NULL) STRICT;";

/* Prices that wait for a person, and what kind of price each source brings. */
static const char version_3[] =
	/* As it came: nothing of it need make sense. States: 0 waits, 1 accepted, 2 rejected, 3 corrected. */
	"CREATE TABLE held_price (id INTEGER PRIMARY KEY, instrument_id INTEGER NOT NULL REFERENCES instrument,"
	" day INTEGER NOT NULL, close INTEGER NOT NULL, adjusted_close INTEGER NOT NULL, currency TEXT NOT NULL,"
	" source_id INTEGER NOT NULL REFERENCES source, arrived INTEGER NOT NULL," /* seconds since 1970 */
	" " CODE(fault) ", " NOT_NEGATIVE(before) ", state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),"
	" actor TEXT NOT NULL, note TEXT NOT NULL, " NOT_NEGATIVE(kept) ","
	" CHECK (state = 0 OR actor <> ''), UNIQUE (instrument_id, day, close, source_id)) STRICT;"
	"CREATE INDEX held_price_waits ON held_price (instrument_id, day) WHERE state = 0;"
	"CREATE TRIGGER held_price_is_as_it_came BEFORE UPDATE OF id, instrument_id, day, close, adjusted_close, currency,"
	" source_id, arrived, fault, before ON held_price"
	" BEGIN SELECT RAISE(ABORT, 'what was held is not changed'); END;"
	"CREATE TRIGGER held_price_is_settled_once BEFORE UPDATE OF state ON held_price WHEN OLD.state <> 0"
	" BEGIN SELECT RAISE(ABORT, 'what was held is settled once'); END;"
	"CREATE TRIGGER held_price_is_not_removed BEFORE DELETE ON held_price"
	" BEGIN SELECT RAISE(ABORT, 'what was held is not removed'); END;"
	"CREATE TABLE price_kind (instrument_id INTEGER NOT NULL REFERENCES instrument,"
	" source_id INTEGER NOT NULL REFERENCES source, " CODE(kind) ", PRIMARY KEY (instrument_id, source_id))"
	" STRICT, WITHOUT ROWID;";

/* Of a price or rate kept by version 3: what kind its source brings, and the delivery it is given. */
#define KIND_OF_3(instrument, source) \
	"coalesce((SELECT k.kind FROM price_kind k WHERE k.instrument_id = " instrument " AND k.source_id = " source \
	" AND k.kind IN ('raw', 'split_adjusted', 'total_return', 'nav', 'rate')), 'raw')"
#define DELIVERY_OF_3(row, kind) \
	"(SELECT d.id FROM delivery d WHERE d.source_id = " row ".source_id AND d.arrived = " row ".arrived AND d.kind = " kind ")"

/* Where each price and rate came from, and what issuers do. */
static const char version_4[] =
	/*
	 * One row for each body that came: a feed's answer, an imported file, a price a person entered. Of what version 3
	 * kept no body is known.
	 */
	"CREATE TABLE delivery (id INTEGER PRIMARY KEY, source_id INTEGER NOT NULL REFERENCES source,"
	" kind TEXT NOT NULL CHECK (kind IN ('raw', 'split_adjusted', 'total_return', 'nav', 'rate', 'hand')),"
	" arrived INTEGER NOT NULL," /* seconds since 1970 */
	" body_hash BLOB CHECK (length(body_hash) = 32)," /* SHA-256; NULL: not known */
	" subject TEXT NOT NULL) STRICT;"
	"CREATE UNIQUE INDEX delivery_body ON delivery (source_id, arrived, kind, subject, ifnull(body_hash, x''));"
	"INSERT INTO delivery (source_id, kind, arrived, body_hash, subject) SELECT source_id, kind, arrived, NULL, '' FROM ("
	"SELECT p.source_id, " KIND_OF_3("p.instrument_id", "p.source_id") " AS kind, p.arrived FROM price p UNION"
	" SELECT h.source_id, " KIND_OF_3("h.instrument_id", "h.source_id") ", h.arrived FROM price_history h UNION"
	" SELECT w.source_id, " KIND_OF_3("w.instrument_id", "w.source_id") ", w.arrived FROM held_price w UNION"
	" SELECT r.source_id, 'rate', r.arrived FROM rate r) ORDER BY arrived, source_id, kind;"
	APPEND_ONLY("delivery")

	/* A large book has millions of these: five integers, in the order they are read in. */
	"CREATE TABLE price_4 (instrument_id INTEGER NOT NULL REFERENCES instrument CHECK (instrument_id > 1), " DAY(day) ","
	" close INTEGER NOT NULL CHECK (close > 0), " NOT_NEGATIVE(adjusted_close) ","
	" delivery_id INTEGER NOT NULL REFERENCES delivery, PRIMARY KEY (instrument_id, day)) STRICT, WITHOUT ROWID;"
	"INSERT INTO price_4 SELECT p.instrument_id, p.day, p.close, p.adjusted_close, "
	DELIVERY_OF_3("p", KIND_OF_3("p.instrument_id", "p.source_id")) " FROM price p ORDER BY p.instrument_id, p.day;"
	"CREATE TABLE price_history_4 (id INTEGER PRIMARY KEY, instrument_id INTEGER NOT NULL REFERENCES instrument,"
	" " DAY(day) ", close INTEGER NOT NULL CHECK (close > 0), " NOT_NEGATIVE(adjusted_close) ","
	" delivery_id INTEGER NOT NULL REFERENCES delivery, replaced INTEGER NOT NULL," /* seconds since 1970 */
	" replaced_by INTEGER NOT NULL REFERENCES delivery) STRICT;"
	"INSERT INTO price_history_4 SELECT id, instrument_id, day, close, adjusted_close, came, replaced,"
	" coalesce(lead(came) OVER (PARTITION BY instrument_id, day ORDER BY id),"
	" (SELECT p.delivery_id FROM price_4 p WHERE p.instrument_id = was.instrument_id AND p.day = was.day), came) FROM ("
	"SELECT h.id, h.instrument_id, h.day, h.close, h.adjusted_close, h.replaced, "
	DELIVERY_OF_3("h", KIND_OF_3("h.instrument_id", "h.source_id")) " AS came FROM price_history h) was ORDER BY id;"
	"CREATE TABLE held_price_4 (id INTEGER PRIMARY KEY, instrument_id INTEGER NOT NULL REFERENCES instrument,"
	" day INTEGER NOT NULL, close INTEGER NOT NULL, adjusted_close INTEGER NOT NULL, currency TEXT NOT NULL,"
	" delivery_id INTEGER NOT NULL REFERENCES delivery, " CODE(fault) ", " NOT_NEGATIVE(before) ","
	" state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3), actor TEXT NOT NULL, note TEXT NOT NULL, " NOT_NEGATIVE(kept) ","
	" CHECK (state = 0 OR actor <> ''), UNIQUE (instrument_id, day, close, delivery_id)) STRICT;"
	"INSERT INTO held_price_4 SELECT w.id, w.instrument_id, w.day, w.close, w.adjusted_close, w.currency, "
	DELIVERY_OF_3("w", KIND_OF_3("w.instrument_id", "w.source_id")) ", w.fault, w.before, w.state, w.actor, w.note, w.kept"
	" FROM held_price w ORDER BY w.id;"
	"CREATE TABLE rate_4 (" CURRENCY(base) ", " CURRENCY(quote) ", " DAY(day) ","
	" value INTEGER NOT NULL CHECK (value > 0), delivery_id INTEGER NOT NULL REFERENCES delivery,"
	" PRIMARY KEY (base, quote, day)) STRICT, WITHOUT ROWID;"
	"INSERT INTO rate_4 SELECT r.base, r.quote, r.day, r.value, " DELIVERY_OF_3("r", "'rate'") " FROM rate r;"
	"DROP TABLE price; ALTER TABLE price_4 RENAME TO price;"
	"DROP TABLE price_history; ALTER TABLE price_history_4 RENAME TO price_history;"
	"DROP TABLE held_price; ALTER TABLE held_price_4 RENAME TO held_price;"
	"DROP TABLE rate; ALTER TABLE rate_4 RENAME TO rate;"
	"CREATE INDEX price_history_instrument ON price_history (instrument_id, day);"
	"CREATE INDEX price_history_replaced ON price_history (replaced);"
	APPEND_ONLY("price_history")
	"CREATE INDEX held_price_waits ON held_price (instrument_id, day) WHERE state = 0;"
	"CREATE TRIGGER held_price_is_as_it_came BEFORE UPDATE OF id, instrument_id, day, close, adjusted_close, currency,"
	" delivery_id, fault, before ON held_price BEGIN SELECT RAISE(ABORT, 'what was held is not changed'); END;"
	"CREATE TRIGGER held_price_is_settled_once BEFORE UPDATE OF state ON held_price WHEN OLD.state <> 0"
	" BEGIN SELECT RAISE(ABORT, 'what was held is settled once'); END;"
	"CREATE TRIGGER held_price_is_not_removed BEFORE DELETE ON held_price"
	" BEGIN SELECT RAISE(ABORT, 'what was held is not removed'); END;"
	"CREATE TABLE rate_history (id INTEGER PRIMARY KEY, " CURRENCY(base) ", " CURRENCY(quote) ", " DAY(day) ","
	" value INTEGER NOT NULL CHECK (value > 0), delivery_id INTEGER NOT NULL REFERENCES delivery,"
	" replaced INTEGER NOT NULL, replaced_by INTEGER NOT NULL REFERENCES delivery) STRICT;"
	"CREATE INDEX rate_history_pair ON rate_history (base, quote, day);"
	APPEND_ONLY("rate_history")

	/* Actions. Types: 0 dividend, 1 split, 2 bonus, 3 rights, 4 merger, 5 symbol. One that was wrong stays, withdrawn. */
	"CREATE TABLE action (id INTEGER PRIMARY KEY, instrument_id INTEGER NOT NULL REFERENCES instrument, " DAY(day) ","
	" paid INTEGER CHECK (paid BETWEEN day AND 84005), type INTEGER NOT NULL CHECK (type BETWEEN 0 AND 5),"
	" " NOT_NEGATIVE(amount) ", " CURRENCY(currency) ", " NOT_NEGATIVE(ratio) ", " NOT_NEGATIVE(price) ","
	" into_id INTEGER REFERENCES instrument CHECK (into_id <> instrument_id), symbol TEXT NOT NULL,"
	" delivery_id INTEGER REFERENCES delivery, " FLAG(is_withdrawn) ") STRICT;"
	"CREATE UNIQUE INDEX action_is_said_once ON action (instrument_id, day, type, coalesce(into_id, 0), symbol)"
	" WHERE is_withdrawn = 0;"
	"CREATE INDEX action_day ON action (day) WHERE is_withdrawn = 0;"
	"CREATE TRIGGER action_is_not_changed BEFORE UPDATE OF id, instrument_id, day, paid, type, amount, currency, ratio,"
	" price, into_id, symbol, delivery_id ON action"
	" BEGIN SELECT RAISE(ABORT, 'an action is withdrawn and said anew, not changed'); END;"
	"CREATE TRIGGER action_is_not_removed BEFORE DELETE ON action"
	" BEGIN SELECT RAISE(ABORT, 'an action is withdrawn, not removed'); END;"
	/* What became of an action in an account: 0 entered, 1 found entered, 2 in what was taken over, 3 let lapse. */
	"CREATE TABLE action_outcome (id INTEGER PRIMARY KEY, action_id INTEGER NOT NULL REFERENCES action,"
	" account_id INTEGER NOT NULL REFERENCES account, outcome INTEGER NOT NULL CHECK (outcome BETWEEN 0 AND 3),"
	" entry_id INTEGER REFERENCES entry, " DAY(day) ", " CODE(actor) ", " FLAG(is_undone) ") STRICT;"
	"CREATE UNIQUE INDEX action_comes_out_once ON action_outcome (action_id, account_id) WHERE is_undone = 0;"
	"CREATE INDEX action_outcome_account ON action_outcome (account_id);"
	"CREATE TRIGGER action_outcome_is_only_undone BEFORE UPDATE ON action_outcome WHEN OLD.is_undone = 1"
	" BEGIN SELECT RAISE(ABORT, 'what was undone stays undone'); END;"
	"CREATE TRIGGER action_outcome_is_not_removed BEFORE DELETE ON action_outcome"
	" BEGIN SELECT RAISE(ABORT, 'an outcome is undone, not removed'); END;"
	/* What a holder chose. Kinds: 0 dividends (0 money, 1 shares), 1 rights (0 let lapse, 1 take); instrument NULL: any. */
	"CREATE TABLE election (id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES account,"
	" instrument_id INTEGER REFERENCES instrument, kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 1),"
	" choice INTEGER NOT NULL CHECK (choice BETWEEN 0 AND 1), " DAY(recorded) ", " CODE(actor) ") STRICT;"
	"CREATE UNIQUE INDEX election_is_made_once ON election (account_id, kind, coalesce(instrument_id, 0));"
	/* Symbols an instrument had before. */
	"CREATE TABLE symbol_before (symbol TEXT PRIMARY KEY CHECK (symbol <> ''),"
	" instrument_id INTEGER NOT NULL REFERENCES instrument, " DAY(until) ") STRICT;"
	"CREATE INDEX lot_instrument ON lot (instrument_id, day);"
	/* On what terms an instrument is dealt, as last stated; days 0: open on that side. */
	"CREATE TABLE dealing_terms (instrument_id INTEGER PRIMARY KEY REFERENCES instrument, calendar TEXT NOT NULL,"
	" share_class TEXT NOT NULL, " NOT_NEGATIVE(value_days) ", " NOT_NEGATIVE(confirm_days) ", "
	NOT_NEGATIVE(proceeds_days) ", fee_share INTEGER NOT NULL CHECK (fee_share BETWEEN 0 AND 1000000),"
	" " NOT_NEGATIVE(day_limit) ", " FLAG(is_limited) ", limited_from INTEGER NOT NULL, limited_until INTEGER NOT NULL,"
	" " FLAG(is_buy_closed) ", buy_closed_from INTEGER NOT NULL, buy_closed_until INTEGER NOT NULL,"
	" " FLAG(is_sell_closed) ", sell_closed_from INTEGER NOT NULL, sell_closed_until INTEGER NOT NULL,"
	" steps TEXT NOT NULL, " FLAG(reinvests) ", delivery_id INTEGER REFERENCES delivery) STRICT;";

/* What a table of an older version says in one place, said otherwise; its rows, indexes and triggers stay as they are. */
#define SAY_OTHERWISE(table, old, new) \
	"UPDATE sqlite_schema SET sql = replace(sql, '" old "', '" new "') WHERE type = 'table' AND name = '" table "';"

/* Capital that is given back, and rates that wait for a person. */
static const char version_5[] =
	/*
	 * A wider CHECK makes no row invalid, so the text of the table is all that changes: two rows of the schema however many
	 * entries there are, and no index or trigger to be made again (https://www.sqlite.org/lang_altertable.html, section 7,
	 * the second procedure). RESET reads the schema anew; what is created after it tells every other connection to.
	 */
	"PRAGMA writable_schema = ON;"
	/* 10 return_of_capital: money, no shares; its lots are exchanged for as many that cost less. */
	SAY_OTHERWISE("entry", "CHECK (type BETWEEN 0 AND 9)", "CHECK (type BETWEEN 0 AND 10)")
	SAY_OTHERWISE("entry", "WHEN 3 THEN quantity < 0 ELSE 1 END", "WHEN 3 THEN quantity < 0"
	              " WHEN 10 THEN quantity = 0 AND cash >= 0 AND coalesce(instrument_id, 0) > 1 ELSE 1 END")
	/* 6 return of capital: an amount for each share */
	SAY_OTHERWISE("action", "CHECK (type BETWEEN 0 AND 5)", "CHECK (type BETWEEN 0 AND 6)")
	"PRAGMA writable_schema = RESET;"

	/* As held_price: a rate as it came and why it was held. States: 0 waits, 1 accepted, 2 rejected, 3 corrected. */
	"CREATE TABLE held_rate (id INTEGER PRIMARY KEY, " CURRENCY(base) ", " CURRENCY(quote) ", day INTEGER NOT NULL,"
	" value INTEGER NOT NULL, delivery_id INTEGER NOT NULL REFERENCES delivery, " CODE(fault) ", " NOT_NEGATIVE(before) ","
	" state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3), actor TEXT NOT NULL, note TEXT NOT NULL, " NOT_NEGATIVE(kept) ","
	" CHECK (state = 0 OR actor <> ''), UNIQUE (base, quote, day, value, delivery_id)) STRICT;"
	"CREATE INDEX held_rate_waits ON held_rate (base, quote, day) WHERE state = 0;"
	"CREATE TRIGGER held_rate_is_as_it_came BEFORE UPDATE OF id, base, quote, day, value, delivery_id, fault, before"
	" ON held_rate BEGIN SELECT RAISE(ABORT, 'what was held is not changed'); END;"
	"CREATE TRIGGER held_rate_is_settled_once BEFORE UPDATE OF state ON held_rate WHEN OLD.state <> 0"
	" BEGIN SELECT RAISE(ABORT, 'what was held is settled once'); END;"
	"CREATE TRIGGER held_rate_is_not_removed BEFORE DELETE ON held_rate"
	" BEGIN SELECT RAISE(ABORT, 'what was held is not removed'); END;";

/* Limits and closures of dealing: as many as were announced, each with its days, in place of one of each kind. */
#define WINDOWS_OF_5(kind, amount, name) \
	"SELECT instrument_id, " kind ", " amount ", nullif(" name "_from, 0), nullif(" name "_until, 0), delivery_id, 0" \
	" FROM dealing_terms WHERE is_" name " = 1"

static const char version_6[] =
	"CREATE TABLE dealing_terms_6 (instrument_id INTEGER PRIMARY KEY REFERENCES instrument, calendar TEXT NOT NULL,"
	" share_class TEXT NOT NULL, " NOT_NEGATIVE(value_days) ", " NOT_NEGATIVE(confirm_days) ", "
	NOT_NEGATIVE(proceeds_days) ", fee_share INTEGER NOT NULL CHECK (fee_share BETWEEN 0 AND 1000000),"
	" steps TEXT NOT NULL, " FLAG(reinvests) ", delivery_id INTEGER REFERENCES delivery) STRICT;"
	"INSERT INTO dealing_terms_6 SELECT instrument_id, calendar, share_class, value_days, confirm_days, proceeds_days,"
	" fee_share, steps, reinvests, delivery_id FROM dealing_terms ORDER BY instrument_id;"
	/* Kinds: 0 limit a day, 1 no purchase, 2 no sale; a day that is NULL: open on that side. */
	"CREATE TABLE terms_window (id INTEGER PRIMARY KEY, instrument_id INTEGER NOT NULL REFERENCES dealing_terms,"
	" kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 2),"
	" amount INTEGER NOT NULL CHECK (CASE kind WHEN 0 THEN amount > 0 ELSE amount = 0 END),"
	" first_day INTEGER CHECK (first_day BETWEEN -25567 AND 84005),"
	" last_day INTEGER CHECK (last_day BETWEEN coalesce(first_day, -25567) AND 84005),"
	" delivery_id INTEGER REFERENCES delivery, " FLAG(is_withdrawn) ") STRICT;"
	"INSERT INTO terms_window (instrument_id, kind, amount, first_day, last_day, delivery_id, is_withdrawn) "
	WINDOWS_OF_5("0", "day_limit", "limited") " AND day_limit > 0 UNION ALL "
	WINDOWS_OF_5("1", "0", "buy_closed") " UNION ALL " WINDOWS_OF_5("2", "0", "sell_closed") " ORDER BY 1, 2;"
	"DROP TABLE dealing_terms; ALTER TABLE dealing_terms_6 RENAME TO dealing_terms;"
	"CREATE UNIQUE INDEX terms_window_is_said_once ON terms_window (instrument_id, kind, amount, coalesce(first_day, -30000),"
	" coalesce(last_day, 90000)) WHERE is_withdrawn = 0;"
	"CREATE TRIGGER terms_window_is_not_changed BEFORE UPDATE OF id, instrument_id, kind, amount, first_day, last_day,"
	" delivery_id ON terms_window BEGIN SELECT RAISE(ABORT, 'a window is withdrawn and said anew, not changed'); END;"
	"CREATE TRIGGER terms_window_stays_withdrawn BEFORE UPDATE OF is_withdrawn ON terms_window WHEN OLD.is_withdrawn = 1"
	" BEGIN SELECT RAISE(ABORT, 'what was withdrawn stays withdrawn'); END;"
	"CREATE TRIGGER terms_window_is_not_removed BEFORE DELETE ON terms_window"
	" BEGIN SELECT RAISE(ABORT, 'a window is withdrawn, not removed'); END;";

const char *const book_migrations[] = {version_1, version_2, version_3, version_4, version_5, version_6};
const size_t book_migration_count = sizeof book_migrations / sizeof book_migrations[0];
