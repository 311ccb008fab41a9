# BALLAST_FLAG(VARIABLE, FLAG): appends FLAG when the compiler takes it.
AC_DEFUN([BALLAST_FLAG], [
	AS_VAR_PUSHDEF([cache], [ballast_cv_flag_$2])
	AC_CACHE_CHECK([whether $CC takes $2], [cache], [
		saved="$CFLAGS"; CFLAGS="$CFLAGS -Werror $2"
		AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [AS_VAR_SET([cache], [yes])], [AS_VAR_SET([cache], [no])])
		CFLAGS="$saved"])
	AS_VAR_IF([cache], [yes], [$1="$$1 $2"])
	AS_VAR_POPDEF([cache])
])

# BALLAST_FLAGS: warnings, hardening, sanitizers, coverage. The user's CFLAGS stay the user's.
AC_DEFUN([BALLAST_FLAGS], [
	AC_ARG_ENABLE([werror], [AS_HELP_STRING([--enable-werror], [a warning stops the build])],
		[], [enable_werror=no])
	AC_ARG_ENABLE([sanitizers], [AS_HELP_STRING([--enable-sanitizers], [address and undefined-behaviour sanitizers])],
		[], [enable_sanitizers=no])
	AC_ARG_ENABLE([coverage], [AS_HELP_STRING([--enable-coverage], [instrument for gcov])],
		[], [enable_coverage=no])
	AC_ARG_ENABLE([hardening], [AS_HELP_STRING([--disable-hardening], [leave out PIE, RELRO, stack protector, fortify])],
		[], [enable_hardening=yes])

	flags="" links=""
	m4_foreach_w([flag], [-Wall -Wextra -Wshadow -Wformat=2 -Wstrict-prototypes -Wmissing-prototypes
		-Wold-style-definition -Wpointer-arith -Wwrite-strings -Wundef -Wvla -Wdate-time
		-Wcast-qual -Wimplicit-fallthrough -Werror=implicit-function-declaration],
		[BALLAST_FLAG([flags], flag)])
	# The same digits on every machine: no fused multiply-add, no fast mathematics.
	BALLAST_FLAG([flags], [-ffp-contract=off])
	# A square root is one instruction, and a row of them a few: nothing here reads errno after mathematics.
	BALLAST_FLAG([flags], [-fno-math-errno])
	BALLAST_FLAG([flags], [-fno-common])
	AS_IF([test "x$enable_hardening" != xno], [
		m4_foreach_w([flag], [-fstack-protector-strong -fstack-clash-protection -fcf-protection=full -fPIE],
			[BALLAST_FLAG([flags], flag)])
		m4_foreach([flag], [[-pie], [-Wl,-z,relro], [-Wl,-z,now], [-Wl,-z,noexecstack], [-Wl,-z,separate-code]],
			[BALLAST_FLAG([links], flag)])
		# Sanitizers check what fortify checks, and the two do not mix; fortify also needs an optimised build.
		AS_IF([test "x$enable_sanitizers" = xno],
			[AS_CASE([" $CFLAGS "], [*" -O0 "*], [], [flags="$flags -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"])])
	])
	AS_IF([test "x$enable_sanitizers" != xno], [
		flags="$flags -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer"
		links="$links -fsanitize=address,undefined"])
	AS_IF([test "x$enable_coverage" != xno], [flags="$flags --coverage" links="$links --coverage"])
	AS_IF([test "x$enable_werror" != xno], [flags="$flags -Werror"])
	AC_SUBST([BALLAST_CFLAGS], [$flags])
	AC_SUBST([BALLAST_LDFLAGS], [$links])
])
