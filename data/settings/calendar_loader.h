/* Trading calendars out of folders of files. */
#ifndef BALLAST_DATA_SETTINGS_CALENDAR_LOADER_H
#define BALLAST_DATA_SETTINGS_CALENDAR_LOADER_H

#include "engine/base/status.h"
#include "engine/model/calendar.h"

/*
 * One calendar: its name is the file's without ".conf". Of each year it is complete for it has a section with the days it
 * is closed, as days or from one to another (weekends within are left out), those that end early, and where this is
 * published. Years follow each other without a gap:
 *
 *     title = 'Shanghai and Shenzhen stock exchanges'
 *     also = {'XSHE'}          currencies = {'CNY'}
 *     year '2026' {
 *         closed = {'2026-01-01', '2026-02-15/2026-02-23'}
 *         half = {}
 *         source = 'Notice of the Shanghai Stock Exchange of 2025-12-22'
 *     }
 *
 * STATUS_NOT_FOUND: no such file. STATUS_INVALID with file and line: bad syntax, a day of another year, days twice or not
 * rising, a year left out, a source missing.
 */
enum status calendar_read(const char *path, struct calendar *calendar, struct error *err);

/*
 * Every *.conf of both folders; one of the second goes before that of the same name in the first. Either may be NULL or
 * missing. STATUS_INVALID also when two calendars claim the same name or currency. Written on STATUS_OK;
 * calendars_clear frees.
 */
enum status calendars_load(const char *shipped, const char *own, struct calendars *calendars, struct error *err);

#endif
