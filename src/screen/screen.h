/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The full-screen view of samples, on a terminal of ncurses. What it shows it
 * is given: a report with rates, of now or of a recording.
 */
#ifndef KMW_SCREEN_SCREEN_H
#define KMW_SCREEN_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "account/sockets/by.h"

struct report;

enum screen_list { LIST_SOCKETS, LIST_BY, LIST_MEMORY };
enum screen_sort { SORT_SIZE, SORT_GROWTH, SORT_DROPS, SORT_N };
enum screen_page { PAGE_MAIN, PAGE_DETAIL, PAGE_HELP };

/* What a key asks of who drives the screen. */
enum screen_wish { WISH_NOTHING, WISH_REDRAW, WISH_QUIT };

#define SCREEN_FILTER_MAX 64
#define SCREEN_KEY_MAX 160

/* A row is known again in the next sample by its kind and its key. */
struct screen_id {
	uint64_t cookie;	  /* LIST_SOCKETS */
	int pid;		  /* LIST_MEMORY */
	char key[SCREEN_KEY_MAX]; /* LIST_BY, raw, perhaps cut */
	uint64_t key_id;	  /* LIST_BY: of the whole key; 0: not known */
};

struct screen {
	void *term; /* SCREEN of ncurses */
	bool ascii;
	bool color;
	double interval;
	enum screen_list list;
	enum by by; /* LIST_BY */
	enum screen_sort sort;
	enum screen_page page;
	bool paused;
	bool typing;			/* the filter */
	char filter[SCREEN_FILTER_MAX]; /* raw */
	struct screen_id selected;
	bool has_selected;
	int move;	      /* of the selection, wished by keys */
	size_t scroll;	      /* first row, or line of a page */
	struct by_sum before; /* the sums of the sample before */
	struct by_sum now;
	uint64_t sampled; /* serial of the sample that now is of */
	/* of the sample that is drawn: one more than the one before it in time,
	 * any other where something lies between */
	uint64_t serial;
	/* a recording: the place of the sample, from 0, of so many; 0: live */
	size_t place;
	size_t places;
	int64_t turn; /* wished by keys: so many samples on, or back */
};

/* Turns that lead beyond any end. */
#define SCREEN_TURN_END ((int64_t)1 << 40)

/* Takes the terminal. Returns 0, or -ENOTTY: it cannot be used so. */
int screen_open(struct screen *s);

/* Gives the terminal back as it was. Takes one that was never opened. */
void screen_close(struct screen *s);

/* Likewise, of a process that was killed and had it open on our stdout. */
void screen_abandon(void);

/* Reads all keys that are there. */
enum screen_wish screen_keys(struct screen *s);

/* Draws; only what changed goes to the terminal. Returns 0 or -ENOMEM. */
int screen_draw(struct screen *s, const struct report *r);

#endif
