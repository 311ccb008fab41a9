/* The pages of the weekly report. Internal to advice. */
#ifndef BALLAST_ADVICE_OVERSIGHT_WEEKLY_DOCUMENT_H
#define BALLAST_ADVICE_OVERSIGHT_WEEKLY_DOCUMENT_H

#include "advice/trade/rebalancing.h"
#include "data/journal/journal.h"
#include "data/store/store_watch.h"
#include "report/document.h"

struct past_since;
struct session;
struct track;

/* What the report says of one client, kept for the summary. */
struct brief {
	int64_t client_id;
	char code[SYMBOL_SIZE], name[NAME_SIZE];
	char currency[4];
	enum standing_state state;
	int64_t value, week_change, drift_ppb, cost;
	double volatility, volatility_limit, week_return;
	size_t trades, alerts;
	int64_t proposal_id;
	bool has_before;              /* the last report knew the client                             */
	char state_before[24];
	int64_t value_before;
};

struct briefs {
	struct brief *list;           /* owned                                                       */
	size_t count;
	bool has_previous;
	struct date previous;         /* day of the last report                                      */
	size_t stale_prices;
};

/* arena: one that lives until the report is finished. */
void weekly_head(struct session *session, const struct journal_head *head, struct arena *arena,
                 struct document_head *document);
struct section *weekly_summary(struct session *session, const struct briefs *briefs, const struct past_since *past,
                               struct arena *arena);
enum status weekly_prices(struct session *session, struct arena *arena, struct section **section, struct error *err);

/* rebalancing NULL: none was worked out. why: the refusal in that case, or NULL. returns: of track_load_returns. */
enum status weekly_client(struct session *session, const struct standing *standing, const struct track *returns,
                          const struct rebalancing *rebalancing, const char *why, struct arena *arena,
                          struct section **section, struct error *err);
struct section *weekly_disclosure(struct session *session, struct arena *arena);

#endif
