/* Errors in the reader's language: a shape is matched, what stands in its places is carried over. */
#include "advice/base/detail.h"

#include <stdio.h>
#include <string.h>

#include "advice/base/explain.h"
#include "engine/base/text.h"

/* Places a shape has at most, and how often what stands in one may be a known sentence itself. */
enum { PLACES = 4, DEPTH = 2, CAPTURE_SIZE = 480 };

/*
 * The first shape that fits is taken: the particular ones before those that are nothing but places and colons. Each is the
 * wording of the room that says it; tests/advice/details.sh looks it up there.
 */
const char *const detail_shapes[] = {
	/* the questionnaire */
	N_("the answers of %1$s are dated after today"),
	N_("%1$s was assessed %2$s times today; %3$s a day are allowed (I9): come back another day"),
	N_("%1$s was assessed %2$s times in the last twelve months; %3$s are allowed (I9)"),
	/* the plan */
	N_("S01: %1$s has no profile; answer the questionnaire first (ballast profile %2$s --answers FILE)"),
	N_("S01: the profile of %1$s expired on %2$s; take a new one first"),
	N_("S02: the circumstances of %1$s changed; take a new profile first"),
	N_("no instrument of the book may be held by %1$s"),
	N_("the limits allow no plan"),
	N_("there is no frontier to draw"),
	N_("there is no client with id %1$s"),
	N_("nothing within the limits returns more than the riskless %1$s %"),
	N_("the limits allow at most %1$s % a year"),
	N_("nothing beside cash may be held"),
	N_("there is no history of weekly returns to look at"),
	N_("there are plans A, B and C; not %1$s"),
	N_("who accepts must be named (--by NAME)"),
	N_("%1$s: plan %2$s cannot be accepted: %3$s"),
	/* the trades */
	N_("S01: the profile of %1$s is missing or expired; take one first"),
	N_("%1$s has accepted no plan yet; recommend one first"),
	N_("T16: %1$s cannot be rebalanced: %2$s"),
	N_("S06: the plan of %1$s is above the client's class now; recommend and accept another first"),
	N_("%1$s has no account yet; import holdings or a deposit first"),
	N_("%1$s holds nothing; there is nothing to rebalance"),
	N_("T16: %1$s is in the plan of %2$s and has no price"),
	N_("T16: %1$s is in the plan of %2$s: %3$s"),
	N_("T04: the trades would leave %1$s short of %2$s"),
	N_("a check forbids this proposal"),
	N_("there is no trade to propose"),
	N_("cash"),
	N_("what is to be sold"),
	/* corporate actions and terms of dealing */
	N_("action %1$s has been applied: %2$s entries rest on it; take them back first"),
	N_("action %1$s was withdrawn already"),
	N_("action %1$s has been applied to nobody's account"),
	N_("there is no action with the number %1$s"),
	N_("another instrument is called %1$s already; enter a merger 1:1 into it instead"),
	N_("%1$s has no corporate actions"),
	N_("a %1$s needs %2$s"),
	N_("a %1$s has no use for %2$s; leave it empty"),
	N_("a %1$s has no negative figure"),
	N_("a %1$s is not paid before its ex day"),
	N_("a %1$s needs two instruments"),
	N_("an amount above zero"),
	N_("a ratio above zero other than 1"),
	N_("a ratio and a price, both above zero"),
	N_("a ratio above 1: new shares in place of each old one"),
	N_("the instrument whose shares are given"),
	N_("a ratio or an amount"),
	N_("the new symbol"),
	N_("an amount"),
	N_("a ratio"),
	N_("a price"),
	N_("another instrument"),
	N_("a new symbol"),
	N_("dividend"),
	N_("split"),
	N_("bonus issue"),
	N_("rights issue"),
	N_("merger"),
	N_("change of symbol"),
	N_("what a %1$s brings does not fit into an amount"),
	N_("the new symbol holds a blank, a quote, a slash or a control character"),
	N_("\"%1$s\" is no ratio; write new shares for old ones, as 2, 1.5 or 10:3"),
	N_("who does this must be named in plain text of at most %1$s bytes"),
	N_("a reason in plain words is needed"),
	N_("\"%1$s\" is not a date; write YYYY-MM-DD"),
	N_("%1$s is no day between 1900-01-01 and 2199-12-31"),
	N_("its money is in another currency than the instrument; enter it as the statement says"),
	N_("the instruments are in different currencies; enter it as the statement says"),
	N_("account %1$s of %2$s has less than the %3$s its rights cost; enter a deposit first, or let them lapse"),
	N_("entry \"%1$s\" takes %2$s from a lot that has only %3$s left"),
	N_("with this entry the %1$s would be more than can be counted"),
	N_("money of the client"),
	N_("shares of the client"),
	N_("%1$s has no account \"%2$s\""),
	N_("there is no calendar \"%1$s\""),
	/* the second person */
	N_("who decides must be named (--by NAME)"),
	N_("the name after --by is too long or holds control characters"),
	N_("the reason is too long or holds control characters"),
	N_("%1$s proposed it and cannot approve it; a second person must"),
	N_("proposal %1$s is %2$s already"),
	N_("proposal %1$s is of %2$s and has expired; make a new one"),
	N_("proposal %1$s is dated %2$s, after the day of this decision"),
	N_("T12: the orders of proposal %1$s of %2$s are not all executed; read their executions first"),
	N_("T04: account %1$s of %2$s cannot pay for the purchases any more; make a new proposal"),
	N_("T16: a trade of %1$s cannot be reckoned: %2$s"),
	N_("its instrument is gone"),
	N_("S01: the profile of %1$s is no longer valid"),
	N_("%1$s has another plan since; make a new proposal"),
	N_("S06: the plan of %1$s is above the client's class now"),
	N_("T16: %1$s has no price of these days"),
	N_("T06: the price of %1$s moved more than 2 % since the proposal; make a new one"),
	N_("T05: less of %1$s is held than the proposal sells"),
	N_("submitted"),
	N_("approved"),
	N_("rejected"),
	N_("released"),
	N_("executed"),
	N_("cancelled"),
	N_("expired"),
	/* files and the book */
	N_("no approved order waits to be sent"),
	N_("%1$s: there is a file of this name, and it stays as it is; choose another name"),
	N_("%1$s: the ending says the format; there are: %2$s"),
	N_("%1$s: cannot be %2$s: %3$s"),
	N_("%1$s: the path is too long"),
	N_("another job works on \"%1$s\" (process %2$s); try again when it has finished"),
	N_("made"),
	N_("created"),
	N_("synced"),
	N_("closed"),
	N_("opened"),
	N_("written"),
	N_("put in place"),
	N_("Permission denied"),
	N_("No such file or directory"),
	N_("No space left on device"),
	N_("Is a directory"),
	N_("Not a directory"),
	N_("Read-only file system"),
	N_("nobody is chosen yet; choose a client in the book"),
	/* prices held back */
	N_("who settles it must be named, in fewer than %1$s bytes and without control characters"),
	N_("why must be said, in fewer than 200 bytes and without control characters"),
	N_("price %1$s was settled by %2$s already"),
	N_("no price with the number %1$s was held back"),
	N_("a corrected close must be above 0"),
	N_("price %1$s is of %2$s, which is yet to come; reject it"),
	N_("price %1$s is not above 0; correct or reject it"),
	N_("price %1$s is in %2$s and the instrument in %3$s; correct or reject it"),
	N_("the book has no price of a source called \"%1$s\""),
	N_("\"%1$s\" is no kind of prices; it is one of raw, split_adjusted, total_return, nav, and of files of prices alone"),
	N_("there is no instrument \"%1$s\"; did you mean \"%2$s\"?"),
	N_("there is no instrument \"%1$s\""),
	/* prices */
	N_("%1$s has no price"),
	N_("%1$s has no value: %2$s"),
	N_("%1$s has a price or an exchange rate older than the rules allow"),
	N_("the rate %1$s of %2$s is ten times or more away from %3$s of %4$s; if that one is wrong, import its day anew first"),
	N_("there is no exchange rate %1$s/%2$s of %3$s or the %4$s days before it; import rates or refresh"),
	/* a file's rows: where, and then what */
	N_("%1$s: %2$s problems; the first: %3$s"),
	N_("line %1$s: %2$s"),
	N_("%1$s: %2$s"),
	NULL,
};

