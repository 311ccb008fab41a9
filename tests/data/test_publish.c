/* Folders that appear whole or not at all, and what is said when something is in the way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/exchange/publish.h"

static char place[64];

static int make_place(void **state)
{
	(void)state;
	snprintf(place, sizeof place, "/tmp/ballast-publish-XXXXXX");
	return mkdtemp(place) != NULL && chdir(place) == 0 ? 0 : -1;
}

static int remove_place(void **state)
{
	(void)state;
	(void)remove("out/week/notes");
	(void)remove("out/.week.partial/notes");
	(void)remove("out/.week.partial");
	(void)remove("out/week/a.txt");
	(void)remove("out/week");
	(void)remove("out");
	return chdir("/") == 0 && rmdir(place) == 0 ? 0 : -1;
}

static enum status publish(const char *content, struct error *err)
{
	struct publication *publication = NULL;
	enum status status = publication_open("out", "week", &publication, err);

	if (status == STATUS_OK)
		status = publication_begin(publication, "a.txt", err);
	if (status == STATUS_OK)
		status = publication_write(publication, 0, content, strlen(content), err);
	if (status == STATUS_OK)
		status = publication_finish(publication, err);
	if (status == STATUS_OK)
		status = publication_publish(publication, err);
	publication_close(publication);
	return status;
}

static void holds(const char *content)
{
	char read[32] = "";
	FILE *file = fopen("out/week/a.txt", "r");

	assert_non_null(file);
	assert_int_equal(fread(read, 1, sizeof read - 1, file), strlen(content));
	assert_string_equal(read, content);
	fclose(file);
}

static void takes_the_place_of_the_last_one(void **state)
{
	(void)state;
	assert_int_equal(publish("one", NULL), STATUS_OK);
	holds("one");
	assert_int_equal(publish("two!", NULL), STATUS_OK);
	holds("two!");
	assert_int_not_equal(access("out/.week.partial", F_OK), 0);
}

static void names_the_folder_that_is_in_the_way(void **state)
{
	struct error err = {0};

	(void)state;
	assert_int_equal(publish("one", NULL), STATUS_OK);
	assert_int_equal(mkdir("out/week/notes", 0700), 0);
	assert_int_equal(publish("two", NULL), STATUS_OK);
	holds("two");
	assert_int_equal(access("out/.week.partial/notes", F_OK), 0); /* not ours to remove */
	assert_int_equal(publish("three", &err), STATUS_IO);
	assert_non_null(strstr(err.message, "out/.week.partial"));
	holds("two");
}

/* A rename would take a device away from everybody on the machine. */
static void puts_no_file_in_the_place_of_a_pipe_or_a_folder(void **state)
{
	struct error err = {0};
	struct stat what;

	(void)state;
	assert_int_equal(mkfifo("pipe", 0600), 0);
	assert_int_equal(publish_file("pipe", "x", 1, &err), STATUS_REFUSED);
	assert_string_equal(err.message, "pipe is not a regular file; name a file to write");
	assert_int_equal(publish_file(".", "x", 1, &err), STATUS_REFUSED);
	assert_true(stat("pipe", &what) == 0 && S_ISFIFO(what.st_mode));
	assert_int_not_equal(access("pipe.partial", F_OK), 0);
	assert_int_equal(unlink("pipe"), 0);
	assert_int_equal(publish_file("plain", "x", 1, &err), STATUS_OK);
	assert_int_equal(publish_file("plain", "y", 1, &err), STATUS_OK);
	assert_int_equal(unlink("plain"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(takes_the_place_of_the_last_one, make_place, remove_place),
		cmocka_unit_test_setup_teardown(names_the_folder_that_is_in_the_way, make_place, remove_place),
		cmocka_unit_test_setup_teardown(puts_no_file_in_the_place_of_a_pipe_or_a_folder, make_place, remove_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
