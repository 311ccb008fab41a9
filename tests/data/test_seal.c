/* A sealed file: every kind of harm is told, and told apart as far as it can be. */
#include "tests/support/book_fixture.h"

#include <fcntl.h>
#include <sodium.h>

#include "data/seal/seal.h"

enum { PIECE = 65536, HEAD = 144, SEAL_OF_PIECE = 17 };

static const char passphrase[] = "correct horse battery staple";

static int open_new(const struct book *book, const char *name)
{
	char path[160];
	int file;

	(void)snprintf(path, sizeof path, "%s/%s", book->folder, name);
	file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	assert_true(file >= 0);
	return file;
}

/* length bytes that differ from place to place. */
static int make_plain(const struct book *book, size_t length)
{
	const int file = open_new(book, "plain");
	unsigned char *bytes = malloc(length + 1);

	for (size_t i = 0; i < length; i++)
		bytes[i] = (unsigned char)(i * 131 + (i >> 8));
	assert_int_equal(write(file, bytes, length), (ssize_t)length);
	free(bytes);
	return file;
}

static size_t slurp(int file, unsigned char **bytes)
{
	const off_t length = lseek(file, 0, SEEK_END);

	*bytes = malloc((size_t)length + 1);
	assert_int_equal(pread(file, *bytes, (size_t)length, 0), length);
	return (size_t)length;
}

static void what_was_sealed_comes_back_to_the_byte(void **state)
{
	static const size_t lengths[] = {0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7};
	struct book *book = *state;

	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		const int plain = make_plain(book, lengths[i]), sealed = open_new(book, "sealed");
		const int back = open_new(book, "back");
		unsigned char *before, *after;
		bool is_sealed = false;

		assert_done(book, seal_close(plain, sealed, passphrase, "x", &book->err));
		assert_done(book, seal_look(sealed, "x", &is_sealed, &book->err));
		assert_true(is_sealed);
		assert_done(book, seal_open(sealed, back, passphrase, "x", &book->err));
		assert_int_equal(slurp(plain, &before), lengths[i]);
		assert_int_equal(slurp(back, &after), lengths[i]);
		assert_memory_equal(before, after, lengths[i]);
		free(before), free(after);
		close(plain), close(sealed), close(back);
	}
}

