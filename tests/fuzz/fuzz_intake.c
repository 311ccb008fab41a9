/* Files of our own, of all seven kinds: what is taken is written out, and read again it is the same. */
#include <sys/mman.h>
#include <unistd.h>

#include "data/exchange/emit.h"
#include "data/exchange/problem.h"
#include "engine/base/text.h"
#include "tests/fuzz/fuzz.h"

enum { AS_OF = 20819 }; /* 2027-01-01 */

/* One file in memory for all inputs; its stream keeps nothing back. */
static FILE *file_of(const void *bytes, size_t size)
{
	static FILE *file;

	if (file == NULL) {
		file = fdopen(memfd_create("input", MFD_CLOEXEC), "w+b");
		FUZZ_HOLDS(file != NULL && setvbuf(file, NULL, _IONBF, 0) == 0);
	}
	FUZZ_HOLDS(ftruncate(fileno(file), 0) == 0 && pwrite(fileno(file), bytes, size, 0) == (ssize_t)size);
	rewind(file);
	return file;
}

static enum status emit(const struct exchange_row *row, void *context, struct error *err)
{
	(void)err;
	emit_row(row, context);
	return STATUS_OK;
}

static enum status read_into(enum exchange_kind kind, const void *bytes, size_t size, struct text *emitted, size_t *rows,
                             struct error *err)
{
	text_reset(emitted);
	emit_header(kind, emitted);
	return intake_read(kind, file_of(bytes, size), "file", (struct date){AS_OF}, emit, emitted, NULL, rows, err);
}

/* The first byte is the kind. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct text first, second;
	const enum exchange_kind kind = (enum exchange_kind)(size > 0 ? data[0] % EXCHANGE_KINDS : 0);
	struct error err = {0};
	size_t rows = 0, again = 0;
	enum status status;

	if (size == 0)
		return 0;
	status = read_into(kind, data + 1, size - 1, &first, &rows, &err);
	FUZZ_HOLDS(text_is_utf8(text_string(&first), first.length));
	if (status != STATUS_OK) {
		FUZZ_HOLDS(status == STATUS_INVALID && strncmp(err.message, "file: ", 6) == 0);
		return 0;
	}
	status = read_into(kind, text_string(&first), first.length, &second, &again, &err);
	if (status != STATUS_OK)
		fprintf(stderr, "%s", err.message);
	FUZZ_HOLDS(status == STATUS_OK && again == rows);
	FUZZ_HOLDS(strcmp(text_string(&first), text_string(&second)) == 0);
	return 0;
}
