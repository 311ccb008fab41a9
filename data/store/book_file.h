/* Inside data/store only: the book as a file. Who may read it, and how one file takes the place of another. */
#ifndef BALLAST_DATA_STORE_BOOK_FILE_H
#define BALLAST_DATA_STORE_BOOK_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

/*
 * Refuses what is no private, regular, non-empty file in a private folder; a sentence for each. Looks only: the file is
 * not opened, since closing a second descriptor would drop the locks this process holds on it.
 */
enum status book_file_check(const char *path, bool for_writing, struct error *err);

/* What is said where the file system is mounted for reading only: chmod would not help. Returns STATUS_IO. */
enum status book_file_fail_mounted(const char *path, struct error *err);

/* The folder must be the user's alone; it and its parents are made (0700) when absent. */
enum status book_folder_prepare(const char *path, struct error *err);

bool book_file_exists(const char *path); /* anything of that name, a dangling link too */

/* The path with its folder resolved, as SQLite wants it (its NOFOLLOW looks at every part). NULL when it has none. Owned. */
char *book_file_resolve(const char *path);

/*
 * A file `<target>.partial` to be filled and published; what a killed run left there is thrown away. Two processes
 * cannot have it at once (STATUS_BUSY). The name is the caller's to free, the descriptor to close.
 */
enum status partial_open(const char *target, char **name, int *descriptor, struct error *err);

/* Syncs the file and renames it to target, which must not exist (STATUS_REFUSED); syncs the folder. */
enum status partial_publish(const char *name, int descriptor, const char *target, struct error *err);

/*
 * What the maker of a file ends with: published when status says that it is whole, otherwise removed (what cannot be is
 * emptied by the next maker or swept). Gives name and descriptor back; returns the final status.
 */
enum status partial_end(char *name, int descriptor, const char *target, enum status status, struct error *err);

/* partial_publish over a target that exists. */
enum status partial_replace(const char *name, int descriptor, const char *target, struct error *err);

/* The rename reaches the disk. */
enum status folder_sync(const char *path, struct error *err);

#endif
