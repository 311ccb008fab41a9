/* Signals during a command. */
#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

/* Signal handlers get no argument: what they share with the program stands here. */
static volatile sig_atomic_t remembered, is_asked;

static void on_signal(int number)
{
	if (!is_asked || remembered != 0)
		_exit(128 + number);
	remembered = number;
}

void interrupt_watch(void)
{
	static const int numbers[] = {SIGINT, SIGTERM};
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};

	(void)signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		struct sigaction before;

		/* What the parent chose to ignore (a job in the background) stays ignored. */
		if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			(void)sigaction(numbers[i], &action, NULL);
	}
}

void interrupt_ask(void)
{
	is_asked = 1;
}

bool interrupt_cancelled(void *context)
{
	(void)context;
	return remembered != 0;
}

int interrupt_number(void)
{
	return remembered;
}

static void mask(int how)
{
	sigset_t both;

	(void)sigemptyset(&both);
	(void)sigaddset(&both, SIGINT);
	(void)sigaddset(&both, SIGTERM);
	(void)sigprocmask(how, &both, NULL);
}

void interrupt_hold(void)
{
	mask(SIG_BLOCK);
}

void interrupt_release(void)
{
	mask(SIG_UNBLOCK);
}
