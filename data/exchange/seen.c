/* Two open-addressed tables: texts with their numbers, and pairs of a number and a detail. */
#include "data/exchange/seen.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"

struct name {
	const char *text;   /* NULL: free */
	uint32_t number;
};

struct seen {
	struct arena *texts;
	struct name *names;     /* owned; size a power of two              */
	uint64_t *keys;         /* owned; 0: free, keys are stored plus 1  */
	size_t name_size, name_count, key_size, key_count;
};

struct seen *seen_new(void)
{
	struct seen *seen = memory_new(sizeof *seen);

	seen->texts = arena_new();
	seen->name_size = seen->key_size = 64;
	seen->names = memory_new_array(seen->name_size, sizeof *seen->names);
	seen->keys = memory_new_array(seen->key_size, sizeof *seen->keys);
	return seen;
}

void seen_free(struct seen *seen)
{
	if (seen == NULL)
		return;
	arena_free(seen->texts);
	free(seen->names);
	free(seen->keys);
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

static uint64_t *find_key(uint64_t *keys, size_t size, uint64_t key)
{
	size_t at = hash_key(key) & (size - 1);

	while (keys[at] != 0 && keys[at] != key)
		at = (at + 1) & (size - 1);
	return &keys[at];
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

static void grow_keys(struct seen *seen)
{
	const size_t size = seen->key_size * 2;
	uint64_t *keys = memory_new_array(size, sizeof *keys);

	for (size_t i = 0; i < seen->key_size; i++)
		if (seen->keys[i] != 0)
			*find_key(keys, size, seen->keys[i]) = seen->keys[i];
	free(seen->keys);
	seen->keys = keys;
	seen->key_size = size;
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

bool seen_before(struct seen *seen, const char *text, int32_t detail)
{
	const uint64_t key = ((uint64_t)seen_number(seen, text) << 32 | (uint32_t)detail) + 1;
	uint64_t *place = find_key(seen->keys, seen->key_size, key);

	if (*place == key)
		return true;
	if (seen->key_count * 2 >= seen->key_size) {
		grow_keys(seen);
		place = find_key(seen->keys, seen->key_size, key);
	}
	*place = key;
	seen->key_count++;
	return false;
}
