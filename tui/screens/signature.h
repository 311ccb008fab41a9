/* Who decides, and that it is meant: a name and a typed word, a figure or a reason, asked over the screen before anything is recorded. */
#ifndef BALLAST_TUI_SCREENS_SIGNATURE_H
#define BALLAST_TUI_SCREENS_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/text.h"
#include "tui/widget/form.h"

enum { SIGNATURE_WORD_SIZE = 48 };

/* In the order in which they are asked. */
enum signature_part { SIGNATURE_FIGURE, SIGNATURE_NAME, SIGNATURE_WHY, SIGNATURE_WORD, SIGNATURE_PARTS };

/* Texts are already translated, and copied. */
struct signature_question {
	int purpose;                    /* the screen's own */
	const char *title;
	const char *text;               /* what will be done, in whole sentences */
	const char *who, *name;         /* what the name's field is called, and what it holds at first */
	const char *word;               /* to be typed; NULL: nothing is */
	const char *figure;             /* what a figure that is asked for is called; NULL: none is */
	/* Why a figure is none, already translated. With figure alone. */
	bool (*check_figure)(const char *value, char *message, size_t size);
	bool asks_why;
};

/* Zeroed: closed. It must not move while it is open. */
struct signature {
	bool is_open;
	int purpose;
	char title[96];
	struct text text;               /* owned */
	char word[SIGNATURE_WORD_SIZE];
	bool (*check_figure)(const char *value, char *message, size_t size);
	enum signature_part parts[SIGNATURE_PARTS]; /* of the fields */
	char labels[SIGNATURE_PARTS][64];
	struct form form;
	struct form_field fields[SIGNATURE_PARTS];
};

void signature_ask(struct signature *signature, const struct signature_question *question);

/* A name and a word alone. */
void signature_open(struct signature *signature, int purpose, const char *title, const char *text, const char *who,
		    const char *name, const char *word);
void signature_close(struct signature *signature); /* frees */

/* FORM_SUBMITTED: what was asked is there and the word is right. The caller closes it in either case. */
enum form_answer signature_key(struct signature *signature, uint32_t key);
/* What was said, without blanks before it; "" where it is not asked. */
const char *signature_value(const struct signature *signature, enum signature_part part);
const char *signature_name(const struct signature *signature);
void signature_draw(const struct signature *signature, struct term *term);

#endif
