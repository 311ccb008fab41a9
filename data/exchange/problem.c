/* The list of problems of a file. */
#include "data/exchange/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/memory.h"
#include "engine/base/text.h"

void problems_clear(struct problems *problems)
{
	free(problems->list);
	*problems = (struct problems){0};
}

void problems_add(struct problems *problems, size_t line, size_t column, const char *name, const char *format, ...)
{
	char message[1024];
	struct problem *problem;
	va_list arguments;

	problems->count++;
	if (problems->kept == PROBLEMS_KEPT)
		return;
	problems->list = memory_grow(problems->list, &problems->capacity, problems->kept + 1, sizeof *problems->list);
	problem = &problems->list[problems->kept++];
	*problem = (struct problem){.line = line, .column = column};
	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	/* Messages quote the file, and files hold anything. */
	text_clean(message, problem->message, sizeof problem->message);
	text_clean(name, problem->name, sizeof problem->name);
}

char *problem_sentence(const struct problem *problem, char *text, size_t size)
{
	const char *open = problem->name[0] != '\0' ? " (" : "", *close = problem->name[0] != '\0' ? ")" : "";

	if (problem->line == 0)
		snprintf(text, size, "%s", problem->message);
	else if (problem->column == 0)
		snprintf(text, size, "line %zu: %s", problem->line, problem->message);
	else
		snprintf(text, size, "line %zu, column %zu%s%s%s: %s", problem->line, problem->column, open, problem->name,
		         close, problem->message);
	return text;
}
