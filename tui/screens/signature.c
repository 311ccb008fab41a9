/* A name and a typed word, a figure or a reason, before anything is recorded. */
#include "tui/screens/signature.h"

#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"

static bool is_blank(const char *value)
{
	return value[strspn(value, " ")] == '\0';
}

static bool check(const void *context, const struct form *form, int field, char message[FORM_MESSAGE_SIZE])
{
	const struct signature *signature = context;
	const char *value = form->fields[field].value;

	switch (signature->parts[field]) {
	case SIGNATURE_FIGURE:
		return signature->check_figure(value + strspn(value, " "), message, FORM_MESSAGE_SIZE);
	case SIGNATURE_NAME:
		if (is_blank(value))
			(void)snprintf(message, FORM_MESSAGE_SIZE, "%s", _("whose decision it is stands in the record"));
		return !is_blank(value);
	case SIGNATURE_WHY:
		if (is_blank(value))
			(void)snprintf(message, FORM_MESSAGE_SIZE, "%s", _("The record keeps the reason."));
		return !is_blank(value);
	default:
		if (strcmp(value, signature->word) == 0)
			return true;
		(void)snprintf(message, FORM_MESSAGE_SIZE, _("type %s exactly; Esc leaves everything as it is"), signature->word);
		return false;
	}
}

static struct form_field *add_field(struct signature *signature, enum signature_part part, const char *label)
{
	const int at = signature->form.count++;

	signature->parts[at] = part;
	(void)snprintf(signature->labels[at], sizeof signature->labels[at], "%s", label);
	signature->fields[at] = (struct form_field){.label = signature->labels[at]};
	return &signature->fields[at];
}

void signature_ask(struct signature *signature, const struct signature_question *question)
{
	char label[sizeof signature->labels[0]];

	signature_close(signature);
	signature->is_open = true;
	signature->purpose = question->purpose;
	signature->check_figure = question->check_figure;
	(void)snprintf(signature->title, sizeof signature->title, "%s", question->title);
	text_add(&signature->text, question->text);
	signature->form = (struct form){.fields = signature->fields, .check = check, .context = signature};
	if (question->figure != NULL)
		(void)add_field(signature, SIGNATURE_FIGURE, question->figure);
	(void)snprintf(add_field(signature, SIGNATURE_NAME, question->who)->value, FORM_VALUE_SIZE, "%s", question->name);
	if (question->asks_why)
		add_field(signature, SIGNATURE_WHY, _("reason"))->hint = _("a sentence for the record");
	if (question->word != NULL) {
		(void)snprintf(signature->word, sizeof signature->word, "%s", question->word);
		(void)snprintf(label, sizeof label, _("type %s"), question->word);
		(void)add_field(signature, SIGNATURE_WORD, label);
	}
	form_begin(&signature->form);
}

void signature_open(struct signature *signature, int purpose, const char *title, const char *text, const char *who,
		    const char *name, const char *word)
{
	signature_ask(signature, &(struct signature_question){
			.purpose = purpose, .title = title, .text = text, .who = who, .name = name, .word = word});
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

const char *signature_value(const struct signature *signature, enum signature_part part)
{
	for (int i = 0; i < signature->form.count; i++)
		if (signature->parts[i] == part)
			return signature->fields[i].value + strspn(signature->fields[i].value, " ");
	return "";
}

const char *signature_name(const struct signature *signature)
{
	return signature_value(signature, SIGNATURE_NAME);
}

void signature_draw(const struct signature *signature, struct term *term)
{
	const int width = term->columns < 70 ? term->columns - 2 : 68;
	const int lines = term_wrapped_rows(text_string(&signature->text), width - 4);
	const int form_rows = signature->form.count + 2; /* and a message below them */
	const int height = lines + form_rows + 4 < term->rows ? lines + form_rows + 4 : term->rows;
	struct term box = term_pane(term, (term->rows - height) / 2, (term->columns - width) / 2, height, width);
	struct term inside, fields;

	term_fill(&box, ROLE_NORMAL);
	inside = term_box_focused(&box, signature->title, true);
	inside = term_pane(&inside, 0, 1, inside.rows, inside.columns - 2);
	(void)term_put_wrapped(&inside, 0, 0, ROLE_NORMAL, text_string(&signature->text));
	fields = term_pane(&inside, inside.rows - form_rows - 2, 0, form_rows, inside.columns);
	term_fill(&fields, ROLE_NORMAL);
	form_draw(&signature->form, &fields);
	(void)term_put(&inside, inside.rows - 1, 2, ROLE_DIM, _("⏎ next, then records · Esc leaves everything as it is"));
}
