libengine_a_SOURCES += \
	engine/solve/branch.c engine/solve/branch.h \
	engine/solve/critical_line.c \
	engine/solve/dual_set.c engine/solve/dual_set.h \
	engine/solve/frontier.c \
	engine/solve/kernel.c engine/solve/kernel.h \
	engine/solve/kkt.c \
	engine/solve/linear.c \
	engine/solve/program.c engine/solve/program.h \
	engine/solve/quadratic.c \
	engine/solve/solve.h \
	engine/solve/stand_in.c \
	engine/solve/tail_basis.c engine/solve/tail_descent.c \
	engine/solve/tail_program.c engine/solve/tail_program.h engine/solve/tail_state.h \
	engine/solve/walk.h engine/solve/walk_anchor.c engine/solve/walk_event.c engine/solve/walk_factor.c \
	engine/solve/walk_riskless.c engine/solve/walk_start.c engine/solve/walk_step.c
