/* Whole files and whole folders, by temporary name, fsync and rename. */
#include "data/exchange/publish.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/journal/journal.h"
#include "engine/base/memory.h"

enum { FILES = 16, BUFFER = 256 * 1024, PATH_BYTES = 1024 };

static enum status io_error(struct error *err, const char *what, const char *path)
{
	const int code = errno;

	return error_set(err, STATUS_IO, "%s: cannot be %s: %s", path, what, strerror(code));
}

static enum status write_all(int fd, const char *bytes, size_t length, const char *path, struct error *err)
{
	while (length > 0) {
		const ssize_t written = write(fd, bytes, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return io_error(err, "written", path);
		bytes += written;
		length -= (size_t)written;
	}
	return STATUS_OK;
}

/* A rename is only lasting when its folder is synced too. */
static enum status sync_folder(const char *path, struct error *err)
{
	const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum status status = STATUS_OK;

	if (fd < 0)
		return io_error(err, "opened", path);
	if (fsync(fd) != 0 && errno != EINVAL)
		status = io_error(err, "synced", path);
	(void)close(fd); /* it was only read */
	return status;
}

/* The rename replaces what is there; a second name for the same file cannot. */
static enum status put_in_place(const char *partial, const char *path, bool replaces, struct error *err)
{
	if (replaces)
		return rename(partial, path) == 0 ? STATUS_OK : io_error(err, "put in place", path);
	if (link(partial, path) == 0) {
		(void)unlink(partial);
		return STATUS_OK;
	}
	if (errno == EEXIST)
		return error_set(err, STATUS_REFUSED, "%s: there is a file of this name, and it stays as it is; choose another name",
				 path);
	return io_error(err, "put in place", path);
}

/* A rename would put a file in the place of a device, and the device would be gone for everybody. */
static enum status check_replaceable(const char *path, struct error *err)
{
	struct stat what;

	if (stat(path, &what) == 0 && !S_ISREG(what.st_mode))
		return error_set(err, STATUS_REFUSED, "%s is not a regular file; name a file to write", path);
	return STATUS_OK;
}

static enum status publish(const char *path, const char *bytes, size_t length, bool replaces, struct error *err)
{
	char partial[PATH_BYTES], folder[PATH_BYTES];
	const char *slash = strrchr(path, '/');
	enum status status;
	int fd;

