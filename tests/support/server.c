/* Servers of tests. */
#include "tests/support/server.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static bool launch(struct server *server, char *script, const int in[2], const int out[2])
{
	char python[] = "python3";
	char *words[] = {python, script, NULL};
	posix_spawn_file_actions_t actions;
	bool is_started;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in[0], 0);
	posix_spawn_file_actions_adddup2(&actions, out[1], 1);
	is_started = posix_spawnp(&server->process, words[0], &actions, NULL, words, environ) == 0;
	posix_spawn_file_actions_destroy(&actions);
	return is_started;
}

bool server_start(struct server *server, const char *script)
{
	const char *top = getenv("abs_top_srcdir");
	char path[1024], line[512] = "", *at = line;
	int in[2], out[2];
	bool is_started;
	FILE *said;

	*server = (struct server){0};
	(void)snprintf(path, sizeof path, "%s/%s", top != NULL ? top : ".", script);
	if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0)
		return false;
	is_started = launch(server, path, in, out);
	(void)close(in[0]);
	(void)close(out[1]);
	server->keep_alive = in[1];
	said = fdopen(out[0], "r");
	if (!is_started || said == NULL || fgets(line, sizeof line, said) == NULL)
		return false;
	(void)fclose(said);
	for (int i = 0; i < SERVER_PORTS; i++)
		server->ports[i] = (int)strtol(at, &at, 10);
	return server->ports[0] > 0;
}

bool server_stop(struct server *server)
{
	if (server->process == 0)
		return true;
	(void)close(server->keep_alive);
	return waitpid(server->process, NULL, 0) == server->process;
}
