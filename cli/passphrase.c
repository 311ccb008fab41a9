/* Asking for a passphrase. */
#include "cli/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include "advice/base/language.h"
#include "cli/call.h"
#include "cli/interrupt.h"
#include "data/settings/regular_file.h"
#include "engine/base/text.h"

enum { FILE_BYTES = 4096, CONTROL_C = 3, CONTROL_D = 4, CONTROL_U = 21, BACKSPACE = 8, DELETE = 127 };

/* The first line, without its end. False: empty, too long or with a byte that is zero. */
static bool take_line(const char *bytes, size_t length, struct passphrase *passphrase)
{
	size_t end = 0;

	while (end < length && bytes[end] != '\n' && bytes[end] != '\r' && bytes[end] != '\0')
		end++;
	if (end == 0 || end >= PASSPHRASE_BYTES || (end < length && bytes[end] == '\0'))
		return false;
	memcpy(passphrase->bytes, bytes, end);
	passphrase->bytes[end] = '\0';
	return true;
}

static bool from_file(struct call *call, const char *path, struct passphrase *passphrase, int *code)
{
	struct text bytes = {0};
	struct error err = {0};
	enum status status = regular_file_read(path, FILE_BYTES, FILE_PRIVATE, &bytes, &err);
	bool is_good = true;

	if (status != STATUS_OK) {
		*code = call_failed_on(call, status, &err, path);
		is_good = false;
	} else if (!take_line(text_string(&bytes), bytes.length, passphrase)) {
		output_complain(_("The first line of \"%s\" is no passphrase."), path);
		*code = EXIT_REFUSED;
		is_good = false;
	}
	if (bytes.bytes != NULL)
		explicit_bzero(bytes.bytes, bytes.capacity);
	text_clear(&bytes);
	return is_good;
}

static bool from_descriptor(struct call *call, struct passphrase *passphrase, int *code)
{
	char bytes[FILE_BYTES];
	size_t have = 0;
	int64_t number = -1;
	bool is_good;

	if (!call_integer(call, "passphrase-fd", 0, 1023, &number)) {
		*code = EXIT_USAGE;
		return false;
	}
	while (have < sizeof bytes && memchr(bytes, '\n', have) == NULL) {
		const ssize_t more = read((int)number, bytes + have, sizeof bytes - have);

		if (more < 0 && errno == EINTR)
			continue;
		if (more <= 0)
			break;
		have += (size_t)more;
	}
	is_good = take_line(bytes, have, passphrase);
	explicit_bzero(bytes, sizeof bytes);
	if (!is_good) {
		output_complain(_("No passphrase could be read from the descriptor %d."), (int)number);
		*code = EXIT_REFUSED;
	}
	return is_good;
}

/*
 * One line, key by key, with nothing shown: the keys that end a program come as bytes, so that the terminal is always
 * put back. False: cancelled.
 */
static bool read_keys(int terminal, char line[PASSPHRASE_BYTES])
{
	size_t length = 0;
	char key = '\0';

	for (;;) {
		const ssize_t got = read(terminal, &key, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 || key == CONTROL_C || (key == CONTROL_D && length == 0))
			return false;
		if (key == '\n' || key == '\r')
			break;
		if (key == CONTROL_U)
			length = 0;
		else if (key == BACKSPACE || key == DELETE)
			length -= length > 0;
		else if (length < PASSPHRASE_BYTES - 1)
			line[length++] = key;
	}
	line[length] = '\0';
	return true;
}

static bool ask(int terminal, const char *prompt, char line[PASSPHRASE_BYTES])
{
	struct termios before, silent;
	bool is_answered;

	if (tcgetattr(terminal, &before) != 0)
		return false;
	silent = before;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG);
	silent.c_cc[VMIN] = 1;
	silent.c_cc[VTIME] = 0;
	interrupt_hold(); /* a signal waits until the terminal shows again what is typed */
	(void)tcsetattr(terminal, TCSAFLUSH, &silent);
	(void)!write(terminal, prompt, strlen(prompt)); /* unseen, the question is still answered or not */
	is_answered = read_keys(terminal, line);
	(void)!write(terminal, "\n", 1);
	(void)tcsetattr(terminal, TCSAFLUSH, &before);
	interrupt_release();
	return is_answered;
}

static bool from_terminal(struct call *call, bool is_new, struct passphrase *passphrase, int *code)
{
	struct passphrase again;
	int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	bool is_good;

	if (terminal < 0) {
		*code = call_refused(call, _("There is no terminal to ask for the passphrase; give --passphrase-file or --passphrase-fd."));
		return false;
	}
	*code = EXIT_SIGNAL + 2; /* as Ctrl-C would have ended it */
	is_good = ask(terminal, is_new ? _("New passphrase: ") : _("Passphrase: "), passphrase->bytes);
	if (is_good && is_new) {
		is_good = ask(terminal, _("Once more: "), again.bytes);
		if (is_good && strcmp(again.bytes, passphrase->bytes) != 0) {
			*code = call_refused(call, _("The two passphrases differ; nothing was done."));
			is_good = false;
		}
		explicit_bzero(&again, sizeof again);
	}
	close(terminal);
	return is_good;
}

bool passphrase_get(struct call *call, bool is_new, struct passphrase *passphrase, int *code)
{
	const char *const path = call_option(call, "passphrase-file");
	const bool has_descriptor = call_option(call, "passphrase-fd") != NULL;

	passphrase->bytes[0] = '\0';
	(void)mlock(passphrase, sizeof *passphrase); /* where the system allows it, it is not swapped out */
	if (path != NULL && has_descriptor) {
		*code = call_misused(call, _("%s and %s contradict each other."), "--passphrase-file", "--passphrase-fd");
		return false;
	}
	if (path != NULL)
		return from_file(call, path, passphrase, code);
	if (has_descriptor)
		return from_descriptor(call, passphrase, code);
	return from_terminal(call, is_new, passphrase, code);
}

void passphrase_clear(struct passphrase *passphrase)
{
	explicit_bzero(passphrase, sizeof *passphrase);
	(void)munlock(passphrase, sizeof *passphrase);
}
