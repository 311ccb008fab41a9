/* A name and a typed word before anything is recorded. */
#include "tui/screens/signature.h"

#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"

enum { FIELD_NAME, FIELD_WORD };

static bool check(const void *context, const struct form *form, int field, char message[FORM_MESSAGE_SIZE])
{
	const struct signature *signature = context;
	const char *value = form->fields[field].value;

	if (field == FIELD_NAME && value[strspn(value, " ")] == '\0') {
		(void)snprintf(message, FORM_MESSAGE_SIZE, "%s", _("whose decision it is stands in the record"));
		return false;
	}
	if (field == FIELD_WORD && strcmp(value, signature->word) != 0) {
		(void)snprintf(message, FORM_MESSAGE_SIZE, _("type %s exactly; Esc leaves everything as it is"),
			       signature->word);
		return false;
	}
	return true;
}

void signature_open(struct signature *signature, int purpose, const char *title, const char *text, const char *who,
		    const char *name, const char *word)
{
	signature_close(signature);
	signature->is_open = true;
	signature->purpose = purpose;
	(void)snprintf(signature->title, sizeof signature->title, "%s", title);
	text_add(&signature->text, text);
	(void)snprintf(signature->word, sizeof signature->word, "%s", word);
	(void)snprintf(signature->labels[FIELD_NAME], sizeof signature->labels[FIELD_NAME], "%s", who);
	(void)snprintf(signature->labels[FIELD_WORD], sizeof signature->labels[FIELD_WORD], _("type %s"), word);
	for (int i = 0; i < 2; i++)
		signature->fields[i].label = signature->labels[i];
	(void)snprintf(signature->fields[FIELD_NAME].value, FORM_VALUE_SIZE, "%s", name);
	signature->form = (struct form){
		.fields = signature->fields, .count = 2, .check = check, .context = signature};
	form_begin(&signature->form);
}

void signature_close(struct signature *signature)
{
	text_clear(&signature->text);
	*signature = (struct signature){0};
}

enum form_answer signature_key(struct signature *signature, uint32_t key)
{
	return form_key(&signature->form, key);
}

const char *signature_name(const struct signature *signature)
{
	const char *name = signature->fields[FIELD_NAME].value;

	return name + strspn(name, " ");
}

void signature_draw(const struct signature *signature, struct term *term)
{
	const int width = term->columns < 70 ? term->columns - 2 : 68;
	const int lines = term_wrapped_rows(text_string(&signature->text), width - 4);
	const int height = lines + 8 < term->rows ? lines + 8 : term->rows;
	struct term box = term_pane(term, (term->rows - height) / 2, (term->columns - width) / 2, height, width);
	struct term inside, fields;

	term_fill(&box, ROLE_NORMAL);
	inside = term_box_focused(&box, signature->title, true);
	inside = term_pane(&inside, 0, 1, inside.rows, inside.columns - 2);
	(void)term_put_wrapped(&inside, 0, 0, ROLE_NORMAL, text_string(&signature->text));
	fields = term_pane(&inside, inside.rows - 6, 0, 4, inside.columns);
	term_fill(&fields, ROLE_NORMAL);
	form_draw(&signature->form, &fields);
	(void)term_put(&inside, inside.rows - 1, 2, ROLE_DIM, _("⏎ next, then records · Esc leaves everything as it is"));
}
