/* The feeds of a session: the shipped declarations, and the user's own before them. Internal to advice. */
#ifndef BALLAST_ADVICE_FEEDS_FEEDS_CONFIGURED_H
#define BALLAST_ADVICE_FEEDS_FEEDS_CONFIGURED_H

#include <stddef.h>

#include "engine/base/status.h"

struct feed;
struct feeds;
struct session;
struct text;

/* <config>/feeds.d over <data>/feeds.d. Statuses of feeds_load; the caller frees *feeds. */
enum status feeds_configured(const struct session *session, struct feeds **feeds, struct error *err);

/* One of them. STATUS_NOT_FOUND suggests the one that was probably meant. */
enum status feeds_choose(const struct feeds *feeds, const char *id, const struct feed **feed, struct error *err);

/* The folder for files of declarations: data_directory or config_directory, which may be NULL (nothing is added). */
void feeds_folder(const char *directory, struct text *path);

#endif
