/* On which day an instant falls, somewhere. */
#ifndef BALLAST_DATA_FEED_ZONE_H
#define BALLAST_DATA_FEED_ZONE_H

#include <stdint.h>

#include "engine/base/status.h"

/* "UTC", an offset such as "+08:00", or a name such as "Europe/Berlin". STATUS_INVALID: it is formed like none of them. */
enum status zone_check(const char *zone, struct error *err);

/*
 * The offsets of a zone through time. Names are looked up in this machine's table of zones. STATUS_INVALID: as
 * zone_check. STATUS_NOT_FOUND: the machine does not know the name. zone_close takes back what is opened.
 *
 * Source: RFC 8536, The Time Zone Information Format, sections 3.1 and 3.2.
 */
struct zone;
enum status zone_open(const char *name, struct zone **zone, struct error *err);
void zone_close(struct zone *zone);

/*
 * Seconds east of Greenwich at an instant (seconds since 1970), with daylight saving as it was then: the offset of today
 * would put half of a year's closes on the wrong day. Beyond the table (Debian's reaches 2037) the last offset holds.
 */
int32_t zone_offset(const struct zone *zone, int64_t seconds);

#endif
