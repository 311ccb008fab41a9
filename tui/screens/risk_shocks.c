/* The client's own shocks, typed in: one field for each kind of holding. */
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/market/market.h"
#include "advice/plan/candidate.h"
#include "tui/desk.h"
#include "tui/screens/risk_state.h"

/* The shock that is in force for a field's key, as the field takes it. */
static void fill_value(const struct risk_screen *screen, const struct instrument *instrument, char value[FORM_VALUE_SIZE])
{
	const struct scenario_shock *shock = scenario_shock_of(&screen->own, instrument);

	if (shock != NULL)
		(void)snprintf(value, FORM_VALUE_SIZE, "%.10g", 100 * shock->shock);
}

static void add_field(struct risk_screen *screen, const struct instrument *instrument)
{
	struct risk_shocks *shocks = &screen->shocks;
	const int at = shocks->form.count;
	char key[sizeof shocks->keys[0]];

	(void)snprintf(key, sizeof key, "%s:%s", asset_class_name(instrument->asset_class), instrument->region);
	for (int i = 0; i < at; i++)
		if (strcmp(shocks->keys[i], key) == 0)
			return;
	if (at == SHOCK_FIELDS)
		return;
	memcpy(shocks->keys[at], key, sizeof key);
	(void)snprintf(shocks->labels[at], sizeof shocks->labels[at], "%s %s",
		       class_words(language_current(), instrument->asset_class), instrument->region);
	shocks->fields[at] = (struct form_field){.label = shocks->labels[at]};
	fill_value(screen, instrument, shocks->fields[at].value);
	shocks->form.count++;
}

/* "equity:CN=-30" of a field; false: the field is empty. */
static bool compose(const struct risk_shocks *shocks, const struct form *form, int field, char *text, size_t size)
{
	const char *value = form->fields[field].value;

	if (value[strspn(value, " ")] == '\0')
		return false;
	(void)snprintf(text, size, "%s=%s", shocks->keys[field], value);
	return true;
}

static bool check(const void *context, const struct form *form, int field, char message[FORM_MESSAGE_SIZE])
{
	struct scenario scratch = {.shock_count = 0};
	char text[FORM_VALUE_SIZE + 64];

	if (!compose(context, form, field, text, sizeof text) || risk_shock_parse(text, &scratch, NULL) == STATUS_OK)
		return true;
	(void)snprintf(message, FORM_MESSAGE_SIZE, "%s", _("-100 to 1000"));
	return false;
}

void risk_shocks_open(struct risk_screen *screen)
{
	struct risk_shocks *shocks = &screen->shocks;

	*shocks = (struct risk_shocks){0};
	for (size_t i = 0; i < screen->view.line_count; i++) {
		const struct instrument *instrument = &screen->view.market->rows[screen->view.lines[i].row].instrument;

		if (!instrument_is_cash(instrument) && screen->view.lines[i].weight > 0.0)
			add_field(screen, instrument);
	}
	if (shocks->form.count == 0)
		return;
	shocks->form.fields = shocks->fields;
	shocks->form.check = check;
	shocks->form.context = shocks;
	shocks->is_open = true;
	form_begin(&shocks->form);
}

static void take(struct risk_screen *screen, struct desk *desk)
{
	struct scenario own = {.name = "own"};
	char text[FORM_VALUE_SIZE + 64];
	struct error err = {0};
	enum status status = STATUS_OK;

	for (int i = 0; status == STATUS_OK && i < screen->shocks.form.count; i++)
		if (compose(&screen->shocks, &screen->shocks.form, i, text, sizeof text))
			status = risk_shock_parse(text, &own, &err);
	if (status == STATUS_OK) {
		screen->own = own;
		status = risk_view_shock(&screen->view, &screen->own, &err);
	}
	screen->shocks.is_open = false;
	if (status != STATUS_OK) {
		desk_failed(desk, &err);
		return;
	}
	table_view_update(&screen->tables[RISK_SCENARIOS]);
	screen->focus = RISK_SCENARIOS;
	if (own.shock_count > 0)
		(void)table_view_select_id(&screen->tables[RISK_SCENARIOS], (int64_t)screen->view.stress_count);
	desk_message(desk, ROLE_STATUS, own.shock_count > 0 ? _("Own shocks stand last among the scenarios; nothing was recorded.") :
								 _("No own shocks."));
}

void risk_shocks_key(struct risk_screen *screen, struct desk *desk, uint32_t key)
{
	switch (form_key(&screen->shocks.form, key)) {
	case FORM_SUBMITTED:
		take(screen, desk);
		break;
	case FORM_CANCELLED:
		screen->shocks.is_open = false;
		break;
	case FORM_OPEN:
		break;
	}
}

void risk_shocks_draw(const struct risk_screen *screen, struct term *term)
{
	const int width = term->columns < 68 ? term->columns - 4 : 64;
	int height = 8 + screen->shocks.form.count, row;
	struct term box, inside;

	height = height > term->rows ? term->rows : height;
	box = term_pane(term, (term->rows - height) / 2, (term->columns - width) / 2, height, width);
	term_fill(&box, ROLE_NORMAL);
	inside = term_box_focused(&box, _("What if"), true);
	inside = term_pane(&inside, 0, 1, inside.rows, inside.columns - 2);
	row = term_put_wrapped(&inside, 0, 0, ROLE_NORMAL,
			       _("What each kind of holding would do, in percent: -30 is a fall by 30 %. Empty is unmoved. Enter goes on, Esc leaves.")) + 1;
	inside = term_pane(&inside, row, 0, inside.rows - row, inside.columns);
	form_draw(&screen->shocks.form, &inside);
}
