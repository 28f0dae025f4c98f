/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the user asked for: filled by the options table, read by run/. */
#ifndef KMW_RUN_SETTINGS_H
#define KMW_RUN_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mask;

/* Exit statuses; see kmemwhere(8). */
enum { STATUS_OK, STATUS_FAILED, STATUS_USAGE };

enum mode {
	MODE_REPORT,
	MODE_PROMETHEUS,
	MODE_WATCH,
	MODE_LIST_COLUMNS,
	MODE_JSON_SCHEMA,
	MODE_LIST_SAMPLES,
	MODE_HELP,
	MODE_VERSION,
	MODE_ALERT,
	MODE_CHECK,
	MODE_CHECK_CONFIG,
	MODE_N
};

/* In the order of the words that --json-schema, --color and --netns accept. */
enum schema_of { SCHEMA_REPORT, SCHEMA_DIFF };
enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };
enum netns_scope { NETNS_ALL, NETNS_SELF };

#define BY_NOTHING (-1) /* sockets are not summed up */
/* Places in enum by that the options must know. */
enum { GROUPS_BY_PROCESS = 0, GROUPS_BY_PORT = 4 };
#define SETTINGS_INTERVAL 2.0
#define SETTINGS_INTERVAL_MIN 0.1
#define SETTINGS_INTERVAL_MAX 86400.0
#define SETTINGS_TOP 20 /* rows of a ranked list without -t */
#define SETTINGS_RECORD_SIZE (UINT64_C(64) << 20) /* without --record-size */

/* What the command line says of --alert and --check: see run/alert/policy.h */
struct policy_option {
	const char *key;
	const char *value;
};

#define SETTINGS_POLICY_MAX 16

struct settings {
	int mode;   /* enum mode: the last that was given */
	int color;  /* enum color_when */
	int schema; /* enum schema_of */
	int netns;  /* enum netns_scope */
	int by;	    /* enum by of account/sockets/by.h, or BY_NOTHING */
	bool all;
	bool top_given;
	bool bytes;
	bool no_headings;
	bool json;
	bool no_pss;
	bool intrusive;
	bool no_bpf;
	bool no_probe;
	bool kernel; /* what is inside the kernel's counters */
	bool deep;   /* and every page's flags */
	bool ascii;
	bool no_smaps;
	bool jcmd;
	bool masked;
	bool verbose;
	uint64_t pid;	       /* --pid; 0: the machine */
	uint64_t drop_seconds; /* listen for drop reasons so long; 0: not */
	uint64_t count;	       /* samples until the end, 0: no end */
	uint64_t top;	       /* SETTINGS_TOP unless given */
	uint64_t record_size;  /* bytes */
	uint64_t timeout_s;    /* 0: not given, see run/guard/limits.c */
	uint64_t prometheus_holders; /* 0: no metrics with names in them */
	double interval; /* seconds between two samples (MODE_WATCH) */
	/* NULL where not given */
	const char *nmt;	     /* a file of jcmd's output, "-": stdin */
	const char *sort;	     /* column */
	const char *columns;	     /* -o */
	const char *from;	     /* folder of a capture */
	const char *record;	     /* file to append to */
	const char *replay;	     /* file to read */
	const char *sample;	     /* which of it; NULL: the last */
	const char *diff;	     /* "A,B" */
	const char *prometheus_file; /* NULL: stdout */
	const char *config;	     /* file; NULL: the usual one */
	struct mask *mask;	     /* where masked: see masked_settings() */
	struct policy_option policy[SETTINGS_POLICY_MAX];
	size_t n_policy;
};

#endif
