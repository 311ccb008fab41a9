/* What is wrong with a file, place by place: the first ones in words, all of them counted. */
#ifndef BALLAST_DATA_EXCHANGE_PROBLEM_H
#define BALLAST_DATA_EXCHANGE_PROBLEM_H

#include <stddef.h>

enum { PROBLEMS_KEPT = 200 };

struct problem {
	size_t line;          /* in the file, from 1; 0: the file as a whole                            */
	size_t column;        /* field in the row, from 1; 0: the row as a whole                        */
	char name[48];        /* of the column; empty when there is none                                */
	char message[256];    /* a sentence that names the value and says what is wanted                */
};

struct problems {
	struct problem *list; /* owned; at most PROBLEMS_KEPT                                           */
	size_t kept, capacity;
	size_t count;         /* all that were found                                                    */
};

void problems_clear(struct problems *problems);
void problems_add(struct problems *problems, size_t line, size_t column, const char *name, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* "line 4, column 3 (close): ..." without the file's name; returns text. */
char *problem_sentence(const struct problem *problem, char *text, size_t size);

#endif
