/* Files of brokers by the shipped profiles, and by none: our own columns, and lines of prices. */
#include "tests/fuzz/foreign_claims.h"

enum { SHIPPED = 4, OWN = 6, PROFILES = SHIPPED + OWN };

static void open_shipped(struct import_profile *profiles[SHIPPED])
{
	static const char *const names[SHIPPED] = {"cn-broker", "cn-positions", "eu-broker", "us-broker"};

	for (size_t i = 0; i < SHIPPED; i++) {
		struct error err = {0};
		char name[64], path[1024];

		(void)snprintf(name, sizeof name, "import.d/%s.conf", names[i]);
		if (import_profile_read(fuzz_shipped(name, path), &profiles[i], &err) != STATUS_OK) {
			fprintf(stderr, "%s\n", err.message);
			abort();
		}
	}
}

/* Our own columns as profiles, read once: without a profile they are read for every file. */
static void open_own(struct import_profile *profiles[OWN])
{
	static const char *const texts[OWN] = {
		"kind = prices\ncolumns { date = 'date' symbol = 'symbol' close = 'close' }\n",
		"kind = instruments\ncolumns { symbol = 'symbol' name = 'name' asset_class = 'asset_class' currency = 'currency'\n"
		"risk_level = 'risk_level' lot = 'lot' buy_fee_bp = 'fee' }\nthousands_mark = ','\n",
		"kind = clients\ncolumns { client = 'client' name = 'name' birth_year = 'birth_year' currency = 'currency'\n"
		"income = 'income' expenses = 'expenses' assets = 'assets' liabilities = 'liabilities' }\ndelimiter = ';'\n",
		"kind = rates\ncolumns { date = 'date' base = 'base' quote = 'quote' rate = 'rate' }\ndecimal_mark = ','\n",
		"format = prices\n",
		"kind = transactions\ncolumns { date = 'd' type = 't' symbol = 's' quantity = 'q' amount = 'a' fee = 'f' }\namount = gross\n"
		"dates = {'%d %b %y', '%m/%d/%Y', '%d/%m/%Y'}\nconstants { currency = 'USD' client = 'C1' account = 'A1' }\n"
		"types { buy = {'B'} sell = {'S'} cancel = {'X'} skip = {'-'} deposit_or_withdraw = {'M'} transfer = {'T'} }\n",
	};

	for (size_t i = 0; i < OWN; i++)
		profiles[i] = foreign_profile(texts[i]);
}

/* The first byte is a profile, or from 240 on the kind of a file that is read without one. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct import_profile *profiles[PROFILES];
	enum exchange_kind kind = EXCHANGE_PRICES;
	const struct import_profile *profile = NULL;

	if (profiles[0] == NULL) {
		open_own(profiles + SHIPPED);
		open_shipped(profiles);
	}
	if (size == 0)
		return 0;
	if (data[0] < 240) {
		profile = profiles[data[0] % PROFILES];
		(void)import_profile_kind(profile, &kind);
	} else {
		kind = (enum exchange_kind)(data[0] % EXCHANGE_KINDS);
	}
	foreign_case(kind, profile, data + 1, size - 1);
	return 0;
}
