/* Words and forms the upkeep of a book shares. Internal to advice. */
#ifndef BALLAST_ADVICE_BOOK_UPKEEP_PARTS_H
#define BALLAST_ADVICE_BOOK_UPKEEP_PARTS_H

#include "data/journal/journal.h"

enum { HEAD_TEXT_SIZE = HASH_SIZE + 24 };

/* "<count>:<hash>": what is printed in reports, to be held against the chain later. */
char *upkeep_head_text(const struct journal_head *head, char text[HEAD_TEXT_SIZE]);

/* STATUS_INVALID names the text. */
enum status upkeep_head_parse(const char *text, struct journal_head *head, struct error *err);

/* That a copy was made, with the head of the journal it holds. */
struct session;
enum status upkeep_record_backup(struct session *session, const struct journal_head *head, struct error *err);

/* What a fault means, as English detail. */
const char *upkeep_fault_text(enum journal_fault fault);

#endif
