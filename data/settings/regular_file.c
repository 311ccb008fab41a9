/* Reading a small file without being led elsewhere. */
#include "data/settings/regular_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/text.h"

static enum status check(const char *path, const struct stat *facts, size_t limit, enum file_trust trust,
                         struct error *err)
{
	if (!S_ISREG(facts->st_mode))
		return error_set(err, STATUS_INVALID, "%s is not a regular file", path);
	if (facts->st_size < 0 || (uintmax_t)facts->st_size > limit)
		return error_set(err, STATUS_INVALID, "%s has %lld bytes; at most %zu are read", path,
		                 (long long)facts->st_size, limit);
	if (trust == FILE_PRIVATE && (facts->st_uid != geteuid() || (facts->st_mode & 077) != 0))
		return error_set(err, STATUS_REFUSED, "%s must be yours alone: chmod 600 it", path);
	return STATUS_OK;
}

/* The size may change while it is read, so what counts is what comes. */
static enum status read_all(int file, const char *path, size_t limit, struct text *text, struct error *err)
{
	char buffer[16384];
	size_t total = 0;

	for (;;) {
		const ssize_t got = read(file, buffer, sizeof buffer);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_set(err, STATUS_IO, "%s could not be read: %s", path, strerror(errno));
		if (got == 0)
			return STATUS_OK;
		total += (size_t)got;
		if (total > limit)
			return error_set(err, STATUS_INVALID, "%s has more than %zu bytes", path, limit);
		text_add_bytes(text, buffer, (size_t)got);
	}
}

enum status regular_file_read(const char *path, size_t limit, enum file_trust trust, struct text *text,
                              struct error *err)
{
	/* Non-blocking, or a pipe with nobody at its other end would hold us before it can be refused. */
	const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (trust == FILE_PRIVATE ? O_NOFOLLOW : 0);
	const int file = open(path, flags);
	struct stat facts;
	enum status status;

	if (file < 0 && (errno == ENOENT || errno == ENOTDIR))
		return error_set(err, STATUS_NOT_FOUND, "there is no file %s", path);
	if (file < 0 && errno == ELOOP)
		return error_set(err, STATUS_REFUSED, "%s is a symbolic link; a secret must be a file of its own", path);
	if (file < 0)
		return error_set(err, STATUS_IO, "%s could not be opened: %s", path, strerror(errno));
	if (fstat(file, &facts) != 0)
		status = error_set(err, STATUS_IO, "%s could not be read: %s", path, strerror(errno));
	else
		status = check(path, &facts, limit, trust, err);
	if (status == STATUS_OK)
		status = read_all(file, path, limit, text, err);
	close(file);
	return status;
}
