/* How a function says that it did not do what it was asked. */
#ifndef BALLAST_ENGINE_BASE_STATUS_H
#define BALLAST_ENGINE_BASE_STATUS_H

#include <stdbool.h>

/*
 * OK             done; every output is written.
 * INVALID        the call or the input is wrong; the message names the offender.
 * NOT_FOUND      what was named does not exist.
 * INFEASIBLE     the problem is well posed and has no solution.
 * NOT_CONVERGED  an iteration stopped before its tolerance.
 * NO_MEMORY      a size the user chose does not fit.
 * IO             the outside world failed: disk, network, terminal.
 * CORRUPT        stored data contradicts itself.
 * NEWER          made by a later version of this program; nothing was touched.
 * BUSY           another process holds what is needed.
 * REFUSED        a rule of advice forbids it (suitability, second person, stale data); nothing changed.
 */
enum status {
	STATUS_OK = 0,
	STATUS_INVALID,
	STATUS_NOT_FOUND,
	STATUS_INFEASIBLE,
	STATUS_NOT_CONVERGED,
	STATUS_NO_MEMORY,
	STATUS_IO,
	STATUS_CORRUPT,
	STATUS_NEWER,
	STATUS_BUSY,
	STATUS_REFUSED,
};

/* Lives on the caller's stack. The message is English detail; front ends lead with their own sentence. */
struct error {
	enum status status;
	char message[480];
};

/*
 * Fills err (which may be NULL) and returns status, so that a check is one statement:
 *     return error_set(err, STATUS_INVALID, "wealth[%zu] is %g; it must be positive", t, value);
 * A message longer than the field is cut at a character boundary.
 */
enum status error_set(struct error *err, enum status status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Puts "<prefix>: " before the message err already carries; returns err's status. */
enum status error_prefix(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Trouble with the book or the machine, which the next step would meet as well; anything else is of the one thing asked. */
bool status_ends_all(enum status status);

/* A stable English word for scripts and tests: "invalid", "not-found", ... */
const char *status_name(enum status status);

#endif
