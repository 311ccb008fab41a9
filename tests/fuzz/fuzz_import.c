/* An import profile and a file read by it: both are the input, with a form feed between them. */
#include "data/exchange/import_profile.h"
#include "tests/fuzz/foreign_claims.h"

static void ask(const struct import_profile *profile)
{
	static const char *const lists[] = {"dates", "signs", "missing", "trailer", "fees"};

	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		struct text_choices choices = {.count = 0};

		import_profile_list(profile, lists[i], &choices);
		FUZZ_HOLDS(choices.count <= PROFILE_LIST);
	}
	(void)import_profile_title(profile, true);
	(void)import_profile_type(profile, "Buy");
	(void)import_profile_column(profile, "symbol", 0);
	(void)import_profile_constant(profile, "currency");
	(void)import_profile_mapped(profile, "symbols", "600519");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *file;
	size_t file_size;
	const size_t profile_size = fuzz_split(data, size, &file, &file_size);
	struct import_profile *profile = NULL;
	enum exchange_kind kind = EXCHANGE_TRANSACTIONS;
	struct error err = {0};

	if (import_profile_parse("profile", (const char *)data, profile_size, &profile, &err) != STATUS_OK) {
		FUZZ_HOLDS(profile == NULL && err.message[0] != '\0');
		return 0;
	}
	ask(profile);
	(void)import_profile_kind(profile, &kind);
	foreign_case(kind, profile, file, file_size);
	import_profile_free(profile);
	return 0;
}
