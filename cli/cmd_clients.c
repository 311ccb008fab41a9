/* ballast clients */
#include "advice/base/language.h"
#include "advice/book/review.h"
#include "cli/call.h"
#include "cli/cmd.h"

static int run(struct call *call)
{
	struct review_book book = {0};
	struct error err = {0};
	struct section *section;
	enum status status;
	int code;

	if (!call_open(call, true, &code))
		return code;
	status = review_book(call->session, &book, &err);
	if (status == STATUS_OK)
		status = review_book_section(call->session, &book, call->arena, &section, &err);
	code = status == STATUS_OK ? call_show(call, section, EXIT_DONE) : call_failed(call, status, &err);
	review_book_clear(&book);
	return code;
}

const struct command cmd_clients = {
	.name = "clients", .usage = "", .run = run,
	.summary = N_("The clients of the book: value, drift, risk, what waits"),
	.examples = (const char *const[]){"--format csv", NULL},
};
