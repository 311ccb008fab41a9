/* Decimal numbers: text to millionths and back without a loss, and the two readers agree where both can read. */
#include <math.h>

#include "engine/base/money.h"
#include "engine/base/text.h"
#include "tests/fuzz/fuzz.h"

static void check_formats(int64_t micros)
{
	char text[DECIMAL_TEXT_SIZE];
	int64_t again = 0, rounded = 0;
	struct money money = {.micros = micros, .currency = "CNY"};
	char shown[40];

	FUZZ_HOLDS(decimal_parse(decimal_format(micros, text), &again, NULL) == STATUS_OK && again == micros);
	FUZZ_HOLDS(strcmp(text, "-0") != 0);
	for (int decimals = 0; decimals <= 6; decimals += 2) {
		static const int64_t units[] = {1000000, 10000, 100, 1};

		/* what is rounded may lie beyond what can be read */
		if (!decimal_round(micros, units[decimals / 2], ROUND_HALF_EVEN, &rounded))
			continue;
		FUZZ_HOLDS(decimal_parse(decimal_format_fixed(micros, decimals, text), &again, NULL) == STATUS_OK);
		FUZZ_HOLDS(again == rounded);
	}
	(void)money_format(money, shown);
	/* two roundings of a relative 2^-53 each stay below half a millionth up to here */
	if (micros < (INT64_C(1) << 50) && micros > -(INT64_C(1) << 50)) {
		FUZZ_HOLDS(decimal_from_double(decimal_to_double(micros), ROUND_HALF_EVEN, &again, NULL) == STATUS_OK);
		FUZZ_HOLDS(again == micros);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = fuzz_text(data, size);
	int64_t exact = INT64_MIN + 1, rounded = INT64_MIN + 2;
	struct error err = {0};
	const enum status status = decimal_parse(text, &exact, &err);
	const enum status loose = decimal_parse_rounded(text, &rounded, NULL);

	if (status == STATUS_OK) {
		FUZZ_HOLDS(loose == STATUS_OK && exact == rounded);
		check_formats(exact);
		return 0;
	}
	FUZZ_HOLDS(exact == INT64_MIN + 1 && err.status == STATUS_INVALID && err.message[0] != '\0');
	if (loose == STATUS_OK)
		check_formats(rounded);
	else
		FUZZ_HOLDS(rounded == INT64_MIN + 2);
	(void)(size >= 3 && currency_is_valid(text) && currency_unit(text));
	return 0;
}
