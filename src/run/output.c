/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/output.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "run/message.h"
#include "run/settings.h"

/* The write function of fopencookie(): 0 stands for failure. */
static ssize_t output_write(void *cookie, const char *bytes, size_t len)
{
	struct output *o = cookie;
	size_t done = 0;

	while (done < len && !o->error) {
		ssize_t n = write(STDOUT_FILENO, bytes + done, len - done);

		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR)
			o->error = errno;
	}
	return o->error ? 0 : (ssize_t)len;
}

int output_open(struct output *ret)
{
	cookie_io_functions_t io = { .write = output_write };

	ret->error = 0;
	ret->stream = fopencookie(ret, "w", io);
	return ret->stream ? STATUS_OK : message_errno(-ENOMEM);
}

int output_finish(struct output *o, int err)
{
	fclose(o->stream);
	/* NFS and quotas may tell only now that there was no room. */
	if (close(STDOUT_FILENO) < 0 && !o->error)
		o->error = errno;
	if (!o->error && err < 0)
		return message_error("cannot write the report: %s",
				     strerror(-err));
	if (!o->error)
		return STATUS_OK;
	if (o->error == EPIPE)
		return STATUS_FAILED;
	return message_error("write error: %s", strerror(o->error));
}
