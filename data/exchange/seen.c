/* Two open-addressed tables: texts with their numbers, and of each number the details seen, as bits in blocks of 64. */
#include "data/exchange/seen.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"

struct name {
	const char *text;   /* NULL: free */
	uint32_t number;
};

/* The days of a file come in runs, so one block serves a quarter of a year of a symbol. */
struct block {
	uint64_t key;       /* number and detail without its lowest six bits */
	uint64_t bits;      /* 0: free                                       */
};

struct seen {
	struct arena *texts;
	struct name *names;     /* owned; size a power of two              */
	struct block *blocks;   /* owned; likewise                         */
	size_t name_size, name_count, block_size, block_count;
};

struct seen *seen_new(void)
{
	struct seen *seen = memory_new(sizeof *seen);

	seen->texts = arena_new();
	seen->name_size = seen->block_size = 64;
	seen->names = memory_new_array(seen->name_size, sizeof *seen->names);
	seen->blocks = memory_new_array(seen->block_size, sizeof *seen->blocks);
	return seen;
}

void seen_free(struct seen *seen)
{
	if (seen == NULL)
		return;
	arena_free(seen->texts);
	free(seen->names);
	free(seen->blocks);
	free(seen);
}

/* FNV-1a, Fowler, Noll and Vo. */
static size_t hash_text(const char *text)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
	return (size_t)(hash ^ hash >> 32);
}

/* The finaliser of Steele, Lea and Flood's SplitMix64. */
static size_t hash_key(uint64_t key)
{
	key = (key ^ key >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	key = (key ^ key >> 27) * UINT64_C(0x94d049bb133111eb);
	return (size_t)(key ^ key >> 31);
}

static struct name *find_name(struct name *names, size_t size, const char *text)
{
	size_t at = hash_text(text) & (size - 1);

	while (names[at].text != NULL && strcmp(names[at].text, text) != 0)
		at = (at + 1) & (size - 1);
	return &names[at];
}

static struct block *find_block(struct block *blocks, size_t size, uint64_t key)
{
	size_t at = hash_key(key) & (size - 1);

	while (blocks[at].bits != 0 && blocks[at].key != key)
		at = (at + 1) & (size - 1);
	return &blocks[at];
}

static void grow_names(struct seen *seen)
{
	const size_t size = seen->name_size * 2;
	struct name *names = memory_new_array(size, sizeof *names);

	for (size_t i = 0; i < seen->name_size; i++)
		if (seen->names[i].text != NULL)
			*find_name(names, size, seen->names[i].text) = seen->names[i];
	free(seen->names);
	seen->names = names;
	seen->name_size = size;
}

static void grow_blocks(struct seen *seen)
{
	const size_t size = seen->block_size * 2;
	struct block *blocks = memory_new_array(size, sizeof *blocks);

	for (size_t i = 0; i < seen->block_size; i++)
		if (seen->blocks[i].bits != 0)
			*find_block(blocks, size, seen->blocks[i].key) = seen->blocks[i];
	free(seen->blocks);
	seen->blocks = blocks;
	seen->block_size = size;
}

uint32_t seen_number(struct seen *seen, const char *text)
{
	struct name *name = find_name(seen->names, seen->name_size, text);

	if (name->text != NULL)
		return name->number;
	if (seen->name_count * 2 >= seen->name_size) {
		grow_names(seen);
		name = find_name(seen->names, seen->name_size, text);
	}
	*name = (struct name){.text = arena_text(seen->texts, text), .number = (uint32_t)seen->name_count++};
	return name->number;
}

bool seen_before_numbered(struct seen *seen, uint32_t number, int32_t detail)
{
	const uint32_t shifted = (uint32_t)detail ^ UINT32_C(0x80000000); /* below 0 too, blocks hold neighbours */
	const uint64_t key = (uint64_t)number << 32 | shifted >> 6, bit = UINT64_C(1) << (shifted & 63);
	struct block *block = find_block(seen->blocks, seen->block_size, key);

	if ((block->bits & bit) != 0)
		return true;
	if (block->bits == 0) {
		if (seen->block_count * 2 >= seen->block_size) {
			grow_blocks(seen);
			block = find_block(seen->blocks, seen->block_size, key);
		}
		block->key = key;
		seen->block_count++;
	}
	block->bits |= bit;
	return false;
}

bool seen_before(struct seen *seen, const char *text, int32_t detail)
{
	return seen_before_numbered(seen, seen_number(seen, text), detail);
}
