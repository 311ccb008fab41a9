/* Notices of the system about the book's file. */
#include "tui/watch.h"

#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

enum { FOLDER_SIZE = 4096 };

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

int watch_open(const char *path)
{
	char folder[FOLDER_SIZE];
	const size_t length = (size_t)(name_of(path) - path);
	const int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	if (watch < 0)
		return -1;
	(void)snprintf(folder, sizeof folder, "%.*s", length > 0 ? (int)length : 1, length > 0 ? path : ".");
	/* A change is complete when its journal goes, or when its maker closes the file; a restored book is moved in. */
	if (length < sizeof folder && inotify_add_watch(watch, folder, IN_DELETE | IN_CLOSE_WRITE | IN_MOVED_TO) >= 0)
		return watch;
	(void)close(watch);
	return -1;
}

static bool is_of_book(const struct inotify_event *event, const char *book)
{
	const size_t length = strlen(book);

	if (event->len == 0 || strncmp(event->name, book, length) != 0)
		return false;
	return event->name[length] == '\0' || strcmp(event->name + length, "-journal") == 0;
}

bool watch_take(int watch, const char *path)
{
	char events[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
	bool is_written = false;
	ssize_t length;

	while ((length = read(watch, events, sizeof events)) > 0) {
		for (ssize_t at = 0; at < length;) {
			const struct inotify_event *event = (const struct inotify_event *)(const void *)(events + at);

			is_written = is_written || is_of_book(event, name_of(path)) || (event->mask & IN_Q_OVERFLOW) != 0;
			at += (ssize_t)(sizeof *event + event->len);
		}
	}
	return is_written;
}
