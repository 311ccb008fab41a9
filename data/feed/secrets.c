/* Fetching secrets. */
#include "data/feed/secrets.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "data/feed/declaration.h"
#include "data/feed/moment.h"
#include "data/settings/regular_file.h"
#include "data/settings/settings.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

enum { WORDS_MOST = 32, SLICE_MS = 8 };

enum status secret_check(const char *place, struct error *err)
{
	if ((strncmp(place, "file:", 5) == 0 || strncmp(place, "env:", 4) == 0 || strncmp(place, "cmd:", 4) == 0 ||
	     (strncmp(place, "systemd:", 8) == 0 && strchr(place, '/') == NULL)) && place[strcspn(place, ":") + 1] != '\0')
		return STATUS_OK;
	/* What stands there may be the key itself, so it is not quoted. */
	return error_set(err, STATUS_INVALID, "a secret is not written into the file; say where it is: file:PATH, env:NAME, "
	                 "systemd:NAME or cmd:PROGRAM");
}

/* The first line of bytes. */
static enum status take_line(const char *name, const char *bytes, char *value, struct error *err)
{
	const size_t length = strcspn(bytes, "\r\n");

	if (length == 0)
		return error_set(err, STATUS_NOT_FOUND, "the secret \"%s\" is empty", name);
	if (length >= SECRET_SIZE)
		return error_set(err, STATUS_INVALID, "the secret \"%s\" is longer than %d bytes", name, SECRET_SIZE - 1);
	memcpy(value, bytes, length);
	value[length] = '\0';
	return STATUS_OK;
}

/* The first line of a file. */
static enum status take_file(const char *name, const char *path, enum file_trust trust, char *value, struct error *err)
{
	struct text bytes = {0};
	enum status status = regular_file_read(path, 4096, trust, &bytes, err);

	if (status == STATUS_OK)
		status = take_line(name, text_string(&bytes), value, err);
	if (bytes.bytes != NULL)
		explicit_bzero(bytes.bytes, bytes.length);
	text_clear(&bytes);
	return status;
}

static enum status from_file(const char *name, const char *path, char *value, struct error *err)
{
	char place[PLACE_SIZE * 2];

	if (strncmp(path, "~/", 2) == 0) {
		struct environment environment;

		environment_read(&environment);
		snprintf(place, sizeof place, "%s/%s", environment.home, path + 2);
	} else {
		snprintf(place, sizeof place, "%s", path);
	}
	return take_file(name, place, FILE_PRIVATE, value, err);
}

/* Where the service manager puts what LoadCredential= names; its folder is private already. */
static enum status from_credential(const char *name, const char *credential, char *value, struct error *err)
{
	const char *directory = getenv("CREDENTIALS_DIRECTORY");
	char path[PLACE_SIZE];
	enum status status;

	if (directory == NULL)
		return error_set(err, STATUS_NOT_FOUND, "the secret \"%s\" is a credential, and the service manager gave none", name);
	status = place_join(directory, credential, path, err);
	return status == STATUS_OK ? take_file(name, path, FILE_ANY, value, err) : status;
}

static enum status from_environment(const char *name, const char *variable, char *value, struct error *err)
{
	const char *found = getenv(variable);

	if (found == NULL)
		return error_set(err, STATUS_NOT_FOUND, "the variable %.60s, which holds the secret \"%s\", is not set", variable, name);
	return take_line(name, found, value, err);
}

/* Splits in place at blanks; quotes of either kind group. */
static size_t split_words(char *text, char *words[WORDS_MOST + 1])
{
	char *write = text;
	size_t count = 0;

	while (count < WORDS_MOST) {
		char quote = '\0';

		text += strspn(text, " \t");
		if (*text == '\0')
			break;
		words[count++] = write;
		for (; *text != '\0' && (quote != '\0' || (*text != ' ' && *text != '\t')); text++) {
			if (quote == '\0' && (*text == '\'' || *text == '"'))
				quote = *text;
			else if (*text == quote)
				quote = '\0';
			else
				*write++ = *text;
		}
		if (*text != '\0')
			text++;
		*write++ = '\0';
	}
	words[count] = NULL;
	return count;
}

/* How long a program may take: so long, and until somebody has had enough. */
struct patience {
	int64_t deadline;
	bool (*is_cancelled)(void *context);
	void *context;
};

static bool is_over(const struct patience *patience)
{
	return moment_ms() >= patience->deadline || (patience->is_cancelled != NULL && patience->is_cancelled(patience->context));
}

/* Reads until the end, the limit, or until patience is over. */
static size_t read_patiently(int pipe_end, char *bytes, size_t size, const struct patience *patience)
{
	size_t used = 0;

	while (used < size && !is_over(patience)) {
		struct pollfd waiting = {.fd = pipe_end, .events = POLLIN};
		ssize_t got;

		if (poll(&waiting, 1, SLICE_MS) == 0)
			continue;
		got = read(pipe_end, bytes + used, size - used);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		used += (size_t)got;
	}
	return used;
}

