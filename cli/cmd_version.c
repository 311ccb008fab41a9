/* ballast version */
#include "config.h" /* PACKAGE_VERSION */

#include "advice/base/language.h"
#include "cli/call.h"
#include "cli/cmd.h"
#include "report/document.h"

const char *version_text(void)
{
	return PACKAGE_VERSION " (" BALLAST_COMMIT ")";
}

static int run(struct call *call)
{
	struct section *section = section_new(call->arena, NULL, NULL);
	struct facts *facts = section_facts(section, NULL, NULL);

	facts_add(facts, "version", _("version"), cell_text(PACKAGE_VERSION));
	facts_add(facts, "commit", _("commit"), cell_text(BALLAST_COMMIT));
	return call_show(call, section, EXIT_DONE);
}

const struct command cmd_version = {
	.name = "version", .usage = "", .is_bookless = true, .run = run,
	.summary = N_("The version of the program"),
};
