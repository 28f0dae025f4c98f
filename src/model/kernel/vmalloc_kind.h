/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What areas of vmalloc are for, by the function that made them. */
#ifndef KMW_MODEL_KERNEL_VMALLOC_KIND_H
#define KMW_MODEL_KERNEL_VMALLOC_KIND_H

struct vmalloc_caller;

/* "kernel stacks", "BPF" …; NULL where the function is not known. */
const char *vmalloc_kind(const struct vmalloc_caller *c);

#endif
