/* Standard output through the renderers, with every error of writing noticed; standard error with clean lines. */
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "advice/base/detail.h"
#include "cli/interrupt.h"
#include "data/settings/settings.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "report/document.h"

enum { LINE_SIZE = 2048, BAR_COLUMNS = 30, NARROWEST = 40, WIDEST = 400 };

size_t output_width(int descriptor)
{
	struct winsize size;

	if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return 80;
	if (size.ws_col < NARROWEST)
		return NARROWEST;
	return size.ws_col > WIDEST ? WIDEST : size.ws_col;
}

void output_init(struct output *output, const struct renderer_type *type, const struct environment *environment,
                 bool no_colour)
{
	const bool is_terminal = isatty(STDOUT_FILENO) == 1;

	output->type = type;
	output->options.width = is_terminal ? output_width(STDOUT_FILENO) : 0;
	output->options.is_ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	output->options.has_colour = is_terminal && !no_colour && !environment->no_color && !environment->is_dumb;
	output->has_progress = isatty(STDERR_FILENO) == 1 && !environment->is_dumb;
}

static enum status cannot_write(struct error *err)
{
	return error_set(err, STATUS_IO, "standard output: %s", strerror(errno));
}

static enum status write_out(void *state, const char *bytes, size_t length, struct error *err)
{
	(void)state;
	return fwrite(bytes, 1, length, stdout) == length ? STATUS_OK : cannot_write(err);
}

struct sink output_sink(void)
{
	return (struct sink){.write = write_out};
}

enum status output_flush(struct error *err)
{
	int copy;

	errno = EIO; /* should an earlier failure be all there is to tell */
	if (ferror(stdout) || fflush(stdout) != 0)
		return cannot_write(err);
	/* A disk far away may speak up at the close only. */
	copy = dup(STDOUT_FILENO);
	if (copy >= 0 && close(copy) != 0)
		return cannot_write(err);
	return STATUS_OK;
}

enum status output_sections(const struct output *output, const struct document_head *head,
                            const struct section *const *sections, size_t count, struct error *err)
{
	const struct sink sink = output_sink();
	const enum status status = document_render(output->type, &output->options, head, sections, count, &sink, err);

	return status == STATUS_OK ? output_flush(err) : status;
}

static enum status write_all(int file, const char *path, const char *bytes, size_t length, struct error *err)
{
	while (length > 0) {
		const ssize_t written = write(file, bytes, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return error_set(err, STATUS_IO, "%s: %s", path, strerror(errno));
		bytes += written;
		length -= (size_t)written;
	}
	if (fsync(file) != 0)
		return error_set(err, STATUS_IO, "%s: %s", path, strerror(errno));
	return STATUS_OK;
}

enum status output_file(const char *path, const char *bytes, size_t length, struct error *err)
{
	struct text draft = {0};
	struct stat there;
	enum status status = STATUS_OK;
	int file;

	if (stat(path, &there) == 0 && !S_ISREG(there.st_mode)) /* a rename would take the place of a device */
		return error_set(err, STATUS_REFUSED, "%s is not a regular file; name a file to write", path);
	text_addf(&draft, "%s.XXXXXX", path);
	interrupt_hold(); /* so that no draft is left behind */
	file = mkostemp(draft.bytes, O_CLOEXEC);
	if (file < 0) {
		status = error_set(err, STATUS_IO, "%s: %s", path, strerror(errno));
		goto done;
	}
	status = write_all(file, path, bytes, length, err);
	if (close(file) != 0 && status == STATUS_OK)
		status = error_set(err, STATUS_IO, "%s: %s", path, strerror(errno));
	if (status == STATUS_OK && rename(draft.bytes, path) != 0)
		status = error_set(err, STATUS_IO, "%s: %s", path, strerror(errno));
	if (status != STATUS_OK)
		(void)unlink(draft.bytes);
done:
	interrupt_release();
	text_clear(&draft);
	return status;
}

static void write_line(const char *format, va_list arguments)
{
	char draft[LINE_SIZE], line[LINE_SIZE];

	(void)vsnprintf(draft, sizeof draft, format, arguments);
	(void)fprintf(stderr, "ballast: %s\n", text_clean(draft, line, sizeof line));
}

void output_complain(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	write_line(format, arguments);
	va_end(arguments);
}

void output_note(const struct output *output, const char *format, ...)
{
	va_list arguments;

	if (output->is_quiet)
		return;
	va_start(arguments, format);
	write_line(format, arguments);
	va_end(arguments);
}

void output_problem(void *context, size_t line, const char *column, const char *message)
{
	const char *const file = *(const char *const *)context;
	char draft[LINE_SIZE], clean[LINE_SIZE], words[LINE_SIZE];

	message = detail_words(message, words, sizeof words);
	if (column != NULL && column[0] != '\0')
		(void)snprintf(draft, sizeof draft, "%s:%zu: %s: %s", file, line, column, message);
	else if (line > 0)
		(void)snprintf(draft, sizeof draft, "%s:%zu: %s", file, line, message);
	else
		(void)snprintf(draft, sizeof draft, "%s: %s", file, message);
	(void)fprintf(stderr, "%s\n", text_clean(draft, clean, sizeof clean));
}

void output_progress(void *context, size_t done, size_t total)
{
	struct output *output = context;
	char bar[BAR_COLUMNS + 1];
	size_t thousandths, filled;

	if (!output->has_progress || output->is_quiet || total == 0)
		return;
	thousandths = done >= total ? 1000 : done * 1000 / total;
	if (output->is_progress_up && thousandths == output->progress_shown)
		return;
	output->is_progress_up = true;
	output->progress_shown = thousandths;
	filled = thousandths * BAR_COLUMNS / 1000;
	memset(bar, '#', filled);
	memset(bar + filled, '.', BAR_COLUMNS - filled);
	bar[BAR_COLUMNS] = '\0';
	(void)fprintf(stderr, "\r[%s] %zu/%zu ", bar, done, total);
	(void)fflush(stderr);
}

void output_progress_end(struct output *output)
{
	if (output->is_progress_up)
		(void)fputs("\r\033[K", stderr);
	output->is_progress_up = false;
}
