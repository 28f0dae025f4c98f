/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verdict where no rule has found anything: is that for lack of figures? */
#include "diagnose/rules.h"

#include "account/sight.h"
#include "diagnose/kernel/remainder.h"
#include "diagnose/process/shortage.h"
#include "diagnose/sight_words.h"
#include "model/snapshot.h"

/* Percent of memory in no line: from here on nobody knows enough. */
#define NAMELESS_MANY 50
/* From here on the verdict is less sure. */
#define NAMELESS_SOME 20

/* What stops a verdict on memory, or NULL. */
static const char *reason(const struct judge *j)
{
	const struct identity *id = &j->acct->id;
	uint64_t most = opt_or0(id->total) / 100 * NAMELESS_MANY;

	if (!opt_or0(id->total))
		return "MemTotal could not be read";
	if (!id->available.known)
		return "what memory is available could not be read";
	if (nameless_bytes(j->snap, j->acct) >= most)
		return "no figure that could be read says where most of the "
		       "memory is";
	return NULL;
}

static void unknown(struct judge *j, const char *why)
{
	struct finding *f =
		finding_open(j, F_UNKNOWN, SEV_NOTICE, CONF_HIGH,
			     (struct opt_i64){ 0 },
			     "cannot tell whether anything is wrong: %s", why);

	if (opt_or0(j->acct->id.total))
		say(f, "%s of %s are in no figure that was read",
		    BYTES(nameless_bytes(j->snap, j->acct)),
		    BYTES(j->acct->id.total.v));
	finding_remedies(f, NULL);
}

/* A list of sockets alone: it says nothing about the machine's memory. */
static void sockets_healthy(struct judge *j)
{
	finding_open(j, F_HEALTHY, SEV_OK, CONF_LOW, (struct opt_i64){ 0 },
		     "the sockets hold no more than they should; how the "
		     "machine's memory is used was not captured");
}

static enum confidence sure(const struct judge *j)
{
	const struct identity *id = &j->acct->id;
	uint64_t some = id->total.v / 100 * NAMELESS_SOME;
	bool hidden = sight_missing(j->snap) & ~(unsigned)SIGHT_SLABS;

	if (!id->kernel.known || id->available_estimated ||
	    !j->snap->memory.info.v[MEM_SLAB].known || hidden ||
	    nameless_bytes(j->snap, j->acct) >= some)
		return CONF_MEDIUM;
	return CONF_HIGH;
}

static void say_rest(struct judge *j, struct finding *f)
{
	const struct identity *id = &j->acct->id;
	uint64_t rest = nameless_bytes(j->snap, j->acct);

	if (id->available_estimated)
		say(f, "MemAvailable is missing: what is available is an "
		       "estimate");
	if (rest >= id->total.v / 100 * NAMELESS_SOME)
		say(f, "%s are in no figure that was read", BYTES(rest));
}

static void healthy(struct judge *j)
{
	const struct identity *id = &j->acct->id;
	char words[SIGHT_WORDS_MAX];
	struct finding *f = finding_open(
		j, F_HEALTHY, SEV_OK, sure(j), (struct opt_i64){ 0 },
		"nothing holds more than it should%s: %s of %s are available",
		sight_words(j->snap, words), BYTES(id->available.v),
		BYTES(id->total.v));

	if (pinned_cache(j))
		say(f, "%s of page cache or more cannot be reclaimed",
		    BYTES(pinned_cache(j)));
	else if (opt_i64_or0(id->cache) > 0)
		say(f,
		    "the page cache is %s: it is reclaimed when memory is "
		    "needed",
		    BYTES(id->cache.v));
	slab_evidence(j, f);
	say_rest(j, f);
}

void rule_verdict(struct judge *j)
{
	const char *why = reason(j);

	if (!why)
		healthy(j);
	else if (snapshot_is_capture(j->snap) && !opt_or0(j->acct->id.total) &&
		 snapshot_has_sockets(j->snap))
		sockets_healthy(j);
	else
		unknown(j, why);
}
