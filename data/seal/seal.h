/*
 * A file closed by a passphrase: for a copy of the book that leaves the machine.
 *
 *     offset  bytes
 *          0     16  "BALLAST SEALED 1"
 *         16      4  how the key is made: 2, Argon2id version 1.3
 *         20      4  passes          \  what Argon2id is asked for; read from here when the file is opened,
 *         24      8  memory, bytes   /  so that later releases may ask for more
 *         32      8  length of the content
 *         40     16  salt
 *         56     24  header of the stream
 *         80     32  BLAKE2b of bytes 0..79 under the second half of the key: tells a wrong passphrase
 *        112     32  SHA-256 of bytes 0..111, without a key: tells damage to this head from a wrong passphrase
 *        144         pieces of 65536 bytes of content (the last one shorter), each with 17 bytes of its seal
 *
 * Numbers have their lowest byte first. passphrase and salt give 64 bytes of key; the first 32 are the stream's
 * (XChaCha20-Poly1305, crypto_secretstream), which binds each piece to those before it and marks the last one: a piece
 * that was changed, moved, left out or added does not open.
 *
 * Sources: RFC 9106 (Argon2; section 4 recommends 3 passes over 64 MiB where memory is dear, which is what is asked
 * for here); the construction of libsodium's secretstream, https://doc.libsodium.org/secret-key_cryptography/secretstream.
 */
#ifndef BALLAST_DATA_SEAL_SEAL_H
#define BALLAST_DATA_SEAL_SEAL_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

/* Bytes, the closing NUL included; shorter than PASSPHRASE_LEAST is refused when sealing. */
enum { PASSPHRASE_SIZE = 1024, PASSPHRASE_LEAST = 8 };

/*
 * Seals all of the regular file `from` into `to`, both open descriptors, from their beginnings. named is what messages
 * call the sealed file. to is not synced.
 * STATUS_INVALID: the passphrase is too short. STATUS_NO_MEMORY: no 64 MiB to spare. STATUS_IO: names the file.
 */
enum status seal_close(int from, int to, const char *passphrase, const char *named, struct error *err);

/*
 * Whether the open file is sealed, and if it is, whether its head and its length are whole; needs no passphrase.
 * STATUS_CORRUPT: the head is damaged, or the file was cut short or lengthened; the message says which.
 * STATUS_NEWER: sealed in a way this program does not know, or asking for more memory than it gives (1 GiB, 64 passes).
 */
enum status seal_look(int sealed, const char *named, bool *is_sealed, struct error *err);

/*
 * Opens the sealed file `from` into `to`.
 * As seal_look, and: STATUS_REFUSED the passphrase is wrong (or somebody rewrote the head with care: these two cannot
 * be told apart), STATUS_CORRUPT a piece was changed. What was written to `to` before that is of no use.
 */
enum status seal_open(int from, int to, const char *passphrase, const char *named, struct error *err);

#endif
