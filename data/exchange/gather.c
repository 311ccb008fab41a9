/* Chunks of a fixed size from one pool, chained by series; when the pool is used up all of it goes to a file. */
#include "data/exchange/gather.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/memory.h"

enum { CHUNK_LEAST = 8, CHUNK_MOST = 128, NONE = UINT32_MAX, FILE_BUFFER = 256 * 1024 };

/* A stretch of one series: a chunk of the pool, or what a chain of them became in the file. */
struct stretch {
	uint32_t next;                /* of the same series; NONE: the last                           */
	uint32_t count;
	uint64_t at;                  /* of one in the file: index of its first price there           */
};

/* The chains of a series: first and last of each. */
struct chain {
	uint32_t first, last;
};

struct gather {
	struct gathered_price *pool;  /* owned; chunk_size prices a chunk                             */
	struct stretch *chunks;       /* owned; one a chunk                                           */
	struct chain *open;           /* owned; one a series, of chunks                               */
	struct stretch *written;      /* owned; in the file                                           */
	struct chain *kept;           /* owned; one a series, of written; NULL: nothing was written   */
	size_t series, chunk_size, chunk_count, chunk_most;
	size_t written_count, written_capacity;
	FILE *file;                   /* NULL: nothing was written                                    */
	uint64_t file_length;         /* prices                                                       */
	struct gathered_price *taken; /* owned; what gather_take hands out                            */
	size_t taken_capacity;
};

static struct chain *chains_new(size_t count)
{
	struct chain *chains = memory_new_array(count, sizeof *chains);

	for (size_t i = 0; i < count; i++)
		chains[i] = (struct chain){NONE, NONE};
	return chains;
}

struct gather *gather_new(size_t count, size_t bytes)
{
	struct gather *gather = memory_new(sizeof *gather);
	size_t chunk = bytes / sizeof *gather->pool / 2 / (count > 0 ? count : 1);

	/* every series should have a chunk, and half of the last ones of a series stay empty */
	chunk = chunk < CHUNK_LEAST ? CHUNK_LEAST : chunk > CHUNK_MOST ? CHUNK_MOST : chunk;
	gather->series = count;
	gather->chunk_size = chunk;
	gather->chunk_most = bytes / sizeof *gather->pool / chunk + 1;
	gather->pool = memory_resize(NULL, gather->chunk_most * chunk, sizeof *gather->pool);
	gather->chunks = memory_new_array(gather->chunk_most, sizeof *gather->chunks);
	gather->open = chains_new(count);
	return gather;
}

void gather_free(struct gather *gather)
{
	if (gather == NULL)
		return;
	if (gather->file != NULL)
		(void)fclose(gather->file); /* nothing of it is wanted any more */
	free(gather->pool);
	free(gather->chunks);
	free(gather->open);
	free(gather->written);
	free(gather->kept);
	free(gather->taken);
	free(gather);
}

static void append(struct chain *chain, struct stretch *stretches, uint32_t index)
{
	stretches[index].next = NONE;
	if (chain->last == NONE)
		chain->first = index;
	else
		stretches[chain->last].next = index;
	chain->last = index;
}

static enum status fail(struct error *err)
{
	return error_set(err, STATUS_IO, "the temporary file that sorts the prices: %s", strerror(errno));
}

/* The chain of a series into the file, as one stretch of it. */
static bool write_chain(struct gather *gather, size_t series)
{
	struct stretch written = {.at = gather->file_length};

	for (uint32_t i = gather->open[series].first; i != NONE; i = gather->chunks[i].next) {
		const uint32_t count = gather->chunks[i].count;

		if (fwrite(gather->pool + i * gather->chunk_size, sizeof *gather->pool, count, gather->file) != count)
			return false;
		written.count += count;
	}
	gather->file_length += written.count;
	gather->written = memory_grow(gather->written, &gather->written_capacity, gather->written_count + 1,
	                              sizeof *gather->written);
	gather->written[gather->written_count] = written;
	append(&gather->kept[series], gather->written, (uint32_t)gather->written_count++);
	gather->open[series] = (struct chain){NONE, NONE};
	return true;
}

/* Empties the pool. */
static enum status spill(struct gather *gather, struct error *err)
{
	if (gather->file == NULL) {
		gather->file = tmpfile();
		if (gather->file == NULL)
			return fail(err);
		(void)setvbuf(gather->file, NULL, _IOFBF, FILE_BUFFER); /* what was refused is only slower */
		gather->kept = chains_new(gather->series);
	}
	for (size_t i = 0; i < gather->series; i++)
		if (gather->open[i].first != NONE && !write_chain(gather, i))
			return fail(err);
	gather->chunk_count = 0;
	return fflush(gather->file) == 0 ? STATUS_OK : fail(err);
}

enum status gather_add(struct gather *gather, size_t series, const struct gathered_price *price, struct error *err)
{
	struct chain *chain = &gather->open[series];

	if (chain->last == NONE || gather->chunks[chain->last].count == gather->chunk_size) {
		if (gather->chunk_count == gather->chunk_most) {
			const enum status status = spill(gather, err);

			if (status != STATUS_OK)
				return status;
		}
		gather->chunks[gather->chunk_count].count = 0;
		append(chain, gather->chunks, (uint32_t)gather->chunk_count++);
	}
	gather->pool[chain->last * gather->chunk_size + gather->chunks[chain->last].count++] = *price;
	return STATUS_OK;
}

static bool read_stretch(const struct gather *gather, const struct stretch *stretch, struct gathered_price *to)
{
	char *bytes = (char *)to;
	size_t left = stretch->count * sizeof *to;
	off_t at = (off_t)(stretch->at * sizeof *to);

	while (left > 0) {
		const ssize_t got = pread(fileno(gather->file), bytes, left, at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			errno = EIO; /* shorter than it was written */
		if (got <= 0)
			return false;
		bytes += got;
		left -= (size_t)got;
		at += got;
	}
	return true;
}

enum status gather_take(struct gather *gather, size_t series, struct gathered_price **prices, size_t *count,
                        struct error *err)
{
	const uint32_t kept = gather->kept != NULL ? gather->kept[series].first : NONE;
	size_t total = 0;

	for (uint32_t i = kept; i != NONE; i = gather->written[i].next) {
		const struct stretch *stretch = &gather->written[i];

		gather->taken = memory_grow(gather->taken, &gather->taken_capacity, total + stretch->count,
		                            sizeof *gather->taken);
		if (!read_stretch(gather, stretch, gather->taken + total))
			return fail(err);
		total += stretch->count;
	}
	for (uint32_t i = gather->open[series].first; i != NONE; i = gather->chunks[i].next) {
		const uint32_t chunk = gather->chunks[i].count;

		gather->taken = memory_grow(gather->taken, &gather->taken_capacity, total + chunk, sizeof *gather->taken);
		memcpy(gather->taken + total, gather->pool + i * gather->chunk_size, chunk * sizeof *gather->taken);
		total += chunk;
	}
	*prices = gather->taken;
	*count = total;
	return STATUS_OK;
}
