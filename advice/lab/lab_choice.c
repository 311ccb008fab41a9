/* Names that a person chose from a list. */
#include "advice/lab/lab_choice.h"

#include "engine/base/text.h"

enum status lab_refuse_name(const char *what, const char *name, const char *const *names, size_t count,
                            struct error *err)
{
	const char *near = text_nearest(name, names, count);
	struct text list = {0};
	enum status status;

	for (size_t i = 0; i < count; i++)
		text_addf(&list, "%s%s", i > 0 ? ", " : "", names[i]);
	status = near != NULL ? error_set(err, STATUS_INVALID, "there is no %s \"%s\"; did you mean \"%s\"? Choose %s", what,
	                                  name, near, text_string(&list))
	                      : error_set(err, STATUS_INVALID, "there is no %s \"%s\"; choose %s", what, name,
	                                  text_string(&list));
	text_clear(&list);
	return status;
}

size_t lab_find_name(const char *name, const char *const *names, size_t count)
{
	size_t i = 0;

	while (i < count && !text_equal_fold(name, names[i]))
		i++;
	return i;
}
