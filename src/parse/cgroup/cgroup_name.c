/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/cgroup/cgroup_name.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define ID_DIGITS 64
#define ID_SHOWN 12

/* What a runtime calls itself in a path, and what people call it. */
static const struct {
	const char *in_path;
	const char *name;
} runtimes[] = {
	{ "cri-containerd", "containerd" },
	{ "crio", "cri-o" },
	{ "libpod", "podman" },
	{ "libpod-payload", "podman" },
	{ "actions_job", "docker" },
};

/* A name under construction; what does not fit is cut. */
struct name {
	char text[CGROUP_NAME_MAX * 2];
	size_t len;
};

static void add(struct name *n, struct span s)
{
	size_t room = sizeof(n->text) - 1 - n->len;
	size_t len = s.len < room ? s.len : room;

	memcpy(n->text + n->len, s.p, len);
	n->len += len;
	n->text[n->len] = '\0';
}

static void add_word(struct name *n, const char *word)
{
	add(n, span_of(word, strlen(word)));
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static bool cut_end(struct span *s, const char *end)
{
	size_t len = strlen(end);

	if (s->len < len || memcmp(s->p + s->len - len, end, len))
		return false;
	s->len -= len;
	return true;
}

/* Cuts a container's id from the end, with the sign in front of it. */
static bool cut_id(struct span *s, struct span *ret_id)
{
	struct span head;

	if (s->len < ID_DIGITS)
		return false;
	head = span_of(s->p, s->len - ID_DIGITS);
	for (size_t i = head.len; i < s->len; i++)
		if (!is_hex(s->p[i]))
			return false;
	if (head.len) {
		char sign = head.p[--head.len];

		if (sign != '-' && sign != ':')
			return false;
	}
	*ret_id = span_of(s->p + s->len - ID_DIGITS, ID_SHOWN);
	*s = head;
	return true;
}

/* "kubepods-pod1.slice:cri-containerd": runc's way of writing a scope */
static struct span behind_last(struct span s, char sep)
{
	for (size_t i = s.len; i > 0; i--)
		if (s.p[i - 1] == sep)
			return span_of(s.p + i, s.len - i);
	return s;
}

static void add_runtime(struct name *n, struct span runtime)
{
	for (size_t i = 0; i < sizeof(runtimes) / sizeof(*runtimes); i++)
		if (span_is(runtime, runtimes[i].in_path)) {
			add_word(n, runtimes[i].name);
			return;
		}
	add(n, runtime);
}

/* Who made a directory that is called by the id alone: /docker/ID */
static struct span maker(struct span above)
{
	struct span parent = behind_last(above, '/');

	/* kubepods/burstable/podUID/ID, kubepods/podUID/ID */
	if (span_starts(parent, "pod") &&
	    memmem(above.p, above.len, "kubepods", 8))
		return span_of("kubepods", 8);
	return parent.len ? parent : span_of("container", 9);
}

/* ID, RUNTIME-ID.scope, PREFIX:RUNTIME:ID; above: the path up to it */
static bool name_by_id(struct span part, struct span above, struct name *ret)
{
	struct span id, runtime;

	(void)cut_end(&part, ".scope");
	/* what watches over a container stands beside it */
	if (!cut_id(&part, &id) || cut_end(&part, "-conmon"))
		return false;
	runtime = part.len ? behind_last(part, ':') : maker(above);
	add_runtime(ret, runtime);
	add_word(ret, "-");
	add(ret, id);
	return true;
}

static int digit(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* systemd writes what a unit's name may not have as \xNN */
static void add_unescaped(struct name *n, struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		const char *p = s.p + i;
		char c = *p;

		if (s.len - i >= 4 && p[0] == '\\' && p[1] == 'x' &&
		    is_hex(p[2]) && is_hex(p[3])) {
			c = (char)(digit(p[2]) * 16 + digit(p[3]));
			i += 3;
		}
		if (c)
			add(n, span_of(&c, 1));
	}
}

/* machine-NAME.scope and systemd-nspawn@NAME.service of machine.slice */
static bool name_of_machine(struct span part, struct name *ret)
{
	if (!(span_cut(&part, "systemd-nspawn@") &&
	      cut_end(&part, ".service")) &&
	    !(span_cut(&part, "machine-") && cut_end(&part, ".scope")))
		return false;
	add_unescaped(ret, part);
	return ret->len > 0;
}

/* lxc.payload.NAME, lxc.payload/NAME, lxc/NAME */
static bool name_of_lxc(struct span part, struct span above, struct name *ret)
{
	struct span parent = behind_last(above, '/');

	if (!span_cut(&part, "lxc.payload.") && !span_is(parent, "lxc") &&
	    !span_is(parent, "lxc.payload"))
		return false;
	if (!part.len)
		return false;
	add_word(ret, "lxc-");
	add(ret, part);
	return true;
}

static bool name_of_container(struct span part, struct span above,
			      struct name *ret)
{
	return name_by_id(part, above, ret) || name_of_machine(part, ret) ||
	       name_of_lxc(part, above, ret);
}

/* A unit; what has an id in it is a container's guard. */
static bool name_of_unit(struct span part, struct name *ret)
{
	struct span head = part, id;

	if (!cut_end(&head, ".service") && !cut_end(&head, ".scope"))
		return false;
	if (!head.len)
		return false;
	if (cut_id(&head, &id)) {
		add(ret, head);
		add_word(ret, "-");
		add(ret, id);
	} else {
		add_unescaped(ret, part);
	}
	return true;
}

/* Cuts the last part of a path; above is what stands before it. */
static bool cut_part(struct span *path, struct span *ret_part)
{
	while (path->len && path->p[path->len - 1] == '/')
		path->len--;
	if (!path->len)
		return false;
	*ret_part = behind_last(*path, '/');
	path->len -= ret_part->len;
	if (path->len)
		path->len--;
	return true;
}

static int name_of_path(struct span path, char *dst, size_t cap)
{
	struct span rest = path, part;
	struct name name = { .len = 0 };

	while (cut_part(&rest, &part))
		if (name_of_container(part, rest, &name))
			goto out;
	rest = path;
	while (cut_part(&rest, &part))
		if (name_of_unit(part, &name))
			goto out;
	return -ENOENT;
out:
	span_copy(span_of(name.text, name.len), dst, cap);
	return 0;
}

int cgroup_display_name(const char *path, char *dst, size_t cap)
{
	return name_of_path(span_of(path, strlen(path)), dst, cap);
}

int cgroup_name_of_process(struct span text, char *dst, size_t cap)
{
	struct span rest = text, line, id, controllers;
	int err = -ENOENT;

	/* cgroup2 has no controllers in its line, and is the last one */
	while (err && span_line(&rest, &line))
		if (span_until(&line, ':', &id) &&
		    span_until(&line, ':', &controllers) && !controllers.len)
			err = name_of_path(line, dst, cap);
	rest = text;
	while (err && span_line(&rest, &line))
		if (span_until(&line, ':', &id) &&
		    span_until(&line, ':', &controllers) && controllers.len)
			err = name_of_path(line, dst, cap);
	return err;
}
