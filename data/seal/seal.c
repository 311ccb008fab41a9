/* Sealing and opening, of the cryptography library: this folder and data/journal are its homes. */
#include "data/seal/seal.h"

#include <errno.h>
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/memory.h"

enum {
	PIECE = 65536,
	SEAL_OF_PIECE = crypto_secretstream_xchacha20poly1305_ABYTES,
	STREAM_KEY = crypto_secretstream_xchacha20poly1305_KEYBYTES,
	STREAM_HEADER = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
	SALT = crypto_pwhash_SALTBYTES,
	KEYS = 64,
	PROOF = 32,
	SUM = crypto_hash_sha256_BYTES,
	PASSES = 3,
	PASSES_MOST = 64,
};

/* Where the parts of the head stand; see the header file. */
enum {
	AT_KIND = 16, AT_PASSES = 20, AT_MEMORY = 24, AT_LENGTH = 32, AT_SALT = 40, AT_STREAM = 56, AT_PROOF = 80,
	AT_SUM = 112, HEAD = 144,
};

static const char magic[] = "BALLAST SEALED 1";
static const uint64_t memory_asked = (uint64_t)64 << 20, memory_most = (uint64_t)1 << 30;

static void put_number(unsigned char *at, uint64_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		at[i] = (unsigned char)(value >> (8 * i));
}

static uint64_t get_number(const unsigned char *at, int bytes)
{
	uint64_t value = 0;

	for (int i = bytes; i-- > 0;)
		value = value << 8 | at[i];
	return value;
}

/* Reads up to length bytes; fewer only at the end. -1: errno says why. */
static ssize_t read_whole(int file, unsigned char *bytes, size_t length)
{
	size_t have = 0;

	while (have < length) {
		const ssize_t more = read(file, bytes + have, length - have);

		if (more < 0 && errno == EINTR)
			continue;
		if (more < 0)
			return -1;
		if (more == 0)
			break;
		have += (size_t)more;
	}
	return (ssize_t)have;
}

static enum status write_whole(int file, const unsigned char *bytes, size_t length, const char *named,
                               struct error *err)
{
	while (length > 0) {
		const ssize_t written = write(file, bytes, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return error_set(err, STATUS_IO, "\"%s\" cannot be written: %s", named, strerror(errno));
		bytes += written;
		length -= (size_t)written;
	}
	return STATUS_OK;
}

static enum status fail_read(const char *named, struct error *err)
{
	return error_set(err, STATUS_IO, "\"%s\" cannot be read: %s", named, strerror(errno));
}

static enum status length_of(int file, const char *named, uint64_t *length, struct error *err)
{
	struct stat found;

	if (fstat(file, &found) != 0 || lseek(file, 0, SEEK_SET) != 0)
		return fail_read(named, err);
	*length = (uint64_t)found.st_size;
	return STATUS_OK;
}

static uint64_t pieces_of(uint64_t length)
{
	return length == 0 ? 1 : (length - 1) / PIECE + 1;
}

/* Both halves of the key, in memory that is neither swapped out nor part of a dump. The caller's, for sodium_free. */
static enum status make_keys(const char *passphrase, const unsigned char *head, unsigned char **keys,
                             struct error *err)
{
	unsigned char *made = sodium_init() < 0 ? NULL : sodium_malloc(KEYS);

