/* SHA-256, of the cryptography library: this folder is its home, and data/seal, which seals copies. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "data/journal/journal.h"
#include "engine/base/memory.h"

struct hasher {
	crypto_hash_sha256_state state;
};

/* Needs no sodium_init: SHA-256 is neither random nor chosen by processor. */
static void write_hexadecimal(const unsigned char digest[crypto_hash_sha256_BYTES], char hash[HASH_SIZE])
{
	(void)sodium_bin2hex(hash, HASH_SIZE, digest, crypto_hash_sha256_BYTES); /* returns hash */
}

void hash_bytes(const void *bytes, size_t length, char hash[HASH_SIZE])
{
	unsigned char digest[crypto_hash_sha256_BYTES];

	(void)crypto_hash_sha256(digest, bytes, length); /* always 0 */
	write_hexadecimal(digest, hash);
}

struct hasher *hasher_new(void)
{
	struct hasher *hasher = memory_new(sizeof *hasher);

	(void)crypto_hash_sha256_init(&hasher->state); /* always 0, as are update and final */
	return hasher;
}

void hasher_add(struct hasher *hasher, const void *bytes, size_t length)
{
	(void)crypto_hash_sha256_update(&hasher->state, bytes, length);
}

void hasher_finish(struct hasher *hasher, char hash[HASH_SIZE])
{
	unsigned char digest[crypto_hash_sha256_BYTES];

	(void)crypto_hash_sha256_final(&hasher->state, digest);
	write_hexadecimal(digest, hash);
	free(hasher);
}

void journal_hash(int64_t sequence, const char *previous, const char *payload, size_t length, char hash[HASH_SIZE])
{
	char number[24];
	int digits = 0;
	crypto_hash_sha256_state state;
	unsigned char digest[crypto_hash_sha256_BYTES];
	uint64_t rest = sequence < 0 ? 0 - (uint64_t)sequence : (uint64_t)sequence;

	/* By hand, from the right: a million records are verified in a second or two, and printf would double that. */
	do
		number[sizeof number - 1 - (size_t)digits++] = (char)('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (sequence < 0)
		number[sizeof number - 1 - (size_t)digits++] = '-';
	(void)crypto_hash_sha256_init(&state);
	(void)crypto_hash_sha256_update(&state, (unsigned char *)number + sizeof number - digits, (size_t)digits);
	(void)crypto_hash_sha256_update(&state, (const unsigned char *)"|", 1);
	(void)crypto_hash_sha256_update(&state, (const unsigned char *)previous, strlen(previous));
	(void)crypto_hash_sha256_update(&state, (const unsigned char *)"|", 1);
	(void)crypto_hash_sha256_update(&state, (const unsigned char *)payload, length);
	(void)crypto_hash_sha256_update(&state, (const unsigned char *)"\n", 1);
	(void)crypto_hash_sha256_final(&state, digest);
	write_hexadecimal(digest, hash);
}
