/* What the solvers refuse: each wrong figure and shape on its own, named in the message, with nothing written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/rebalance/rebalance.h"
#include "tests/engine/solve_data.h"

enum { N = 3 };

/* A sound problem of three assets, whole or by one factor, and with an anchor. */
struct sound {
	struct fixture fixture;
	gsl_matrix *loadings, *factor;
	gsl_vector *specific, *anchor, *cost, *two;
	struct factor_covariance factors;
	struct quadratic_problem problem;
};

static void sound_init(struct sound *sound)
{
	fixture_init_budget(&sound->fixture, N, 1, 0.0, 1.0);
	sound->loadings = gsl_matrix_alloc(N, 1);
	sound->factor = gsl_matrix_alloc(1, 1);
	sound->specific = gsl_vector_alloc(N);
	sound->anchor = gsl_vector_calloc(N);
	sound->cost = gsl_vector_calloc(N);
	sound->two = gsl_vector_calloc(2);
	gsl_matrix_set_all(sound->loadings, 1.0);
	gsl_matrix_set_all(sound->factor, 0.02);
	gsl_vector_set_all(sound->specific, 0.01);
	for (size_t i = 0; i < N; i++) {
		gsl_matrix_set(sound->fixture.hessian, i, i, 0.04);
		gsl_vector_set(sound->fixture.linear, i, 0.01 * (double)(i + 1));
		gsl_matrix_set(sound->fixture.rows, 1, i, 1.0);
	}
	gsl_vector_set(sound->fixture.row_upper, 1, 2.0);
	gsl_vector_set(sound->anchor, 0, 1.0);
	sound->factors = (struct factor_covariance){ sound->loadings, sound->factor, sound->specific };
	sound->problem = sound->fixture.problem;
	sound->problem.anchor = sound->anchor;
	sound->problem.cost = sound->cost;
	sound->problem.turnover = 1.0;
}

static void sound_clear(struct sound *sound)
{
	fixture_clear(&sound->fixture);
	gsl_matrix_free(sound->loadings);
	gsl_matrix_free(sound->factor);
	gsl_vector_free(sound->specific);
	gsl_vector_free(sound->anchor);
	gsl_vector_free(sound->cost);
	gsl_vector_free(sound->two);
}

/* One thing wrong each; word is what the message must name. */
static const char *spoil(struct sound *sound, size_t kind)
{
	struct quadratic_problem *p = &sound->problem;

	switch (kind) {
	case 0: p->count = 0; return "at least one variable";
	case 1: p->hessian = sound->factor; return "hessian is 1 x 1";
	case 2: p->linear = sound->two; return "3 elements";
	case 3: p->lower = sound->two; return "3 elements";
	case 4: p->upper = sound->two; return "3 elements";
	case 5: p->rows = sound->factor; return "rows are not a matrix of 2 x 3";
	case 6: p->row_lower = sound->anchor; return "limits of the rows";
	case 7: p->row_upper = NULL; return "limits of the rows";
	case 8: p->anchor = sound->two; return "must both have 3";
	case 9: p->cost = sound->two; return "must both have 3";
	case 10: p->turnover = NAN; return "limit on turnover is nan";
	case 11: p->turnover = -0.5; return "limit on turnover is -0.5";
	case 12: gsl_vector_set(sound->anchor, 1, NAN); return "held of variable 2";
	case 13: gsl_vector_set(sound->cost, 2, -0.1); return "trading variable 3";
	case 14: gsl_vector_set(sound->cost, 2, INFINITY); return "trading variable 3";
	case 15: gsl_vector_set(sound->fixture.linear, 1, NAN); return "linear term of variable 2";
	case 16: gsl_matrix_set(sound->fixture.hessian, 2, 2, -1.0); return "diagonal at 3";
	case 17: gsl_matrix_set(sound->fixture.rows, 1, 0, INFINITY); return "row 2";
	case 18: gsl_vector_set(sound->fixture.lower, 1, NAN); return "variable 2";
	case 19: gsl_vector_set(sound->fixture.lower, 1, 2.0); return "variable 2";
	case 20: gsl_vector_set(sound->fixture.row_lower, 1, 3.0); return "row 2";
	default: break;
	}
	p->hessian = NULL;
	p->factors = &sound->factors;
	switch (kind) {
	case 21: sound->factors.loadings = NULL; return "loadings of 3 x k";
	case 22: sound->factors.factor = sound->loadings; return "loadings of 3 x k";
	case 23: sound->factors.specific = sound->two; return "loadings of 3 x k";
	case 24: gsl_vector_set(sound->specific, 1, -0.1); return "specific variance of variable 2";
	case 25: gsl_vector_set(sound->specific, 1, NAN); return "specific variance of variable 2";
	default: return NULL;
	}
}

static void each_wrong_figure_is_named_and_nothing_is_written(void **state)
{
	size_t kind = 0;

	(void)state;
	for (const char *word = ""; word; kind++) {
		struct frontier frontier = { 0 };
		struct error error = { 0 };
		struct sound sound;

		sound_init(&sound);
		assert_int_equal(solve_critical_line(&sound.problem, NULL, &frontier, &error), STATUS_OK);
		word = spoil(&sound, kind);

		const enum status status = solve_critical_line(&sound.problem, NULL, &frontier, &error);

		if (word && (status != STATUS_INVALID || frontier.corner_count != 0 || !strstr(error.message, word)))
			fail_msg("kind %zu: %s, %zu corners, \"%s\" does not name \"%s\"", kind, status_name(status),
			         frontier.corner_count, error.message, word);
		if (!word) /* by factors, and sound */
			assert_int_equal(status, STATUS_OK);
		frontier_clear(&frontier);
		sound_clear(&sound);
	}
	assert_int_equal(kind, 27);
}

/* Words that stand in records and options: each reads back as itself, and what is none of them is not read. */
static void every_word_of_a_rebalance_reads_back(void **state)
{
	enum rebalance_mode mode = REBALANCE_TO_TARGET, before = mode;
	size_t count = 0;

	(void)state;
	for (; strcmp(rebalance_mode_name((enum rebalance_mode)count), "unknown") != 0; count++) {
		assert_true(rebalance_mode_parse(rebalance_mode_name((enum rebalance_mode)count), &mode));
		assert_int_equal(mode, count);
	}
	assert_true(count >= 2);
	mode = before;
	assert_false(rebalance_mode_parse("sideways", &mode));
	assert_int_equal(mode, before);
	assert_string_equal(rebalance_note_name((enum rebalance_note)1000), "unknown");
	assert_string_equal(rebalance_outcome_name((enum rebalance_outcome)1000), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_wrong_figure_is_named_and_nothing_is_written),
		cmocka_unit_test(every_word_of_a_rebalance_reads_back),
	};

	return cmocka_run_group_tests_name("what is refused", tests, NULL, NULL);
}
