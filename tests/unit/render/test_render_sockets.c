/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The socket table: columns, order, and its two layouts. */
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "render/columns/columns.h"
#include "render/columns/lookup.h"
#include "render/columns/rows.h"
#include "render/text.h"
#include "render_machine.h"
#include "tap.h"

static struct machine m;

/* The table with these columns and order, blanks between cells made one. */
static char *table(const char *columns_, const char *sort)
{
	char *text, *out;
	int err;

	m.report.view.columns = columns_;
	m.report.view.sort = sort;
	text = machine_render(&m, render_sockets, &err);
	ck_assert_int_eq(err, 0);
	out = text;
	for (const char *c = text; *c; c++)
		if (*c != ' ' ||
		    (out > text && out[-1] != ' ' && out[-1] != '\n'))
			*out++ = *c;
	*out = '\0';
	return text;
}

static void is(const char *columns_, const char *sort, const char *want)
{
	char *text = table(columns_, sort);

	ck_assert_str_eq(text, want);
	free(text);
}

START_TEST(the_usual_columns)
{
	is(NULL, NULL,
	   "PROTO STATE RECV-Q SEND-Q HELD RCVBUF DROPS LOCAL PEER NETNS PID "
	   "COMMAND WHY\n"
	   "udp UNCONN 8.0M 0 8.0M 8.0M 412 [::]:9743 *:* host 8570+1 "
	   "friend_push+1 udp-unread\n"
	   "udp UNCONN 4.9K 0 4.9K 8.0M 412 [fe80::1%2]:9743 *:* host - - -\n"
	   "tcp ESTAB 1000 0 2.3K 0 - 10.0.0.7:5512 10.0.0.9:53 4026532001 - "
	   "(accept-queue) -\n"
	   "tcp LISTEN 20 4096 0 0 - 0.0.0.0:5512 *:* host - - -\n"
	   "tcp TIME-WAIT 0 0 - - - 10.0.0.7:5512 10.0.0.9:53 host - - -\n");
}
END_TEST

START_TEST(named_and_added_columns)
{
	m.report.view.top = 1;
	is("held,Cookie,CGROUP", NULL,
	   "HELD COOKIE CGROUP\n"
	   "8.0M 18446744073709551615 /system.slice/" HOSTILE_SAFE "\n");
	m.report.view.no_headings = true;
	m.report.view.bytes = true;
	is("RX,TX,CHARGED,SNDBUF,FWD,OPTMEM,BACKLOG,DEFICIT,TIMER,RETRANS,"
	   "INODE,UID,FD,VIA,rx",
	   NULL, "8388608 0 8385344 0 -4096 0 0 832 - - 12345 1000 7 fd\n");
	m.owners[0].pid = 42;
	is("PID,COMMAND", NULL, "42+2 " HOSTILE_SAFE "+2\n");
}
END_TEST

START_TEST(plus_adds_to_the_usual_ones)
{
	char *text = table("+timer,HELD", NULL);

	ck_assert_ptr_nonnull(strstr(text, " COMMAND WHY TIMER\n"));
	ck_assert_ptr_nonnull(strstr(text, " - - - timewait\n"));
	free(text);
}
END_TEST

START_TEST(numbers_fall_and_text_rises)
{
	is("STATE,DROPS", "state",
	   "STATE DROPS\nESTAB -\nLISTEN -\nTIME-WAIT -\nUNCONN 412\n"
	   "UNCONN 412\n");
	is("RECV-Q", "RECV-Q", "RECV-Q\n8.0M\n4.9K\n1000\n20\n0\n");
	/* unknown comes last, whatever the order */
	is("COMMAND,PID", "PID",
	   "COMMAND PID\nfriend_push+1 8570+1\n- -\n(accept-queue) -\n- -\n"
	   "- -\n");
	is("TIMER,PROTO", "TIMER",
	   "TIMER PROTO\ntimewait tcp\n- udp\n- udp\n- tcp\n- tcp\n");
}
END_TEST

START_TEST(what_is_no_column)
{
	char bad[8];
	int err;

	ck_assert_int_eq(render_check_columns("held,PiD,+why", bad, 8),
			 -EINVAL);
	ck_assert_str_eq(bad, "+why");
	ck_assert_int_eq(render_check_columns("+held,why", bad, 8), 0);
	ck_assert_int_eq(render_check_columns("\x1b[1m-much-longer", bad, 8),
			 -EINVAL);
	/* raw, as it was typed: who prints it escapes it */
	ck_assert_str_eq(bad, "\x1b[1m-mu");
	ck_assert_int_eq(render_check_columns("HELD,,PID", bad, 8), -EINVAL);
	ck_assert_int_eq(render_check_columns("", bad, 8), -EINVAL);
	ck_assert_int_eq(render_check_columns("+", bad, 8), -EINVAL);
	ck_assert_int_eq(render_check_columns("HELD,", bad, 8), -EINVAL);
	m.report.view.sort = "HELD,PID";
	free(machine_render(&m, render_sockets, &err));
	ck_assert_int_eq(err, -EINVAL);
}
END_TEST

static int list_columns(const struct report *r, FILE *out)
{
	(void)r;
	return render_list_columns(out);
}

