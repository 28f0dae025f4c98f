dnl SPDX-License-Identifier: GPL-2.0-or-later

dnl KMW_WARNINGS: WARN_CFLAGS, each flag only where the compiler knows it.
AC_DEFUN([KMW_WARNINGS], [
AC_ARG_ENABLE([werror],
	[AS_HELP_STRING([--enable-werror], [treat compiler warnings as errors])],
	[], [enable_werror=no])
WARN_CFLAGS=
kmw_save_CFLAGS=$CFLAGS
for kmw_flag in -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion \
	-Wpointer-arith -Wcast-qual -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wvla -Wundef -Wwrite-strings -Wformat=2 \
	-Wimplicit-fallthrough -Wnull-dereference -Wduplicated-cond \
	-Wlogical-op -Wno-format-nonliteral; do
	CFLAGS="$kmw_save_CFLAGS -Werror $kmw_flag"
	AC_COMPILE_IFELSE([AC_LANG_PROGRAM([])],
		[WARN_CFLAGS="$WARN_CFLAGS $kmw_flag"])
done
CFLAGS=$kmw_save_CFLAGS
AS_IF([test "$enable_werror" = yes], [WARN_CFLAGS="$WARN_CFLAGS -Werror"])
AC_SUBST([WARN_CFLAGS])
])

dnl KMW_SANITIZERS: --enable-sanitizers builds with ASan and UBSan.
AC_DEFUN([KMW_SANITIZERS], [
AC_ARG_ENABLE([sanitizers],
	[AS_HELP_STRING([--enable-sanitizers],
		[build with the address and undefined behaviour sanitizers])],
	[], [enable_sanitizers=no])
SAN_CFLAGS=
AS_IF([test "$enable_sanitizers" = yes], [
	SAN_CFLAGS="-fsanitize=address,undefined -fno-sanitize-recover=all"
	SAN_CFLAGS="$SAN_CFLAGS -fno-omit-frame-pointer"
	kmw_save_CFLAGS=$CFLAGS
	CFLAGS="$CFLAGS $SAN_CFLAGS"
	AC_LINK_IFELSE([AC_LANG_PROGRAM([])], [],
		[AC_MSG_ERROR([the compiler cannot link $SAN_CFLAGS])])
	CFLAGS=$kmw_save_CFLAGS
])
AC_SUBST([SAN_CFLAGS])
AM_CONDITIONAL([SANITIZERS], [test "$enable_sanitizers" = yes])
])

dnl KMW_WITH_DIR(NAME, DEFAULT, WHAT): --with-NAME=DIR|no; the variable is NAME
dnl without dashes, and a conditional of that name in capitals says whether.
AC_DEFUN([KMW_WITH_DIR], [
m4_pushdef([kmw_var], m4_translit([$1], [-], []))
AC_ARG_WITH([$1],
	[AS_HELP_STRING([--with-$1=DIR|no],
		[where $3 go (default: $2)])],
	[], [AS_VAR_SET([with_]m4_translit([$1], [-], [_]), [yes])])
AS_CASE([$[with_]m4_translit([$1], [-], [_])],
	[yes], [kmw_var='$2'],
	[no], [kmw_var=],
	[kmw_var=$[with_]m4_translit([$1], [-], [_])])
AC_SUBST(kmw_var)
AM_CONDITIONAL(m4_toupper(kmw_var), [test -n "$kmw_var"])
m4_popdef([kmw_var])
])

dnl KMW_BPF: --with-bpf; only headers are needed. The program that is kept in
dnl src/bpf/files.lskel.h is for little-endian machines.
AC_DEFUN([KMW_BPF], [
AC_ARG_WITH([bpf],
	[AS_HELP_STRING([--with-bpf=auto|yes|no],
		[find the owners of sockets by a BPF program
		 (default: auto, where libbpf's headers are there)])],
	[], [with_bpf=auto])
kmw_bpf=no
AS_IF([test "$with_bpf" != no], [
	kmw_bpf=yes
	AC_CHECK_HEADER([bpf/skel_internal.h], [], [kmw_bpf=no],
		[#include <errno.h>
		 #include <linux/bpf.h>])
	AC_C_BIGENDIAN([kmw_bpf=no], [], [kmw_bpf=no], [kmw_bpf=no])
])
AS_IF([test "$with_bpf" = yes && test "$kmw_bpf" = no],
	[AC_MSG_ERROR([--with-bpf wants bpf/skel_internal.h (libbpf 0.8) and a
		little-endian machine])])
AS_IF([test "$kmw_bpf" = yes],
	[AC_DEFINE([HAVE_BPF], [1], [Build with the BPF program.])])
])

dnl KMW_ARCHIVE: --with-archive; ARCHIVE_CFLAGS and ARCHIVE_LIBS.
AC_DEFUN([KMW_ARCHIVE], [
AC_ARG_WITH([archive],
	[AS_HELP_STRING([--with-archive=auto|yes|no],
		[read captures in archives by libarchive
		 (default: auto, where it is installed)])],
	[], [with_archive=auto])
kmw_archive=no
AS_IF([test "$with_archive" != no],
	[PKG_CHECK_MODULES([ARCHIVE], [libarchive >= 3.4],
		[kmw_archive=yes], [kmw_archive=no])])
AS_IF([test "$with_archive" = yes && test "$kmw_archive" = no],
	[AC_MSG_ERROR([--with-archive wants libarchive 3.4])])
AS_IF([test "$kmw_archive" = yes],
	[AC_DEFINE([HAVE_ARCHIVE], [1], [Build with libarchive.])])
])

dnl KMW_SYSTEMD: --with-systemd; SYSTEMD_CFLAGS and SYSTEMD_LIBS.
AC_DEFUN([KMW_SYSTEMD], [
AC_ARG_WITH([systemd],
	[AS_HELP_STRING([--with-systemd=auto|yes|no],
		[send alerts to the journal by libsystemd
		 (default: auto, where it is installed)])],
	[], [with_systemd=auto])
kmw_systemd=no
AS_IF([test "$with_systemd" != no],
	[PKG_CHECK_MODULES([SYSTEMD], [libsystemd >= 209],
		[kmw_systemd=yes], [kmw_systemd=no])])
AS_IF([test "$with_systemd" = yes && test "$kmw_systemd" = no],
	[AC_MSG_ERROR([--with-systemd wants libsystemd 209])])
AS_IF([test "$kmw_systemd" = yes],
	[AC_DEFINE([HAVE_SYSTEMD], [1], [Build with libsystemd.])])
])
