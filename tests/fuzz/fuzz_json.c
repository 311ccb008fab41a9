/* JSON: what is read is written canonically, and reading that again writes the same bytes. */
#include "data/exchange/json.h"
#include "engine/base/text.h"
#include "tests/fuzz/fuzz.h"

/* Every getter may be asked of any value. */
static void ask(const struct json *value)
{
	char buffer[JSON_NUMBER_SIZE];
	const char *text;
	int64_t number;
	double real;
	bool truth;

	(void)json_get_text(value, &text);
	(void)json_get_bool(value, &truth);
	(void)json_get_integer(value, &number);
	(void)json_get_real(value, &real);
	(void)json_get_decimal(value, &number);
	text = json_scalar_text(value, buffer);
	FUZZ_HOLDS(text == NULL || text_is_utf8(text, strlen(text)));
	(void)json_item(value, json_count(value));
}

static bool ask_member(const char *key, const struct json *member, void *context)
{
	const struct json *value = context;

	FUZZ_HOLDS(json_member(value, key) == member);
	ask(member);
	return true;
}

static void check_value(struct json *value, const char *pointer)
{
	static struct text first, second;
	struct json *again = NULL;

	ask(value);
	ask(json_at(value, pointer));
	if (json_kind_of(value) == JSON_KIND_OBJECT)
		json_each(value, ask_member, value);
	text_reset(&first);
	text_reset(&second);
	json_write(value, &first);
	FUZZ_HOLDS(json_parse(first.bytes, first.length, &again, NULL) == STATUS_OK);
	json_write(again, &second);
	FUZZ_HOLDS(first.length == second.length && memcmp(first.bytes, second.bytes, first.length) == 0);
	json_free(again);
}

/* A pointer may stand before the value, with a form feed between them. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *feed = size > 0 ? memchr(data, '\f', size) : NULL;
	const char *pointer = fuzz_text(data, feed != NULL ? (size_t)(feed - data) : 0);
	const char *bytes = (const char *)(feed != NULL ? feed + 1 : data);
	struct json *value = NULL;
	struct error err = {0};

	if (json_parse(bytes, size - (feed != NULL ? (size_t)(feed + 1 - data) : 0), &value, &err) == STATUS_OK) {
		FUZZ_HOLDS(value != NULL);
		check_value(value, pointer);
		json_free(value);
	} else {
		FUZZ_HOLDS(value == NULL && err.status == STATUS_INVALID && err.message[0] != '\0');
	}
	return 0;
}
