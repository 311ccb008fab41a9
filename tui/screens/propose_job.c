/* Rebalances proposed for many clients. */
#include "tui/screens/propose_job.h"

#include <stdio.h>
#include <stdlib.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/book/upkeep.h"
#include "advice/trade/rebalancing_round.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "tui/desk.h"
#include "tui/screens/job_session.h"

/* Clients named in a dialog; more are counted. */
enum { NAMED = 4 };

struct propose_work {
	struct job_session session;
	char **codes;                   /* owned */
	size_t count;
	bool is_final;                  /* submit; else look only */
	struct job_control *control;
	struct rebalancing_round round; /* owned */
};

static void free_work(void *subject)
{
	struct propose_work *work = subject;

	for (size_t i = 0; i < work->count; i++)
		free(work->codes[i]);
	free(work->codes);
	rebalancing_round_clear(&work->round);
	free(work);
}

/* ---- beside the screen ---- */

static bool go_on(void *context, size_t done, size_t total)
{
	struct propose_work *work = context;

	job_progress(work->control, done, total);
	return !job_is_cancelled(work->control);
}

static void run(void *context, struct job_control *control)
{
	struct propose_work *work = context;
	const char *const *codes = (const char *const *)work->codes;
	struct session *session;

	work->control = control;
	work->session.options.is_read_only = !work->is_final;
	session = job_session_open(&work->session);
	if (session == NULL)
		return;
	if (work->is_final && work->count > 1)
		work->session.status = upkeep_keep(session, KEEP_EVERYONE, NULL, 0, &work->session.failure);
	if (work->session.status != STATUS_OK) {
		session_close(session);
		return;
	}
	work->session.status = work->is_final
			       ? rebalancing_round_submit(session, codes, work->count, session_actor(session), go_on, work,
							  &work->round, &work->session.failure)
			       : rebalancing_round_work(session, codes, work->count, go_on, work, &work->round,
							&work->session.failure);
	session_close(session);
}

/* ---- what is said about it ---- */

static void add_named(struct text *text, const char *heading, const struct text *sentences, size_t kept, size_t count)
{
	if (count == 0)
		return;
	text_addf(text, "\n%s", heading);
	for (size_t i = 0; i < kept && i < NAMED; i++)
		text_addf(text, "\n  %s", text_string(&sentences[i]));
	if (count > NAMED)
		text_addf(text, _("\n  and %zu more"), count - NAMED);
}

static void add_cost(const struct propose_work *work, struct desk *desk, struct text *text)
{
	const struct rebalancing_round *round = &work->round;
	char cost[FIGURE_SIZE];

	text_addf(text, _("\nfees of these trades: %s"),
		  figure_money(round->cost, session_currency(desk_session(desk)), cost));
	if (round->other_currency > 0)
		text_addf(text, _n(" (without %zu client in another currency)", " (without %zu clients in another currency)",
			       round->other_currency), round->other_currency);
}

static void submit(void *subject, struct desk *desk);

static void tell_preview(struct propose_work *work, struct desk *desk)
{
	const struct rebalancing_round *round = &work->round;
	struct text text = {0};
	char typed[24], confirm[80];

	text_addf(&text, _("clients: %zu · with trades: %zu · need none: %zu · refused: %zu\ntrades: %zu"), round->clients,
		  round->dealt, round->quiet, round->refused, round->trades);
	if (round->dealt > 0)
		add_cost(work, desk, &text);
	add_named(&text, _("Refused:"), round->refusals, round->refusal_count, round->refused);
	add_named(&text, _("Beyond a limit; whoever approves will see it:"), round->limits, round->limit_count,
		  round->over_limit);
	text_add(&text, "\n");
	text_add(&text, round->dealt > 0 ? _("Nothing is recorded yet, and nothing is traded before a second person approves.")
					 : _("There is nothing to submit; nothing was recorded."));
	(void)snprintf(typed, sizeof typed, "%zu", round->dealt);
	(void)snprintf(confirm, sizeof confirm, _("Submit (%zu)"), round->dealt);
	desk_ask(desk, &(struct dialog){.title = _("What the rebalance would be"),
					.text = text_string(&text),
					.confirm = round->dealt > 0 ? confirm : NULL,
					.typed = round->dealt > 0 ? typed : NULL,
					.subject = work,
					.confirmed = submit,
					.dropped = free_work});
	text_clear(&text);
}

static void tell_result(const struct propose_work *work, struct desk *desk, bool is_cancelled)
{
	struct text text = {0};

	text_addf(&text, _("waiting for a second person: %zu · need no trade: %zu · refused: %zu"),
		  work->round.dealt, work->round.quiet, work->round.refused);
	add_named(&text, _("Refused:"), work->round.refusals, work->round.refusal_count, work->round.refused);
	desk_ask(desk, &(struct dialog){.title = is_cancelled ? _("Cancelled on the way") : _("Rebalances proposed"),
					.text = text_string(&text)});
	text_clear(&text);
}

static void done(void *context, struct desk *desk, bool is_cancelled)
{
	struct propose_work *work = context;

	if (work->is_final)
		desk_changed(desk);
	if (work->session.status == STATUS_OK && !work->is_final && !is_cancelled) {
		tell_preview(work, desk); /* it goes on, or is dropped with the question */
		return;
	}
	if (work->is_final && (work->session.status == STATUS_OK || is_cancelled))
		tell_result(work, desk, is_cancelled);
	else if (is_cancelled)
		desk_message(desk, ROLE_STATUS, _("Stopped; nothing was recorded."));
	else
		desk_failed(desk, &work->session.failure);
	free_work(work);
}

/* ---- the two jobs ---- */

static struct propose_work *new_work(struct desk *desk, const char *const *codes, size_t count)
{
	struct propose_work *work = memory_new(sizeof *work);

	job_session_init(&work->session, desk, false);
	work->codes = memory_new_array(count + 1, sizeof *work->codes);
	for (work->count = 0; work->count < count; work->count++)
		work->codes[work->count] = memory_copy_text(codes[work->count]);
	return work;
}

/* Those with trades, and no others: who needed none or was refused is not asked again. */
static void submit(void *subject, struct desk *desk)
{
	struct propose_work *seen = subject;
	struct propose_work *work = new_work(desk, (const char *const *)seen->round.codes, seen->round.dealt);

	work->is_final = true;
	free_work(seen);
	desk_start_job(desk, &(struct job){.title = N_("proposing rebalances"), .work = work, .run = run, .done = done});
}

void propose_job_start(struct desk *desk, const char *const *codes, size_t count)
{
	desk_start_job(desk, &(struct job){.title = N_("working the trades out"), .work = new_work(desk, codes, count),
					   .run = run, .done = done});
}
