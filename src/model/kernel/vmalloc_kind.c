/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/kernel/vmalloc_kind.h"

#include <stddef.h>
#include <string.h>

#include "model/kernel/detail.h"

/* By the beginning of the function's name; the first that fits. */
static const struct kind {
	const char *prefix;
	const char *what;
} functions[] = {
	{ "bpf_prog_pack", "BPF programs (JIT)" },
	{ "bpf_jit", "BPF programs (JIT)" },
	{ "bpf_prog", "BPF programs" },
	{ "bpf_check", "BPF verifier" },
	{ "bpf_", "BPF maps" },
	{ "__bpf_", "BPF maps" },
	{ "htab_", "BPF maps" },
	{ "array_map", "BPF maps" },
	{ "stack_map", "BPF maps" },
	{ "queue_stack_map", "BPF maps" },
	{ "arena_", "BPF maps" },
	{ "fork_", "kernel stacks" },
	{ "btf_", "BPF type information" },
	{ "module_alloc", "code of modules, BPF, probes" },
	{ "execmem", "code of modules, BPF, probes" },
	{ "load_module", "modules" },
	{ "move_module", "modules" },
	{ "layout_and_allocate", "modules" },
	{ "init_module", "modules" },
	{ "kernel_read_file", "modules and firmware that are being loaded" },
	{ "xt_", "iptables" },
	{ "translate_table", "iptables" },
	{ "ipt_", "iptables" },
	{ "ip6t_", "iptables" },
	{ "arpt_", "iptables" },
	{ "ebt", "ebtables" },
	{ "nft_", "nftables" },
	{ "nf_tables", "nftables" },
	{ "nf_ct_", "connection tracking" },
	{ "nf_", "netfilter" },
	{ "ip_set", "IP sets" },
	{ "hash_net", "IP sets" },
	{ "hash_ip", "IP sets" },
	{ "mtype_", "IP sets" },
	{ "rhashtable", "hash tables" },
	{ "bucket_table_alloc", "hash tables" },
	{ "alloc_large_system_hash", "hash tables made at boot" },
	{ "pcpu_", "per-CPU memory, its maps" },
	{ "netif_", "queues of network devices" },
	{ "alloc_netdev", "network devices" },
	{ "xp_", "XDP rings" },
	{ "xskq_", "XDP rings" },
	{ "packet_", "rings of captures" },
	{ "alloc_one_pg_vec_page", "rings of captures" },
	{ "alloc_pg_vec", "rings of captures" },
	{ "perf_", "perf" },
	{ "rb_alloc", "perf" },
	{ "xfs_", "XFS" },
	{ "xlog_", "XFS" },
	{ "ext4_", "ext4" },
	{ "jbd2_", "ext4" },
	{ "btrfs_", "btrfs" },
	{ "nfs", "NFS" },
	{ "svc_", "NFS" },
	{ "squashfs_", "squashfs" },
	{ "fuse_", "FUSE" },
	{ "zisofs_", "file system decompression" },
	{ "zlib_", "compression" },
	{ "zstd_", "compression" },
	{ "lzo", "compression" },
	{ "crypto_", "compression and encryption" },
	{ "zcomp_", "zram" },
	{ "zram_", "zram" },
	{ "zs_", "compressed pages" },
	{ "swap", "swap space" },
	{ "__do_sys_swapon", "swap space" },
	{ "__se_sys_swapon", "swap space" },
	{ "do_swapon", "swap space" },
	{ "dm_", "device mapper" },
	{ "raid", "RAID" },
	{ "md_", "RAID" },
	{ "alloc_fdtable", "tables of open files" },
	{ "alloc_thread_stack_node", "kernel stacks" },
	{ "sbitmap", "queues of disks" },
	{ "blk_", "queues of disks" },
	{ "nvme_", "queues of disks" },
	{ "kvm_", "virtual machines" },
	{ "vhost_", "virtual machines" },
	{ "svm_", "virtual machines" },
	{ "vmx_", "virtual machines" },
	{ "drm_", "graphics" },
	{ "i915_", "graphics" },
	{ "amdgpu_", "graphics" },
	{ "ttm_", "graphics" },
	{ "nouveau_", "graphics" },
	{ "fb_", "screen" },
	{ "vc_", "screen" },
	{ "con_", "screen" },
	{ "n_tty_open", "terminals" },
	{ "relay_", "trace buffers" },
	{ "tracing_", "trace buffers" },
	{ "trace", "trace buffers" },
	{ "ftrace_", "trace buffers" },
	{ "devlink_", "network devices" },
	{ "mlx", "network devices" },
	{ "ixgbe_", "network devices" },
	{ "i40e_", "network devices" },
	{ "ice_", "network devices" },
	{ "igb_", "network devices" },
	{ "e1000_", "network devices" },
	{ "ena_", "network devices" },
	{ "acpi_", "ACPI" },
	{ "gen_pool", "memory pools" },
	{ "kvmemdup", "copies for system calls" },
	{ "vmemdup_user", "copies for system calls" },
	{ "seq_", "files of /proc that are being read" },
	{ "sel_", "SELinux" },
	{ "kcov_", "a debugging kernel" },
	{ "kasan_", "a debugging kernel" },
	{ "__kasan", "a debugging kernel" },
	{ "shadow_mapped", "a debugging kernel" },
};

static const struct kind modules[] = {
	{ "nf_", "netfilter" },
	{ "ip_tables", "iptables" },
	{ "x_tables", "iptables" },
	{ "ip_set", "IP sets" },
	{ "xfs", "XFS" },
	{ "btrfs", "btrfs" },
	{ "zfs", "ZFS" },
	{ "spl", "ZFS" },
	{ "nvidia", "graphics" },
	{ "amdgpu", "graphics" },
	{ "i915", "graphics" },
	{ "kvm", "virtual machines" },
	{ "vhost", "virtual machines" },
	{ "mlx", "network devices" },
};

static const char *find(const struct kind *v, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strncmp(v[i].prefix, name, strlen(v[i].prefix)))
			return v[i].what;
	return NULL;
}

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

const char *vmalloc_kind(const struct vmalloc_caller *c)
{
	const char *what;

	if (c->stacks)
		return "kernel stacks";
	what = find(functions, COUNT(functions), c->name);
	if (!what && c->module[0])
		what = find(modules, COUNT(modules), c->module);
	return what;
}
