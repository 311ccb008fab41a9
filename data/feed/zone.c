/* Zones of time, from the machine's own table. */
#include "data/feed/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/settings/regular_file.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

enum { HEADER_SIZE = 44, FILE_MOST = 65536, NAME_MOST = 64, TRANSITIONS_MOST = 4096, TYPE_SIZE = 6 };

static const char folder[] = "/usr/share/zoneinfo";

struct zone {
	int32_t first;              /* before the first change                       */
	size_t count;
	int64_t *from;              /* owned: instants of changes, rising            */
	int32_t *offset;            /* owned: what holds from each on                */
};

/* "UTC" and "+08:00"; false for anything else. */
static bool read_offset(const char *text, int32_t *offset)
{
	int hours, minutes;
	char sign, rest;

	*offset = 0;
	if (strcmp(text, "UTC") == 0)
		return true;
	if (strlen(text) != 6 || sscanf(text, "%c%2d:%2d%c", &sign, &hours, &minutes, &rest) != 3 ||
	    (sign != '+' && sign != '-') || hours < 0 || hours > 14 || minutes < 0 || minutes > 59)
		return false;
	*offset = (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
	return true;
}

/* A name becomes part of a path, and may come from a provider: nothing but words between slashes. */
static bool is_name(const char *text)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/";

	return strlen(text) < NAME_MOST && strchr(text, '/') != NULL && text[0] != '/' && text[strspn(text, allowed)] == '\0';
}

enum status zone_check(const char *zone, struct error *err)
{
	int32_t offset;

	if (read_offset(zone, &offset) || is_name(zone))
		return STATUS_OK;
	return error_set(err, STATUS_INVALID, "\"%.40s\" is no zone; write UTC, an offset such as +08:00, or a name such as "
	                 "Europe/Berlin", zone);
}

/* Big-endian, of 4 or 8 bytes, signed. */
static int64_t take(const unsigned char *at, size_t size)
{
	uint64_t value = (at[0] & 0x80) != 0 ? ~(uint64_t)0 : 0;

	for (size_t i = 0; i < size; i++)
		value = value << 8 | at[i];
	return (int64_t)value;
}

/* The counts of a block's header, in the order of RFC 8536 section 3.1. */
struct counts {
	size_t universal, standard, leaps, times, types, characters;
};

static bool read_counts(const unsigned char *bytes, size_t length, struct counts *counts)
{
	size_t *const each[] = {&counts->universal, &counts->standard, &counts->leaps, &counts->times, &counts->types,
	                        &counts->characters};

	if (length < HEADER_SIZE || memcmp(bytes, "TZif", 4) != 0)
		return false;
	for (size_t i = 0; i < sizeof each / sizeof each[0]; i++) {
		const int64_t value = take(bytes + 20 + 4 * i, 4);

		if (value < 0 || value > FILE_MOST)
			return false;
		*each[i] = (size_t)value;
	}
	return counts->types > 0 && counts->times <= TRANSITIONS_MOST;
}

static size_t block_size(const struct counts *counts, size_t time_size)
{
	return counts->times * (time_size + 1) + counts->types * TYPE_SIZE + counts->characters +
	       counts->leaps * (time_size + 4) + counts->standard + counts->universal;
}

/* The second block of a file, whose instants have 64 bits. False when the file is damaged or older than that. */
static bool read_table(const unsigned char *bytes, size_t length, struct zone *zone)
{
	struct counts counts;
	const unsigned char *indices, *types;
	size_t skipped;

	if (!read_counts(bytes, length, &counts) || bytes[4] < '2')
		return false;
	skipped = HEADER_SIZE + block_size(&counts, 4);
	if (skipped > length)
		return false;
	bytes += skipped;
	length -= skipped;
	if (!read_counts(bytes, length, &counts) || block_size(&counts, 8) > length - HEADER_SIZE)
		return false;
	bytes += HEADER_SIZE;
	indices = bytes + counts.times * 8;
	types = indices + counts.times;
	zone->first = (int32_t)take(types, 4);
	zone->from = memory_new_array(counts.times + 1, sizeof *zone->from);
	zone->offset = memory_new_array(counts.times + 1, sizeof *zone->offset);
	for (size_t i = 0; i < counts.times; i++) {
		if (indices[i] >= counts.types)
			return false;
		zone->from[i] = take(bytes + 8 * i, 8);
		zone->offset[i] = (int32_t)take(types + (size_t)TYPE_SIZE * indices[i], 4);
	}
	zone->count = counts.times;
	return true;
}

enum status zone_open(const char *name, struct zone **zone, struct error *err)
{
	struct zone *made;
	struct text bytes = {0};
	char path[sizeof folder + NAME_MOST + 1];
	enum status status = zone_check(name, err);

	if (status != STATUS_OK)
		return status;
	made = memory_new(sizeof *made);
	if (read_offset(name, &made->first)) {
		*zone = made;
		return STATUS_OK;
	}
	snprintf(path, sizeof path, "%s/%s", folder, name);
	status = regular_file_read(path, FILE_MOST, FILE_ANY, &bytes, NULL);
	if (status == STATUS_OK && read_table((const unsigned char *)text_string(&bytes), bytes.length, made)) {
		*zone = made;
	} else {
		status = error_set(err, STATUS_NOT_FOUND, "this machine does not know the zone \"%.40s\" (is tzdata installed?)", name);
		zone_close(made);
	}
	text_clear(&bytes);
	return status;
}

int32_t zone_offset(const struct zone *zone, int64_t seconds)
{
	size_t low = 0, high = zone->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (zone->from[middle] <= seconds)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? zone->first : zone->offset[low - 1];
}

void zone_close(struct zone *zone)
{
	if (zone == NULL)
		return;
	free(zone->from);
	free(zone->offset);
	free(zone);
}
