/* Names of asset classes and risk levels. */
#include "engine/model/instrument.h"

#include <string.h>

#include "engine/base/text.h"

static const char *const class_names[ASSET_CLASSES] = {
	[ASSET_CASH] = "cash",
	[ASSET_BOND] = "bond",
	[ASSET_EQUITY] = "equity",
	[ASSET_GOLD] = "gold",
	[ASSET_ALTERNATIVE] = "alternative",
};

const char *asset_class_name(enum asset_class asset_class)
{
	return (unsigned)asset_class < ASSET_CLASSES ? class_names[asset_class] : "unknown";
}

bool asset_class_parse(const char *text, enum asset_class *asset_class)
{
	for (int i = 0; i < ASSET_CLASSES; i++) {
		if (text_equal_fold(text, class_names[i])) {
			*asset_class = (enum asset_class)i;
			return true;
		}
	}
	return false;
}

bool instrument_is_cash(const struct instrument *instrument)
{
	return strcmp(instrument->symbol, CASH_SYMBOL) == 0;
}

int risk_level_parse(const char *text)
{
	if (*text == 'R' || *text == 'r' || *text == 'C' || *text == 'c')
		text++;
	return text[0] >= '1' && text[0] <= '5' && text[1] == '\0' ? text[0] - '0' : 0;
}
