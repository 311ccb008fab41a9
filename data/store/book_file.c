/* The book as a file: permissions, and how one file takes the place of another. */
#include "data/store/book_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/memory.h"
#include "engine/base/text.h"

/* The folder of a path, "." when it names none. Owned. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct text folder = {0};

	if (slash == NULL)
		text_add(&folder, ".");
	else if (slash == path)
		text_add(&folder, "/");
	else
		text_add_bytes(&folder, path, (size_t)(slash - path));
	return folder.bytes;
}

enum status book_file_fail_mounted(const char *path, struct error *err)
{
	return error_set(err, STATUS_IO, "\"%s\" cannot be written: its file system is read-only; have it mounted for writing, or "
	                 "choose another place", path);
}

static enum status check_folder(const char *folder, bool for_writing, struct error *err)
{
	struct stat found;

	if (stat(folder, &found) != 0)
		return error_set(err, errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO, "the folder \"%s\" cannot be used: %s",
		                 folder, strerror(errno));
	if (!S_ISDIR(found.st_mode))
		return error_set(err, STATUS_REFUSED, "\"%s\" is not a folder", folder);
	/* Folders of ours are made 0700. In one that others may write they could swap the book or its rollback journal;
	   where they may only look they see a name, and the file itself is closed to them. */
	if ((found.st_mode & 022) != 0)
		return error_set(err, STATUS_REFUSED, "others may write into the folder \"%s\" (mode %04o); "
		                 "chmod 700 it, or keep the book in a folder of its own", folder,
		                 (unsigned)(found.st_mode & 07777));
	if (for_writing && (found.st_mode & S_IWUSR) == 0)
		return error_set(err, STATUS_IO, "the folder \"%s\" is read-only; chmod u+w it", folder);
	if (for_writing && access(folder, W_OK) != 0)
		return errno == EROFS ? book_file_fail_mounted(folder, err) :
		       error_set(err, STATUS_IO, "the folder \"%s\" may not be written by you; keep the book in a folder of your "
		                 "own", folder);
	return STATUS_OK;
}

static enum status check_kind(const char *path, const struct stat *found, struct error *err)
{
	if (S_ISLNK(found->st_mode))
		return error_set(err, STATUS_REFUSED, "\"%s\" is a symbolic link; name the file itself", path);
	if (S_ISDIR(found->st_mode))
		return error_set(err, STATUS_REFUSED, "\"%s\" is a folder, not a book", path);
	if (!S_ISREG(found->st_mode))
		return error_set(err, STATUS_REFUSED, "\"%s\" is a device or a pipe, not a book", path);
	return STATUS_OK;
}

enum status book_file_check(const char *path, bool for_writing, struct error *err)
{
	struct stat found;
	enum status status;
	char *folder;

	if (lstat(path, &found) != 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return error_set(err, STATUS_NOT_FOUND, "there is no book \"%s\"; make one with init", path);
		return error_set(err, STATUS_IO, "\"%s\" cannot be looked at: %s", path, strerror(errno));
	}
	status = check_kind(path, &found, err);
	if (status != STATUS_OK)
		return status;
	if ((found.st_mode & 077) != 0)
		return error_set(err, STATUS_REFUSED, "\"%s\" is open to others (mode %04o); chmod 600 it", path,
		                 (unsigned)(found.st_mode & 07777));
	if (found.st_size == 0)
		return error_set(err, STATUS_CORRUPT, "\"%s\" is empty, not a book; remove it, or put the backup in its place that ballast check names",
		                 path);
	if (for_writing && (found.st_mode & S_IWUSR) == 0)
		return error_set(err, STATUS_IO, "\"%s\" is read-only; chmod u+w it, or open it for reading", path);
	folder = folder_of(path);
	status = check_folder(folder, for_writing, err);
	free(folder);
	return status;
}

/* Makes folder and every parent that is missing. */
static enum status make_folders(const char *folder, struct error *err)
{
	char *name = memory_copy_text(folder);
	enum status status = STATUS_OK;

	for (char *end = name + 1; status == STATUS_OK; end++) {
		const char kept = *end;

		if (kept != '/' && kept != '\0')
			continue;
		*end = '\0';
		if (mkdir(name, 0700) != 0 && errno != EEXIST)
			status = error_set(err, STATUS_IO, "the folder \"%s\" cannot be made: %s", name, strerror(errno));
		*end = kept;
		if (kept == '\0')
			break;
	}
	free(name);
	return status;
}

