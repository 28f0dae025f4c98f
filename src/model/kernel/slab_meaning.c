/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/kernel/slab_meaning.h"

#include <stddef.h>
#include <string.h>

#include "model/memory/memory.h"

/* The first row that fits stands: particular names before patterns. */
static const struct slab_meaning meanings[] = {
	{ "dentry*", NULL, "names of files that were looked up" },
	{ "inode_cache", NULL, "inodes of small file systems" },
	{ "ext4_inode_cache", "ext4", "inodes of ext4 files" },
	{ "ext4_*", "ext4", "work of ext4" },
	{ "extent_status", "ext4", "where files of ext4 lie on disk" },
	{ "mbcache", "ext4", "extended attributes of files" },
	{ "ext3_inode_cache", "ext3", "inodes of ext3 files" },
	{ "ext2_inode_cache", "ext2", "inodes of ext2 files" },
	{ "jbd2_*", "jbd2", "journal of ext4" },
	{ "xfs_inode", "xfs", "inodes of XFS files" },
	{ "xfs_ili", "xfs", "changed inodes of XFS" },
	{ "xfs_*", "xfs", "work of XFS" },
	{ "btrfs_inode", "btrfs", "inodes of btrfs files" },
	{ "btrfs_extent_buffer", "btrfs", "metadata blocks of btrfs" },
	{ "btrfs_*", "btrfs", "work of btrfs" },
	{ "nfs_inode_cache", "nfs", "inodes of files on NFS" },
	{ "nfs_*", "nfs", "requests and locks of NFS" },
	{ "nfsd*", "nfsd", "state that the NFS server keeps for clients" },
	{ "cifs_*", "cifs", "inodes and requests of SMB shares" },
	{ "fuse_inode", "fuse", "inodes of FUSE files" },
	{ "fuse_*", "fuse", "requests to a FUSE server" },
	{ "ovl_inode", "overlay", "inodes of container images" },
	{ "ceph_*", "ceph", "inodes and capabilities of CephFS" },
	{ "gfs2_*", "gfs2", "inodes and locks of GFS2" },
	{ "ocfs2_*", "ocfs2", "inodes of OCFS2" },
	{ "f2fs_*", "f2fs", "inodes of F2FS" },
	{ "squashfs_*", "squashfs", "inodes of squashfs images" },
	{ "isofs_*", "isofs", "inodes of an optical disk" },
	{ "fat_*", "vfat", "inodes of FAT files" },
	{ "zfs_znode_cache", "zfs", "inodes of ZFS files" },
	{ "zio_*", "zfs", "buffers of ZFS" },
	{ "arc_*", "zfs", "headers of the ZFS cache" },
	{ "dnode_t", "zfs", "objects of ZFS" },
	{ "dmu_*", "zfs", "buffers of ZFS" },
	{ "shmem_inode_cache", NULL, "files of tmpfs, memfds, segments" },
	{ "proc_inode_cache", NULL, "files of /proc that were looked up" },
	{ "proc_dir_entry", NULL, "files of /proc" },
	{ "sock_inode_cache", NULL, "sockets, as files" },
	{ "hugetlbfs_inode_cache", NULL, "files of huge pages" },
	{ "mqueue_inode_cache", NULL, "POSIX message queues" },
	{ "kernfs_node_cache", NULL, "files of /sys and of cgroups" },
	{ "kernfs_iattrs_cache", NULL, "owners of files of /sys, cgroups" },
	{ "buffer_head", NULL, "blocks of cached files" },
	{ "radix_tree_node", NULL, "index of the page cache" },
	{ "xarray_node", NULL, "index of the page cache" },
	{ "maple_node", NULL, "index of the mappings of processes" },
	{ "filp", NULL, "open files" },
	{ "files_cache", NULL, "tables of open files, one a process" },
	{ "file_lock_cache", NULL, "file locks" },
	{ "fsnotify*", NULL, "inotify and fanotify watches" },
	{ "inotify*", NULL, "inotify watches" },
	{ "fanotify*", NULL, "fanotify events" },
	{ "eventpoll_*", NULL, "fds that epoll sets watch" },
	{ "ep_head", NULL, "fds that epoll sets watch" },
	{ "io_kiocb", NULL, "requests of io_uring" },
	{ "aio_kiocb", NULL, "requests of asynchronous I/O" },
	{ "kioctx", NULL, "contexts of asynchronous I/O" },
	{ "task_struct", NULL, "threads" },
	{ "task_group", NULL, "CPU cgroups" },
	{ "mm_struct", NULL, "address spaces of processes" },
	{ "signal_cache", NULL, "processes" },
	{ "sighand_cache", NULL, "signal handlers, one a process" },
	{ "cred_jar", NULL, "credentials of threads and open files" },
	{ "pid*", NULL, "process numbers" },
	{ "vm_area_struct", NULL, "mappings of processes" },
	{ "vma_lock", NULL, "locks of mappings" },
	{ "anon_vma*", NULL, "mappings that forked processes share" },
	{ "vmap_area", NULL, "areas of vmalloc" },
	{ "nsproxy", NULL, "sets of namespaces" },
	{ "net_namespace", NULL, "network namespaces" },
	{ "user_namespace", NULL, "user namespaces" },
	{ "mnt_cache", NULL, "mounts" },
	{ "key_jar", NULL, "keys of the kernel's keyrings" },
	{ "shared_policy_node", NULL, "NUMA policies" },
	{ "numa_policy", NULL, "NUMA policies" },
	{ "pool_workqueue", NULL, "work queues" },
	{ "page->ptl", NULL, "locks of page tables" },
	{ "pgd_cache", NULL, "page tables, first level" },
	{ "pgtable-*", NULL, "page tables" },
	{ "skbuff_fclone_cache", NULL, "heads of packets that TCP sends" },
	{ "skbuff_head_cache", NULL, "heads of packets: queues of sockets" },
	{ "skbuff_small_head", NULL, "data of small packets" },
	{ "skbuff_ext_cache", NULL, "extensions of packets" },
	{ "TCP*", NULL, "TCP sockets" },
	{ "UDP*", NULL, "UDP sockets" },
	{ "RAW*", NULL, "raw sockets" },
	{ "PING*", NULL, "ping sockets" },
	{ "MPTCP*", NULL, "MPTCP sockets" },
	{ "UNIX*", NULL, "UNIX sockets" },
	{ "PACKET", NULL, "packet sockets: captures" },
	{ "request_sock_*", NULL, "TCP connections that are being made" },
	{ "tw_sock_*", NULL, "TCP connections in TIME_WAIT" },
	{ "tcp_bind*", NULL, "ports in use" },
	{ "inet_peer_cache", NULL, "peers by address" },
	{ "ip_dst_cache", NULL, "routes in use (IPv4)" },
	{ "ip6_dst_cache", NULL, "routes in use (IPv6)" },
	{ "rt6*", NULL, "routes (IPv6)" },
	{ "ip_fib_*", NULL, "routing table (IPv4)" },
	{ "fib6_*", NULL, "routing table (IPv6)" },
	{ "neighbour*", NULL, "neighbours (ARP)" },
	{ "xfrm_*", NULL, "IPsec states and policies" },
	{ "secpath_cache", NULL, "packets of IPsec" },
	{ "nf_conntrack_expect", "nf_conntrack", "expected connections" },
	{ "nf_conntrack*", "nf_conntrack", "connections that are tracked" },
	{ "nf_conncount*", "nf_conncount", "counted connections" },
	{ "nft_*", "nf_tables", "rules and sets of nftables" },
	{ "ip_vs_conn", "ip_vs", "connections of the load balancer" },
	{ "ipset*", "ip_set", "entries of IP sets" },
	{ "sw_flow*", "openvswitch", "flows of Open vSwitch" },
	{ "vxlan*", "vxlan", "VXLAN tunnels" },
	{ "bridge_fdb_cache", "bridge", "addresses that bridges learned" },
	{ "wg_*", "wireguard", "peers of WireGuard" },
	{ "sctp_*", "sctp", "SCTP associations and chunks" },
	{ "rpc_*", "sunrpc", "remote procedure calls: NFS" },
	{ "rds_*", "rds", "RDS messages" },
	{ "tipc_*", "tipc", "TIPC sockets and links" },
	{ "bio_crypt_ctx", NULL, "keys of encrypted disk requests" },
	{ "bio*", NULL, "requests to disks" },
	{ "biovec-*", NULL, "pages of requests to disks" },
	{ "blkdev_*", NULL, "requests and queues of disks" },
	{ "request_queue*", NULL, "queues of disks" },
	{ "scsi_*", "scsi_mod", "requests to SCSI disks" },
	{ "sd_ext_cdb", "sd_mod", "requests to SCSI disks" },
	{ "dm_*", "dm_mod", "requests to device-mapper volumes" },
	{ "kcopyd_job", "dm_mod", "copies between volumes" },
	{ "dm_bufio*", "dm_bufio", "cached metadata of volumes" },
	{ "bcache*", "bcache", "disk cache" },
	{ "raid5-*", "raid456", "stripes of RAID 5 and 6" },
	{ "drbd_*", "drbd", "requests to replicated disks" },
	{ "rbd_*", "rbd", "requests to Ceph disks" },
	{ "nvme*", "nvme", "requests to NVMe disks" },
	{ "kvm_vcpu", "kvm", "virtual CPUs" },
	{ "kvm_*", "kvm", "memory maps of virtual machines" },
	{ "x86_emulator", "kvm", "emulated instructions" },
	{ "kvm_mmu_page_header", "kvm", "page tables of virtual machines" },
	{ "pte_list_desc", "kvm", "page tables of virtual machines" },
	{ "i915_*", "i915", "objects of Intel graphics" },
	{ "drm_*", "drm", "objects of graphics" },
	{ "amdgpu_*", "amdgpu", "objects of AMD graphics" },
	{ "ttm_*", "ttm", "buffers of graphics" },
	{ "ashmem*", "ashmem", "Android shared memory" },
	{ "iommu_*", NULL, "addresses that devices may use" },
	{ "dma-*", NULL, "small buffers of devices" },
	{ "dma_*", NULL, "buffers of devices" },
	{ "acpi_*", NULL, "objects of the ACPI interpreter" },
	{ "Acpi-*", NULL, "objects of the ACPI interpreter" },
	{ "debug_objects*", NULL, "a debugging kernel" },
	{ "kmemleak_*", NULL, "a debugging kernel" },
	{ "trace_event_file", NULL, "trace events" },
	{ "ftrace_event_field", NULL, "trace events" },
	{ "perf_event", NULL, "perf events" },
	{ "uprobe*", NULL, "probes in programs" },
	{ "bpf_*", NULL, "BPF" },
	{ "zs_handle", "zsmalloc", "compressed pages" },
	{ "zspage", "zsmalloc", "compressed pages" },
	{ "zswap_entry", NULL, "compressed swap" },
	{ "ksm_*", NULL, "pages that were merged" },
	{ "khugepaged_mm_slot", NULL, "huge pages" },
	{ "lsm_*", NULL, "security labels" },
	{ "selinux_*", NULL, "security labels" },
	{ "avc_*", NULL, "decisions of SELinux" },
	{ "avtab_*", NULL, "policy of SELinux" },
	{ "ebitmap_node", NULL, "policy of SELinux" },
	{ "audit_*", NULL, "audit records" },
	{ "iint_cache", NULL, "integrity of files" },
	{ "ima_*", NULL, "integrity measurements" },
	{ "mem_cgroup*", NULL, "memory cgroups, removed ones too" },
	{ "cgroup_rstat*", NULL, "cgroups, removed ones too" },
	{ "names_cache", NULL, "paths that are being looked up" },
	{ "seq_file", NULL, "files of /proc that are being read" },
	{ "pde_opener", NULL, "files of /proc that are open" },
	{ "posix_timers_cache", NULL, "timers of programs" },
	{ "sigqueue", NULL, "queued signals" },
	{ "uid_cache", NULL, "users" },
	{ "ucounts", NULL, "users" },
	{ "kmem_cache*", NULL, "the slab caches themselves" },
	{ "taskstats", NULL, "statistics of threads" },
	{ "skbuff_*", NULL, "packets" },
	{ "kmalloc-large", NULL, "pieces of more than two pages" },
	{ "kmalloc-rcl-*", NULL, "pieces of that size that can be freed" },
	{ "kmalloc-cg-*", NULL, "pieces of that size, charged to cgroups" },
	{ "kmalloc-rnd-*", NULL, "pieces of that size, any user" },
	{ "dma-kmalloc-*", NULL, "pieces of that size for devices" },
	{ "kmalloc-*", NULL, "pieces of that size, any user" },
	{ "size-*", NULL, "pieces of that size, any user" },
};

static int fits(const char *pattern, const char *name)
{
	size_t len = strlen(pattern);

	if (pattern[len - 1] == '*')
		return !strncmp(pattern, name, len - 1);
	return !strcmp(pattern, name);
}

const struct slab_meaning *slab_meaning(const char *name)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(*meanings); i++)
		if (fits(meanings[i].pattern, name))
			return &meanings[i];
	return NULL;
}

/* Made with SLAB_RECLAIM_ACCOUNT; where /sys/kernel/slab was not there to ask. */
static bool usually_reclaimable(const char *name)
{
	static const char *const names[] = {
		"dentry",	   "dentry_cache",    "buffer_head",
		"inode_cache",	   "radix_tree_node", "xfs_inode",
		"zfs_znode_cache", "kmalloc-rcl-*",   "btrfs_inode",
		"fuse_inode",	   "ovl_inode",
	};
	size_t len = strlen(name), tail = strlen("_inode_cache");

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (fits(names[i], name))
			return true;
	return len > tail && !strcmp(name + len - tail, "_inode_cache");
}

bool slab_is_reclaimable(const struct slab_cache *c)
{
	return c->reclaimable.known ? c->reclaimable.v != 0
				    : usually_reclaimable(c->name);
}
