/* OFX of both versions as transactions, holdings and prices, with the maps of a profile and without. */
#include "tests/fuzz/foreign_claims.h"

/* The first byte chooses what is read out of the file, and by which profile. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char maps[] = "format = ofx\nsymbols = {'037833100 => AAPL', 'IBM => IBM.US'}\n"
		"accounts = {'12345678 => C2/A2'}\n"
		"types { return_of_capital = {'SPLIT'} buy_or_sell = {'XFER'} cancel = {'CLOSUREOPT'} skip = {'JRNLSEC'} }\n";
	static const char bare[] = "format = ofx\n";
	static const enum exchange_kind kinds[] = {EXCHANGE_TRANSACTIONS, EXCHANGE_HOLDINGS, EXCHANGE_PRICES};
	static struct import_profile *with_maps, *without;

	if (with_maps == NULL) {
		with_maps = foreign_profile(maps);
		without = foreign_profile(bare);
	}
	if (size == 0)
		return 0;
	(void)foreign_detect((const char *)data + 1, size - 1);
	foreign_case(kinds[data[0] % 3], (data[0] & 8) != 0 ? without : with_maps, data + 1, size - 1);
	return 0;
}