	if (made == NULL || crypto_pwhash(made, KEYS, passphrase, strlen(passphrase), head + AT_SALT,
	                                  get_number(head + AT_PASSES, 4), (size_t)get_number(head + AT_MEMORY, 8),
	                                  crypto_pwhash_ALG_ARGON2ID13) != 0) {
		sodium_free(made);
		return error_set(err, STATUS_NO_MEMORY, "making a key of the passphrase takes %llu MiB of memory, which cannot "
		                 "be had now", (unsigned long long)(get_number(head + AT_MEMORY, 8) >> 20));
	}
	*keys = made;
	return STATUS_OK;
}

static void prove(const unsigned char *keys, const unsigned char *head, unsigned char proof[PROOF])
{
	(void)crypto_generichash(proof, PROOF, head, AT_PROOF, keys + STREAM_KEY, KEYS - STREAM_KEY); /* sizes are fixed: 0 */
}

static void sum(const unsigned char *head, unsigned char result[SUM])
{
	(void)crypto_hash_sha256(result, head, AT_SUM); /* always 0 */
}

/* ---- closing ---------------------------------------------------------------------------------------------------- */

static enum status begin_head(uint64_t length, unsigned char head[HEAD], const char *passphrase,
                              unsigned char **keys, struct error *err)
{
	if (sodium_init() < 0)
		return error_set(err, STATUS_IO, "this machine gives no random numbers");
	memset(head, 0, HEAD);
	memcpy(head, magic, AT_KIND);
	put_number(head + AT_KIND, crypto_pwhash_ALG_ARGON2ID13, 4);
	put_number(head + AT_PASSES, PASSES, 4);
	put_number(head + AT_MEMORY, memory_asked, 8);
	put_number(head + AT_LENGTH, length, 8);
	randombytes_buf(head + AT_SALT, SALT);
	return make_keys(passphrase, head, keys, err);
}

static enum status close_pieces(int from, int to, uint64_t length, crypto_secretstream_xchacha20poly1305_state *stream,
                                const char *named, struct error *err)
{
	unsigned char *plain = memory_new(PIECE), *sealed = memory_new(PIECE + SEAL_OF_PIECE);
	const uint64_t pieces = pieces_of(length);
	enum status status = STATUS_OK;

	for (uint64_t i = 0; i < pieces && status == STATUS_OK; i++) {
		const uint64_t left = length - i * PIECE;
		const size_t size = left < PIECE ? (size_t)left : PIECE;
		const ssize_t have = read_whole(from, plain, size);
		unsigned long long written = 0;

		if (have != (ssize_t)size) {
			status = have < 0 ? fail_read(named, err)
			                  : error_set(err, STATUS_IO, "the file to be sealed as \"%s\" became shorter", named);
			break;
		}
		(void)crypto_secretstream_xchacha20poly1305_push(stream, sealed, &written, plain, size, NULL, 0,
			i + 1 == pieces ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0); /* always 0 */
		status = write_whole(to, sealed, (size_t)written, named, err);
	}
	sodium_memzero(plain, PIECE);
	free(plain);
	free(sealed);
	return status;
}

enum status seal_close(int from, int to, const char *passphrase, const char *named, struct error *err)
{
	crypto_secretstream_xchacha20poly1305_state stream;
	unsigned char head[HEAD], *keys = NULL;
	uint64_t length = 0;
	enum status status;

	if (strlen(passphrase) < PASSPHRASE_LEAST)
		return error_set(err, STATUS_INVALID, "a passphrase has at least %d bytes; four or five words are good",
		                 PASSPHRASE_LEAST);
	status = length_of(from, named, &length, err);
	if (status == STATUS_OK)
		status = begin_head(length, head, passphrase, &keys, err);
	if (status != STATUS_OK)
		return status;
	(void)crypto_secretstream_xchacha20poly1305_init_push(&stream, head + AT_STREAM, keys); /* always 0 */
	prove(keys, head, head + AT_PROOF);
	sum(head, head + AT_SUM);
	sodium_free(keys);
	status = write_whole(to, head, HEAD, named, err);
	if (status == STATUS_OK)
		status = close_pieces(from, to, length, &stream, named, err);
	sodium_memzero(&stream, sizeof stream);
	return status;
}

/* ---- opening ---------------------------------------------------------------------------------------------------- */

static enum status check_head(const unsigned char head[HEAD], uint64_t size, const char *named, struct error *err)
{
	const uint64_t length = get_number(head + AT_LENGTH, 8), passes = get_number(head + AT_PASSES, 4);
	const uint64_t memory = get_number(head + AT_MEMORY, 8);
	unsigned char found[SUM];
	uint64_t expected;

	sum(head, found);
	if (memcmp(found, head + AT_SUM, SUM) != 0)
		return error_set(err, STATUS_CORRUPT, "the head of \"%s\" is damaged: no passphrase can open it; take another copy",
		                 named);
	if (get_number(head + AT_KIND, 4) != crypto_pwhash_ALG_ARGON2ID13)
		return error_set(err, STATUS_NEWER, "\"%s\" was sealed in a way this program does not know", named);
	if (passes < 1 || passes > PASSES_MOST || memory < crypto_pwhash_MEMLIMIT_MIN || memory > memory_most ||
	    length > (uint64_t)INT64_MAX / 2)
		return error_set(err, STATUS_NEWER, "\"%s\" asks for %llu passes over %llu MiB, which this program does not grant",
		                 named, (unsigned long long)passes, (unsigned long long)(memory >> 20));
	expected = HEAD + length + pieces_of(length) * SEAL_OF_PIECE;
	if (size < expected)
		return error_set(err, STATUS_CORRUPT, "\"%s\" was cut short: %llu of its %llu bytes are there; take another copy",
		                 named, (unsigned long long)size, (unsigned long long)expected);
	if (size > expected)
		return error_set(err, STATUS_CORRUPT, "\"%s\" goes on for %llu bytes after its end; somebody or something added "
		                 "them", named, (unsigned long long)(size - expected));
	return STATUS_OK;
}

/* The head of a sealed file; is_sealed false when it is none. */
static enum status read_head(int file, const char *named, unsigned char head[HEAD], bool *is_sealed, struct error *err)
{
	uint64_t size = 0;
	enum status status = length_of(file, named, &size, err);
	ssize_t have;

