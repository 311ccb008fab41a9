/* Looks: theme files to colours and attributes. */
#include "tui/theme.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"

static const char *const role_names[ROLE_COUNT] = {
#define X(symbol, name, fallback) [ROLE_##symbol] = name,
	ROLES(X)
#undef X
};

static const enum role fallbacks[ROLE_COUNT] = {
#define X(symbol, name, fallback) [ROLE_##symbol] = ROLE_##fallback,
	ROLES(X)
#undef X
};

static const char *const colour_names[16] = {
	"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
	"bright-black", "bright-red", "bright-green", "bright-yellow",
	"bright-blue", "bright-magenta", "bright-cyan", "bright-white",
};

static const struct theme_pair builtin[] = {
	{"normal", "default default"},
	{"title", "default default bold"},
	{"accent", "bright-cyan default"},
	{"dim", "bright-black default"},
	{"selection", "default default reverse"},
	{"gain", "green default"},
	{"loss", "red default"},
	{"warning", "yellow default bold"},
	{"error", "bright-red default bold"},
	{"menu-active", "default default reverse bold"},
};

const char *role_name(enum role role)
{
	return role_names[role];
}

/* The usual values of xterm; terminals differ in the first sixteen, which is why themes name those. */
static void colour_rgb(int colour, int rgb[3])
{
	static const int basic[16][3] = {
		{0, 0, 0}, {205, 0, 0}, {0, 205, 0}, {205, 205, 0}, {0, 0, 238}, {205, 0, 205}, {0, 205, 205},
		{229, 229, 229}, {127, 127, 127}, {255, 0, 0}, {0, 255, 0}, {255, 255, 0}, {92, 92, 255},
		{255, 0, 255}, {0, 255, 255}, {255, 255, 255},
	};
	static const int steps[6] = {0, 95, 135, 175, 215, 255};

	if (colour < 16) {
		memcpy(rgb, basic[colour], sizeof basic[colour]);
	} else if (colour < 232) {
		rgb[0] = steps[(colour - 16) / 36];
		rgb[1] = steps[(colour - 16) / 6 % 6];
		rgb[2] = steps[(colour - 16) % 6];
	} else {
		rgb[0] = rgb[1] = rgb[2] = 8 + 10 * (colour - 232);
	}
}

static int nearest(const int rgb[3], int first, int end)
{
	int best = first;
	long best_distance = -1;

	for (int i = first; i < end; i++) {
		int candidate[3];
		long distance = 0;

		colour_rgb(i, candidate);
		for (int k = 0; k < 3; k++)
			distance += (long)(rgb[k] - candidate[k]) * (rgb[k] - candidate[k]);
		if (best_distance < 0 || distance < best_distance) {
			best = i;
			best_distance = distance;
		}
	}
	return best;
}

int theme_nearest_colour(int colour, int available)
{
	int rgb[3];

	if (colour < available)
		return colour;
	if (colour < 16)
		return colour - 8; /* eight colours: the bright ones become the plain ones */
	colour_rgb(colour, rgb);
	return nearest(rgb, 0, available);
}

static bool parse_colour(const char *word, int16_t *colour)
{
	char *end;
	long value;

	if (strcmp(word, "default") == 0) {
		*colour = COLOUR_DEFAULT;
		return true;
	}
	for (int i = 0; i < 16; i++) {
		if (strcmp(word, colour_names[i]) == 0) {
			*colour = (int16_t)i;
			return true;
		}
	}
	if (word[0] == '#' && strlen(word) == 7 && strspn(word + 1, "0123456789abcdefABCDEF") == 6) {
		const long packed = strtol(word + 1, NULL, 16);
		const int rgb[3] = {(int)(packed >> 16), (int)(packed >> 8 & 0xFF), (int)(packed & 0xFF)};

		*colour = (int16_t)nearest(rgb, 16, 256);
		return true;
	}
	if (strspn(word, "0123456789") != strlen(word))
		return false;
	value = strtol(word, &end, 10);
	if (*word == '\0' || value > 255)
		return false;
	*colour = (int16_t)value;
	return true;
}

static bool parse_attribute(const char *word, uint8_t *attributes)
{
	static const struct {
		const char *name;
		enum look_attribute attribute;
	} known[] = {{"bold", LOOK_BOLD}, {"dim", LOOK_DIM}, {"underline", LOOK_UNDERLINE},
		     {"reverse", LOOK_REVERSE}, {"italic", LOOK_ITALIC}};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (strcmp(word, known[i].name) == 0) {
			*attributes = (uint8_t)(*attributes | known[i].attribute);
			return true;
		}
	}
	return false;
}

static enum status parse_look(const char *theme, const struct theme_pair *pair, struct look *look, struct error *err)
{
	struct look parsed = {COLOUR_DEFAULT, COLOUR_DEFAULT, 0};
	char value[128], *rest = NULL, *word;
	int position = 0;

