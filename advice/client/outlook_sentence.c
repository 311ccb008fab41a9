/* One sentence about one goal. Nothing is promised: futures are counted. */
#include "advice/client/outlook_sentence.h"

#include <stdio.h>

#include "advice/base/language.h"
#include "advice/client/outlook.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

/* "41,000": whole units, in threes. */
static void add_amount(struct text *text, double value)
{
	char digits[32];
	int length = snprintf(digits, sizeof digits, "%.0f", value);

	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			text_add_character(text, ',');
		text_add_character(text, digits[i]);
	}
}

void outlook_sentence(const struct outlook *outlook, const struct outlook_goal *goal,
                      const struct outlook_figures *figures, bool hides_amounts, struct text *text)
{
	const int hundred = outlook_of_hundred(figures->chance);
	struct text missing = {0};

	if (goal->gap != OUTLOOK_KNOWN) {
		text_add(text, _(outlook_gap_text(goal->gap)));
		return;
	}
	if (hides_amounts)
		text_add(&missing, "•••");
	else
		add_amount(&missing, figures->missing);
	if (hundred == 99)
		text_add(text, _("Reached in more than 98 of 100 simulated futures."));
	else if (hundred == 1)
		text_addf(text, _("Reached in fewer than 2 of 100 simulated futures; %1$s %2$s are lacking on average."),
		          outlook->currency, text_string(&missing));
	else
		text_addf(text,
		          _("Reached in %1$d of 100 simulated futures; in the others %2$s %3$s are lacking on average."),
		          hundred, outlook->currency, text_string(&missing));
	text_clear(&missing);
}
