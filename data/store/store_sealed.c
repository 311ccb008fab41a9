/* Copies of the book that are closed by a passphrase. */
#include "data/store/store_sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/seal/seal.h"
#include "data/store/book_file.h"
#include "data/store/connection.h"
#include "data/store/kept_folder.h"
#include "data/store/statement.h"

/* What is not sealed yet, verified, in the folder of the automatic copies. */
static enum status copy_plain(struct store *store, char **name, int *descriptor, struct error *err)
{
	struct text target = {0};
	enum status status = kept_folder_prepare(store->path, err);

	if (status != STATUS_OK)
		return status;
	kept_sweep(store->path);
	kept_unsealed_name(store->path, &target);
	status = connection_copy(store->db, store->path, target.bytes, name, descriptor, err);
	text_clear(&target);
	return status;
}

static enum status seal_into(int plain, const char *target, const char *passphrase, struct error *err)
{
	char *partial = NULL;
	int descriptor = -1;
	enum status status = partial_open(target, &partial, &descriptor, err);

	if (status != STATUS_OK)
		return status;
	status = seal_close(plain, descriptor, passphrase, target, err);
	return partial_end(partial, descriptor, target, status, err);
}

enum status store_backup_sealed(struct store *store, const char *target, const char *passphrase, struct error *err)
{
	char *plain = NULL;
	int descriptor = -1;
	enum status status = backup_check(store, target, err);

	if (status == STATUS_OK)
		status = copy_plain(store, &plain, &descriptor, err);
	if (status != STATUS_OK)
		return status;
	status = seal_into(descriptor, target, passphrase, err);
	(void)unlink(plain); /* a leftover is swept when the next copy is made */
	close(descriptor);
	free(plain);
	return status;
}

static enum status open_sealed(const char *path, int *file, struct error *err)
{
	struct stat found;
	const int opened = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);

	if (opened < 0 && errno == ENOENT)
		return error_set(err, STATUS_NOT_FOUND, "there is no backup \"%s\"; ballast backup --list names those there are",
		                 path);
	if (opened < 0 || fstat(opened, &found) != 0) {
		const int code = errno;

		if (opened >= 0)
			close(opened);
		return error_set(err, code == ELOOP ? STATUS_REFUSED : STATUS_IO, "\"%s\" cannot be read: %s", path,
		                 code == ELOOP ? "it is a symbolic link; name the file itself" : strerror(code));
	}
	if (!S_ISREG(found.st_mode)) {
		close(opened);
		return error_set(err, STATUS_INVALID, "\"%s\" is no regular file, so it is no backup; ballast backup --list names "
		                 "those there are", path);
	}
	*file = opened;
	return STATUS_OK;
}

enum status unsealed_look(const char *path, struct unsealed *unsealed, struct error *err)
{
	int file = -1;
	enum status status = open_sealed(path, &file, err);

	if (status != STATUS_OK)
		return status;
	status = seal_look(file, path, &unsealed->is_sealed, err);
	close(file);
	return status;
}

enum status store_is_sealed(const char *path, bool *is_sealed, struct error *err)
{
	struct unsealed unsealed = {.descriptor = -1};
	const enum status status = unsealed_look(path, &unsealed, err);

	if (status == STATUS_OK)
		*is_sealed = unsealed.is_sealed;
	return status;
}

enum status unsealed_open(struct unsealed *unsealed, const struct restoration *restoration, struct error *err)
{
	struct text target = {0};
	int file = -1;
	enum status status;

	if (restoration->passphrase == NULL)
		return error_set(err, STATUS_INVALID, "\"%s\" is sealed; its passphrase is needed", restoration->backup);
	status = kept_folder_prepare(restoration->path, err);
	if (status != STATUS_OK)
		return status;
	kept_sweep(restoration->path);
	kept_unsealed_name(restoration->path, &target);
	status = open_sealed(restoration->backup, &file, err);
	if (status == STATUS_OK)
		status = partial_open(target.bytes, &unsealed->name, &unsealed->descriptor, err);
	if (status == STATUS_OK)
		status = seal_open(file, unsealed->descriptor, restoration->passphrase, restoration->backup, err);
	if (file >= 0)
		close(file);
	text_clear(&target);
	return status;
}

void unsealed_clear(struct unsealed *unsealed)
{
	if (unsealed->descriptor >= 0) {
		(void)unlink(unsealed->name); /* a leftover is swept when the next copy is made */
		close(unsealed->descriptor);
	}
	free(unsealed->name);
	*unsealed = (struct unsealed){.descriptor = -1};
}
