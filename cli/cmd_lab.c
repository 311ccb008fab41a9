/* What the commands of the laboratory share: their problem's options, their files explained. */
#include "cli/cmd_lab.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "cli/help.h"
#include "engine/base/text.h"

static void hear(void *context, const char *path, size_t line, const char *where, const char *message)
{
	(void)context;
	output_problem(&path, line, where, message);
}

const struct lab_listener lab_listener = {.hear = hear};

int lab_answered(struct call *call, enum status status, const struct section *section, int code,
                 const struct error *err)
{
	return status == STATUS_OK ? call_show(call, section, code) : call_failed(call, status, err);
}

bool lab_lies(const struct call *call, const char *name, double value, double least, double most)
{
	if (!call_has(call, name) || (value >= least && value <= most))
		return true;
	(void)call_misused(call, _("--%s must lie between %g and %g."), name, least, most);
	return false;
}

/* Of an option that must be positive when it is given. */
static bool is_positive(const struct call *call, const char *name, double value)
{
	if (!call_has(call, name) || value > 0.0)
		return true;
	(void)call_misused(call, _("--%s must be above zero."), name);
	return false;
}

static bool is_not_negative(const struct call *call, const char *name, double value)
{
	if (!call_has(call, name) || value >= 0.0)
		return true;
	(void)call_misused(call, _("--%s must not be negative."), name);
	return false;
}

static bool check_problem(const struct call *call, const struct lab_problem *problem)
{
	static const char *const of_from[] = {"turnover", "cost", "costs", "impact", "horizon"};

	if (problem->covariance == NULL && problem->prices == NULL && problem->returns == NULL) {
		(void)call_misused(call, _("Give --covariance, or --prices or --returns to estimate from."));
		return false;
	}
	for (size_t i = 0; problem->from == NULL && i < sizeof of_from / sizeof of_from[0]; i++)
		if (call_has(call, of_from[i])) {
			(void)call_misused(call, _("--%s needs --from, the weights held now."), of_from[i]);
			return false;
		}
	if (call_has(call, "lambda") && !(problem->lambda > 0.0 && problem->lambda < 1.0)) {
		(void)call_misused(call, _("--lambda must lie between 0 and 1."));
		return false;
	}
	return is_positive(call, "periods", problem->periods) && is_positive(call, "winsorise", problem->winsorise) &&
	       is_positive(call, "delta", problem->delta) &&
	       is_positive(call, "tau", problem->tau) && is_positive(call, "horizon", problem->horizon) &&
	       is_not_negative(call, "turnover", problem->turnover) && is_not_negative(call, "cost", problem->cost) &&
	       is_not_negative(call, "impact", problem->impact);
}

bool lab_problem_read(const struct call *call, struct lab_problem *problem)
{
	*problem = (struct lab_problem){
		.mean = call_option(call, "mean"), .covariance = call_option(call, "covariance"),
		.prices = call_option(call, "prices"), .returns = call_option(call, "returns"),
		.mean_method = call_option(call, "mean-method"), .covariance_method = call_option(call, "covariance-method"),
		.bounds = call_option(call, "bounds"), .groups = call_option(call, "groups"),
		.lower = NAN, .upper = NAN, .is_filled = call_has(call, "fill"),
		.views = call_option(call, "views"), .market = call_option(call, "market"),
		.has_posterior_covariance = call_has(call, "posterior-covariance"),
		.from = call_option(call, "from"), .costs = call_option(call, "costs"), .turnover = NAN,
		.listener = &lab_listener,
	};
	return call_number(call, "lower", &problem->lower) && call_number(call, "upper", &problem->upper) &&
	       call_number(call, "risk-free", &problem->risk_free) && call_number(call, "periods", &problem->periods) &&
	       call_number(call, "lambda", &problem->lambda) && call_number(call, "winsorise", &problem->winsorise) &&
	       call_number(call, "tau", &problem->tau) &&
	       call_number(call, "delta", &problem->delta) && call_number(call, "cost", &problem->cost) &&
	       call_number(call, "impact", &problem->impact) && call_number(call, "horizon", &problem->horizon) &&
	       call_number(call, "turnover", &problem->turnover) && check_problem(call, problem);
}

/* ---- help -------------------------------------------------------------------------------------------------------- */

struct sample {
	const char *option, *head, *row, *what;
};

static const struct sample samples[] = {
	{"prices", "date,510300,511010", "2026-11-19,3.951,140.2", N_("empty where there is no price")},
	{"returns", "date,510300,511010", "2026-11-19,0.0041,-0.0002", N_("0.0041 is 0.41 %")},
	{"mean", "symbol,mean", "510300,0.062", N_("a year")},
	{"covariance", "symbol,510300,511010", "510300,0.0441,-0.0004", N_("a year; one row a symbol")},
	{"bounds", "symbol,lower,upper", "511010,0.2,0.6", N_("an empty limit leaves the general one")},
	{"groups", "group,symbol,lower,upper", "equity,510300,0.3,0.6", N_("the limits in each row of a group")},
	{"market", "symbol,weight", "510300,0.55", N_("sums to 1; left out is nothing")},
	{"views", "view,symbol,coefficient,value,confidence", "shares beat bonds,510300,1,0.03,0.5",
	 N_("a row for each coefficient")},
	{"from", "symbol,weight", "510300,0.40", N_("as the market's")},
	{"costs", "symbol,cost", "510300,0.0005", N_("a side")},
	{"budgets", "symbol,budget", "510300,0.5", N_("shares of the risk")},
	{"benchmark", "symbol,weight", "510300,0.60", N_("as the market's")},
	{"lots", "symbol,lot", "510300,100", N_("shares in a lot; otherwise 1")},
	{"at-returns", "return", "0.045", N_("one a row")},
	{"weights", "symbol,weight", "510300,0.60", N_("sums to 1; left out is nothing")},
	{"values", "date,value", "2026-11-19,104250", N_("after the flows of the day")},
	{"flows", "date,amount", "2026-11-02,5000", N_("positive into the portfolio")},
	{"FILE", "date,amount", "2024-01-02,-100000", N_("paid is negative, received positive")},
};

void lab_explain_files(struct text *text, const char *options)
{
	struct text left = {0};

	help_heading(text, _("Files: text with commas, a header, days as 2026-11-20, a point before decimals:"));
	for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
		const char *at = strstr(options, samples[i].option);
		const size_t length = strlen(samples[i].option);

		if (at == NULL || (at != options && at[-1] != ' ') || (at[length] != ' ' && at[length] != '\0'))
			continue;
		text_reset(&left);
		text_addf(&left, "%s%s", strcmp(samples[i].option, "FILE") == 0 ? "" : "--", samples[i].option);
		help_pair(text, text_string(&left), samples[i].head);
		text_reset(&left);
		text_addf(&left, "%s  (%s)", samples[i].row, _(samples[i].what));
		help_pair(text, "", text_string(&left));
	}
	text_clear(&left);
}

void lab_explain_samples(struct text *text)
{
	const char *shipped = getenv("BALLAST_DATADIR");

	help_heading(text, _("The files of the examples are invented ones to try; they lie in"));
	text_addf(text, "  %s/examples/lab\n", shipped != NULL && shipped[0] != '\0' ? shipped : BALLAST_DATADIR);
}
