/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists the open files of all processes, those that files.h speaks of. It
 * reads and takes no lock or reference that the kernel's iterator does not
 * take. scripts/bpf-skeleton makes files.lskel.h of it.
 */
#include <linux/bpf.h>
#include <stdbool.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>

typedef __u8 uint8_t;
typedef __u16 uint16_t;
typedef __u32 uint32_t;
typedef __s32 int32_t;
typedef __u64 uint64_t;

#include "bpf/files.h"
#include "bpf/kernel.h"

#define NSFS_MAGIC 0x6e736673
#define ANON_INODE_FS_MAGIC 0x09041934

#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define TCP_CLOSE 7

char LICENSE[] SEC("license") = "GPL";

/* Whether the reader is in another pid namespace than the first one. */
const volatile bool nested;

/*
 * The pid of the process as the reader's pid namespace numbers it. Where that
 * is the first one, the verifier leaves the rest out.
 */
static __always_inline int32_t pid_of(struct task_struct *task)
{
	struct task_struct *reader;
	unsigned int level;
	struct pid *pid;
	int32_t nr = 0;

	if (!nested)
		return task->tgid;
	reader = bpf_get_current_task_btf();
	level = reader->thread_pid->level;
	pid = task->group_leader->thread_pid;
	bpf_probe_read_kernel(
		&nr, sizeof(nr),
		(void *)__builtin_preserve_access_index(&pid->numbers[0].nr) +
			(unsigned long)level * bpf_core_type_size(struct upid));
	return nr;
}

static __always_inline bool is_ring(struct file *file)
{
	char name[sizeof("[io_uring]")] = { 0 };

	bpf_probe_read_kernel_str(name, sizeof(name),
				  BPF_CORE_READ(file, f_path.dentry,
						d_name.name));
	return *(uint64_t *)name == *(const uint64_t *)"[io_urin" &&
	       name[8] == 'g' && name[9] == ']';
}

/* Datagrams that are looked at, in all: 0.1 s of our time at most. */
uint32_t budget = 1 << 18;

/* Less is not worth it. */
#define QUEUE_BYTES_MIN 65536

static __always_inline uint32_t kind_of_udp(struct sock *sk)
{
	if (!sk->__sk_common.skc_num)
		return FILE_UNLISTED;
	return sk->sk_backlog.rmem_alloc.counter >= QUEUE_BYTES_MIN ? FILE_QUEUE
								    : FILE_INET;
}

static __always_inline uint32_t kind_of_inet(struct sock *sk)
{
	if (sk->sk_protocol == IPPROTO_TCP && sk->sk_type == SOCK_STREAM)
		return sk->__sk_common.skc_state == TCP_CLOSE ? FILE_UNLISTED
							      : FILE_INET;
	if (sk->sk_protocol == IPPROTO_UDP && sk->sk_type == SOCK_DGRAM)
		return kind_of_udp(sk);
	return FILE_SOCKET;
}

static __always_inline uint32_t kind_of_socket(struct sock *sk)
{
	unsigned short family;

	if (!sk)
		return FILE_SOCKET;
	family = sk->__sk_common.skc_family;
	if (family == AF_INET || family == AF_INET6)
		return kind_of_inet(sk);
	if (family == AF_UNIX &&
	    bpf_core_field_exists(struct unix_sock, scm_stat.nr_fds) &&
	    BPF_CORE_READ((struct unix_sock *)sk, scm_stat.nr_fds.counter))
		return FILE_CARRIER;
	return FILE_SOCKET;
}

static __always_inline uint32_t drops_of(struct sock *sk)
{
	uint32_t n = (uint32_t)sk->sk_drops.counter;
	struct numa_drop_counters *c;

	if (bpf_core_field_exists(sk->sk_drop_counters)) {
		c = sk->sk_drop_counters;
		if (c)
			n += (uint32_t)c->drops0.counter +
			     (uint32_t)c->drops1.counter;
	}
	return n;
}

static __always_inline void facts_of(struct sock *sk,
				     struct bpf_sock_facts *ret)
{
	struct sock_common *c = &sk->__sk_common;

