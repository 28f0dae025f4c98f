# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154
# What scripts/run and scripts/check share: packages, and building out of tree.
# The caller sets $me (its name) and $top (the source tree).

say()
{
	printf '%s: %s\n' "$me" "$*" >&2
}

die()
{
	say "$@"
	exit 1
}

# Each line: what proves that it is there, and the Debian package that has it.
needs_build='
cmd:gcc gcc
file:/usr/include/stdio.h libc6-dev
cmd:make make
cmd:autoreconf autoconf
cmd:automake automake
cmd:pkg-config pkg-config
pc:libmnl libmnl-dev
pc:libnl-genl-3.0 libnl-genl-3-dev
pc:libnl-route-3.0 libnl-route-3-dev
pc:libproc2 libproc2-dev
pc:smartcols libsmartcols-dev
pc:jansson libjansson-dev
pc:ncursesw libncurses-dev
'
needs_check='
pc:check check
cmd:xz xz-utils
file:/usr/bin/python3 python3
cmd:setpriv util-linux
cmd:flock util-linux
cmd:nm binutils
cmd:patch patch
'
# Without these kmemwhere is built, and lacks something.
wants_build='
file:/usr/include/bpf/skel_internal.h libbpf-dev
pc:libsystemd libsystemd-dev
pc:libarchive libarchive-dev
'
# Without these a part of the suite is skipped, and says so.
wants_check='
py:jsonschema python3-jsonschema
cmd:ip iproute2
cmd:tmux tmux
cmd:strace strace
cmd:clang clang
cmd:clang-format clang-format
cmd:shellcheck shellcheck
cmd:groff groff-base
cmd:man man-db
cmd:jcmd openjdk-17-jdk-headless
cmd:systemd-analyze systemd
cmd:bpftool bpftool
'
# The same, but to install these would start services: they are unpacked.
wants_unpacked='
cmd:promtool prometheus
cmd:prometheus prometheus
cmd:prometheus-node-exporter prometheus-node-exporter
cmd:cron cron
'

# Whether the thing is there, whatever package manager brought it.
has()
{
	case $1 in
	cmd:*) PATH=$PATH:/usr/sbin:/sbin command -v "${1#*:}" ;;
	pc:*) pkg-config --exists "${1#*:}" ;;
	py:*) /usr/bin/python3 -c "import ${1#*:}" ;;
	file:*) test -e "${1#*:}" ;;
	esac >/dev/null 2>&1
}

# missing LIST: the packages of what is not there, one a line.
missing()
{
	printf '%s\n' "$1" | while read -r proof package; do
		[ -z "$proof" ] || has "$proof" || echo "$package"
	done | sort -u
}

# How to become root: "" as root, else sudo; fails where there is no way.
root_command()
{
	if [ "$(id -u)" = 0 ]; then
		return 0
	fi
	command -v sudo >/dev/null 2>&1 || return 1
	if [ -t 0 ] || sudo -n true 2>/dev/null; then
		echo sudo
		return 0
	fi
	return 1
}

# apt_install PACKAGE...: all at once, else one by one, so that one package that
# cannot be had does not keep the others away. Its chatter goes to $apt_log.
apt_install()
{
	sudo=$(root_command) || {
		say "neither root nor sudo: cannot install anything"
		return 1
	}
	command -v apt-get >/dev/null 2>&1 || {
		say "no apt-get here: install them with your package manager"
		return 1
	}
	apt_log=$(mktemp) || return 1
	say "installing with apt-get: $*"
	apt_get update || say "apt-get update failed; trying with what is known"
	apt_get install "$@" || for package; do
		apt_get install "$package" || {
			say "cannot install $package:"
			tail -n 5 "$apt_log" >&2
		}
	done
	rm -f "$apt_log"
}

# Runs apt-get silently and asks nothing; another apt may be at work.
apt_get()
{
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
		-o DPkg::Lock::Timeout=300 --no-install-recommends "$@" \
		>>"$apt_log" 2>&1 </dev/null
}

