/* Synthetic clients: who they are, what they earn, how they answer. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "advice/book/sandbox_parts.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

/* Answers by the number they are printed with. */
enum { Q1, Q2, Q3, Q4, Q5, Q6, Q7, Q8, Q9, Q10, Q11, Q12, Q13, Q14, Q15, Q16 };

/* A way of life, and the answers it usually gives. Money in thousands of the currency. */
struct persona {
	int share;                    /* of a hundred clients                                     */
	int youngest, oldest;
	int income[2], wealth[2];     /* a year; brought to the book                              */
	int8_t option[QUESTIONS];
};

static const struct persona personas[] = {
	/* retired, lives on savings: C1 */
	{12, 63, 76, {60, 160}, {400, 1500}, {2, 0, 3, 3, 4, 1, 0, 1, 0, 0, 1, 2, 2, 1, 1, 0}},
	/* near retirement, wants it to last: C2 */
	{20, 52, 63, {150, 400}, {500, 3000}, {2, 1, 3, 3, 4, 1, 1, 1, 1, 1, 2, 2, 3, 2, 2, 1}},
	/* family with a mortgage, school fees ahead: C2 to C3 */
	{22, 36, 50, {250, 700}, {400, 1800}, {3, 3, 3, 3, 2, 2, 2, 2, 1, 2, 2, 3, 2, 3, 3, 2}},
	/* established professional: C3 */
	{20, 38, 55, {400, 1200}, {800, 5000}, {3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 3, 3, 2, 3, 3, 3}},
	/* young, saves for the long run: C4 */
	{16, 27, 40, {200, 800}, {300, 1200}, {4, 4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3}},
	/* entrepreneur, has seen falls: C5 */
	{10, 34, 54, {800, 4000}, {2000, 12000}, {4, 3, 4, 4, 4, 4, 4, 4, 4, 3, 4, 4, 3, 4, 4, 4}},
};

enum { PERSONAS = sizeof personas / sizeof personas[0] };

static const char *const surnames[] = {
	"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "林", "郭", "何",
	"高", "罗", "郑", "梁", "谢", "宋", "唐", "许", "邓", "韩", "冯", "曹", "曾", "彭", "肖", "蔡", "潘", "欧阳",
};
static const char *const given_names[] = {
	"伟", "芳", "娜", "敏", "静", "强", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛", "明", "超", "秀英", "丽华",
	"建国", "志强", "海燕", "晓东", "雨桐", "子轩", "欣怡", "浩然", "思远", "嘉怡", "俊杰", "文博", "梦瑶", "国栋",
	"淑珍", "玉兰", "天佑", "若曦", "一鸣", "婉清", "景行", "书恒",
};
static const char *const first_names[] = {
	"Alice", "Brian", "Charlotte", "Daniel", "Emma", "Frank", "Grace", "Henry", "Irene", "James", "Laura", "Martin",
	"Nora", "Oliver", "Patricia", "Robert", "Sophie", "Thomas", "Victoria", "William",
};
static const char *const last_names[] = {
	"Bennett", "Carter", "Dubois", "Evans", "Fischer", "Garcia", "Hughes", "Ivanova", "Jensen", "Keller", "Lindqvist",
	"Moreau", "Novak", "O'Brien", "Price", "Rossi", "Schmidt", "Tanaka", "Walker", "Young",
};

#define PICK(rng, list) list[gsl_rng_uniform_int(rng, sizeof list / sizeof list[0])]

static bool happens(gsl_rng *rng, double probability)
{
	return gsl_rng_uniform(rng) < probability;
}

/* Uniform, in whole steps. */
static int64_t between(gsl_rng *rng, int64_t low, int64_t high)
{
	return low + (int64_t)(gsl_rng_uniform(rng) * (double)(high - low + 1));
}

static void name(gsl_rng *rng, char result[NAME_SIZE])
{
	if (happens(rng, 0.15)) {
		const char *first = PICK(rng, first_names), *last = PICK(rng, last_names);

		(void)snprintf(result, NAME_SIZE, "%s %s", first, last);
	} else {
		const char *surname = PICK(rng, surnames), *given = PICK(rng, given_names);

		(void)snprintf(result, NAME_SIZE, "%s%s", surname, given);
	}
}

/*
 * The first dozen show every way of life and most peculiarities, so that a small sandbox is not a dull one; later ones
 * follow the shares.
 */
static const struct persona *choose_persona(gsl_rng *rng, size_t index)
{
	int ticket = (int)between(rng, 0, 99);

	if (index < 12)
		return &personas[(index * 5 + 3) % PERSONAS];
	for (size_t i = 0; i < PERSONAS; i++) {
		ticket -= personas[i].share;
		if (ticket < 0)
			return &personas[i];
	}
	return &personas[PERSONAS - 1];
}

static enum sandbox_case choose_case(gsl_rng *rng, size_t index)
{
	static const struct {
		enum sandbox_case peculiarity;
		double probability;
	} odds[] = {
		{CASE_EXPIRED, 0.06},      {CASE_NO_PROFILE, 0.03}, {CASE_NO_PLAN, 0.03}, {CASE_CONTRADICTORY, 0.03},
		{CASE_MORE_CAUTIOUS, 0.02}, {CASE_NO_LOSS, 0.02},
	};
	static const struct {
		size_t index;
		enum sandbox_case peculiarity;
	} shown[] = {
		{4, CASE_EXPIRED}, {7, CASE_NO_PROFILE}, {3, CASE_NO_LOSS}, {11, CASE_CONTRADICTORY}, {13, CASE_NO_PLAN},
		{16, CASE_MORE_CAUTIOUS},
	};
	double u = gsl_rng_uniform(rng);

