/* What a command writes: the answer on standard output in the format asked for, everything else on standard error. */
#ifndef BALLAST_CLI_OUTPUT_H
#define BALLAST_CLI_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"
#include "report/renderer.h"

struct arena;
struct document_head;
struct environment;
struct section;
struct session;

struct output {
	const struct renderer_type *type;
	struct renderer_options options;
	bool is_quiet;
	bool has_progress;            /* standard error is a terminal                                */
	size_t progress_shown;        /* thousandths on the screen                                   */
	bool is_progress_up;
};

/* format: a name of renderer_types. Colour and the width of the page only where standard output is a terminal. */
void output_init(struct output *output, const struct renderer_type *type, const struct environment *environment,
                 bool no_colour);

/* Writes the sections as one document. STATUS_IO when standard output did not take all of it. */
enum status output_sections(const struct output *output, const struct document_head *head,
                            const struct section *const *sections, size_t count, struct error *err);

/* Columns of the terminal behind a descriptor, 40 to 400; 80 where it is none. */
size_t output_width(int descriptor);

/* Standard output as a sink, and its end: nothing is done before output_flush says so. */
struct sink output_sink(void);
enum status output_flush(struct error *err);

/* A file that is there whole or not at all, readable by its owner only. STATUS_IO names it. */
enum status output_file(const char *path, const char *bytes, size_t length, struct error *err);

/* Lines on standard error, cleaned. A note is left out when quiet. The format is translated already. */
void output_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
void output_note(const struct output *output, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "file:line: column: message" for a bad row; context points to the name of the file. */
void output_problem(void *context, size_t line, const char *column, const char *message);

/* A progress bar on standard error; context is the struct output. */
void output_progress(void *context, size_t done, size_t total);
void output_progress_end(struct output *output);

#endif