# require LIST: installs what is missing, and ends where that cannot be done.
require()
{
	packages=$(missing "$1")
	[ -n "$packages" ] || return 0
	# shellcheck disable=SC2086 # a list of words
	apt_install $packages || true
	packages=$(missing "$1")
	# shellcheck disable=SC2086
	[ -z "$packages" ] || die "these packages are needed:" $packages
}

# want LIST: the same, and goes on without them.
want()
{
	packages=$(missing "$1")
	[ -n "$packages" ] || return 0
	# shellcheck disable=SC2086
	apt_install $packages || true
	packages=$(missing "$1")
	# shellcheck disable=SC2086
	[ -z "$packages" ] || say "going on without:" $packages
}

# unpack DIR LIST: brings the programs of packages into a folder and into PATH.
# Nothing of the machine changes; without them it goes on.
unpack()
{
	PATH=$PATH:$1/usr/bin:$1/usr/sbin
	export PATH
	packages=$(missing "$2")
	[ -n "$packages" ] || return 0
	has cmd:apt-get && has cmd:dpkg-deb && mkdir -p "$1" || return 0
	# shellcheck disable=SC2086 # a list of words
	say "unpacking in $1:" $packages
	for package in $packages; do
		in_dir "$1" unpack_one "$package" && continue
		# what it knows of packages may be old, or nothing
		apt_log=$1/update.log
		sudo=$(root_command) && apt_get update
		in_dir "$1" unpack_one "$package" ||
			say "going on without $package:" \
				"$(tail -n 1 "$1/$package.log")"
	done
}

unpack_one()
{
	{
		rm -f "$1"_*.deb
		apt-get -qq download "$1" && dpkg-deb -x "$1"_*.deb . &&
			rm -f "$1"_*.deb
	} >"$1.log" 2>&1 </dev/null
}

# logged LOG COMMAND...: shows the log only where the command fails.
logged()
{
	log=$1
	shift
	"$@" >"$log" 2>&1 </dev/null 9>&- && return 0
	say "failed: $*"
	grep -vE '^(ok |PASS: )' "$log" | tail -n 100 >&2
	say "(the end of $log)"
	return 1
}

# configure must be made again where what it is made from is newer.
configure_is_old()
{
	[ -x "$top/configure" ] && [ -f "$top/Makefile.in" ] &&
		[ -z "$(find "$top/configure.ac" "$top/m4" "$top/Makefile.am" \
			-newer "$top/Makefile.in")" ] && return 1
	return 0
}

# Makes the build folder and keeps others out of it until fd 9 is closed: two
# runs at once must not build over each other.
lock()
{
	if ! mkdir -p "$1" 2>/dev/null || ! (: >"$1/.lock") 2>/dev/null; then
		die "cannot write in $1; if another user made it, remove it" \
			"or set KMEMWHERE_BUILD to a folder of yours"
	fi
	exec 9>"$1/.lock"
	has cmd:flock || return 0
	flock -n 9 && return 0
	say "waiting for another build in $1"
	flock 9
}

# prepare DIR CONFIGURE-ARGS...: a configured build folder. Configured again
# only where the arguments changed; make itself sees to everything else.
prepare()
{
	dir=$1
	shift
	mkdir -p "$dir" || return 1
	if configure_is_old; then
		say "making configure"
		logged "$dir/autoreconf.log" autoreconf -fi "$top" || return 1
	fi
	if [ -f "$dir/Makefile" ] && [ "$*" = "$(cat "$dir/.args" 2>&1)" ]; then
		return 0
	fi
	say "configuring $dir${*:+ with $*}"
	logged "$dir/configure.log" in_dir "$dir" "$top/configure" -q "$@" ||
		return 1
	echo "$*" >"$dir/.args"
}

in_dir()
{
	cd "$1" || return 1
	shift
	"$@"
}

jobs()
{
	nproc 2>/dev/null || echo 1
}
