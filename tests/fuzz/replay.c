/* The kept corpus of one target, read file by file: what the fuzzer once found worth keeping must go on to hold. */
#include <dirent.h>
#include <libgen.h>

#include "tests/fuzz/fuzz.h"

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Exactly as long as the file, so that the address sanitizer sees whoever reads on. */
static uint8_t *read_whole(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes = NULL;
	long length;

	if (file != NULL && fseek(file, 0, SEEK_END) == 0 && (length = ftell(file)) >= 0 && fseek(file, 0, SEEK_SET) == 0) {
		*size = (size_t)length;
		bytes = malloc(*size > 0 ? *size : 1);
		if (bytes != NULL && fread(bytes, 1, *size, file) != *size) {
			free(bytes);
			bytes = NULL;
		}
	}
	if (file != NULL)
		(void)fclose(file); /* it was only read */
	return bytes;
}

/* The program is called fuzz_NAME and reads corpus/NAME of the source tree, or the folder it is given. */
int main(int count, char **arguments)
{
	const char *top = getenv("abs_top_srcdir"), *name = strstr(basename(arguments[0]), "fuzz_");
	struct dirent **entries = NULL;
	char folder[2048];
	int files;

	name = name != NULL ? name + strlen("fuzz_") : "";
	if (count > 1)
		(void)snprintf(folder, sizeof folder, "%s", arguments[1]);
	else
		(void)snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/%s", top != NULL ? top : ".", name);
	printf("1..1\n");
	files = scandir(folder, &entries, is_shown, alphasort);
	if (files <= 0) {
		printf("not ok 1 - %s: there is nothing in %s\n", name, folder);
		return 1;
	}
	(void)LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
	for (int i = 0; i < files; i++) {
		char path[4096];
		size_t size = 0;
		uint8_t *bytes;

		(void)snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
		bytes = read_whole(path, &size);
		if (bytes == NULL) {
			printf("not ok 1 - %s: %s could not be read\n", name, path);
			return 1;
		}
		/* said before, so that the log ends with the one that ended the program */
		printf("# %s\n", entries[i]->d_name);
		(void)fflush(stdout);
		(void)LLVMFuzzerTestOneInput(bytes, size);
		free(bytes);
		free(entries[i]);
	}
	free(entries);
	printf("ok 1 - %s: every claim holds for the %d inputs that are kept\n", name, files);
	return 0;
}
