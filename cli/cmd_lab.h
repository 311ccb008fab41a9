/* What the commands of the laboratory share. */
#ifndef BALLAST_CLI_CMD_LAB_H
#define BALLAST_CLI_CMD_LAB_H

#include "advice/lab/lab.h"
#include "cli/call.h"

/* Prints each bad place of a file on standard error. */
extern const struct lab_listener lab_listener;

/* Shows the section, or says what failed. */
int lab_answered(struct call *call, enum status status, const struct section *section, int code,
                 const struct error *err);

/* True when the option was not given or lies within; otherwise the complaint is written. */
bool lab_lies(const struct call *call, const char *name, double value, double least, double most);

/* Assumptions, limits, views and trading, common to optimize and frontier. False: the complaint is written. */
bool lab_problem_read(const struct call *call, struct lab_problem *problem);

/* Parts of the help: what files look like (those of a space-separated list of options), and where samples lie. */
void lab_explain_files(struct text *text, const char *options);
void lab_explain_samples(struct text *text);

#define LAB_MEANS "historical|geometric|weighted|james-stein|bayes-stein"
#define LAB_COVARIANCES \
	"sample|weighted|ledoit-wolf-identity|ledoit-wolf-constant|ledoit-wolf-factor|oas|denoised|" \
	"asynchronous|semicovariance"

/* The options that lab_problem_read reads: what simulate takes of them, and all. */
#define LAB_ASSUMPTION_OPTIONS \
	{.name = "mean", .argument = N_("FILE"), .heading = N_("Assumptions, from files or estimated from a history:"), \
	 .help = N_("expected returns a year: symbol,mean")}, \
	{.name = "covariance", .argument = N_("FILE"), .help = N_("covariances a year: symbol, then one column a symbol")}, \
	{.name = "prices", .argument = N_("FILE"), \
	 .help = N_("prices: date, then one column a symbol; what is not given above is estimated")}, \
	{.name = "returns", .argument = N_("FILE"), .help = N_("returns of periods, likewise")}, \
	{.name = "mean-method", .argument = N_("METHOD"), .choices = LAB_MEANS, \
	 .help = N_("how to estimate; otherwise historical")}, \
	{.name = "covariance-method", .argument = N_("METHOD"), .choices = LAB_COVARIANCES, \
	 .help = N_("how to estimate; otherwise sample")}, \
	{.name = "periods", .argument = N_("N"), .help = N_("observations a year; otherwise as the dates say: 252 of days, 52 of weeks, 12 of months")}, \
	{.name = "lambda", .argument = N_("L"), .help = N_("decay of the weighted methods; otherwise 0.94")}, \
	{.name = "winsorise", .argument = N_("D"), \
	 .help = N_("pulls returns in that lie beyond D robust deviations; 6 is usual")}, \
	{.name = "fill", .help = N_("extends histories that begin late by regression on the longer")}

#define LAB_PROBLEM_OPTIONS \
	LAB_ASSUMPTION_OPTIONS, \
	{.name = "risk-free", .argument = N_("R"), .help = N_("the riskless return a year; otherwise 0")}, \
	{.name = "lower", .argument = N_("L"), .heading = N_("Limits:"), .help = N_("least weight of each; otherwise 0")}, \
	{.name = "upper", .argument = N_("U"), .help = N_("greatest weight of each; otherwise 1")}, \
	{.name = "bounds", .argument = N_("FILE"), .help = N_("limits one by one: symbol,lower,upper")}, \
	{.name = "groups", .argument = N_("FILE"), .help = N_("limits of sums: group,symbol,lower,upper")}, \
	{.name = "market", .argument = N_("FILE"), .heading = N_("Views (Black-Litterman):"), \
	 .help = N_("the market's weights, which imply expected returns: symbol,weight")}, \
	{.name = "views", .argument = N_("FILE"), .help = N_("what you believe: view,symbol,coefficient,value,confidence")}, \
	{.name = "delta", .argument = N_("D"), .help = N_("the market's price of risk; otherwise 2.5")}, \
	{.name = "tau", .argument = N_("T"), .help = N_("uncertainty of the implied returns; otherwise 0.05")}, \
	{.name = "posterior-covariance", .help = N_("add the uncertainty of the mean to the covariance")}, \
	{.name = "from", .argument = N_("FILE"), .heading = N_("What is held now and what trading costs:"), \
	 .help = N_("the weights held now: symbol,weight")}, \
	{.name = "turnover", .argument = N_("T"), .help = N_("bought and sold together at most; 0.2 is 20 %")}, \
	{.name = "cost", .argument = N_("C"), .help = N_("of the value traded, a side; 0.002 is 0.2 %")}, \
	{.name = "costs", .argument = N_("FILE"), .help = N_("the same one by one: symbol,cost")}, \
	{.name = "impact", .argument = N_("K"), .help = N_("cost that grows with the square of what is traded")}, \
	{.name = "horizon", .argument = N_("YEARS"), .help = N_("years over which a cost is spread; otherwise 1")}

#endif
