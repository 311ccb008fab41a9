/* Who decides, and that it is meant: a name and a typed word, asked over the screen before anything is recorded. */
#ifndef BALLAST_TUI_SCREENS_SIGNATURE_H
#define BALLAST_TUI_SCREENS_SIGNATURE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/text.h"
#include "tui/widget/form.h"

enum { SIGNATURE_WORD_SIZE = 48 };

/* Zeroed: closed. It must not move while it is open. */
struct signature {
	bool is_open;
	int purpose;                    /* the screen's own */
	char title[96];
	struct text text;               /* owned: what will be done, in whole sentences */
	char word[SIGNATURE_WORD_SIZE]; /* to be typed */
	char labels[2][64];
	struct form form;
	struct form_field fields[2];
};

/* Texts are copied, already translated; who: what the name field is called; name: what it holds at first. */
void signature_open(struct signature *signature, int purpose, const char *title, const char *text, const char *who,
		    const char *name, const char *word);
void signature_close(struct signature *signature); /* frees */

/* FORM_SUBMITTED: the name is there and the word is right. The caller closes it in either case. */
enum form_answer signature_key(struct signature *signature, uint32_t key);
const char *signature_name(const struct signature *signature);
void signature_draw(const struct signature *signature, struct term *term);

#endif
