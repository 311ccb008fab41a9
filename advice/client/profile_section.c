/* The profile for a reader: what was scored, what limits it, what does not fit together, until when it holds. */
#include "advice/client/profile.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "data/store/store_advice.h"
#include "data/store/store_client.h"
#include "engine/suitability/suitability.h"
#include "report/document.h"

static const char *in_words(const struct phrase *phrase)
{
	return language_current() == LANGUAGE_CHINESE ? phrase->zh : phrase->en;
}

static struct cell score(int32_t value)
{
	return cell_decimal_fixed((int64_t)value * (MICROS / SCORE_UNIT), 1);
}

static struct cell risk_class(struct arena *arena, const struct assessment *assessment)
{
	return cell_level(arena_format(arena, "C%d%s", assessment->risk_class, assessment->is_minimum_class ? "-min" : ""));
}

static void add_facts(struct session *session, const struct assessment *assessment, struct section *section)
{
	const bool is_valid = suitability_is_valid(assessment, session_today(session));
	struct facts *facts = section_facts(section, NULL, NULL);

	facts_add(facts, "taken", _("taken"), cell_date(assessment->answers.taken));
	facts_add(facts, "expires", _("valid until"),
	          cell_toned(cell_date(assessment->expires), is_valid ? TONE_NONE : TONE_BAD));
	facts_add(facts, "is_valid", _("valid"), cell_boolean(is_valid, is_valid ? _("yes") : _("no")));
	facts_add(facts, "class", _("class"), risk_class(section->arena, assessment));
	facts_add(facts, "final", _("score F"), score(assessment->final));
	facts_add(facts, "volatility_target", _("volatility target a year"), cell_percent(assessment->volatility_target, 1));
	facts_add(facts, "risk_aversion", _("risk aversion λ"), cell_number(assessment->risk_aversion, 2));
	facts_add(facts, "reliability", _("reliability of the answers"),
	          cell_text(arena_format(section->arena, "%c", assessment->reliability)));
	facts_add(facts, "needs_second_person", _("second person needed"),
	          cell_boolean(assessment->needs_second_person, assessment->needs_second_person ? _("yes") : _("no")));
	facts_add(facts, "rules", _("rules"), cell_text(arena_text(section->arena, assessment->rules_version)));
}

static void add_scores(const struct assessment *assessment, struct section *section)
{
	static const struct column columns[] = {
		{.key = "construct", .title = N_("construct"), .type = CELL_WORD},
		{.key = "score", .title = N_("score of 100"), .type = CELL_DECIMAL},
		{.key = "meaning", .title = N_("what it is"), .type = CELL_TEXT, .audience = FOR_READING},
	};
	const struct {
		const char *key, *name, *meaning;
		int32_t value;
	} rows[] = {
		{"capacity", N_("capacity"), N_("what the finances can bear; it caps the rest"), assessment->capacity},
		{"tolerance", N_("tolerance"), N_("how much uncertainty is accepted"), assessment->tolerance},
		{"composure", N_("composure"), N_("what is done when prices fall"), assessment->composure},
		{"knowledge", N_("knowledge"), N_("opens complex products; never raises the score"), assessment->knowledge},
		{"willingness", N_("willingness"), N_("0.7 tolerance + 0.3 composure"), assessment->willingness},
	};
	struct column translated[sizeof columns / sizeof columns[0]];
	struct table *table;

	for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
		translated[i] = columns[i];
		translated[i].title = _(columns[i].title);
	}
	table = section_table(section, "scores", _("Scores"), translated, sizeof columns / sizeof columns[0]);
	table->shape = TABLE_MAP;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct cell *cells = table_row(table);

		cells[0] = cell_word(rows[i].key, _(rows[i].name), TONE_NONE);
		cells[1] = score(rows[i].value);
		cells[2] = cell_text(_(rows[i].meaning));
	}
}