	if (snprintf(value, sizeof value, "%s", pair->value) >= (int)sizeof value)
		return error_set(err, STATUS_INVALID, "theme %s: the value of '%s' is too long", theme, pair->key);
	for (word = strtok_r(value, " \t", &rest); word != NULL; word = strtok_r(NULL, " \t", &rest), position++) {
		if (position == 0 && !parse_colour(word, &parsed.foreground))
			break;
		if (position == 1 && !parse_colour(word, &parsed.background))
			break;
		if (position > 1 && !parse_attribute(word, &parsed.attributes))
			break;
	}
	if (word != NULL && position < 2)
		return error_set(err, STATUS_INVALID,
				 "theme %s: '%s' in '%s' is no colour; write a name such as red or bright-red, default, "
				 "0-255 or #rrggbb", theme, word, pair->key);
	if (word != NULL)
		return error_set(err, STATUS_INVALID,
				 "theme %s: '%s' in '%s' is not one of bold, dim, underline, reverse, italic",
				 theme, word, pair->key);
	if (position < 2)
		return error_set(err, STATUS_INVALID,
				 "theme %s: '%s' needs a foreground and a background, as in 'red default bold'",
				 theme, pair->key);
	*look = parsed;
	return STATUS_OK;
}

static bool find_role(const char *name, enum role *role)
{
	for (int i = 0; i < ROLE_COUNT; i++) {
		if (strcmp(name, role_names[i]) == 0) {
			*role = (enum role)i;
			return true;
		}
	}
	return false;
}

enum status theme_parse(const char *name, const struct theme_pair *pairs, size_t count, struct theme *theme,
			struct error *err)
{
	struct theme parsed = {.name = ""};
	bool is_given[ROLE_COUNT] = {false};

	(void)snprintf(parsed.name, sizeof parsed.name, "%s", name); /* a label: cut when long */
	for (size_t i = 0; i < count; i++) {
		enum role role;
		enum status status;

		if (!find_role(pairs[i].key, &role)) {
			const char *near = text_nearest(pairs[i].key, role_names, ROLE_COUNT);

			return error_set(err, STATUS_INVALID, "theme %s: there is no role '%s'%s%s%s", name,
					 pairs[i].key, near ? "; did you mean '" : "", near ? near : "",
					 near ? "'?" : "");
		}
		if (is_given[role])
			return error_set(err, STATUS_INVALID, "theme %s: '%s' is given twice", name, pairs[i].key);
		status = parse_look(name, &pairs[i], &parsed.looks[role], err);
		if (status != STATUS_OK)
			return status;
		is_given[role] = true;
	}
	if (!is_given[ROLE_NORMAL])
		parsed.looks[ROLE_NORMAL] = (struct look){COLOUR_DEFAULT, COLOUR_DEFAULT, 0};
	is_given[ROLE_NORMAL] = true;
	for (int i = 0; i < ROLE_COUNT; i++) {
		enum role source = (enum role)i;

		while (!is_given[source])
			source = fallbacks[source];
		parsed.looks[i] = parsed.looks[source];
		/* `default` behind a role means the desk's own background, where the theme has one. */
		if (parsed.looks[i].background == COLOUR_DEFAULT)
			parsed.looks[i].background = parsed.looks[ROLE_NORMAL].background;
		if (parsed.looks[i].foreground == COLOUR_DEFAULT)
			parsed.looks[i].foreground = parsed.looks[ROLE_NORMAL].foreground;
	}
	*theme = parsed;
	return STATUS_OK;
}

void theme_builtin(struct theme *theme)
{
	(void)theme_parse("dark", builtin, sizeof builtin / sizeof builtin[0], theme, NULL); /* our own table */
}

/* Whether one colour can be read on the other: their brightness (weights of ITU-R BT.601) differs by a quarter. */
static bool is_readable(int foreground, int background)
{
	int front[3], back[3];
	double difference = 0;
	static const double weights[3] = {0.299, 0.587, 0.114};

	if (foreground == COLOUR_DEFAULT || background == COLOUR_DEFAULT)
		return foreground != background;
	colour_rgb(foreground, front);
	colour_rgb(background, back);
	for (int k = 0; k < 3; k++)
		difference += weights[k] * (front[k] - back[k]);
	return difference > 64 || difference < -64;
}

struct look theme_cell_look(const struct theme *theme, enum role role, bool is_selected)
{
	const struct look *selection = &theme->looks[ROLE_SELECTION];
	const struct look *normal = &theme->looks[ROLE_NORMAL];
	struct look look = theme->looks[role];

	if (!is_selected)
		return look;
	/* What colour only decorates is left out: the row says it by its length or its place, and every change of colour on
	   a background of its own is sixteen bytes on each move of the cursor. */
	if (look.foreground == normal->foreground || role == ROLE_DIM || role == ROLE_BORDER || role == ROLE_BAR ||
	    role == ROLE_ACCENT || !is_readable(look.foreground, selection->background))
		look.foreground = selection->foreground;
	look.background = selection->background;
	look.attributes = (uint8_t)(look.attributes | selection->attributes);
	/* Reverse video shows the meaning as a background: keep it readable by leaving hue out of the selected row. */
	if (selection->attributes & LOOK_REVERSE) {
		look.foreground = selection->foreground;
		look.attributes = (uint8_t)(look.attributes & ~LOOK_DIM);
	}
	return look;
}
