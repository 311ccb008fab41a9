/* Making a book, copying it, and taking a copy back. */
#include "advice/upkeep.h"

#include "advice/record.h"
#include "data/store/store.h"
#include "engine/base/money.h"

enum status upkeep_init(const struct session_options *options, const char *currency, struct error *err)
{
	struct store *store;
	enum status status;

	if (!currency_is_valid(currency))
		return error_set(err, STATUS_INVALID, "\"%.20s\" is no currency; three capital letters such as CNY", currency);
	status = store_create(options->book, currency, options->time, &store, err);
	if (status == STATUS_OK)
		store_close(store);
	return status;
}
