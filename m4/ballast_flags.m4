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
	AC_ARG_ENABLE([fuzz], [AS_HELP_STRING([--enable-fuzz], [instrument for make fuzz; needs clang])],
		[], [enable_fuzz=no])
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
		AS_IF([test "x$enable_sanitizers$enable_fuzz" = xnono],
			[AS_CASE([" $CFLAGS "], [*" -O0 "*], [], [flags="$flags -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"])])
	])
	AS_IF([test "x$enable_sanitizers" != xno], [
		flags="$flags -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer"
		links="$links -fsanitize=address,undefined"])
	BALLAST_FUZZ
	AS_IF([test "x$enable_coverage" != xno], [flags="$flags --coverage" links="$links --coverage"])
	AS_IF([test "x$enable_werror" != xno], [flags="$flags -Werror"])
	AC_SUBST([BALLAST_CFLAGS], [$flags])
	AC_SUBST([BALLAST_LDFLAGS], [$links])
])

# BALLAST_FUZZ: libFuzzer and both sanitizers over everything. FUZZ_ENGINE gives a target its main().
AC_DEFUN([BALLAST_FUZZ], [
	AM_CONDITIONAL([ENABLE_FUZZ], [test "x$enable_fuzz" != xno])
	AC_SUBST([FUZZ_ENGINE], [-fsanitize=fuzzer])
	AS_IF([test "x$enable_fuzz" != xno], [
		AC_MSG_CHECKING([whether $CC has libFuzzer])
		saved="$CFLAGS"; CFLAGS="$CFLAGS -fsanitize=fuzzer,address,undefined"
		AC_LINK_IFELSE([AC_LANG_SOURCE([
			int LLVMFuzzerTestOneInput(const unsigned char *data, unsigned long size);
			int LLVMFuzzerTestOneInput(const unsigned char *data, unsigned long size) { return size > 0 && data[[0]] > 255; }
		])], [AC_MSG_RESULT([yes])], [
			AC_MSG_RESULT([no])
			AC_MSG_ERROR([--enable-fuzz needs clang with its sanitizers (Debian: clang, libclang-rt-14-dev):
  configure --enable-fuzz CC=clang])])
		CFLAGS="$saved"
		flags="$flags -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer"
		links="$links -fsanitize=address,undefined"])
])
