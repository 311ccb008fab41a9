/* One file out of a zip archive. */
#include "data/exchange/zip.h"

#include <stdint.h>
#include <string.h>
#include <zlib.h>

#include "engine/base/text.h"

enum {
	LOCAL_SIZE = 30, ENTRY_SIZE = 46, END_SIZE = 22, COMMENT_MOST = 65535,
	METHOD_STORED = 0, METHOD_DEFLATED = 8, FLAG_ENCRYPTED = 1, PIECE_BYTES = 16384,
};

/* What the central directory says of a file. */
struct entry {
	const char *name;       /* borrowed from the archive, not terminated */
	size_t name_length;
	unsigned flags, method;
	uint32_t checksum;
	size_t packed, unpacked, offset;
};

struct archive {
	const unsigned char *bytes;
	size_t length;
};

/* Little-endian; the caller has checked that the bytes are there. */
static unsigned take2(const unsigned char *at)
{
	return (unsigned)at[0] | (unsigned)at[1] << 8;
}

static uint32_t take4(const unsigned char *at)
{
	return (uint32_t)take2(at) | (uint32_t)take2(at + 2) << 16;
}

bool zip_is_archive(const char *bytes, size_t length)
{
	return length >= 4 && memcmp(bytes, "PK\3\4", 4) == 0;
}

/* The end of the directory, looked for backwards as a comment may follow it. NULL when there is none. */
static const unsigned char *find_end(const struct archive *archive)
{
	for (size_t back = END_SIZE; back <= archive->length && back <= END_SIZE + COMMENT_MOST; back++) {
		const unsigned char *at = archive->bytes + archive->length - back;

		if (memcmp(at, "PK\5\6", 4) == 0 && take2(at + 20) == back - END_SIZE)
			return at;
	}
	return NULL;
}

/* The entry at offset; returns where the next begins, 0 when it does not fit in the archive. */
static size_t read_entry(const struct archive *archive, size_t offset, struct entry *entry)
{
	const unsigned char *at = archive->bytes + offset;
	size_t size;

	if (offset > archive->length || archive->length - offset < ENTRY_SIZE || memcmp(at, "PK\1\2", 4) != 0)
		return 0;
	size = ENTRY_SIZE + (size_t)take2(at + 28) + take2(at + 30) + take2(at + 32);
	if (archive->length - offset < size)
		return 0;
	*entry = (struct entry){
		.name = (const char *)at + ENTRY_SIZE, .name_length = take2(at + 28), .flags = take2(at + 8),
		.method = take2(at + 10), .checksum = take4(at + 16), .packed = take4(at + 20), .unpacked = take4(at + 24),
		.offset = take4(at + 42),
	};
	return offset + size;
}

static enum status find_entry(const struct archive *archive, const char *member, struct entry *entry, struct error *err)
{
	const unsigned char *end = find_end(archive);
	size_t offset, count, matches = 0;

	if (end == NULL)
		return error_set(err, STATUS_INVALID, "it is no zip archive, or one that is cut off");
	count = take2(end + 10);
	offset = take4(end + 16);
	for (size_t i = 0; i < count; i++) {
		struct entry read;

		offset = read_entry(archive, offset, &read);
		if (offset == 0)
			return error_set(err, STATUS_INVALID, "the directory of the zip archive is damaged");
		if (read.name_length > 0 && read.name[read.name_length - 1] == '/')
			continue; /* a folder */
		if (member != NULL && (strlen(member) != read.name_length || memcmp(member, read.name, read.name_length) != 0))
			continue;
		*entry = read;
		matches++;
	}
	if (matches == 1)
		return STATUS_OK;
	if (member != NULL)
		return error_set(err, STATUS_NOT_FOUND, "the zip archive holds %s file \"%.60s\"", matches == 0 ? "no" : "more than one",
		                 member);
	return error_set(err, STATUS_NOT_FOUND, "the zip archive holds %zu files; say which one is meant", matches);
}

static enum status inflate_all(const unsigned char *packed, size_t length, size_t expected, struct text *result,
                               struct error *err)
{
	z_stream stream = {0};
	int answer = Z_OK;

	/* The library declares what it only reads without const. */
	union { const unsigned char *ours; unsigned char *theirs; } door = {.ours = packed};

	stream.next_in = door.theirs;
	stream.avail_in = (uInt)length;
	if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
		return error_set(err, STATUS_NO_MEMORY, "there is not enough memory to unpack a zip archive");
	while (answer == Z_OK && result->length <= expected) {
		unsigned char piece[PIECE_BYTES];

		stream.next_out = piece;
		stream.avail_out = sizeof piece;
		answer = inflate(&stream, Z_NO_FLUSH);
		text_add_bytes(result, (const char *)piece, sizeof piece - stream.avail_out);
	}
	(void)inflateEnd(&stream); /* only frees */
	if (answer != Z_STREAM_END || result->length != expected)
		return error_set(err, STATUS_INVALID, "a file in the zip archive is damaged");
	return STATUS_OK;
}

static enum status unpack(const struct archive *archive, const struct entry *entry, struct text *made, struct error *err)
{
	const unsigned char *at = archive->bytes + entry->offset;
	size_t start;
	enum status status = STATUS_OK;

	if (entry->offset > archive->length || archive->length - entry->offset < LOCAL_SIZE || memcmp(at, "PK\3\4", 4) != 0)
		return error_set(err, STATUS_INVALID, "the zip archive is damaged");
	start = entry->offset + LOCAL_SIZE + take2(at + 26) + take2(at + 28);
	if (start > archive->length || archive->length - start < entry->packed)
		return error_set(err, STATUS_INVALID, "the zip archive is cut off");
	if (entry->method == METHOD_DEFLATED)
		status = inflate_all(archive->bytes + start, entry->packed, entry->unpacked, made, err);
	else if (entry->method == METHOD_STORED && entry->packed == entry->unpacked)
		text_add_bytes(made, (const char *)archive->bytes + start, entry->packed);
	else
		return error_set(err, STATUS_INVALID, "the zip archive is packed in a way that is not read (method %u)", entry->method);
	if (status == STATUS_OK && crc32(0, (const Bytef *)text_string(made), (uInt)made->length) != entry->checksum)
		return error_set(err, STATUS_INVALID, "a file in the zip archive does not agree with its checksum");
	return status;
}

enum status zip_extract(const char *bytes, size_t length, const char *member, size_t limit, struct text *result,
                        struct error *err)
{
	const struct archive archive = {.bytes = (const unsigned char *)bytes, .length = length};
	struct entry entry = {0};
	struct text made = {0};
	enum status status = find_entry(&archive, member, &entry, err);

	if (status != STATUS_OK)
		return status;
	if ((entry.flags & FLAG_ENCRYPTED) != 0)
		return error_set(err, STATUS_INVALID, "the zip archive is encrypted");
	if (entry.unpacked > limit)
		return error_set(err, STATUS_INVALID, "a file in the zip archive is longer than %zu bytes", limit);
	status = unpack(&archive, &entry, &made, err);
	if (status == STATUS_OK)
		text_add_bytes(result, text_string(&made), made.length);
	text_clear(&made);
	return status;
}