enum status book_folder_prepare(const char *path, struct error *err)
{
	char *folder = folder_of(path);
	enum status status = STATUS_OK;

	if (!book_file_exists(folder))
		status = make_folders(folder, err);
	if (status == STATUS_OK)
		status = check_folder(folder, true, err);
	free(folder);
	return status;
}

bool book_file_exists(const char *path)
{
	struct stat found;

	return lstat(path, &found) == 0;
}

char *book_file_resolve(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = folder_of(path), *real = realpath(folder, NULL);
	struct text resolved = {0};

	free(folder);
	if (real == NULL)
		return NULL;
	text_add(&resolved, real);
	if (strcmp(real, "/") != 0)
		text_add(&resolved, "/");
	text_add(&resolved, slash != NULL ? slash + 1 : path);
	free(real);
	return resolved.bytes;
}

/* The lock that two makers of the same file contend for; SQLite's own locks lie far beyond this byte. */
static bool lock_first_byte(int descriptor)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1};

	return fcntl(descriptor, F_OFD_SETLK, &lock) == 0;
}

/* True when the name still leads to the open file: the one who held it before may have published or removed it. */
static bool is_still_named(int descriptor, const char *name)
{
	struct stat open_file, named;

	return fstat(descriptor, &open_file) == 0 && lstat(name, &named) == 0 && open_file.st_dev == named.st_dev &&
	       open_file.st_ino == named.st_ino;
}

enum status partial_open(const char *target, char **name, int *descriptor, struct error *err)
{
	struct text partial = {0};
	enum status status;
	int opened;

	text_addf(&partial, "%s.partial", target);
	opened = open(partial.bytes, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (opened < 0) {
		status = errno == EROFS ? book_file_fail_mounted(target, err) :
			 error_set(err, STATUS_IO, "\"%s\" cannot be made: %s", partial.bytes, strerror(errno));
		goto fail;
	}
	if (!lock_first_byte(opened) || !is_still_named(opened, partial.bytes)) {
		status = error_set(err, STATUS_BUSY, "another process is making \"%s\"; try again when it has finished",
		                   target);
		goto fail;
	}
	if (ftruncate(opened, 0) != 0 || fchmod(opened, 0600) != 0) {
		status = error_set(err, STATUS_IO, "\"%s\" cannot be emptied: %s", partial.bytes, strerror(errno));
		goto fail;
	}
	*name = partial.bytes;
	*descriptor = opened;
	return STATUS_OK;
fail:
	if (opened >= 0)
		close(opened);
	text_clear(&partial);
	return status;
}

/* renameat2 where the file system has it, else link and unlink: neither ever overwrites. */
static int rename_over_nothing(const char *from, const char *to)
{
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (link(from, to) != 0)
		return -1;
	(void)unlink(from); /* a second name of the same file does no harm and is reused by the next maker */
	return 0;
}

enum status partial_publish(const char *name, int descriptor, const char *target, struct error *err)
{
	if (fsync(descriptor) != 0)
		return error_set(err, STATUS_IO, "\"%s\" cannot be written: %s", name, strerror(errno));
	if (rename_over_nothing(name, target) != 0) {
		if (errno == EEXIST)
			return error_set(err, STATUS_REFUSED, "\"%s\" exists already and is left as it is", target);
		return error_set(err, STATUS_IO, "\"%s\" cannot be made: %s", target, strerror(errno));
	}
	return folder_sync(target, err);
}

enum status partial_end(char *name, int descriptor, const char *target, enum status status, struct error *err)
{
	if (status == STATUS_OK)
		status = partial_publish(name, descriptor, target, err);
	if (status != STATUS_OK)
		(void)unlink(name); /* the next maker empties a leftover */
	close(descriptor);
	free(name);
	return status;
}

enum status partial_replace(const char *name, int descriptor, const char *target, struct error *err)
{
	if (fsync(descriptor) != 0)
		return error_set(err, STATUS_IO, "\"%s\" cannot be written: %s", name, strerror(errno));
	if (rename(name, target) != 0)
		return error_set(err, STATUS_IO, "\"%s\" cannot be put in place: %s", target, strerror(errno));
	return folder_sync(target, err);
}

enum status folder_sync(const char *path, struct error *err)
{
	char *folder = folder_of(path);
	const int opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum status status = STATUS_OK;

	if (opened < 0 || fsync(opened) != 0)
		status = error_set(err, STATUS_IO, "the folder \"%s\" cannot be synced: %s", folder, strerror(errno));
	if (opened >= 0)
		close(opened);
	free(folder);
	return status;
}
