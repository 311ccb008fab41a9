/* Allocation that ends the program rather than return nothing, and the arena. */
#include "engine/base/memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static void (*exhaustion_handler)(void);

void memory_on_exhaustion(void (*handler)(void))
{
	exhaustion_handler = handler;
}

static void end_for_want_of_memory(void)
{
	static const char sentence[] = "ballast: out of memory; nothing was half-written\n";

	if (exhaustion_handler != NULL)
		exhaustion_handler();
	(void)fputs(sentence, stderr);
	_Exit(1);
}

void *memory_try(size_t count, size_t size)
{
	/* calloc() would say the same, but the address sanitizer ends the program instead. */
	if (size > 0 && count > SIZE_MAX / size)
		return NULL;
	return calloc(count > 0 ? count : 1, size > 0 ? size : 1);
}

void *memory_new_array(size_t count, size_t size)
{
	void *memory = memory_try(count, size);

	if (memory == NULL)
		end_for_want_of_memory();
	return memory;
}

void *memory_try_large(size_t count, size_t size)
{
	const size_t page = (size_t)2 << 20;
	void *memory = NULL;

	if (size > 0 && count > (SIZE_MAX - page) / size)
		return NULL;
	if (count * size < page)
		return memory_try(count, size);
	if (posix_memalign(&memory, page, (count * size + page - 1) / page * page) != 0)
		return NULL;
#ifdef MADV_HUGEPAGE
	(void)madvise(memory, count * size, MADV_HUGEPAGE); /* advice: small pages do as well, only slower */
#endif
	return memory;
}

void *memory_new(size_t size)
{
	return memory_new_array(1, size);
}

void *memory_resize(void *old, size_t count, size_t size)
{
	void *memory = reallocarray(old, count > 0 ? count : 1, size > 0 ? size : 1);

	if (memory == NULL)
		end_for_want_of_memory();
	return memory;
}

char *memory_copy_text(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(memory_new(size), text, size);
}

void *memory_grow(void *old, size_t *capacity, size_t count, size_t size)
{
	size_t wanted = *capacity > 0 ? *capacity : 8;

	if (count <= *capacity && old != NULL)
		return old;
	while (wanted < count)
		wanted = wanted > SIZE_MAX / 2 ? count : wanted * 2;
	*capacity = wanted;
	return memory_resize(old, wanted, size);
}

/* Blocks are kept in a list; `current` is the one being filled. */
struct block {
	struct block *next;
	size_t size, used;
	max_align_t bytes[];
};

struct arena {
	struct block *first;   /* owned */
	struct block *current;
};

/* Many arenas hold a few texts and are gone again, and what is taken is cleared. */
enum { FIRST_SIZE = 2 * 1024, BLOCK_SIZE = 16 * 1024 };

static struct block *block_new(size_t size)
{
	struct block *block = memory_new(sizeof *block + size);

	block->size = size;
	return block;
}

struct arena *arena_new(void)
{
	struct arena *arena = memory_new(sizeof *arena);

	arena->first = arena->current = block_new(FIRST_SIZE);
	return arena;
}

void arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	for (struct block *block = arena->first, *next; block != NULL; block = next) {
		next = block->next;
		free(block);
	}
	free(arena);
}

void arena_reset(struct arena *arena)
{
	for (struct block *block = arena->first; block != NULL; block = block->next) {
		memset(block->bytes, 0, block->used);
		block->used = 0;
	}
	arena->current = arena->first;
}

void *arena_take(struct arena *arena, size_t size)
{
	const size_t step = sizeof(max_align_t);
	struct block *block = arena->current;
	void *taken;

	if (size > SIZE_MAX / 2)
		end_for_want_of_memory();
	size = (size + step - 1) / step * step;
	while (block->size - block->used < size && block->next != NULL)
		block = block->next;
	if (block->size - block->used < size) {
		block->next = block_new(size > BLOCK_SIZE ? size : BLOCK_SIZE);
		block = block->next;
	}
	arena->current = block;
	taken = (char *)block->bytes + block->used;
	block->used += size;
	return taken;
}

char *arena_text(struct arena *arena, const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(arena_take(arena, size), text, size);
}

char *arena_format(struct arena *arena, const char *format, ...)
{
	char small[256];
	va_list arguments;
	char *text;
	int length;

	va_start(arguments, format);
	length = vsnprintf(small, sizeof small, format, arguments);
	va_end(arguments);
	if (length < 0)
		return arena_text(arena, "");
	text = arena_take(arena, (size_t)length + 1);
	if ((size_t)length < sizeof small)
		return memcpy(text, small, (size_t)length + 1);
	va_start(arguments, format);
	(void)vsnprintf(text, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return text;
}
