#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The skeleton in the repository is made of the program beside it.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
PATH=$PATH:/usr/sbin:/sbin
made=$top_srcdir/src/bpf/files.lskel.h
script=$top_srcdir/scripts/bpf-skeleton
echo 1..2

if grep -q "^ \* $("$script" --sum) \*/$" "$made"; then
	echo "ok 1 - src/bpf/files.lskel.h has the sum of its sources"
else
	echo "not ok 1 - src/bpf changed: run scripts/bpf-skeleton"
fi

# Other versions make other bytes of the same program.
what='2 - made again it is the same'
case $(clang --version 2>/dev/null) in
*' version 14.'*) ;;
*)
	echo "ok $what # SKIP clang is not 14"
	exit
	;;
esac
case $(bpftool version 2>/dev/null) in
'bpftool v7.1.'*) ;;
*)
	echo "ok $what # SKIP bpftool is not 7.1"
	exit
	;;
esac
if ! [ -e /usr/include/bpf/bpf_helpers.h ]; then
	echo "ok $what # SKIP no bpf/bpf_helpers.h"
	exit
fi
tmp=$(mktemp) || exit 99
trap 'rm -f "$tmp"' EXIT
if "$script" "$tmp" >"$tmp.log" 2>&1 && cmp "$tmp" "$made" >>"$tmp.log"; then
	echo "ok $what"
else
	echo "not ok $what"
	sed 's/^/# /' "$tmp.log"
fi
rm -f "$tmp.log"
