/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of the kernel's structs that the programs read. Order and size
 * mean nothing here: the kernel finds each member by its name (CO-RE).
 */
#ifndef KMW_BPF_KERNEL_H
#define KMW_BPF_KERNEL_H

#pragma clang attribute push(__attribute__((preserve_access_index)), \
			     apply_to = record)

struct upid {
	int nr;
};

struct pid {
	unsigned int level;
	struct upid numbers[1];
};

struct task_struct {
	int pid;
	int tgid;
	struct task_struct *group_leader;
	struct pid *thread_pid;
};

struct super_block {
	unsigned long s_magic;
};

struct inode {
	struct super_block *i_sb;
	unsigned long i_ino;
};

struct qstr {
	const unsigned char *name;
};

struct dentry {
	struct qstr d_name;
};

struct path {
	struct dentry *dentry;
};

struct file {
	struct path f_path;
	struct inode *f_inode;
};

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
};

struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	uint32_t fd;
	struct file *file;
};

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	atomic_t refs;
} refcount_t;

struct ns_common {
	unsigned int inum;
};

struct net {
	struct ns_common ns;
};

typedef struct {
	struct net *net;
} possible_net_t;

struct in6_addr {
	union {
		uint8_t u6_addr8[16];
	} in6_u;
};

struct sock_common {
	uint32_t skc_daddr;
	uint32_t skc_rcv_saddr;
	uint16_t skc_dport;
	uint16_t skc_num;
	unsigned short skc_family;
	unsigned char skc_state;
	possible_net_t skc_net;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
};

typedef struct {
	unsigned int val;
} kuid_t;

struct numa_drop_counters {
	atomic_t drops0;
	atomic_t drops1;
};

struct sk_buff {
	struct sk_buff *next;
	unsigned int len;
	unsigned int truesize;
};

struct sk_buff_head {
	struct sk_buff *next;
	uint32_t qlen;
};

struct sock {
	struct sock_common __sk_common;
	struct sk_buff_head sk_receive_queue;
	struct {
		atomic_t rmem_alloc;
		int len;
	} sk_backlog;
	atomic_t sk_drops;
	struct numa_drop_counters *sk_drop_counters; /* 6.18 */
	int sk_rcvbuf;
	int sk_sndbuf;
	int sk_forward_alloc;
	int sk_wmem_queued;
	refcount_t sk_wmem_alloc;
	atomic_t sk_omem_alloc;
	kuid_t sk_uid;
	uint16_t sk_type;
	uint16_t sk_protocol;
};

struct inet_sock {
	uint16_t inet_sport;
};

struct socket {
	struct file *file;
	struct sock *sk;
};

struct scm_stat {
	atomic_t nr_fds;
};

struct unix_sock {
	struct scm_stat scm_stat; /* 5.5 */
};

#pragma clang attribute pop

#endif
