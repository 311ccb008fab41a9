/* Opening a file to be imported: whole, hashed, and in our columns whoever wrote it. */
#include "advice/intake/intake_foreign.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "advice/base/session.h"
#include "advice/intake/intake.h"
#include "advice/intake/intake_names.h"
#include "data/exchange/problem.h"
#include "data/journal/journal.h"
#include "data/settings/settings.h"
#include "data/store/store_price.h"
#include "engine/base/text.h"

/* SHA-256 of the whole, which is then read again from the start. What cannot be read twice is copied first. */
static enum status hash_file(FILE **file, const char *name, char hash[HASH_SIZE], struct error *err)
{
	FILE *copy = fseek(*file, 0, SEEK_SET) == 0 ? NULL : tmpfile();
	const bool is_stream = copy != NULL || fseek(*file, 0, SEEK_SET) != 0;
	struct hasher *hasher;
	char bytes[65536];
	size_t count;
	bool failed = is_stream && copy == NULL;

	hasher = hasher_new();
	while (!failed && (count = fread(bytes, 1, sizeof bytes, *file)) > 0) {
		hasher_add(hasher, bytes, count);
		failed = is_stream && fwrite(bytes, 1, count, copy) != count;
	}
	hasher_finish(hasher, hash);
	failed = failed || ferror(*file) != 0;
	if (is_stream && copy != NULL) {
		if (*file != stdin)
			(void)fclose(*file); /* read to its end or failed: nothing more is wanted of it */
		*file = copy;
	}
	if (failed || fseek(*file, 0, SEEK_SET) != 0)
		return error_set(err, STATUS_IO, "%s: %s", name, strerror(errno));
	return STATUS_OK;
}

static enum status open_file(const char *path, FILE **file, struct error *err)
{
	if (strcmp(path, "-") == 0) {
		*file = stdin;
		return STATUS_OK;
	}
	*file = fopen(path, "re");
	if (*file != NULL)
		return STATUS_OK;
	return error_set(err, errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO, "%s: %s", path, strerror(errno));
}

static const char *short_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (strcmp(path, "-") == 0)
		return "standard input";
	return slash != NULL ? slash + 1 : path;
}

/* import.d/NAME.conf of the person's own, else the shipped one; or the path itself. */
static enum status read_profile(const struct session *session, const char *name, struct import_profile **profile,
                                struct error *err)
{
	const char *const folders[] = {session_config_directory(session), session_data_directory(session)};
	char file[PLACE_SIZE], path[PLACE_SIZE];
	enum status status;

	if (strchr(name, '/') != NULL || (strlen(name) > 5 && strcmp(name + strlen(name) - 5, ".conf") == 0)) {
		status = import_profile_read(name, profile, err);
		return status == STATUS_NOT_FOUND ? error_set(err, status, "there is no profile \"%.200s\"", name) : status;
	}
	if (snprintf(file, sizeof file, "import.d/%s.conf", name) >= (int)sizeof file)
		return error_set(err, STATUS_INVALID, "the name of the profile is too long");
	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
		if (folders[i] == NULL)
			continue;
		status = place_join(folders[i], file, path, err);
		if (status != STATUS_OK)
			return status;
		if (access(path, F_OK) == 0)
			return import_profile_read(path, profile, err);
	}
	return error_set(err, STATUS_NOT_FOUND, "there is no profile \"%.60s\": neither in import.d of your own configuration "
	                 "nor among those that came with the program", name);
}

static enum status read_whole(FILE *file, const char *name, struct text *text, struct error *err)
{
	char bytes[65536];
	size_t count;

	while ((count = fread(bytes, 1, sizeof bytes, file)) > 0 && text->length <= FOREIGN_BYTES)
		text_add_bytes(text, bytes, count);
	if (text->length > FOREIGN_BYTES)
		return error_set(err, STATUS_INVALID, "the file has more than %d MiB; split it", FOREIGN_BYTES >> 20);
	if (ferror(file) != 0)
		return error_set(err, STATUS_IO, "%s: %s", name, strerror(errno));
	return STATUS_OK;
}

/* What the first bytes look like; the file is at its start again. */
static enum status peek(FILE *file, const char *name, enum foreign_format *format, struct error *err)
{
	char bytes[8192];
	const size_t count = fread(bytes, 1, sizeof bytes, file);

	*format = foreign_detect(bytes, count);
	return fseek(file, 0, SEEK_SET) == 0 ? STATUS_OK : error_set(err, STATUS_IO, "%s: %s", name, strerror(errno));
}

enum status intake_file_open(struct session *session, enum exchange_kind kind, const char *path,
                             const struct intake_options *options, bool always, struct intake_file *file,
                             struct problems *problems, struct error *err)
{
	struct foreign_defaults defaults = {options->client, options->account, options->dates, {intake_names_find, NULL}};
	struct instrument *instruments = NULL;
	struct intake_names names = {NULL, 0};
	struct intake_file opened = {.name = short_name(path)};
	struct import_profile *profile = NULL;
	enum foreign_format format = FOREIGN_CSV;
	struct text text = {0};
	enum status status = STATUS_OK;

	if (options->profile != NULL)
		status = read_profile(session, options->profile, &profile, err);
	if (status == STATUS_OK)
		status = open_file(path, &opened.file, err);
	if (status == STATUS_OK)
		status = hash_file(&opened.file, opened.name, opened.hash, err);
	if (status == STATUS_OK && profile == NULL)
		status = peek(opened.file, opened.name, &format, err);
	opened.is_foreign = always || profile != NULL || format != FOREIGN_CSV;
	if (status == STATUS_OK && !opened.is_foreign && (options->client != NULL || options->account != NULL ||
	                                                  options->dates != NULL))
		status = error_set(err, STATUS_INVALID, "%s is a file of our own columns, which name client, account and day; "
		                   "leave --client, --account and --dates out, or name a profile", opened.name);
	if (status == STATUS_OK && opened.is_foreign) {
		status = read_whole(opened.file, opened.name, &text, err);
		if (status == STATUS_OK)
			status = store_instruments(session_store(session), &instruments, &names.count, err);
		names.instruments = instruments;
		defaults.names.context = &names;
		if (status == STATUS_OK)
			status = foreign_read(kind, profile, &defaults, text_string(&text), text.length, &opened.foreign, problems, err);
		if (status == STATUS_INVALID)
			(void)error_prefix(err, "%s", opened.name);
	}
	text_clear(&text);
	free(instruments);
	import_profile_free(profile);
	if (status == STATUS_OK)
		*file = opened;
	else
		intake_file_close(&opened);
	return status;
}

void intake_file_close(struct intake_file *file)
{
	if (file->file != NULL && file->file != stdin)
		(void)fclose(file->file); /* only read */
	foreign_clear(&file->foreign);
	*file = (struct intake_file){0};
}
