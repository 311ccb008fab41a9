/* Formulas people read: one that holds more than signs is said in Chinese too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/base/formula_words.h"
#include "advice/base/language.h"
#include "engine/base/figure.h"
#include "engine/risk/ratios.h"
#include "engine/risk/risk.h"

static const struct {
	const struct figure_definition *list;
	size_t count;
} families[] = {
	{ratio_definitions, RATIO_COUNT}, {tail_definitions, TAIL_COUNT}, {drawdown_definitions, DRAWDOWN_COUNT},
};
enum { FAMILIES = sizeof families / sizeof families[0] };

static bool is_letter(char character)
{
	return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

/* Names of functions and quantities, as they stand in any language. */
static bool is_sign(const char *word, size_t length)
{
	static const char *const signs[] = {"prod", "sum", "mean", "sd", "sqrt", "cov", "var", "min", "max", "ceil", "phi", "beta",
	                                    "rf", "MAR"};

	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (strlen(signs[i]) == length && strncmp(signs[i], word, length) == 0)
			return true;
	return length == 1;
}

static bool holds_words(const char *formula)
{
	while (*formula != '\0') {
		size_t length = 0;

		while (is_letter(formula[length]))
			length++;
		if (length > 0 && !is_sign(formula, length))
			return true;
		formula += length > 0 ? length : 1;
	}
	return false;
}

static void a_formula_that_holds_words_has_a_chinese_one(void **state)
{
	(void)state;
	for (size_t family = 0; family < FAMILIES; family++)
		for (size_t i = 0; i < families[family].count; i++) {
			const char *formula = families[family].list[i].formula;

			if (holds_words(formula) && strcmp(language_text(LANGUAGE_CHINESE, formula), formula) == 0)
				fail_msg("\"%s\" is not said in Chinese", formula);
		}
}

static void every_wording_is_the_formula_of_a_figure(void **state)
{
	(void)state;
	for (size_t k = 0; formula_words[k] != NULL; k++) {
		bool is_used = false;

		assert_true(holds_words(formula_words[k]));
		for (size_t family = 0; family < FAMILIES; family++)
			for (size_t i = 0; i < families[family].count; i++)
				is_used = is_used || strcmp(families[family].list[i].formula, formula_words[k]) == 0;
		if (!is_used)
			fail_msg("no figure is reached by \"%s\"", formula_words[k]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_formula_that_holds_words_has_a_chinese_one),
		cmocka_unit_test(every_wording_is_the_formula_of_a_figure),
	};

	language_open(getenv("BALLAST_LOCALEDIR"));
	return cmocka_run_group_tests_name("formula_words", tests, NULL, NULL);
}
