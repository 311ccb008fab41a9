/* Instants as text and as seconds: "2026-01-02T09:30:00Z", UTC, no leap seconds. */
#ifndef BALLAST_DATA_STORE_TIMESTAMP_H
#define BALLAST_DATA_STORE_TIMESTAMP_H

#include <stdint.h>

#include "engine/base/status.h"

enum { TIMESTAMP_SIZE = 21 };

/* Exactly YYYY-MM-DDTHH:MM:SSZ. STATUS_INVALID names the text. */
enum status timestamp_parse(const char *text, int64_t *seconds, struct error *err);

/* Writes it and returns text. */
char *timestamp_format(int64_t seconds, char text[TIMESTAMP_SIZE]);

#endif
