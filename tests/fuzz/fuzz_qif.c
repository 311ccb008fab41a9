/* QIF as transactions and prices, with a profile that says the order of days and without. */
#include "tests/fuzz/foreign_claims.h"

/* The first byte chooses what is read out of the file, and by which profile. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char maps[] = "format = qif\ndates = {'%m/%d/%Y', '%d.%m.%y', '%d %b %Y', '%d/%m/%Y'}\nsymbols = {'Apple => AAPL'}\n"
		"accounts = {'Broker => C2/A2'}\ntypes { interest_or_fee = {'MiscInc'} cancel = {'Reversal'} skip = {'Reminder'} }\n";
	static const char bare[] = "format = qif\n";
	static const enum exchange_kind kinds[] = {EXCHANGE_TRANSACTIONS, EXCHANGE_PRICES};
	static struct import_profile *with_maps, *without;

	if (with_maps == NULL) {
		with_maps = foreign_profile(maps);
		without = foreign_profile(bare);
	}
	if (size == 0)
		return 0;
	(void)foreign_detect((const char *)data + 1, size - 1);
	foreign_case(kinds[data[0] % 2], (data[0] & 8) != 0 ? without : with_maps, data + 1, size - 1);
	return 0;
}