	if (snprintf(partial, sizeof partial, "%s.partial", path) >= (int)sizeof partial)
		return error_set(err, STATUS_INVALID, "%.100s: the path is too long", path);
	status = replaces ? check_replaceable(path, err) : STATUS_OK;
	if (status != STATUS_OK)
		return status;
	(void)snprintf(folder, sizeof folder, "%.*s", slash == NULL ? 1 : slash == path ? 1 : (int)(slash - path),
	               slash == NULL ? "." : path);
	(void)unlink(partial); /* a leftover of a killed run */
	fd = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return io_error(err, "created", path);
	status = write_all(fd, bytes, length, path, err);
	if (status == STATUS_OK && fsync(fd) != 0)
		status = io_error(err, "synced", path);
	if (close(fd) != 0 && status == STATUS_OK)
		status = io_error(err, "closed", path);
	if (status == STATUS_OK)
		status = put_in_place(partial, path, replaces, err);
	if (status != STATUS_OK) {
		(void)unlink(partial);
		return status;
	}
	return sync_folder(folder, err);
}

enum status publish_file(const char *path, const char *bytes, size_t length, struct error *err)
{
	return publish(path, bytes, length, true, err);
}

enum status publish_new_file(const char *path, const char *bytes, size_t length, struct error *err)
{
	return publish(path, bytes, length, false, err);
}

struct open_file {
	struct published_file published;
	struct hasher *hasher;        /* owned until finished */
	char *buffer;                 /* owned */
	size_t used;
	int fd;
};

struct publication {
	char directory[PATH_BYTES], partial[PATH_BYTES], final[PATH_BYTES];
	struct open_file files[FILES];
	size_t count;
	bool is_published;
};

/* Only plain files lie in a folder of ours. */
static void remove_folder(const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;

	if (folder == NULL)
		return;
	while ((entry = readdir(folder)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			(void)unlinkat(dirfd(folder), entry->d_name, 0);
	(void)closedir(folder);
	(void)rmdir(path); /* what is left is found by the next run */
}

enum status publication_open(const char *directory, const char *name, struct publication **publication,
                             struct error *err)
{
	struct publication *opened = memory_new(sizeof *opened);

	if (snprintf(opened->directory, sizeof opened->directory, "%s", directory) >= (int)sizeof opened->directory ||
	    snprintf(opened->partial, sizeof opened->partial, "%s/.%s.partial", directory, name) >=
	            (int)sizeof opened->partial ||
	    snprintf(opened->final, sizeof opened->final, "%s/%s", directory, name) >= (int)sizeof opened->final) {
		free(opened);
		return error_set(err, STATUS_INVALID, "%.100s: the path is too long", directory);
	}
	if (mkdir(directory, 0700) != 0 && errno != EEXIST) {
		free(opened);
		return io_error(err, "made", directory);
	}
	remove_folder(opened->partial);
	if (mkdir(opened->partial, 0700) != 0) {
		/* a folder somebody put into a published one stays in what was to be removed, and is in the way now */
		const enum status status = io_error(err, "made", opened->partial);

		free(opened);
		return status;
	}
	*publication = opened;
	return STATUS_OK;
}

enum status publication_begin(struct publication *publication, const char *file, struct error *err)
{
	struct open_file *opened = &publication->files[publication->count];
	char path[PATH_BYTES + 80];

	if (publication->count == FILES || strlen(file) >= sizeof opened->published.name)
		return error_set(err, STATUS_INVALID, "%s does not fit into the folder", file);
	(void)snprintf(path, sizeof path, "%s/%s", publication->partial, file);
	opened->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (opened->fd < 0)
		return io_error(err, "created", path);
	(void)snprintf(opened->published.name, sizeof opened->published.name, "%s", file);
	opened->buffer = memory_new(BUFFER);
	opened->hasher = hasher_new();
	publication->count++;
	return STATUS_OK;
}

static enum status flush(const struct publication *publication, struct open_file *file, struct error *err)
{
	const enum status status = write_all(file->fd, file->buffer, file->used, publication->final, err);

	file->used = 0;
	return status;
}

enum status publication_write(struct publication *publication, size_t index, const char *bytes, size_t length,
                              struct error *err)
{
	struct open_file *file = &publication->files[index];

	hasher_add(file->hasher, bytes, length);
	file->published.bytes += length;
	while (length > 0) {
		const size_t room = BUFFER - file->used, taken = length < room ? length : room;

		memcpy(file->buffer + file->used, bytes, taken);
		file->used += taken;
		bytes += taken;
		length -= taken;
		if (file->used == BUFFER) {
			const enum status status = flush(publication, file, err);

			if (status != STATUS_OK)
				return status;
		}
	}
	return STATUS_OK;
}

/* Writes out, syncs and closes one file; once. */
static enum status finish_file(const struct publication *publication, struct open_file *file, struct error *err)
{
	enum status status;

	if (file->hasher == NULL)
		return STATUS_OK;
	status = flush(publication, file, err);
	if (status == STATUS_OK && fsync(file->fd) != 0)
		status = io_error(err, "synced", publication->final);
	if (close(file->fd) != 0 && status == STATUS_OK)
		status = io_error(err, "closed", publication->final);
	file->fd = -1;
	hasher_finish(file->hasher, file->published.hash);
	file->hasher = NULL;
	return status;
}

enum status publication_finish(struct publication *publication, struct error *err)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < publication->count; i++)
		status = finish_file(publication, &publication->files[i], err);
	return status == STATUS_OK ? sync_folder(publication->partial, err) : status;
}

const struct published_file *publication_file(const struct publication *publication, size_t file)
{
	return file < publication->count ? &publication->files[file].published : NULL;
}

enum status publication_publish(struct publication *publication, struct error *err)
{
	const bool is_first = renameat2(AT_FDCWD, publication->partial, AT_FDCWD, publication->final, RENAME_NOREPLACE) == 0;

	if (!is_first) {
		/* Old and new change places in one step; a file system that cannot is asked to make room first. */
		if (errno != EEXIST && errno != EINVAL && errno != ENOSYS)
			return io_error(err, "put in place", publication->final);
		if (renameat2(AT_FDCWD, publication->partial, AT_FDCWD, publication->final, RENAME_EXCHANGE) != 0) {
			if (errno != EINVAL && errno != ENOSYS) /* the old one is removed for no other reason */
				return io_error(err, "put in place", publication->final);
			remove_folder(publication->final);
			if (rename(publication->partial, publication->final) != 0)
				return io_error(err, "put in place", publication->final);
		}
	}
	publication->is_published = true;
	if (!is_first)
		remove_folder(publication->partial);
	return sync_folder(publication->directory, err);
}

void publication_close(struct publication *publication)
{
	if (publication == NULL)
		return;
	for (size_t i = 0; i < publication->count; i++) {
		struct open_file *file = &publication->files[i];

		if (file->hasher != NULL) {
			char unused[HASH_SIZE];

			hasher_finish(file->hasher, unused);
			(void)close(file->fd); /* what it held is being thrown away */
		}
		free(file->buffer);
	}
	if (!publication->is_published)
		remove_folder(publication->partial);
	free(publication);
}
