/* A declaration proposed from a sample of an answer. */
#include "advice/feeds/refresh.h"

#include "data/feed/propose.h"
#include "data/settings/regular_file.h"
#include "engine/base/text.h"

enum { SAMPLE_BYTES = 8 * 1024 * 1024 };

enum status feeds_propose(const char *path, struct text *declaration, struct error *err)
{
	struct text bytes = {0};
	enum status status = regular_file_read(path, SAMPLE_BYTES, FILE_ANY, &bytes, err);

	if (status == STATUS_OK) {
		status = feed_propose(text_string(&bytes), bytes.length, declaration, err);
		if (status != STATUS_OK)
			(void)error_prefix(err, "%s", path); /* the status stands */
	}
	text_clear(&bytes);
	return status;
}
