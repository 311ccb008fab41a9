/* Small allocations that cannot fail, and an arena for what is built and dropped as one. */
#ifndef BALLAST_ENGINE_BASE_MEMORY_H
#define BALLAST_ENGINE_BASE_MEMORY_H

#include <stddef.h>

/*
 * Zeroed memory, the caller's; free() returns it. When the machine has none left, the handler set below is called
 * (the desk restores the terminal there) and the program ends with exit code 1: the store is transactional, nothing is
 * lost. For sizes a user chose, use memory_try and answer STATUS_NO_MEMORY. A size of 0 gives a pointer to nothing.
 */
void *memory_new(size_t size) __attribute__((malloc, returns_nonnull));
void *memory_new_array(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
void *memory_try(size_t count, size_t size) __attribute__((malloc));

/*
 * As memory_try, but not zeroed: for a large array that is written before it is read. It comes in large pages where the
 * system has them, which makes its first use several times faster.
 */
void *memory_try_large(size_t count, size_t size) __attribute__((malloc));

/* Grows or shrinks; what is added is not zeroed. */
void *memory_resize(void *old, size_t count, size_t size) __attribute__((returns_nonnull));
char *memory_copy_text(const char *text) __attribute__((malloc, returns_nonnull));

/* Called once, before the program ends for want of memory. NULL: nothing. */
void memory_on_exhaustion(void (*handler)(void));

/* Room for count elements, doubling: *capacity is updated. */
void *memory_grow(void *old, size_t *capacity, size_t count, size_t size) __attribute__((returns_nonnull));

/*
 * An arena: many small pieces, freed together. memory from it is zeroed and aligned for any type, valid until
 * arena_reset or arena_free. Resetting keeps the blocks for the next round, so a loop allocates once.
 */
struct arena;
struct arena *arena_new(void);
void arena_free(struct arena *arena);
void arena_reset(struct arena *arena);
void *arena_take(struct arena *arena, size_t size) __attribute__((returns_nonnull));
char *arena_text(struct arena *arena, const char *text) __attribute__((returns_nonnull));
char *arena_format(struct arena *arena, const char *format, ...)
	__attribute__((returns_nonnull, format(printf, 2, 3)));

#endif
