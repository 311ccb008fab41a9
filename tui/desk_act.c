/* What actions do to the desk where the screen on top does not take them. */
#include "advice/base/language.h"
#include "tui/desk_state.h"

enum action desk_digit_action(char digit)
{
	if (digit == '0')
		return ACTION_SCREEN_0;
	return digit >= '1' && digit <= '9' ? (enum action)(ACTION_SCREEN_1 + (digit - '1')) : ACTION_NONE;
}

static const struct screen_ops *screen_of_action(const struct desk *desk, enum action action)
{
	for (const struct screen_ops *const *screen = desk->setup.screens; *screen != NULL; screen++) {
		if (desk_digit_action((*screen)->digit) == action && action != ACTION_NONE)
			return *screen;
	}
	return NULL;
}

bool desk_lists(const struct desk *desk, enum action action)
{
	for (const struct action_use *use = desk_top(desk)->ops->actions; use->action != ACTION_NONE; use++) {
		if (use->action == action)
			return true;
	}
	return false;
}

static bool desk_own(enum action action)
{
	switch (action) {
	case ACTION_BACK: case ACTION_PALETTE: case ACTION_HELP: case ACTION_EXPLAIN: case ACTION_HIDE:
	case ACTION_THEME: case ACTION_LANGUAGE: case ACTION_MOUSE: case ACTION_REPAINT: case ACTION_QUIT:
	case ACTION_EXPORT: case ACTION_COPY: case ACTION_GUIDE: case ACTION_ACCESSIBLE:
		return true;
	default:
		return false;
	}
}

bool desk_takes(const struct desk *desk, enum action action)
{
	if (action >= ACTION_SCREEN_1 && action <= ACTION_SCREEN_0) /* whatever a screen lists: only to what there is */
		return screen_of_action(desk, action) != NULL;
	return desk_lists(desk, action) || desk_own(action);
}

static void open_overlay(struct desk *desk, enum overlay overlay)
{
	desk->overlay = overlay;
	desk->overlay_top = 0;
	desk->palette = (struct palette){0};
}

void desk_use_theme(struct desk *desk, size_t theme)
{
	desk->theme = theme;
	desk->wants_repaint = true;
	desk_messagef(desk, ROLE_STATUS, _("theme %s"), desk_theme(desk)->name);
}

static void back_or_cancel(struct desk *desk)
{
	const struct job_state job = jobs_state(desk->jobs);

	if (job.title != NULL && !job.is_cancelled)
		jobs_cancel(desk->jobs);
	else
		desk_back(desk);
}

static void act_on_desk(struct desk *desk, enum action action)
{
	const struct screen_ops *screen = screen_of_action(desk, action);

	if (screen != NULL) {
		desk_show(desk, screen);
		return;
	}
	switch (action) {
	case ACTION_BACK:
		back_or_cancel(desk);
		break;
	case ACTION_PALETTE:
		open_overlay(desk, OVERLAY_PALETTE);
		break;
	case ACTION_HELP:
		open_overlay(desk, OVERLAY_HELP);
		break;
	case ACTION_EXPLAIN:
		open_overlay(desk, OVERLAY_EXPLAIN);
		break;
	case ACTION_GUIDE:
		open_overlay(desk, OVERLAY_GUIDE);
		break;
	case ACTION_ACCESSIBLE:
		desk->is_accessible = !desk->is_accessible;
		desk_message(desk, ROLE_STATUS, desk->is_accessible ? _("no frames, charts as words") : _("frames and charts"));
		break;
	case ACTION_EXPORT:
		saving_open(desk);
		break;
	case ACTION_COPY:
		saving_copy(desk);
		break;
	case ACTION_HIDE:
		desk->hides_amounts = !desk->hides_amounts;
		break;
	case ACTION_THEME:
		desk_use_theme(desk, (desk->theme + 1) % desk->setup.theme_count);
		break;
	case ACTION_LANGUAGE:
		language_use(language_current() == LANGUAGE_ENGLISH ? LANGUAGE_CHINESE : LANGUAGE_ENGLISH);
		desk->generation++;
		break;
	case ACTION_MOUSE:
		desk->uses_mouse = !desk->uses_mouse;
		desk_message(desk, ROLE_STATUS, desk->uses_mouse ? _("mouse on; hold Shift to select text")
								 : _("mouse off"));
		break;
	case ACTION_REPAINT:
		desk->wants_repaint = true;
		break;
	case ACTION_QUIT:
		desk_quit(desk);
		break;
	default:
		break;
	}
}

void desk_act(struct desk *desk, enum action action)
{
	struct open_screen *top = desk_top_open(desk);

	if (action == ACTION_NONE)
		return;
	if (top->is_loaded && desk_lists(desk, action) && top->ops->act(top->state, desk, action))
		return;
	act_on_desk(desk, action);
}
