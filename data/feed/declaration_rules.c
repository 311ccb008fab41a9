/* The keys of a declaration about what is right: rules for errors, expectations, when all history is asked for again. */
#include <stdlib.h>
#include <string.h>

#include "data/feed/declaration.h"
#include "data/feed/declaration_reading.h"
#include "data/settings/config.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

static bool outcome_parse(const char *text, enum feed_outcome *outcome)
{
	for (size_t i = FEED_RATE_LIMIT; i <= FEED_PERMANENT; i++) {
		if (strcmp(text, feed_outcome_name((enum feed_outcome)i)) == 0) {
			*outcome = (enum feed_outcome)i;
			return true;
		}
	}
	return false;
}

/* Where the last occurrence of piece begins; NULL when there is none. */
static char *last_of(char *text, const char *piece)
{
	char *found = NULL;

	for (char *at = strstr(text, piece); at != NULL; at = strstr(at + 1, piece))
		found = at;
	return found;
}

/* "json /Error Message exists", "json /code != 0", "json /detail ~ Not found": the operator behind the pointer. */
static bool split_json_rule(char *rest, struct feed_rule *rule)
{
	static const struct { const char *sign; enum rule_test test; } signs[] = {
		{" != ", RULE_NOT_EQUAL}, {" = ", RULE_EQUAL}, {" ~ ", RULE_MATCHES},
	};
	const size_t length = strlen(rest);

	rule->subject = RULE_JSON;
	if (length > 7 && strcmp(rest + length - 7, " exists") == 0) {
		rest[length - 7] = '\0';
		rule->test = RULE_EXISTS;
		rule->pointer = memory_copy_text(rest);
		return rest[0] == '/';
	}
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		char *at = strstr(rest, signs[i].sign);

		if (at == NULL)
			continue;
		*at = '\0';
		rule->test = signs[i].test;
		rule->pointer = memory_copy_text(rest);
		rule->value = memory_copy_text(at + strlen(signs[i].sign));
		return rest[0] == '/';
	}
	return false;
}

/* Everything of a rule but its pattern. */
static bool split_rule(char *text, struct feed_rule *rule)
{
	char *arrow = last_of(text, " => ");

	if (arrow == NULL || !outcome_parse(arrow + 4, &rule->outcome))
		return false;
	*arrow = '\0';
	if (strncmp(text, "status = ", 9) == 0) {
		rule->subject = RULE_STATUS;
		rule->test = RULE_EQUAL;
		rule->value = memory_copy_text(text + 9);
		return strlen(rule->value) == 3 && strspn(rule->value, "0123456789") == 3;
	}
	if (strncmp(text, "body ~ ", 7) == 0) {
		rule->subject = RULE_BODY;
		rule->test = RULE_MATCHES;
		rule->value = memory_copy_text(text + 7);
		return true;
	}
	return strncmp(text, "json ", 5) == 0 && split_json_rule(text + 5, rule);
}

static enum status read_rules(const struct reading *reading, struct feed *feed)
{
	const size_t count = config_count(reading->section, "errors");

	feed->rules = memory_new_array(count + 1, sizeof *feed->rules);
	for (size_t i = 0; i < count; i++) {
		const char *source = config_text_at(reading->section, "errors", i);
		struct feed_rule *rule = &feed->rules[feed->rule_count++];
		char *text = memory_copy_text(source);
		const bool is_well = split_rule(text, rule);

		free(text);
		rule->source = memory_copy_text(source);
		if (!is_well) {
			rule->test = RULE_EXISTS; /* no pattern was compiled */
			return reading_wrong(reading, "the error rule \"%.100s\" is none of: status = 429 => CLASS; body ~ REGEX => CLASS; "
			             "json /POINTER exists (or = VALUE, != VALUE, ~ REGEX) => CLASS; with CLASS one of rate_limit, quota, "
			             "auth, not_found, blocked, transient, permanent", source);
		}
		if (rule->test == RULE_MATCHES && regcomp(&rule->pattern, rule->value, REG_EXTENDED | REG_NOSUB) != 0) {
			rule->test = RULE_EXISTS;
			return reading_wrong(reading, "\"%.60s\" is no regular expression", rule->value);
		}
	}
	return STATUS_OK;
}

/* "split!=1" */
static bool read_condition(const char *word, struct feed_condition *condition)
{
	const size_t name = strcspn(word, "<>=!");
	const char *value = word + name + (word[name] == '!' ? 2 : 1);

	if (word[name] == '\0' || (word[name] == '!' && word[name + 1] != '='))
		return false;
	condition->sign = word[name];
	for (size_t i = 0; i < FEED_FIELDS; i++) {
		const char *field = feed_field_keys[i] + strlen("field.");

		condition->field = (enum feed_field)i;
		if (strlen(field) == name && strncmp(word, field, name) == 0)
			return (i == FIELD_DIVIDEND || i == FIELD_SPLIT) && decimal_parse(value, &condition->value, NULL) == STATUS_OK;
	}
	return false;
}

static enum status read_conditions(const struct reading *reading, struct feed *feed)
{
	char *copy = reading_text(reading, "refetch_all_if", ""), *rest = copy, *word;
	enum status status = STATUS_OK;

	while (status == STATUS_OK && (word = strsep(&rest, " ")) != NULL) {
		if (*word == '\0')
			continue;
		if (feed->condition_count == FEED_CONDITIONS || !read_condition(word, &feed->conditions[feed->condition_count++]))
			status = reading_wrong(reading, "refetch_all_if: \"%.40s\" is not like split!=1 or dividend>0", word);
	}
	free(copy);
	return status;
}

enum status declaration_read_rules(const struct reading *reading, struct feed *feed)
{
	enum status status = read_rules(reading, feed);

	feed->min_rows = 1;
	feed->max_age_days = -1;
	(void)config_integer(reading->section, "expect.min_rows", &feed->min_rows); /* what is not said stays */
	(void)config_integer(reading->section, "expect.max_age", &feed->max_age_days);
	(void)config_number(reading->section, "expect.max_jump", &feed->max_jump);
	return status == STATUS_OK ? read_conditions(reading, feed) : status;
}
