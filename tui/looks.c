/* Theme files and keys.conf. */
#include "tui/looks.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/settings/loaders.h"
#include "engine/base/memory.h"

enum { PATH_SIZE = 4096 };

static const char suffix[] = ".theme";

enum status looks_read_theme(const char *path, const char *name, struct theme *theme, struct error *err)
{
	struct pairs pairs = {0};
	struct theme_pair *lines;
	enum status status = pairs_load(path, &pairs, err);

	if (status != STATUS_OK)
		return status;
	lines = memory_new_array(pairs.count + 1, sizeof *lines);
	for (size_t i = 0; i < pairs.count; i++)
		lines[i] = (struct theme_pair){pairs.list[i].key, pairs.list[i].value};
	status = theme_parse(name, lines, pairs.count, theme, err);
	free(lines);
	pairs_clear(&pairs);
	return status;
}

static int is_theme(const struct dirent *entry)
{
	const size_t length = strlen(entry->d_name);

	return length > strlen(suffix) && entry->d_name[0] != '.' &&
	       strcmp(entry->d_name + length - strlen(suffix), suffix) == 0;
}

static size_t find_theme(const struct looks *looks, const char *name)
{
	for (size_t i = 0; i < looks->theme_count; i++) {
		if (strcmp(looks->themes[i].name, name) == 0)
			return i;
	}
	return looks->theme_count;
}

static enum status add_theme(const char *folder, const char *file, struct looks *looks, struct error *err)
{
	char path[PATH_SIZE], name[THEME_NAME_SIZE];
	const int length = (int)(strlen(file) - strlen(suffix));
	size_t place;

	if (length >= THEME_NAME_SIZE || snprintf(path, sizeof path, "%s/%s", folder, file) >= (int)sizeof path)
		return error_set(err, STATUS_INVALID, "the name of the theme %s is too long", file);
	(void)snprintf(name, sizeof name, "%.*s", length, file);
	place = find_theme(looks, name);
	if (place == LOOKS_THEMES)
		return error_set(err, STATUS_INVALID, "there are more than %d themes in %s", LOOKS_THEMES, folder);
	if (place == looks->theme_count) {
		const enum status status = looks_read_theme(path, name, &looks->themes[place], err);

		looks->theme_count += status == STATUS_OK;
		return status;
	}
	return looks_read_theme(path, name, &looks->themes[place], err);
}

static enum status add_themes(const char *base, struct looks *looks, struct error *err)
{
	char folder[PATH_SIZE];
	struct dirent **entries = NULL;
	enum status status = STATUS_OK;
	int count;

	if (base == NULL || base[0] == '\0' ||
	    snprintf(folder, sizeof folder, "%s/themes", base) >= (int)sizeof folder)
		return STATUS_OK;
	count = scandir(folder, &entries, is_theme, alphasort); /* -1: no such folder, which is fine */
	for (int i = 0; i < count; i++) {
		if (status == STATUS_OK)
			status = add_theme(folder, entries[i]->d_name, looks, err);
		free(entries[i]);
	}
	free(entries);
	return status;
}

static enum status add_keys(const char *config, struct looks *looks, struct error *err)
{
	char path[PATH_SIZE];
	struct pairs pairs = {0};
	struct keymap_pair *lines;
	enum status status;

	if (config == NULL || config[0] == '\0' ||
	    snprintf(path, sizeof path, "%s/keys.conf", config) >= (int)sizeof path)
		return STATUS_OK;
	status = pairs_load(path, &pairs, err);
	if (status == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (status != STATUS_OK)
		return status;
	lines = memory_new_array(pairs.count + 1, sizeof *lines);
	for (size_t i = 0; i < pairs.count; i++)
		lines[i] = (struct keymap_pair){pairs.list[i].key, pairs.list[i].value, pairs.list[i].line};
	status = keymap_apply(&looks->keymap, lines, pairs.count, err);
	free(lines);
	pairs_clear(&pairs);
	return status == STATUS_OK ? STATUS_OK : error_prefix(err, "%s", path);
}

/* The theme to begin with changes places with the first. */
static enum status choose_first(const char *first, struct looks *looks, struct error *err)
{
	const bool is_asked = first != NULL && first[0] != '\0';
	const size_t place = find_theme(looks, is_asked ? first : "ballast");
	struct theme chosen;

	if (place == looks->theme_count)
		return is_asked ? error_set(err, STATUS_INVALID, "there is no theme '%s'; %s is one of those there are",
					    first, looks->themes[0].name)
				: STATUS_OK;
	chosen = looks->themes[place];
	looks->themes[place] = looks->themes[0];
	looks->themes[0] = chosen;
	return STATUS_OK;
}

enum status looks_load(const char *shipped, const char *config, const char *first, struct looks *result,
		       struct error *err)
{
	struct looks *looks = memory_new(sizeof *looks);
	enum status status;

	keymap_defaults(&looks->keymap);
	status = add_themes(shipped, looks, err);
	if (status == STATUS_OK)
		status = add_themes(config, looks, err);
	if (status == STATUS_OK && looks->theme_count == 0)
		theme_builtin(&looks->themes[looks->theme_count++]);
	if (status == STATUS_OK)
		status = choose_first(first, looks, err);
	if (status == STATUS_OK)
		status = add_keys(config, looks, err);
	if (status == STATUS_OK)
		*result = *looks;
	free(looks);
	return status;
}
