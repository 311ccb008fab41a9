/* Shipped and personal files into model types: rules, capital-market assumptions, themes and key maps. */
#ifndef BALLAST_DATA_SETTINGS_LOADERS_H
#define BALLAST_DATA_SETTINGS_LOADERS_H

#include <stddef.h>

#include "engine/base/status.h"
#include "engine/model/assumptions.h"
#include "engine/model/rules.h"
#include "engine/model/scenarios.h"

enum { RULE_SOURCES = 40 };

/* Where a figure of the rules comes from, in the file's words. */
struct rule_source {
	char figure[40];              /* the field of struct rules                                 */
	char source[200];
};

struct rule_sources {
	struct rule_source list[RULE_SOURCES];
	size_t count;
};

/*
 * A rules file lays figures over rules_default, each with its source:
 *
 *     version = 'cn-2026-02'
 *     figure 'single_fund_limit' { value = {0.20} source = '...' }
 *
 * sources may be NULL. STATUS_NOT_FOUND: no such file. STATUS_INVALID: bad syntax, an unknown figure (with a
 * suggestion), the wrong number of values, or rules_check said no; all with the file's name.
 */
enum status rules_load(const char *path, struct rules *rules, struct rule_sources *sources, struct error *err);

/*
 * Assumptions: name, set_by, dated, risk_free, and one section a row; correlation lists those with the rows above it:
 *
 *     row 'equity CN' { class = equity  region = 'CN'  expected_return = 0.078  volatility = 0.22
 *                       correlation = {0.0, 0.05} }
 *
 * STATUS_INVALID also when assumptions_check says no, as for correlations that are not positive semidefinite.
 */
enum status assumptions_load(const char *path, struct assumptions *assumptions, struct error *err);

/*
 * Stress scenarios: name, set_by, dated, and one section a scenario. Each shock names its source; a more particular one
 * (with a region, a sector) goes before the general one of its class:
 *
 *     scenario '2008' { title = 'Financial crisis'  title_zh = '金融危机'  from = '2007-10-09'  to = '2008-11-20'
 *         shock 'equity, China' { class = equity  region = 'CN'  return = -0.60  source = '...' } }
 *
 * Without from and to it is supposed, not historical. scenarios is written on STATUS_OK.
 *
 * STATUS_NOT_FOUND: no such file. STATUS_INVALID with file and line: bad syntax, something missing or out of range, a shock
 * no instrument would ever take.
 */
enum status scenarios_load(const char *path, struct scenarios *scenarios, struct error *err);

/* A theme (role = 'look') or a key map (action = 'keys'): pairs in the file's order. */
struct pair {
	char key[64];
	char value[256];
	unsigned line;                /* of the file, from 1; 0: not found again                   */
};

struct pairs {
	struct pair *list;            /* owned                                                     */
	size_t count;
};

enum status pairs_load(const char *path, struct pairs *pairs, struct error *err);
void pairs_clear(struct pairs *pairs);
const char *pairs_find(const struct pairs *pairs, const char *key); /* NULL when absent; borrowed */

#endif
