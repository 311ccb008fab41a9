/* One document that has everything a document may have. */
#ifndef BALLAST_TESTS_REPORT_SAMPLE_H
#define BALLAST_TESTS_REPORT_SAMPLE_H

#include "report/renderer.h"

struct text;

enum status sample_render(const char *format, const struct renderer_options *options, struct text *out,
                          struct error *err);

#endif
