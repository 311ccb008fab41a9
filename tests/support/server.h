/* A server of a test: a script in Python that prints its ports in one line and ends when its standard input does. */
#ifndef BALLAST_TESTS_SUPPORT_SERVER_H
#define BALLAST_TESTS_SUPPORT_SERVER_H

#include <stdbool.h>
#include <sys/types.h>

enum { SERVER_PORTS = 40 };

struct server {
	pid_t process;
	int keep_alive;          /* its standard input; it holds none of ours */
	int ports[SERVER_PORTS]; /* as printed; 0 behind the last             */
};

/* script is a path below the top of the tree. False: it could not be started, or said nothing. */
bool server_start(struct server *server, const char *script);

/* False: it did not end. */
bool server_stop(struct server *server);

#endif
