/* Sets the process up and hands the command line to the commands, or opens the desk. */
#include <gsl/gsl_errno.h>
#include <locale.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "advice/base/language.h"
#include "cli/cli.h"
#include "data/settings/settings.h"
#include "tui/desk_main.h"

/* OpenBLAS has no header of its own for this in Debian; problems of this size are slower on several threads. */
void openblas_set_num_threads(int threads);

/* Clients' figures belong to their owner: no file is readable by others, no core is left behind. */
static void keep_private(void)
{
	const struct rlimit none = {0};

	(void)umask(077);
	(void)setrlimit(RLIMIT_CORE, &none);
}

int main(int argc, char **argv)
{
	struct cli_setup setup = {.installed = BALLAST_DATADIR, .desk = desk_main};

	keep_private();
	openblas_set_num_threads(1);
	(void)gsl_set_error_handler_off();
	environment_read(&setup.environment);
	(void)setlocale(LC_CTYPE, "");
	language_open(setup.environment.locale[0] != '\0' ? setup.environment.locale : BALLAST_LOCALEDIR);
	return cli_run(argc, argv, &setup);
}
