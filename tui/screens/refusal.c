/* Why nothing may be shown or done, and what to do. */
#include "tui/screens/refusal.h"

#include <stddef.h>

#include "advice/base/detail.h"
#include "advice/base/language.h"
#include "advice/client/standing.h"
#include "engine/base/text.h"
#include "tui/desk.h"

/* The rule in words where it is one of the profile's, else the detail as advice gave it. */
static const char *profile_rule(const struct standing *standing)
{
	if (standing->client.has_material_change)
		return N_("S02: the client's circumstances have changed since the profile was taken; no strategy may be shown before it is taken anew.");
	if (!standing->has_assessment)
		return N_("S01: this client has no profile; no strategy may be shown before it is known what the client can bear.");
	if (!standing->is_profile_valid)
		return N_("S01: this client's profile has expired; no strategy may be shown before it is taken anew.");
	return NULL;
}

void refusal_words(const struct standing *standing, const struct error *err, struct text *refusal, struct text *remedy)
{
	const char *rule = profile_rule(standing);

	text_reset(refusal);
	text_reset(remedy);
	if (rule != NULL) {
		text_add(refusal, _(rule));
		text_add(remedy, _("3 opens the questionnaire. Afterwards this screen shows what may be proposed."));
		return;
	}
	text_add(refusal, _(standing_state_text(standing->state)));
	text_add(refusal, "\n");
	detail_add(refusal, language_current(), err->message);
	switch (standing->state) {
	case STANDING_NO_PLAN:
	case STANDING_BLOCKED:
		text_add(remedy, _("4 opens the studio, where a plan is proposed and accepted."));
		break;
	case STANDING_NO_PRICE:
	case STANDING_STALE:
		text_add(remedy, _("Fetch prices with r in the book or the market, or import them; then come back."));
		break;
	default:
		text_add(remedy, _("2 shows where this client stands."));
	}
}

void refusal_nobody(struct text *refusal, struct text *remedy)
{
	text_reset(refusal);
	text_reset(remedy);
	text_add(refusal, _("No client is chosen yet."));
	text_add(remedy, _("1 opens the book; Enter on a client brings you back with 4 or 5."));
}

void refusal_draw(const char *refusal, const char *remedy, struct term *term)
{
	struct term inside = term_box(term, NULL);
	struct term text = term_pane(&inside, 1, 2, inside.rows - 1, inside.columns - 4);
	int row = term_put_wrapped(&text, 0, 0, ROLE_WARNING, refusal);

	term_cursor(&text, 0, 0);
	(void)term_put_wrapped(&text, row + 1, 0, ROLE_NORMAL, remedy);
}

struct term refusal_draw_sentence(const char *title, const char *sentence, struct term *term)
{
	struct term inside = term_box(term, title);
	struct term text = term_pane(&inside, 1, 2, inside.rows - 1, inside.columns - 4);

	(void)term_put_wrapped(&text, 0, 0, ROLE_NORMAL, sentence);
	return text;
}

struct term refusal_draw_nobody(struct term *term)
{
	return refusal_draw_sentence(NULL,
				     _("Nobody is chosen yet. The screen Book lists everybody; Enter opens the client under the cursor."),
				     term);
}

enum status refusal_of_nobody(struct error *err)
{
	return error_set(err, STATUS_NOT_FOUND, "nobody is chosen yet; choose a client in the book");
}

void refusal_ask(struct desk *desk, const char *title, const char *text)
{
	desk_ask(desk, &(struct dialog){.title = title, .text = text});
}

void refusal_failed(struct desk *desk, const char *title, const struct error *err)
{
	char words[sizeof err->message];

	refusal_ask(desk, title, detail_words(err->message, words, sizeof words));
}
