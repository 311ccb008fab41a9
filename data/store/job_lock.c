/* One long job at a time on a book. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "data/store/book_file.h"
#include "data/store/store.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

struct job_lock {
	int descriptor;
};

enum { TRY_MILLISECONDS = 50 };

static bool try_lock(int descriptor)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 0};

	return fcntl(descriptor, F_OFD_SETLK, &lock) == 0;
}

/* The lock belongs to the open file, so the system cannot name its holder: the holder writes its number into the file. */
static void write_holder(int descriptor)
{
	char holder[32];
	const int length = snprintf(holder, sizeof holder, "%ld\n", (long)getpid());

	/* Only for the sentence another process may show: without it that one says less, nothing more. */
	if (ftruncate(descriptor, 0) != 0 || pwrite(descriptor, holder, (size_t)length, 0) != length)
		return;
}

static enum status fail_busy(int descriptor, const char *book, struct error *err)
{
	char holder[32] = "";
	const ssize_t length = pread(descriptor, holder, sizeof holder - 1, 0);

	holder[length > 0 ? strspn(holder, "0123456789") : 0] = '\0';
	return error_set(err, STATUS_BUSY, "another job works on \"%s\" (process %s); try again when it has finished", book,
	                 holder[0] != '\0' ? holder : "unknown");
}

enum status job_lock_take(const char *book, int wait_seconds, struct job_lock **lock, struct error *err)
{
	const struct timespec pause = {.tv_nsec = TRY_MILLISECONDS * 1000000L};
	struct text name = {0};
	enum status status = STATUS_OK;
	int descriptor;

	text_addf(&name, "%s.job", book);
	descriptor = open(name.bytes, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (descriptor < 0) {
		status = errno == EROFS ? book_file_fail_mounted(book, err) :
			 error_set(err, STATUS_IO, "\"%s\" cannot be opened: %s", name.bytes, strerror(errno));
		text_clear(&name);
		return status;
	}
	text_clear(&name);
	for (int tries = wait_seconds * (1000 / TRY_MILLISECONDS); !try_lock(descriptor); tries--) {
		if (tries <= 0) {
			status = fail_busy(descriptor, book, err);
			close(descriptor);
			return status;
		}
		(void)nanosleep(&pause, NULL); /* woken early it tries early */
	}
	write_holder(descriptor);
	*lock = memory_new(sizeof **lock);
	(*lock)->descriptor = descriptor;
	return STATUS_OK;
}

void job_lock_release(struct job_lock *lock)
{
	if (lock == NULL)
		return;
	close(lock->descriptor); /* the file stays: removing it would let two processes lock two files of one name */
	free(lock);
}
