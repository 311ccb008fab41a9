/* A client's problem followed from key to key gives what solving it anew gives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/allocate/allocate.h"
#include "tests/engine/solve_data.h"

enum { MOST = 14 };

struct client {
	struct allocation_problem problem;
	struct allocation_row rows[2];
	gsl_matrix *covariance;
	gsl_vector *expected_return, *lower, *upper;
	double first[MOST], second[MOST];
};

static void client_init(struct client *client, gsl_rng *rng, size_t n, size_t factors, double specific)
{
	*client = (struct client){ .covariance = gsl_matrix_alloc(n, n), .expected_return = gsl_vector_alloc(n),
		                   .lower = gsl_vector_calloc(n), .upper = gsl_vector_alloc(n) };
	random_covariance(rng, client->covariance, factors, specific);
	for (size_t i = 0; i < n; i++) {
		gsl_vector_set(client->expected_return, i, uniform(rng, 0.0, 0.1));
		gsl_vector_set(client->upper, i, uniform(rng, .3, 1.0));
		client->first[i] = i % 2;
		client->second[i] = i % 3 == 0;
	}
	client->rows[0] = (struct allocation_row){ "odd", client->first, 0.0, .7 };
	client->rows[1] = (struct allocation_row){ "thirds", client->second, .1, INFINITY };
	client->problem = (struct allocation_problem){
		.count = n, .expected_return = client->expected_return, .covariance = client->covariance,
		.lower = client->lower, .upper = client->upper, .rows = client->rows, .row_count = 2, .target_return = .04,
		.risk_aversion = 4.0,
	};
}

static void client_clear(struct client *client)
{
	gsl_matrix_free(client->covariance);
	gsl_vector_free(client->expected_return);
	gsl_vector_free(client->lower);
	gsl_vector_free(client->upper);
}

/* A limit, a view or the target moves; now and then onto another figure, so that limits meet and returns tie. */
static void press_a_key(struct client *client, gsl_rng *rng)
{
	const size_t n = client->problem.count, i = gsl_rng_uniform_int(rng, n), j = gsl_rng_uniform_int(rng, n);

	switch (gsl_rng_uniform_int(rng, 10)) {
	case 0: gsl_vector_set(client->upper, i, uniform(rng, .2, 1.0)); break;
	case 1: gsl_vector_set(client->lower, i, uniform(rng, 0.0, .08)); break;
	case 2: gsl_vector_set(client->lower, i, 0.0); break;
	case 3: gsl_vector_set(client->expected_return, i, uniform(rng, 0.0, .1)); break;
	case 4: gsl_vector_set(client->expected_return, i, gsl_vector_get(client->expected_return, j)); break;
	case 5: client->rows[0].upper = uniform(rng, .3, 1.0); break;
	case 6: client->rows[1].lower = gsl_rng_uniform(rng) < .3 ? 0.0 : uniform(rng, 0.0, .3); break;
	case 7: client->problem.risk_aversion *= uniform(rng, .7, 1.4); break;
	case 8: client->problem.target_return = uniform(rng, .01, .1); break;
	default: /* the bound meets the weight that one likes: fixed, and free again by key 0 */
		gsl_vector_set(client->upper, i, fmax(.1, gsl_vector_get(client->lower, i)));
		break;
	}
}

struct tally {
	size_t answers, refusals, warm, cold;
};

/* is_unique: the covariance is definite, so that one portfolio is the optimum. */
static void compare(struct allocation_follower *follower, const struct allocator *allocator, const struct client *client,
                    bool is_unique, struct tally *tally)
{
	const size_t n = client->problem.count;
	gsl_vector *followed = gsl_vector_alloc(n), *anew = gsl_vector_alloc(n);
	struct allocation_info one, other;
	struct error first = { .message = "" }, second = { .message = "" };
	const enum status status = allocate_follow(follower, allocator, &client->problem, followed, &one, &first);

	assert_int_equal(status, allocator->solve(&client->problem, anew, &other, &second));
	if (status) {
		assert_string_equal(first.message, second.message);
		tally->refusals++;
	} else {
		assert_true(kkt_is_accepted(&one.kkt));
		if (!(fabs(one.objective - other.objective) <= 1e-12))
			fail_msg("%s of %zu: %.17g and %.17g", allocator->name, n, one.objective, other.objective);
		/* Rounding, at the condition of such covariances. */
		for (size_t i = 0; i < n && is_unique; i++)
			if (!(fabs(gsl_vector_get(followed, i) - gsl_vector_get(anew, i)) <= 1e-10))
				fail_msg("%s of %zu: weight %zu is %.17g and %.17g", allocator->name, n, i, gsl_vector_get(followed, i),
				         gsl_vector_get(anew, i));
		/* Prices are not unique where more limits meet than hold the portfolio; the certificate has seen them. */
		tally->answers++;
		tally->warm += one.iterations;
		tally->cold += other.iterations;
	}
	gsl_vector_free(followed);
	gsl_vector_free(anew);
}

static void a_followed_answer_is_the_one_found_anew(void **state)
{
	static const char *const names[] = { "utility", "min-variance", "target-return" };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct tally tally = { 0 };

	(void)state;
	gsl_rng_set(rng, 17);
	for (int round = 0; round < 60; round++) {
		struct allocation_follower *follower = allocation_follower_new();
		const size_t n = 3 + gsl_rng_uniform_int(rng, MOST - 3);
		const bool is_unique = round % 5 != 4;
		struct client client;

		client_init(&client, rng, n, 3, is_unique ? .01 : 0.0);
		for (int key = 0; key < 60; key++) {
			compare(follower, allocator_find(names[round % 3]), &client, is_unique, &tally);
			press_a_key(&client, rng);
		}
		allocation_follower_free(follower);
		client_clear(&client);
	}
	gsl_rng_free(rng);
	assert_true(tally.answers > 2000 && tally.refusals > 50);
	assert_true(2 * tally.warm < tally.cold);
}

/* One follower, whatever comes: another allocator, size or covariance begins anew. */
static void any_problem_may_come_next(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct allocation_follower *follower = allocation_follower_new();
	struct tally tally = { 0 };

	(void)state;
	gsl_rng_set(rng, 18);
	for (size_t round = 0; round < 120; round++) {
		static const char *const names[] = { "utility", "min-variance", "target-return", "max-sharpe" };
		struct client client;

		client_init(&client, rng, 3 + round % 4, 3, .01);
		compare(follower, allocator_find(names[round % 4]), &client, true, &tally);
		compare(follower, allocator_find(names[round / 2 % 4]), &client, true, &tally);
		client.problem.risk_aversion = round % 3 == 0 ? NAN : 2.0;
		compare(follower, allocator_find("utility"), &client, true, &tally);
		gsl_vector_set(client.lower, 0, 2.0);
		compare(follower, allocator_find("utility"), &client, true, &tally);
		client_clear(&client);
	}
	allocation_follower_free(follower);
	allocation_follower_free(NULL);
	gsl_rng_free(rng);
	assert_true(tally.answers > 200 && tally.refusals > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_followed_answer_is_the_one_found_anew),
		cmocka_unit_test(any_problem_may_come_next),
	};

	return cmocka_run_group_tests_name("a problem followed from key to key", tests, NULL, NULL);
}
