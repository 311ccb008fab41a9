/* The evidence: is the chain whole, and what does it say? */
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/book/upkeep.h"
#include "advice/book/upkeep_parts.h"
#include "data/store/store_client.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "report/document.h"
#include "report/renderer.h"

static const struct {
	const char *name, *text;
} faults[] = {
	[JOURNAL_SOUND] = {"sound", N_("every record is as it was written")},
	[JOURNAL_CHANGED] = {"changed", N_("the content of a record was changed after it was written")},
	[JOURNAL_BROKEN_LINK] = {"broken-link", N_("a record does not follow the one before it: one was inserted, moved or "
	                                           "exchanged")},
	[JOURNAL_GAP] = {"gap", N_("records are missing")},
	[JOURNAL_DUPLICATE] = {"duplicate", N_("a number occurs twice")},
	[JOURNAL_SHORT] = {"short", N_("the end of the chain was cut off")},
};

const char *upkeep_fault_text(enum journal_fault fault)
{
	return faults[fault].text;
}

char *upkeep_head_text(const struct journal_head *head, char text[HEAD_TEXT_SIZE])
{
	(void)snprintf(text, HEAD_TEXT_SIZE, "%lld:%s", (long long)head->sequence, head->hash);
	return text;
}

enum status upkeep_head_parse(const char *text, struct journal_head *head, struct error *err)
{
	struct journal_head parsed = {0};
	const char *colon = strchr(text, ':');
	const size_t digits = strspn(text, "0123456789");

	if (colon == NULL || digits == 0 || digits > 18 || text + digits != colon ||
	    strlen(colon + 1) != HASH_SIZE - 1 || strspn(colon + 1, "0123456789abcdef") != HASH_SIZE - 1)
		return error_set(err, STATUS_INVALID, "\"%.100s\" is no head of a journal; it is a count, a colon and 64 "
		                 "hexadecimal digits, as a report prints them", text);
	for (size_t i = 0; i < digits; i++)
		parsed.sequence = 10 * parsed.sequence + (text[i] - '0');
	memcpy(parsed.hash, colon + 1, HASH_SIZE);
	*head = parsed;
	return STATUS_OK;
}

static struct section *make_section(const struct journal_verdict *verdict, const char *expected, struct arena *arena)
{
	const bool is_sound = verdict->fault == JOURNAL_SOUND;
	struct section *section = section_new(arena, "journal", _("The journal of advice"));
	struct facts *facts = section_facts(section, NULL, NULL);
	char head[HEAD_TEXT_SIZE];

	section->tone = is_sound ? TONE_GOOD : TONE_BAD;
	facts_add(facts, "is_sound", _("sound"), cell_boolean(is_sound, is_sound ? _("yes") : _("no")));
	facts_add(facts, "fault", _("finding"),
	          cell_word(faults[verdict->fault].name, _(faults[verdict->fault].text), section->tone));
	facts_add(facts, "first_bad", _("first bad record"),
	          is_sound ? cell_missing(_("none")) : cell_integer(verdict->sequence));
	facts_add(facts, "records", _("records read"), cell_integer(verdict->head.sequence));
	facts_add(facts, "head", _("head"), cell_text(arena_text(arena, upkeep_head_text(&verdict->head, head))));
	if (expected != NULL)
		facts_add(facts, "expected", _("expected"), cell_text(arena_text(arena, expected)));
	section_paragraph(section, NULL, expected != NULL && is_sound ?
	                  _("The chain leads to the head that was given and is whole up to it and beyond.") :
	                  _("This is a local chain: it shows any change, removal or reordering to whoever knows a later head, "
	                    "but whoever may write the file could write a whole new chain. Keep the head printed in a report "
	                    "and give it here to be sure."));
	return section;
}

enum status upkeep_journal_verify(struct session *session, const char *expected, bool *is_sound, struct arena *arena,
                                  struct section **section, struct error *err)
{
	struct journal_head known;
	struct journal_verdict verdict;
	enum status status = expected != NULL ? upkeep_head_parse(expected, &known, err) : STATUS_OK;

	if (status == STATUS_OK)
		status = journal_verify(session_store(session), expected != NULL ? &known : NULL, &verdict, err);
	if (status != STATUS_OK)
		return status;
	*is_sound = verdict.fault == JOURNAL_SOUND;
	*section = make_section(&verdict, expected, arena);
	return STATUS_OK;
}

struct evidence {
	struct sink *sink;
	struct text text;             /* owned; reused */
};

static enum status write_record(void *context, int64_t sequence, const char *previous, const char *hash,
                                const char *payload, struct error *err)
{
	struct evidence *evidence = context;

	text_reset(&evidence->text);
	text_addf(&evidence->text, "%s %lld|%s|", hash, (long long)sequence, previous);
	text_add(&evidence->text, payload);
	text_add_character(&evidence->text, '\n');
	return evidence->sink->write(evidence->sink->state, text_string(&evidence->text), evidence->text.length, err);
}

enum status upkeep_journal_export(struct session *session, const char *client, struct sink *sink, struct error *err)
{
	struct evidence evidence = {.sink = sink};
	struct client found;
	enum status status = client != NULL ? store_find_client(session_store(session), client, &found, err) : STATUS_OK;

	if (status == STATUS_OK)
		status = journal_each(session_store(session), client, 0, write_record, &evidence, err);
	text_clear(&evidence.text);
	return status;
}
