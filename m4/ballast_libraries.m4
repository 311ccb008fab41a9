# BALLAST_PROG(VARIABLE, PROGRAM, PACKAGE): a program the build cannot do without; names its Debian package when missing.
AC_DEFUN([BALLAST_PROG], [
	AC_CHECK_PROGS([$1], [$2])
	AS_IF([test -z "$$1"], [AC_MSG_ERROR([$2 was not found: install the Debian package $3])])
])

# BALLAST_LIBRARY(VARIABLE, MODULE, FLOOR, PACKAGE): a library by pkg-config with the oldest version that works.
AC_DEFUN([BALLAST_LIBRARY], [
	PKG_CHECK_MODULES([$1], [$2 >= $3], [],
		[AC_MSG_ERROR([$2 $3 or newer was not found: install the Debian package $4])])
])

# BALLAST_LIBRARIES: every outside library. One room of the tree uses each (ARCHITECTURE.md).
AC_DEFUN([BALLAST_LIBRARIES], [
	BALLAST_LIBRARY([GSL], [gsl], [2.7], [libgsl-dev])
	BALLAST_LIBRARY([BLAS], [openblas], [0.3.20], [libopenblas-dev])
	BALLAST_LIBRARY([SQLITE], [sqlite3], [3.40.0], [libsqlite3-dev])
	BALLAST_LIBRARY([CURL], [libcurl], [7.88.0], [libcurl4-openssl-dev])
	BALLAST_LIBRARY([NCURSES], [ncursesw], [6.3], [libncurses-dev])
	BALLAST_LIBRARY([JANSSON], [jansson], [2.14], [libjansson-dev])
	BALLAST_LIBRARY([CONFUSE], [libconfuse], [3.3], [libconfuse-dev])
	BALLAST_LIBRARY([SODIUM], [libsodium], [1.0.18], [libsodium-dev])
	BALLAST_LIBRARY([EXPAT], [expat], [2.5.0], [libexpat1-dev])
	BALLAST_LIBRARY([ZLIB], [zlib], [1.2.13], [zlib1g-dev])
	PKG_CHECK_MODULES([CMOCKA], [cmocka >= 1.1.5], [have_tests=yes],
		[have_tests="no (make check needs the Debian package libcmocka-dev)"])
	AM_CONDITIONAL([HAVE_CMOCKA], [test "x$have_tests" = xyes])

	# GSL calls any CBLAS; its own is 3 to 300 times slower than OpenBLAS, so it is taken off the line.
	GSL_LIBS=`echo " $GSL_LIBS " | sed -e 's/ -lgslcblas / /'`
	GSL_LIBS="$GSL_LIBS $BLAS_LIBS -lm"
	AC_SUBST([GSL_LIBS])

	AC_CHECK_HEADERS([libintl.h], [], [AC_MSG_ERROR([libintl.h was not found: install the Debian package libc6-dev])])
	AC_SEARCH_LIBS([bindtextdomain], [intl], [], [AC_MSG_ERROR([gettext was not found in the C library])])
	AC_SEARCH_LIBS([pthread_create], [pthread], [], [AC_MSG_ERROR([POSIX threads were not found])])
])
