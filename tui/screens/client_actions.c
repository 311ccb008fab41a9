/* What corporate actions bring this client, and what they brought lately. */
#include <stdio.h>
#include <string.h>

#include "advice/actions/actions.h"
#include "advice/base/detail.h"
#include "advice/base/language.h"
#include "engine/base/memory.h"
#include "report/document.h"
#include "tui/screens/client_actions.h"

/* Of what is due and of what was entered: in the same columns. */
enum { COLUMNS = 9 };
static const char *const due_keys[COLUMNS] = {"date", "symbol", "type", "terms", "account", "becomes", "cash", "state", "why"};
static const char *const entered_keys[COLUMNS] = {"date", "symbol", "type", "terms", "account", "", "", "outcome", "by"};

void client_actions_clear(struct client_actions *actions)
{
	shown_rows_clear(&actions->rows);
	*actions = (struct client_actions){0};
}

void client_actions_read(struct client_actions *actions, struct session *session, int64_t client)
{
	const struct due_filter filter = {.client_id = client};
	struct arena *arena = arena_new();
	struct section *entered = section_new(arena, NULL, NULL);
	struct due_list list = {0};
	struct error err = {0};
	char words[sizeof err.message];
	enum status status = actions_due(session, &filter, &list, &err);

	client_actions_clear(actions);
	actions->waiting = list.count;
	if (status == STATUS_OK)
		status = actions_add_client(session, client, arena, entered, &err);
	if (status == STATUS_OK) {
		shown_rows_add(&actions->rows, actions_due_section(&list, false, NULL, arena), "accounts", due_keys, COLUMNS);
		shown_rows_add(&actions->rows, entered, "actions", entered_keys, COLUMNS);
	} else {
		(void)snprintf(actions->failure, sizeof actions->failure, "%s", detail_words(err.message, words, sizeof words));
	}
	due_list_clear(&list);
	arena_free(arena);
}