	for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
		if (shown[i].index == index)
			return shown[i].peculiarity;
	if (index < 20)
		return CASE_ORDINARY;
	for (size_t i = 0; i < sizeof odds / sizeof odds[0]; i++) {
		if (u < odds[i].probability)
			return odds[i].peculiarity;
		u -= odds[i].probability;
	}
	return CASE_ORDINARY;
}

/* The persona's answers, one in four a step to the side, kept free of contradictions. */
static void answer(gsl_rng *rng, const struct persona *persona, int age, struct answers *answers)
{
	int8_t *option = answers->option;

	answers->has_legal_capacity = true;
	answers->seconds = (int32_t)between(rng, 240, 900);
	for (int i = 0; i < QUESTIONS; i++) {
		const double u = gsl_rng_uniform(rng);

		option[i] = persona->option[i];
		if (u < 0.125 && option[i] > 0)
			option[i]--;
		else if (u > 0.875 && option[i] < 4)
			option[i]++;
	}
	if (option[Q4] < 2 && happens(rng, 0.7))
		option[Q4] = 2;
	if (option[Q8] == 0)
		option[Q8] = 1; /* who accepts no fall at all answers G2 with yes */
	if (option[Q7] > 2 && option[Q8] < 2)
		option[Q7] = 2;
	if (option[Q8] - option[Q11] > 2)
		option[Q11] = (int8_t)(option[Q8] - 2);
	if (option[Q11] - option[Q8] > 2)
		option[Q11] = (int8_t)(option[Q8] + 2);
	if (option[Q12] > 2 && option[Q15] < 2)
		option[Q12] = 2;
	if (age >= 60 && option[Q2] > 1)
		option[Q2] = 1;
	if (age < 45 && option[Q2] == 0)
		option[Q2] = 2;
	if (option[Q16] == 4 && option[Q1] < 2)
		option[Q16] = 3;
}

/* Figures on record that agree with what was answered about debt, reserves and the share managed here. */
static void set_finances(gsl_rng *rng, const struct persona *persona, struct sandbox_person *person)
{
	static const double share_here[] = {0.82, 0.60, 0.36, 0.17, 0.08}, years_of_debt[] = {5.0, 4.0, 3.0, 1.5, 0.0};
	const int64_t thousand = 1000 * MICROS;
	const double here = share_here[person->answers.option[Q6]], debt = years_of_debt[person->answers.option[Q5]];
	const int64_t spent_percent = between(rng, 35, 65);
	struct client *client = &person->client;

	client->income = 10 * thousand * (between(rng, persona->income[0], persona->income[1]) / 10);
	client->expenses = client->income / 100 * spent_percent;
	person->wealth = 10 * thousand * (between(rng, persona->wealth[0], persona->wealth[1]) / 10);
	client->assets = 10 * thousand * (int64_t)((double)(person->wealth / (10 * thousand)) * (1.0 - here) / here);
	client->liabilities = 10 * thousand * (int64_t)((double)(client->income / (10 * thousand)) * debt);
}

static void set_peculiarity(struct sandbox_person *person)
{
	int8_t *option = person->answers.option;

	switch (person->peculiarity) {
	case CASE_NO_LOSS:
		person->answers.rejects_any_loss = true;
		break;
	case CASE_CONTRADICTORY: /* would bear a fall of 30 %, and would sell everything in it */
		option[Q8] = 4;
		option[Q11] = 0;
		option[Q12] = 4;
		option[Q15] = 1;
		break;
	case CASE_ORDINARY:
	case CASE_EXPIRED:
	case CASE_NO_PROFILE:
	case CASE_NO_PLAN:
	case CASE_MORE_CAUTIOUS:
		break;
	}
}

void sandbox_person_make(uint64_t seed, size_t index, const char *currency, struct date today,
                         struct sandbox_person *person)
{
	gsl_rng *rng = sandbox_stream(seed, 2, index);
	const struct persona *persona = choose_persona(rng, index);
	struct client *client = &person->client;
	int year, month, day, age;

	*person = (struct sandbox_person){.peculiarity = choose_case(rng, index)};
	date_to_civil(today, &year, &month, &day);
	age = (int)between(rng, persona->youngest, persona->oldest);
	client->birth_year = year - age;
	(void)snprintf(client->code, sizeof client->code, "C%04zu", index + 1);
	(void)snprintf(client->currency, sizeof client->currency, "%s", currency);
	name(rng, client->name);
	if (index % 9 == 1 || index % 9 == 2) /* couples: neighbours in the list */
		(void)snprintf(client->household, sizeof client->household, "H%04zu", index / 9 + 1);
	client->liquidity_days = persona->option[Q1] >= 3 ? 365 : 30;
	answer(rng, persona, age, &person->answers);
	set_finances(rng, persona, person);
	set_peculiarity(person);
	person->accounts = happens(rng, 0.4) && person->wealth >= 1000000 * MICROS ? 2 : 1;
	gsl_rng_free(rng);
}
