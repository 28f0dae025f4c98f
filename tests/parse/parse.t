#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every file FORMAT/CASE of valid/ must give the facts in CASE.expect, and no
# bad line. Every one of invalid/ must be refused, or, where there is a
# CASE.expect, give those facts and at least one bad line. A case is added by
# adding its files; nothing here or in the Makefile names them.
top_srcdir=${top_srcdir:-$(dirname "$0")/../..}
top_builddir=${top_builddir:-.}
cases=$top_srcdir/tests/parse
parse=$top_builddir/tests/parse/parse-case
n=0
failed=0

ok() {
	n=$((n + 1))
	echo "ok $n - $1"
}

not_ok() {
	n=$((n + 1))
	failed=1
	echo "not ok $n - $1"
	printf '%s\n' "$2" | head -n 40 | sed 's/^/# /'
}

# compare NAME FILE FORMAT: the facts against FILE.expect
compare() {
	got=$("$parse" "$3" "$2" 2>&1)
	status=$?
	if [ $status -ne 0 ]; then
		not_ok "$1" "exit status $status: $got"
	elif [ "$got" = "$(cat "$2.expect")" ]; then
		case $1:$got in
		valid/*:bad=0*) ok "$1" ;;
		valid/*) not_ok "$1" "a valid case with bad lines" ;;
		*:bad=0*) not_ok "$1" "an invalid case without a bad line" ;;
		*) ok "$1" ;;
		esac
	else
		not_ok "$1" "$(printf '%s\n' "$got" | diff "$2.expect" - 2>&1)"
	fi
}

refused() {
	"$parse" "$3" "$2" >/dev/null 2>&1
	status=$?
	if [ $status -eq 1 ]; then
		ok "$1 is refused"
	else
		not_ok "$1 is refused" "exit status $status"
	fi
}

for kind in valid invalid; do
	for file in "$cases/$kind"/*/*; do
		case $file in *.expect) continue ;; esac
		format=$(basename "$(dirname "$file")")
		name=$kind/$format/$(basename "$file")
		if [ -f "$file.expect" ]; then
			compare "$name" "$file" "$format"
		elif [ $kind = invalid ]; then
			refused "$name" "$file" "$format"
		else
			not_ok "$name" "$name.expect is missing"
		fi
	done
done
if [ $n -lt 50 ]; then
	not_ok "the cases are there" "only $n found below $cases"
fi
echo "1..$n"
exit $failed
