/* XML: every element that is handed out has its attributes, and a file that is refused says where. */
#include "data/exchange/xml.h"
#include "engine/base/text.h"
#include "tests/fuzz/fuzz.h"

static bool see(const struct xml_element *element, void *context)
{
	static const char *const paths[] = {"@rate", "../@time", "../../@time", "@", "rate", "../../../../@x"};
	const char *currency = xml_attribute(element, "@currency");
	size_t *seen = context;

	FUZZ_HOLDS(currency != NULL && text_is_utf8(currency, strlen(currency)));
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		const char *value = xml_attribute(element, paths[i]);

		FUZZ_HOLDS(value == NULL || text_is_utf8(value, strlen(value)));
	}
	return ++*seen < 3;
}

static bool see_any(const struct xml_element *element, void *context)
{
	size_t *seen = context;

	(void)xml_attribute(element, "../@time");
	++*seen;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error err = {0};
	size_t seen = 0, any = 0;
	const enum status status = xml_each((const char *)data, size, "Cube", "currency", see, &seen, &err);

	FUZZ_HOLDS(seen <= 3);
	FUZZ_HOLDS(status == STATUS_OK || (status == STATUS_INVALID && strncmp(err.message, "line ", 5) == 0));
	if (seen == 0)
		return 0;
	FUZZ_HOLDS(xml_each((const char *)data, size, "Cube", NULL, see_any, &any, NULL) == status && any >= seen);
	return 0;
}