	if (status != STATUS_OK)
		return status;
	have = read_whole(file, head, HEAD);
	if (have < 0)
		return fail_read(named, err);
	if (have < AT_KIND || memcmp(head, magic, AT_KIND) != 0) {
		*is_sealed = false;
		return STATUS_OK;
	}
	if (have < HEAD)
		return error_set(err, STATUS_CORRUPT, "\"%s\" was cut short within its head; take another copy", named);
	status = check_head(head, size, named, err);
	if (status == STATUS_OK)
		*is_sealed = true;
	return status;
}

enum status seal_look(int sealed, const char *named, bool *is_sealed, struct error *err)
{
	unsigned char head[HEAD];

	return read_head(sealed, named, head, is_sealed, err);
}

static enum status open_pieces(int from, int to, uint64_t length, crypto_secretstream_xchacha20poly1305_state *stream,
                               const char *named, struct error *err)
{
	unsigned char *plain = memory_new(PIECE), *sealed = memory_new(PIECE + SEAL_OF_PIECE);
	const uint64_t pieces = pieces_of(length);
	enum status status = STATUS_OK;

	for (uint64_t i = 0; i < pieces && status == STATUS_OK; i++) {
		const uint64_t left = length - i * PIECE;
		const size_t size = left < PIECE ? (size_t)left : PIECE;
		const ssize_t have = read_whole(from, sealed, size + SEAL_OF_PIECE);
		const unsigned char due = i + 1 == pieces ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;
		unsigned long long written = 0;
		unsigned char tag = 0;

		if (have < 0)
			status = fail_read(named, err);
		else if (have != (ssize_t)(size + SEAL_OF_PIECE) ||
		         crypto_secretstream_xchacha20poly1305_pull(stream, plain, &written, &tag, sealed, (size_t)have, NULL,
		                                                    0) != 0 || tag != due)
			status = error_set(err, STATUS_CORRUPT, "piece %llu of %llu in \"%s\" was changed after it was sealed; take "
			                   "another copy", (unsigned long long)i + 1, (unsigned long long)pieces, named);
		else
			status = write_whole(to, plain, (size_t)written, "the opened copy", err);
	}
	sodium_memzero(plain, PIECE);
	free(plain);
	free(sealed);
	return status;
}

enum status seal_open(int from, int to, const char *passphrase, const char *named, struct error *err)
{
	crypto_secretstream_xchacha20poly1305_state stream;
	unsigned char head[HEAD], proof[PROOF], *keys = NULL;
	bool is_sealed = false;
	enum status status = read_head(from, named, head, &is_sealed, err);

	if (status == STATUS_OK && !is_sealed)
		status = error_set(err, STATUS_INVALID, "\"%s\" is not sealed", named);
	if (status == STATUS_OK)
		status = make_keys(passphrase, head, &keys, err);
	if (status != STATUS_OK)
		return status;
	prove(keys, head, proof);
	if (sodium_memcmp(proof, head + AT_PROOF, PROOF) != 0)
		status = error_set(err, STATUS_REFUSED, "the passphrase does not open \"%s\"; give the one it was sealed with", named);
	else if (crypto_secretstream_xchacha20poly1305_init_pull(&stream, head + AT_STREAM, keys) != 0)
		status = error_set(err, STATUS_CORRUPT, "the head of \"%s\" is damaged; take another copy", named);
	sodium_free(keys);
	if (status != STATUS_OK)
		return status;
	status = open_pieces(from, to, get_number(head + AT_LENGTH, 8), &stream, named, err);
	sodium_memzero(&stream, sizeof stream);
	return status;
}
