#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# An unprivileged user keeps whoever reads its process in the kernel for good:
# there is an answer all the same, in time, and it says who was left out.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/live/attacks/attacks.sh
. "$(dirname "$0")/attacks.sh"

NOBODY=65534

attack_begin

# The lock of an epoll set, held while a file server does not answer.
if attack "$NOBODY" epoll; then
	t 'epoll: the report comes' answers 5 0
	t 'epoll: it says who was left out' names 'open files ('
	t 'epoll: one reader is stuck' stuck 1
	t 'epoll: the next run does not wait' answers 2 0 --json
	t 'epoll: and starts no second one' stuck 1
	t 'epoll: a pipe is closed at the end' piped 2 --prometheus
	t 'epoll: --alert' answers 5 0 --alert --state="$tmp/alert.state"
	t 'epoll: the state is not locked for the next' \
		answers 5 0 --alert --state="$tmp/alert.state"
	attack_end
	t 'nothing is left when it is over' stuck 0
else
	not_ok "epoll is armed: $reason"
fi

if attack "$NOBODY" epoll; then
	t 'epoll: --check, the first to meet it' answers 5 2 --check -c udp=1M
	t 'epoll: --check again' answers 2 2 --check -c udp=1M
	attack_end
fi

# The lock of the mappings, with a writer that waits for it.
if attack "$NOBODY" mmap; then
	t 'mmap: the report comes' answers 6 0
	t 'mmap: it says who was left out' names 'memory maps ('
	t 'mmap: the process is in the table all the same' \
		grep -q evil "$tmp/out"
	t 'mmap: --pid ends, with a message' answers 3 1 --pid "$attack_pid"
	attack_end
	t 'mmap: nothing is left' stuck 0
else
	not_ok "mmap is armed: $reason"
fi

# A short timeout is kept, too.
if attack "$NOBODY" mmap; then
	t 'mmap: --timeout=2' answers 3 0 --timeout=2
	attack_end
fi

# A descriptor that is a socket one moment and a file server's the next.
if attack "$NOBODY" xattr; then
	t 'xattr: the report comes' answers 6 0 --no-bpf --kernel
	t 'xattr: and again' answers 6 0 --no-bpf --kernel --json
	attack_end
else
	not_ok "xattr is armed: $reason"
fi

# A tmpfs below a mount whose server has died.
if attack 0 path; then
	t 'path: the report comes' answers 5 0 --kernel
	t 'path: it says what was left out' names 'mounts ('
	t 'path: one reader is stuck' stuck 1
	attack_end
	t 'path: nothing is left' stuck 0
else
	not_ok "path is armed: $reason"
fi
live_end