/* The documented bytes opened by the library's own calls and nothing of ours. */
static void the_format_is_what_the_header_says(void **state)
{
	struct book *book = *state;
	const int plain = make_plain(book, 1000), sealed = open_new(book, "sealed");
	crypto_secretstream_xchacha20poly1305_state stream;
	unsigned char *bytes, *content, keys[64], proof[32], opened[1000], tag;
	unsigned long long length;

	assert_done(book, seal_close(plain, sealed, passphrase, "x", &book->err));
	assert_int_equal(slurp(sealed, &bytes), HEAD + 1000 + SEAL_OF_PIECE);
	assert_int_equal(slurp(plain, &content), 1000);
	assert_memory_equal(bytes, "BALLAST SEALED 1", 16);
	assert_memory_equal(bytes + 16, "\2\0\0\0\3\0\0\0\0\0\0\4\0\0\0\0\xe8\3\0\0\0\0\0\0", 24);
	assert_int_equal(crypto_pwhash(keys, sizeof keys, passphrase, strlen(passphrase), bytes + 40, 3, 64 << 20,
	                               crypto_pwhash_ALG_ARGON2ID13), 0);
	assert_int_equal(crypto_generichash(proof, sizeof proof, bytes, 80, keys + 32, 32), 0);
	assert_memory_equal(proof, bytes + 80, 32);
	assert_int_equal(crypto_hash_sha256(proof, bytes, 112), 0);
	assert_memory_equal(proof, bytes + 112, 32);
	assert_int_equal(crypto_secretstream_xchacha20poly1305_init_pull(&stream, bytes + 56, keys), 0);
	assert_int_equal(crypto_secretstream_xchacha20poly1305_pull(&stream, opened, &length, &tag, bytes + HEAD,
	                                                            1000 + SEAL_OF_PIECE, NULL, 0), 0);
	assert_int_equal(tag, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
	assert_memory_equal(opened, content, 1000);
	free(bytes), free(content);
	close(plain), close(sealed);
}

static void two_sealings_of_one_content_share_nothing_but_the_format(void **state)
{
	struct book *book = *state;
	const int plain = make_plain(book, 500), one = open_new(book, "one"), two = open_new(book, "two");
	unsigned char *first, *second;

	assert_done(book, seal_close(plain, one, passphrase, "x", &book->err));
	assert_done(book, seal_close(plain, two, passphrase, "x", &book->err));
	(void)slurp(one, &first), (void)slurp(two, &second);
	assert_memory_not_equal(first + 40, second + 40, 16);
	assert_memory_not_equal(first + HEAD, second + HEAD, 500);
	free(first), free(second);
	close(plain), close(one), close(two);
}

static void a_wrong_passphrase_is_told_from_damage(void **state)
{
	struct book *book = *state;
	const int plain = make_plain(book, 2 * PIECE), sealed = open_new(book, "sealed"), back = open_new(book, "back");

	assert_fails(book, STATUS_INVALID, "at least 8", seal_close(plain, sealed, "seven77", "x", &book->err));
	assert_done(book, seal_close(plain, sealed, passphrase, "x", &book->err));
	assert_fails(book, STATUS_REFUSED, "does not open \"x\"", seal_open(sealed, back, "Correct horse battery staple", "x", &book->err));
	assert_fails(book, STATUS_REFUSED, "does not open \"x\"", seal_open(sealed, back, "", "x", &book->err));
	assert_int_equal(lseek(back, 0, SEEK_END), 0);
	close(plain), close(sealed), close(back);
}

/* Every byte of the head, every seal and a byte of every piece: none may go unnoticed, and none is called a passphrase. */
static void no_byte_can_be_changed_unnoticed(void **state)
{
	struct book *book = *state;
	const int plain = make_plain(book, 2 * PIECE + 10), sealed = open_new(book, "sealed"), back = open_new(book, "back");
	unsigned char *whole;
	size_t length;

	assert_done(book, seal_close(plain, sealed, passphrase, "x", &book->err));
	length = slurp(sealed, &whole);
	for (size_t at = 0; at < length; at += at < HEAD ? 1 : 20011) {
		const unsigned char changed = whole[at] ^ 0x10;
		bool is_sealed = true;
		enum status status;

		assert_int_equal(pwrite(sealed, &changed, 1, (off_t)at), 1);
		status = at < HEAD ? seal_look(sealed, "x", &is_sealed, &book->err)
		                   : seal_open(sealed, back, passphrase, "x", &book->err);
		if (at < 16)
			assert_false(is_sealed); /* the magic: then it is simply no sealed file */
		else
			assert_int_equal(status, STATUS_CORRUPT);
		if (at >= 16)
			assert_non_null(strstr(book->err.message, at < HEAD ? "head" : "was changed"));
		assert_int_equal(pwrite(sealed, whole + at, 1, (off_t)at), 1);
	}
	assert_done(book, seal_open(sealed, back, passphrase, "x", &book->err));
	free(whole);
	close(plain), close(sealed), close(back);
}

/* Each bit of the head, and of the rest as many by chance as time allows: opening takes a tenth of a second. */
static void no_bit_can_be_flipped_unnoticed(void **state)
{
	enum { FLIPS = 24 };
	struct book *book = *state;
	const int plain = make_plain(book, PIECE + 4000), sealed = open_new(book, "sealed"), back = open_new(book, "back");
	uint64_t chance = 20261121;
	unsigned char *whole;
	bool is_sealed;
	size_t length;

	assert_done(book, seal_close(plain, sealed, passphrase, "x", &book->err));
	length = slurp(sealed, &whole);
	for (size_t bit = 16 * 8; bit < HEAD * 8; bit++) {
		const unsigned char changed = whole[bit / 8] ^ (unsigned char)(1u << bit % 8);

		assert_int_equal(pwrite(sealed, &changed, 1, (off_t)(bit / 8)), 1);
		assert_int_equal(seal_look(sealed, "x", &is_sealed, &book->err), STATUS_CORRUPT);
		assert_int_equal(pwrite(sealed, whole + bit / 8, 1, (off_t)(bit / 8)), 1);
	}
	for (size_t flip = 0; flip < FLIPS; flip++) {
		const size_t bit = HEAD * 8 + (size_t)((chance = chance * 6364136223846793005u + 1442695040888963407u) >> 16) %
		                              ((length - HEAD) * 8);
		const unsigned char changed = whole[bit / 8] ^ (unsigned char)(1u << bit % 8);

		assert_int_equal(pwrite(sealed, &changed, 1, (off_t)(bit / 8)), 1);
		assert_int_equal(seal_open(sealed, back, passphrase, "x", &book->err), STATUS_CORRUPT);
		assert_int_equal(pwrite(sealed, whole + bit / 8, 1, (off_t)(bit / 8)), 1);
	}
	assert_done(book, seal_open(sealed, back, passphrase, "x", &book->err));
	free(whole);
	close(plain), close(sealed), close(back);
}

static void pieces_that_change_places_do_not_open(void **state)
{
	struct book *book = *state;
	const int plain = make_plain(book, 3 * PIECE), sealed = open_new(book, "sealed"), back = open_new(book, "back");
	const size_t piece = PIECE + SEAL_OF_PIECE;
	unsigned char *whole;

	assert_done(book, seal_close(plain, sealed, passphrase, "x", &book->err));
	(void)slurp(sealed, &whole);
	assert_int_equal(pwrite(sealed, whole + HEAD + piece, piece, HEAD), (ssize_t)piece);
	assert_int_equal(pwrite(sealed, whole + HEAD, piece, (off_t)(HEAD + piece)), (ssize_t)piece);
	assert_fails(book, STATUS_CORRUPT, "piece 1 of 3", seal_open(sealed, back, passphrase, "x", &book->err));
	free(whole);
	close(plain), close(sealed), close(back);
}

static void a_file_cut_or_lengthened_anywhere_is_told_without_a_passphrase(void **state)
{
	struct book *book = *state;
	const int plain = make_plain(book, PIECE + 100), sealed = open_new(book, "sealed");
	bool is_sealed = true;
	size_t length;

	assert_done(book, seal_close(plain, sealed, passphrase, "x", &book->err));
	length = (size_t)lseek(sealed, 0, SEEK_END);
	assert_int_equal(ftruncate(sealed, (off_t)length + 5), 0);
	assert_fails(book, STATUS_CORRUPT, "goes on for 5 bytes", seal_look(sealed, "x", &is_sealed, &book->err));
	for (size_t cut = 1; cut <= length; cut = cut < 30 ? cut + 1 : cut * 2) {
		assert_int_equal(ftruncate(sealed, (off_t)(length - cut)), 0);
		assert_fails(book, STATUS_CORRUPT, "cut short", seal_look(sealed, "x", &is_sealed, &book->err));
	}
	assert_int_equal(ftruncate(sealed, 15), 0);
	assert_done(book, seal_look(sealed, "x", &is_sealed, &book->err));
	assert_false(is_sealed);
	close(plain), close(sealed);
}

/* A stranger's head must not make the program take all memory of the machine: its sum is right, its wishes are not. */
static void a_head_that_asks_for_too_much_is_refused(void **state)
{
	static const struct {
		size_t at;
		unsigned char value;
	} wishes[] = {{16, 9}, {20, 0}, {21, 1}, {28, 1}, {27, 0xFF}, {39, 0x7F}};
	struct book *book = *state;
	const int plain = make_plain(book, 10), sealed = open_new(book, "sealed");
	unsigned char *whole, head[HEAD];
	bool is_sealed;

	assert_done(book, seal_close(plain, sealed, passphrase, "x", &book->err));
	(void)slurp(sealed, &whole);
	for (size_t i = 0; i < sizeof wishes / sizeof wishes[0]; i++) {
		memcpy(head, whole, HEAD);
		head[wishes[i].at] = wishes[i].value;
		(void)crypto_hash_sha256(head + 112, head, 112);
		assert_int_equal(pwrite(sealed, head, HEAD, 0), HEAD);
		assert_int_equal(seal_look(sealed, "x", &is_sealed, &book->err), STATUS_NEWER);
	}
	free(whole);
	close(plain), close(sealed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_sealed_comes_back_to_the_byte, book_folder_setup, book_teardown),
		cmocka_unit_test_setup_teardown(the_format_is_what_the_header_says, book_folder_setup, book_teardown),
		cmocka_unit_test_setup_teardown(two_sealings_of_one_content_share_nothing_but_the_format, book_folder_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_wrong_passphrase_is_told_from_damage, book_folder_setup, book_teardown),
		cmocka_unit_test_setup_teardown(no_byte_can_be_changed_unnoticed, book_folder_setup, book_teardown),
		cmocka_unit_test_setup_teardown(no_bit_can_be_flipped_unnoticed, book_folder_setup, book_teardown),
		cmocka_unit_test_setup_teardown(pieces_that_change_places_do_not_open, book_folder_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_file_cut_or_lengthened_anywhere_is_told_without_a_passphrase, book_folder_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_head_that_asks_for_too_much_is_refused, book_folder_setup, book_teardown),
	};

	return cmocka_run_group_tests_name("seal", tests, NULL, NULL);
}