/* The length of "%3$s" at the start of text; 0: no place. */
static size_t place_length(const char *text)
{
	return text[0] == '%' && text[1] >= '1' && text[1] <= '0' + PLACES && text[2] == '$' && text[3] == 's' ? 4 : 0;
}

static const char *next_place(const char *shape)
{
	while (*shape != '\0' && place_length(shape) == 0)
		shape++;
	return shape;
}

/* Where the letters of piece stand in text; NULL: nowhere. An empty piece at the end of the shape stands at the end. */
static const char *find_piece(const char *text, const char *piece, size_t length, bool is_last)
{
	if (is_last)
		return strlen(text) >= length && strncmp(text + strlen(text) - length, piece, length) == 0
			       ? text + strlen(text) - length : NULL;
	for (; *text != '\0'; text++)
		if (strncmp(text, piece, length) == 0)
			return text;
	return NULL;
}

/* True when message has this shape; what stands in its places is copied to captures. */
static bool fits(const char *shape, const char *message, char captures[PLACES][CAPTURE_SIZE])
{
	const char *place = next_place(shape);

	if (strncmp(shape, message, (size_t)(place - shape)) != 0)
		return false;
	message += place - shape;
	while (*place != '\0') {
		const size_t index = (size_t)(place[1] - '1');
		const char *piece = place + place_length(place), *next = next_place(piece), *end;

		end = find_piece(message, piece, (size_t)(next - piece), *next == '\0');
		if (end == NULL || end == message || end - message >= CAPTURE_SIZE)
			return false;
		(void)snprintf(captures[index], CAPTURE_SIZE, "%.*s", (int)(end - message), message);
		message = end + (next - piece);
		place = next;
	}
	return *message == '\0';
}

static void add(struct text *text, enum language language, const char *message, int depth);

/* The translated shape with its places filled, each in the reader's language where it is a known sentence. */
static void fill(struct text *text, enum language language, const char *shape, char captures[PLACES][CAPTURE_SIZE],
		 int depth)
{
	for (const char *at = language_text(language, shape), *place; *at != '\0'; at = place + place_length(place)) {
		place = next_place(at);
		text_add_bytes(text, at, (size_t)(place - at));
		if (*place == '\0')
			return;
		add(text, language, captures[place[1] - '1'], depth - 1);
	}
}

static void add(struct text *text, enum language language, const char *message, int depth)
{
	char captures[PLACES][CAPTURE_SIZE];

	for (size_t i = 0; depth >= 0 && language != LANGUAGE_ENGLISH && detail_shapes[i] != NULL; i++) {
		if (!fits(detail_shapes[i], message, captures))
			continue;
		fill(text, language, detail_shapes[i], captures, depth);
		return;
	}
	text_add(text, message);
}

void detail_add(struct text *text, enum language language, const char *message)
{
	add(text, language, message, DEPTH);
}

char *detail_words(const char *message, char *words, size_t size)
{
	struct text text = {0};

	detail_add(&text, language_current(), message);
	(void)text_clean(text_string(&text), words, size);
	text_clear(&text);
	return words;
}
