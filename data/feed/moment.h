/* A clock that only goes forward, for what waits. */
#ifndef BALLAST_DATA_FEED_MOMENT_H
#define BALLAST_DATA_FEED_MOMENT_H

#include <stdint.h>

/* Milliseconds since some moment; nobody sets it. */
int64_t moment_ms(void);

#endif