/* True when the child ended well while patience lasted; it has ended in any case. */
static bool reap(pid_t child, const struct patience *patience)
{
	int how = 0;
	pid_t answer;

	while ((answer = waitpid(child, &how, WNOHANG)) == 0 && !is_over(patience))
		(void)poll(NULL, 0, SLICE_MS); /* a pause; nothing is waited for but time */
	if (answer == 0) {
		(void)kill(child, SIGKILL);
		(void)waitpid(child, &how, 0);
		return false;
	}
	return answer == child && WIFEXITED(how) && WEXITSTATUS(how) == 0;
}

/* What a password program needs to find its store and its agent, and nothing more. */
static char **child_environment(struct arena *arena)
{
	static const char *const names[] = {
		"PATH", "HOME", "USER", "LANG", "GNUPGHOME", "GPG_TTY", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS",
		"PASSWORD_STORE_DIR", "CREDENTIALS_DIRECTORY",
	};
	char **made = arena_take(arena, (sizeof names / sizeof names[0] + 1) * sizeof *made);
	size_t count = 0;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (getenv(names[i]) != NULL)
			made[count++] = arena_format(arena, "%s=%s", names[i], getenv(names[i]));
	return made;
}

static enum status run(const char *name, char *const words[], char *const *environment, const struct patience *patience,
                       char *bytes, size_t size, struct error *err)
{
	posix_spawn_file_actions_t actions;
	int ends[2], problem;
	size_t used = 0;
	pid_t child;
	bool is_well;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return error_set(err, STATUS_IO, "the secret \"%s\" could not be fetched: %s", name, strerror(errno));
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	problem = posix_spawnp(&child, words[0], &actions, NULL, words, environment);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	if (problem == 0)
		used = read_patiently(ends[0], bytes, size - 1, patience);
	close(ends[0]);
	bytes[used] = '\0';
	if (problem != 0)
		return error_set(err, STATUS_IO, "%.60s, which gives the secret \"%s\", could not be started: %s", words[0], name,
		                 strerror(problem));
	is_well = reap(child, patience);
	if (!is_well && moment_ms() >= patience->deadline)
		return error_set(err, STATUS_IO, "%.60s gave no secret \"%s\" within %d seconds", words[0], name,
		                 SECRET_TIMEOUT_MS / 1000);
	if (!is_well && used == 0)
		return error_set(err, STATUS_IO, "%.60s failed to give the secret \"%s\"", words[0], name);
	return STATUS_OK;
}

static enum status from_command(const char *name, const char *command, const struct patience *patience, char *value,
                                struct error *err)
{
	struct arena *arena = arena_new();
	char *words[WORDS_MOST + 1], bytes[4096];
	enum status status;

	if (split_words(arena_text(arena, command), words) == 0)
		status = error_set(err, STATUS_INVALID, "the secret \"%s\" names no program", name);
	else
		status = run(name, words, child_environment(arena), patience, bytes, sizeof bytes, err);
	if (status == STATUS_OK)
		status = take_line(name, bytes, value, err);
	explicit_bzero(bytes, sizeof bytes);
	arena_free(arena);
	return status;
}

enum status secrets_load(const struct feed *feed, bool (*is_cancelled)(void *context), void *context,
                         struct secrets *secrets, struct error *err)
{
	enum status status = STATUS_OK;

	*secrets = (struct secrets){0};
	for (size_t i = 0; i < FEED_SECRETS && status == STATUS_OK; i++) {
		const char *place = feed->secrets[i];

		if (place == NULL)
			continue;
		status = secret_check(place, err);
		if (status != STATUS_OK)
			break;
		if (place[0] == 'f')
			status = from_file(feed_secret_names[i], place + 5, secrets->values[i], err);
		else if (place[0] == 's')
			status = from_credential(feed_secret_names[i], place + 8, secrets->values[i], err);
		else if (place[0] == 'e')
			status = from_environment(feed_secret_names[i], place + 4, secrets->values[i], err);
		else
			status = from_command(feed_secret_names[i], place + 4,
			                      &(struct patience){moment_ms() + SECRET_TIMEOUT_MS, is_cancelled, context},
			                      secrets->values[i], err);
	}
	if (status != STATUS_OK)
		secrets_clear(secrets);
	return status;
}

bool secrets_are_given(const struct feed *feed)
{
	struct secrets secrets;
	struct feed without_commands = *feed; /* borrows everything */
	bool is_given;

	for (size_t i = 0; i < FEED_SECRETS; i++)
		if (feed->secrets[i] != NULL && strncmp(feed->secrets[i], "cmd:", 4) == 0)
			without_commands.secrets[i] = NULL;
	is_given = secrets_load(&without_commands, NULL, NULL, &secrets, NULL) == STATUS_OK;
	secrets_clear(&secrets);
	return is_given;
}

void secrets_clear(struct secrets *secrets)
{
	explicit_bzero(secrets, sizeof *secrets);
}
