/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/journal.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "alert/condition.h"
#include "render/alert_text.h"
#include "run/syslog.h"
#include "util/buf.h"

#define JOURNAL_SOCKET "/run/systemd/journal/socket"

/* "KEY\n", the length as 64 bits, little endian, the bytes, "\n". */
static int field_bytes(struct buf *b, const char *key, const char *v,
		       size_t len)
{
	uint64_t le = htole64(len);
	int err = buf_printf(b, "%s\n", key);

	if (!err)
		err = buf_append(b, &le, sizeof(le));
	if (!err)
		err = buf_append(b, v, len);
	return err ? err : buf_append(b, "\n", 1);
}

/* A value without a newline: "KEY=value\n". */
static int field(struct buf *b, const char *key, const char *v)
{
	return strchr(v, '\n') ? field_bytes(b, key, v, strlen(v))
			       : buf_printf(b, "%s=%s\n", key, v);
}

/* The whole text of one piece of news as MESSAGE=. */
static int field_message(struct buf *b, const struct alert_message *m,
			 const struct alert_note *note)
{
	struct alert_message one = *m;
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	int err;

	if (!out)
		return -ENOMEM;
	one.v = note;
	one.n = 1;
	err = render_alert(&one, out);
	if (fclose(out) == EOF && !err)
		err = -ENOMEM;
	while (len && text[len - 1] == '\n')
		len--;
	if (!err)
		err = field_bytes(b, "MESSAGE", text, len);
	free(text);
	return err;
}

static int field_numbers(struct buf *b, const struct finding *f)
{
	int err = 0;

	if (f->bytes.known)
		err = buf_printf(b, "KMEMWHERE_BYTES=%" PRId64 "\n",
				 f->bytes.v);
	for (size_t i = 0; i < f->subject.n_pids && i < 20 && !err; i++)
		err = buf_printf(b, "KMEMWHERE_PID=%d\n",
				 (int)f->subject.pids[i]);
	return err;
}

static int entry(struct buf *b, const struct alert_message *m,
		 const struct alert_note *note)
{
	enum severity severity = alert_note_severity(note);
	const char *id = note->condition ? JOURNAL_ID_RAISED : JOURNAL_ID_OVER;
	char code[INCIDENT_KEY_MAX];
	int err = field_message(b, m, note);

	if (!err)
		err = buf_printf(b,
				 "PRIORITY=%d\nSYSLOG_FACILITY=3\n"
				 "SYSLOG_IDENTIFIER=kmemwhere\nMESSAGE_ID=%s\n",
				 syslog_priority((int)severity), id);
	if (!err)
		err = field(b, "KMEMWHERE_CODE", alert_note_code(note, code));
	if (!err)
		err = field(b, "KMEMWHERE_INCIDENT", note->event->incident.key);
	if (!err)
		err = field(b, "KMEMWHERE_EVENT", news_name(note->event->news));
	if (!err)
		err = field(b, "KMEMWHERE_SEVERITY", severity_name(severity));
	if (!err && note->condition)
		err = field_numbers(b, note->condition->finding);
	return err;
}

static int send_datagram(int fd, const struct sockaddr_un *to,
			 const struct buf *b)
{
	ssize_t n;

	do {
		n = sendto(fd, b->data, b->len, MSG_NOSIGNAL,
			   (const struct sockaddr *)to, sizeof(*to));
	} while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

static int sealed_file(const struct buf *b)
{
	int err = 0, fd = memfd_create("kmemwhere-journal",
				       MFD_CLOEXEC | MFD_ALLOW_SEALING);
	size_t done = 0;

	if (fd < 0)
		return -errno;
	while (done < b->len && !err) {
		ssize_t n = write(fd, b->data + done, b->len - done);

		if (n > 0)
			done += (size_t)n;
		else if (n < 0 && errno != EINTR)
			err = -errno;
	}
	/* the journal takes no file that could still change */
	if (!err &&
	    fcntl(fd, F_ADD_SEALS,
		  F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) < 0)
		err = -errno;
	if (err) {
		close(fd);
		return err;
	}
	return fd;
}

/* What is too long for a datagram goes as a descriptor beside an empty one. */
static int send_file(int fd, const struct sockaddr_un *to, const struct buf *b)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	struct msghdr msg = { .msg_name = (void *)(uintptr_t)to,
			      .msg_namelen = sizeof(*to),
			      .msg_control = &control,
			      .msg_controllen = sizeof(control) };
	int file = sealed_file(b), err = 0;

	if (file < 0)
		return file;
	control.head.cmsg_level = SOL_SOCKET;
	control.head.cmsg_type = SCM_RIGHTS;
	control.head.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&control.head), &file, sizeof(file));
	if (sendmsg(fd, &msg, MSG_NOSIGNAL) < 0)
		err = -errno;
	close(file);
	return err;
}

int journal_deliver(int fd, const struct sockaddr_un *to, const struct buf *b)
{
	int err = send_datagram(fd, to, b);

	return err == -EMSGSIZE || err == -ENOBUFS ? send_file(fd, to, b) : err;
}

int journal_send(const struct alert_message *m)
{
	const struct sockaddr_un to = { .sun_family = AF_UNIX,
					.sun_path = JOURNAL_SOCKET };
	int err = 0, fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct buf b = { 0 };

	if (fd < 0)
		return -errno;
	for (size_t i = 0; i < m->n && !err; i++) {
		buf_clear(&b);
		err = entry(&b, m, &m->v[i]);
		if (err)
			break;
		err = journal_deliver(fd, &to, &b);
	}
	buf_free(&b);
	close(fd);
	return err;
}
