/* The clock of what waits. */
#include "data/feed/moment.h"

#include <time.h>

int64_t moment_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