START_TEST(each_column_is_listed_and_found)
{
	int err;
	char *text = machine_render(&m, list_columns, &err);
	const char *line = text;

	ck_assert_int_eq(err, 0);
	for (size_t i = 0; i < COLUMNS_N; i++) {
		const char *name = columns[i].name;

		ck_assert_ptr_eq(column_find(span_of(name, strlen(name))),
				 &columns[i]);
		ck_assert(columns[i].text || columns[i].number);
		ck_assert_int_eq(strncmp(line, name, strlen(name)), 0);
		line = strchr(line, '\n') + 1;
	}
	ck_assert_str_eq(line, "");
	free(text);
}
END_TEST

static char *layout(int (*print)(const struct rows *rows, FILE *out))
{
	struct lookup l;
	struct rows rows = { .l = &l, .v = m.sock_rank, .n = S_N };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	ck_assert_int_eq(lookup_init(&m.report, &l), 0);
	ck_assert_int_eq(
		column_list_parse("+cgroup,vIa,cookie", &rows.list, NULL), 0);
	ck_assert_int_eq(print(&rows, out), 0);
	fclose(out);
	lookup_free(&l);
	return text;
}

static int plain(const struct rows *rows, FILE *out)
{
	rows_plain(rows, out);
	return 0;
}

START_TEST(both_layouts_write_the_same)
{
	char *a, *b;

	strcpy(m.processes[1].comm, "caf\xc3\xa9 \xe6\xbc\xa2");
	a = layout(plain);
	b = layout(rows_grid);
	ck_assert_str_eq(a, b);
	free(a);
	free(b);
}
END_TEST

START_TEST(no_line_is_wider_than_the_terminal)
{
	static const size_t widths[] = { 120, 80, 30, 1 };

	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		char *texts[2];

		m.report.view.width = widths[i];
		texts[0] = layout(plain);
		texts[1] = layout(rows_grid);
		for (size_t j = 0; j < 2; j++) {
			char *line, *save = NULL;
			size_t lines = 0;

			for (line = strtok_r(texts[j], "\n", &save); line;
			     line = strtok_r(NULL, "\n", &save), lines++)
				ck_assert_uint_le(text_width(line,
							     strlen(line)),
						  widths[i]);
			ck_assert(lines > 1 && lines <= S_N + 1);
			free(texts[j]);
		}
	}
}
END_TEST

START_TEST(no_socket_leaves_the_heading)
{
	m.snap.socks.n = 0;
	is("HELD,PID", NULL, "HELD PID\n");
	m.report.view.no_headings = true;
	is("HELD,PID", NULL, "");
}
END_TEST

START_TEST(a_full_disk_is_an_error)
{
	FILE *full = fopen("/dev/full", "w");

	ck_assert_ptr_nonnull(full);
	ck_assert_int_eq(render_sockets(&m.report, full), -ENOSPC);
	fclose(full);
}
END_TEST

static void setup(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	machine_init(&m);
}

static void teardown(void)
{
	machine_free(&m);
}

/* A UNIX socket's name is anybody's; a ring stands in a column of its own. */
START_TEST(other_families)
{
	struct sock *s = m.socks;

	for (size_t i = 0; i < S_N; i++) {
		m.socks[i].n_owners = 0;
		m.socks[i].has_mem = 1;
		m.socks[i].state = SOCK_CLOSE;
	}
	s[S_UDP].proto = PROTO_UNIX;
	s[S_UDP].family = AF_UNIX;
	s[S_UDP].peer_inode = 4711;
	s[S_UDP].mem = (struct skmem){ .wmem_alloc = 8192 };
	ck_assert_int_eq(snapshot_add_string(&m.snap, HOSTILE, &s[S_UDP].name),
			 0);
	s[S_CHILD].proto = PROTO_PACKET;
	s[S_CHILD].family = AF_PACKET;
	s[S_CHILD].sport = 3;
	s[S_CHILD].rqueue = 0;
	s[S_CHILD].ring_bytes = 32 * MIB;
	s[S_CHILD].mem = (struct skmem){ 0 };
	ck_assert_int_eq(
		snapshot_add_string(&m.snap, HOSTILE, &s[S_CHILD].name), 0);
	s[S_LINK_LOCAL].proto = PROTO_NETLINK;
	s[S_LINK_LOCAL].family = AF_NETLINK;
	s[S_LINK_LOCAL].via = VIA_KERNEL;
	s[S_LINK_LOCAL].local_id[0] = 0;
	s[S_LINK_LOCAL].sport = 15;
	s[S_LINK_LOCAL].uid_unknown = 1;
	s[S_LINK_LOCAL].mem = (struct skmem){ .rmem_alloc = 4096 };
	m.report.view.top = 3;
	is("PROTO,HELD,RING,LOCAL,PEER,UID,COMMAND", NULL,
	   "PROTO HELD RING LOCAL PEER UID COMMAND\n"
	   "unix 8.0K - " HOSTILE_SAFE " socket:[4711] 1000 -\n"
	   "netlink 4.0K - uevent:kernel * - (kernel)\n"
	   "packet 0 32.0M all:" HOSTILE_SAFE " * - (accept-queue)\n");
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("socket table");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, the_usual_columns);
	tcase_add_test(t, named_and_added_columns);
	tcase_add_test(t, plus_adds_to_the_usual_ones);
	tcase_add_test(t, numbers_fall_and_text_rises);
	tcase_add_test(t, what_is_no_column);
	tcase_add_test(t, each_column_is_listed_and_found);
	tcase_add_test(t, both_layouts_write_the_same);
	tcase_add_test(t, no_line_is_wider_than_the_terminal);
	tcase_add_test(t, no_socket_leaves_the_heading);
	tcase_add_test(t, other_families);
	tcase_add_test(t, a_full_disk_is_an_error);
	return tap_run(t);
}
