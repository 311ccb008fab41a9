/* The history of what was typed. */
#include "data/settings/recall.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/exchange/publish.h"
#include "data/settings/regular_file.h"
#include "data/settings/settings.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

void recall_clear(struct recall *recall)
{
	free(recall->lines);
	*recall = (struct recall){0};
}

static void remove_line(struct recall *recall, size_t at)
{
	memmove(&recall->lines[at], &recall->lines[at + 1], (recall->count - at - 1) * sizeof recall->lines[0]);
	recall->count--;
}

void recall_add(struct recall *recall, const char *line)
{
	char clean[RECALL_LINE_SIZE];

	if (line[0] == '\0' || strlen(line) >= sizeof clean)
		return;
	(void)text_clean(line, clean, sizeof clean);
	if (recall->lines == NULL)
		recall->lines = memory_new_array(RECALL_LINES, sizeof recall->lines[0]);
	for (size_t i = 0; i < recall->count; i++) {
		if (strcmp(recall->lines[i], clean) != 0)
			continue;
		recall->fresh -= i + recall->fresh >= recall->count && recall->fresh > 0;
		remove_line(recall, i);
		break;
	}
	if (recall->count == RECALL_LINES)
		remove_line(recall, 0);
	memcpy(recall->lines[recall->count++], clean, strlen(clean) + 1);
	recall->fresh = recall->fresh < recall->count ? recall->fresh + 1 : recall->count;
}

enum status recall_read(const char *folder, const char *name, struct recall *recall, struct error *err)
{
	enum { LIMIT = 4 * RECALL_LINES * RECALL_LINE_SIZE };
	char path[PLACE_SIZE];
	struct text text = {0};
	enum status status = place_join(folder, name, path, err);

	recall_clear(recall);
	if (status == STATUS_OK)
		status = regular_file_read(path, LIMIT, FILE_PRIVATE, &text, err);
	for (const char *at = text_string(&text); status == STATUS_OK && *at != '\0';) {
		const size_t length = strcspn(at, "\n");
		char line[RECALL_LINE_SIZE] = "";

		if (length < sizeof line)
			memcpy(line, at, length);
		recall_add(recall, line);
		at += length + (at[length] == '\n');
	}
	recall->fresh = 0;
	text_clear(&text);
	return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status recall_write(const char *folder, const char *name, struct recall *recall, struct error *err)
{
	struct recall kept = {0};
	struct text text = {0};
	char path[PLACE_SIZE];
	enum status status;

	if (recall->fresh == 0)
		return STATUS_OK;
	status = place_join(folder, name, path, err);
	if (status != STATUS_OK)
		return status;
	(void)recall_read(folder, name, &kept, NULL); /* what cannot be read is replaced */
	for (size_t i = recall->count - recall->fresh; i < recall->count; i++)
		recall_add(&kept, recall->lines[i]);
	for (size_t i = 0; i < kept.count; i++)
		text_addf(&text, "%s\n", kept.lines[i]);
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		status = error_set(err, STATUS_IO, "%s: cannot be made: %s", folder, strerror(errno));
	if (status == STATUS_OK)
		status = publish_file(path, text_string(&text), text.length, err);
	if (status == STATUS_OK)
		recall->fresh = 0;
	recall_clear(&kept);
	text_clear(&text);
	return status;
}
