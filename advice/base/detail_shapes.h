/*
 * The shapes of errors that are known in Chinese, as message ids: "%1$s proposed it and cannot approve it; a second person
 * must". Each is the wording of the room that says it, without the file, line or name that others put before it; a place
 * stands for what that room fills in. tests/advice/details.sh looks every one up there, and every wording here.
 */
#ifndef BALLAST_ADVICE_BASE_DETAIL_SHAPES_H
#define BALLAST_ADVICE_BASE_DETAIL_SHAPES_H

/* Each NULL-terminated. */
extern const char *const detail_of_advice[];
extern const char *const detail_of_files[];
extern const char *const detail_of_book[];
extern const char *const detail_of_lab[];
extern const char *const detail_of_engine[];

/* All of them, NULL-terminated. */
extern const char *const *const detail_tables[];

#endif