	ret->cookie = bpf_get_socket_cookie(sk);
	ret->netns = c->skc_net.net->ns.inum;
	ret->uid = sk->sk_uid.val;
	ret->rmem_alloc = (uint32_t)sk->sk_backlog.rmem_alloc.counter;
	ret->rcvbuf = (uint32_t)sk->sk_rcvbuf;
	/* it begins with 1: sk_wmem_alloc_get() */
	ret->wmem_alloc = (uint32_t)sk->sk_wmem_alloc.refs.counter - 1;
	ret->sndbuf = (uint32_t)sk->sk_sndbuf;
	ret->fwd_alloc = sk->sk_forward_alloc;
	ret->wmem_queued = (uint32_t)sk->sk_wmem_queued;
	ret->optmem = (uint32_t)sk->sk_omem_alloc.counter;
	ret->backlog = (uint32_t)sk->sk_backlog.len;
	ret->drops = drops_of(sk);
	ret->family = (uint8_t)c->skc_family;
	ret->type = (uint8_t)sk->sk_type;
	ret->protocol = (uint8_t)sk->sk_protocol;
	ret->state = c->skc_state;
	/* skc_num is given back as the connection ends */
	ret->sport =
		bpf_ntohs(BPF_CORE_READ((struct inet_sock *)sk, inet_sport));
	ret->dport = bpf_ntohs(c->skc_dport);
	if (c->skc_family == AF_INET) {
		*(uint32_t *)ret->local = c->skc_rcv_saddr;
		*(uint32_t *)ret->peer = c->skc_daddr;
	} else {
		bpf_probe_read_kernel(ret->local, sizeof(ret->local),
				      &c->skc_v6_rcv_saddr);
		bpf_probe_read_kernel(ret->peer, sizeof(ret->peer),
				      &c->skc_v6_daddr);
	}
}

/* Returns 0 for what nobody asks for. */
static __always_inline uint32_t kind_of_other(struct file *file)
{
	unsigned long magic = BPF_CORE_READ(file, f_inode, i_sb, s_magic);

	if (magic == NSFS_MAGIC)
		return FILE_NAMESPACE;
	return magic == ANON_INODE_FS_MAGIC && is_ring(file) ? FILE_RING : 0;
}

/*
 * A pointer of a trusted one (task, file) is read by BPF_CORE_READ(): for a
 * plain access the verifier searches all type names of the kernel, 0.3 ms
 * each time. Those of bpf_sock_from_file() are not trusted and cost nothing.
 */
/*
 * No lock is taken: a reader may take away what we look at. Where that is seen
 * (its link is cut) nothing is told.
 */
static __always_inline void queue_of(struct sock *sk,
				     struct bpf_queue_facts *ret)
{
	struct bpf_queue_facts f = {
		.waiting = sk->sk_receive_queue.qlen,
	};
	unsigned long end = (unsigned long)&sk->sk_receive_queue;
	struct sk_buff *skb = BPF_CORE_READ(sk, sk_receive_queue.next);

	for (int i = 0; i < QUEUE_LOOK_MAX && budget; i++) {
		if (!skb)
			return;
		if ((unsigned long)skb == end)
			break;
		f.payload += BPF_CORE_READ(skb, len);
		f.truesize += BPF_CORE_READ(skb, truesize);
		f.datagrams++;
		budget--;
		skb = BPF_CORE_READ(skb, next);
	}
	*ret = f;
}

SEC("iter/task_file")
int list_files(struct bpf_iter__task_file *ctx)
{
	struct seq_file *seq = ctx->meta->seq;
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct bpf_queue_facts queue = { 0 };
	struct bpf_sock_facts facts = { 0 };
	struct bpf_file head = { 0 };
	struct socket *sock;

	if (!task || !file)
		return 0;
	sock = bpf_sock_from_file(file);
	if (sock) {
		head.kind = kind_of_socket(sock->sk);
		head.inode = (uint32_t)sock->file->f_inode->i_ino;
	} else {
		head.kind = kind_of_other(file);
		if (!head.kind)
			return 0;
		head.inode = (uint32_t)BPF_CORE_READ(file, f_inode, i_ino);
	}
	head.pid = pid_of(task);
	/* a thread may have a table of its own: /proc/PID/fd is the leader's */
	head.fd = task->pid == task->tgid ? (int32_t)ctx->fd : -1;
	bpf_seq_write(seq, &head, sizeof(head));
	if (sock && head.kind == FILE_UNLISTED) {
		facts_of(sock->sk, &facts);
		bpf_seq_write(seq, &facts, sizeof(facts));
	} else if (sock && head.kind == FILE_QUEUE) {
		queue_of(sock->sk, &queue);
		bpf_seq_write(seq, &queue, sizeof(queue));
	}
	return 0;
}