static void add_findings(const struct assessment *assessment, struct section *section)
{
	struct notes *caps = section_notes(section, "caps", _("What limits it"));
	struct notes *doubts;

	for (uint32_t bit = 1; bit != 0 && bit <= CAP_LOSS_LIMIT; bit <<= 1) {
		const struct finding *finding = (assessment->caps & bit) != 0 ? suitability_cap(bit) : NULL;

		if (finding != NULL)
			notes_add(caps, TONE_NONE, finding->code, in_words(&finding->text));
	}
	doubts = section_notes(section, "contradictions", _("What does not fit together"));
	for (uint32_t bit = 1; bit <= DOUBT_I11; bit <<= 1) {
		const struct finding *finding = (assessment->doubts & bit) != 0 ? suitability_doubt(bit) : NULL;

		if (finding != NULL)
			notes_add(doubts, TONE_WARN, finding->code, in_words(&finding->text));
	}
}

static enum status add_history(struct session *session, int64_t client_id, struct section *section, struct error *err)
{
	const struct column columns[] = {
		{.key = "taken", .title = _("taken"), .type = CELL_DATE},
		{.key = "final", .title = _("score F"), .type = CELL_DECIMAL},
		{.key = "class", .title = _("class"), .type = CELL_LEVEL},
		{.key = "expires", .title = _("valid until"), .type = CELL_DATE},
	};
	struct assessment *list = NULL;
	struct table *table;
	size_t count = 0;
	const enum status status = store_assessments(session_store(session), client_id, &list, &count, err);

	if (status != STATUS_OK)
		return status;
	table = section_table(section, "history", _("History"), columns, sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < count; i++) {
		struct cell *cells;

		if (date_compare(list[i].answers.taken, session_today(session)) > 0)
			continue;
		cells = table_row(table);
		cells[0] = cell_date(list[i].answers.taken);
		cells[1] = score(list[i].final);
		cells[2] = risk_class(section->arena, &list[i]);
		cells[3] = cell_date(list[i].expires);
	}
	free(list);
	return STATUS_OK;
}

enum status profile_section(struct session *session, const char *client_code, struct arena *arena,
                            struct section **section, struct error *err)
{
	struct assessment assessment;
	struct client client;
	struct section *made;
	enum status status = store_find_client(session_store(session), client_code, &client, err);

	if (status == STATUS_OK)
		status = store_latest_assessment(session_store(session), client.id, session_today(session), &assessment, err);
	if (status == STATUS_NOT_FOUND)
		return error_set(err, STATUS_NOT_FOUND, "%s has no profile yet; answer the questionnaire first", client_code);
	if (status != STATUS_OK)
		return status;
	made = section_new(arena, "profile", arena_format(arena, _("Profile of %s"), client.name));
	facts_add(section_facts(made, NULL, NULL), "client", _("client"), cell_text(arena_text(arena, client.code)));
	add_facts(session, &assessment, made);
	if (!assessment.is_minimum_class)
		add_scores(&assessment, made);
	else
		section_paragraph(made, NULL, _("Lowest class: no loss can be borne, so only products of level R1 are offered; "
		                                "nothing overrides this."));
	add_findings(&assessment, made);
	status = add_history(session, client.id, made, err);
	if (status == STATUS_OK)
		*section = made;
	return status;
}

struct section *profile_questionnaire(struct arena *arena)
{
	struct section *section = section_new(arena, "questionnaire", _("Questionnaire"));
	struct section_list *list;

	section_paragraph(section, NULL,
	                  _("Write the answers as a CSV file with the columns client,taken,G1,G2,Q1,…,Q16: G1 and G2 are yes "
	                    "or no; Q14 is four letters T or F, one for each statement; all others are the number in front "
	                    "of the answer."));
	list = section_list(section, "questions", "question", NULL);
	for (size_t i = 0; i < QUESTION_ROWS; i++) {
		const struct question *question = &suitability_questions[i];
		struct section *item = section_list_add(
			list, question->id, arena_format(arena, "%s  %s", question->id, in_words(&question->text)));
		struct notes *options = section_notes(item, "options", NULL);

		for (size_t j = 0; j < question->option_count; j++)
			notes_add(options, TONE_NONE, NULL,
			          question->is_judgement ?
			                  arena_format(arena, "%c  %s", (int)('a' + j), in_words(&question->options[j])) :
			          question->construct == CONSTRUCT_GATE ?
			                  arena_text(arena, in_words(&question->options[j])) :
			                  arena_format(arena, "%zu  %s", j, in_words(&question->options[j])));
	}
	return section;
}
