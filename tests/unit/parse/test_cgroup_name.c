/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names that people know, out of paths as engines and systemd make them. */
#include <errno.h>
#include <string.h>

#include "parse/cgroup/cgroup_name.h"
#include "tap.h"

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

static const struct {
	const char *path;
	const char *name; /* NULL: none */
} cases[] = {
	{ "/system.slice/docker-" ID ".scope", "docker-0123456789ab" },
	{ "/docker/" ID, "docker-0123456789ab" },
	{ "/docker/" ID "/system.slice/cron.service", "docker-0123456789ab" },
	{ "/docker/" OTHER "/docker/" ID, "docker-0123456789ab" },
	{ "/../../docker-" ID ".scope", "docker-0123456789ab" },
	{ "/kubepods.slice/kubepods-burstable.slice/"
	  "kubepods-burstable-pod1.slice/cri-containerd-" ID ".scope",
	  "containerd-0123456789ab" },
	{ "/kubepods-burstable-pod1.slice:cri-containerd:" ID,
	  "containerd-0123456789ab" },
	{ "/kubepods/burstable/pod8e1f/" ID, "kubepods-0123456789ab" },
	{ "/kubepods/pod8e1f/" ID, "kubepods-0123456789ab" },
	{ "/kubepods.slice/crio-" ID ".scope", "cri-o-0123456789ab" },
	{ "/machine.slice/libpod-" ID ".scope", "podman-0123456789ab" },
	{ "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" ID
	  ".scope/container",
	  "podman-0123456789ab" },
	{ "/machine.slice/libpod-conmon-" ID ".scope",
	  "libpod-conmon-0123456789ab" },
	{ "/" ID, "container-0123456789ab" },
	{ "/lxc/web/init.scope", "lxc-web" },
	{ "/lxc.payload.web/system.slice/nginx.service", "lxc-web" },
	{ "/lxc.payload/101", "lxc-101" },
	{ "/lxc.monitor.web", NULL },
	{ "/machine.slice/systemd-nspawn@deb.service/payload", "deb" },
	{ "/machine.slice/machine-qemu\\x2d1\\x2dvm.scope", "qemu-1-vm" },
	{ "/system.slice/nginx.service", "nginx.service" },
	{ "/system.slice/nginx.service/worker", "nginx.service" },
	{ "/user.slice/user-1000.slice/session-3.scope", "session-3.scope" },
	{ "/user.slice/user-1000.slice/user@1000.service/app.slice/"
	  "app-fire\\x2dfox.service",
	  "app-fire-fox.service" },
	{ "/system.slice", NULL },
	{ "/", NULL },
	{ "", NULL },
	{ "/.service", NULL },
	{ "/machine.slice/machine-.scope", "machine-.scope" },
	/* no id: too short, or with other letters */
	{ "/docker/0123456789ab", NULL },
	{ "/docker/g123456789abcdef0123456789abcdef"
	  "0123456789abcdef0123456789abcdef",
	  NULL },
	{ "/foo" ID, NULL },
};

START_TEST(paths_and_names)
{
	char name[CGROUP_NAME_MAX] = "untouched";
	int err = cgroup_display_name(cases[_i].path, name, sizeof(name));

	ck_assert_int_eq(err, cases[_i].name ? 0 : -ENOENT);
	ck_assert_str_eq(name, cases[_i].name ? cases[_i].name : "untouched");
}
END_TEST

START_TEST(a_name_is_cut_where_it_does_not_fit)
{
	char name[8], path[5000];

	ck_assert(!cgroup_display_name("/docker/" ID, name, sizeof(name)));
	ck_assert_str_eq(name, "docker-");
	memset(path, 'x', sizeof(path));
	memcpy(path, "/", 1);
	strcpy(path + sizeof(path) - 9, ".service");
	ck_assert(!cgroup_display_name(path, name, sizeof(name)));
	ck_assert_str_eq(name, "xxxxxxx");
}
END_TEST

static int of_process(const char *text, char *dst, size_t cap)
{
	return cgroup_name_of_process(span_of(text, strlen(text)), dst, cap);
}

START_TEST(cgroup2_comes_first)
{
	char name[CGROUP_NAME_MAX] = "untouched";

	ck_assert(!of_process("12:pids:/docker/" OTHER "\n"
			      "1:name=systemd:/docker/" OTHER "\n"
			      "0::/system.slice/docker-" ID ".scope\n",
			      name, sizeof(name)));
	ck_assert_str_eq(name, "docker-0123456789ab");
	ck_assert(!of_process("5:memory:/a\n1:name=systemd:/x.service\n0::/\n",
			      name, sizeof(name)));
	ck_assert_str_eq(name, "x.service");
	ck_assert_int_eq(of_process("0::/\n", name, sizeof(name)), -ENOENT);
	ck_assert_int_eq(of_process("", name, sizeof(name)), -ENOENT);
	ck_assert_int_eq(of_process("0:", name, sizeof(name)), -ENOENT);
	ck_assert_str_eq(name, "x.service");
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("cgroup_name");

	tcase_add_loop_test(t, paths_and_names, 0,
			    (int)(sizeof(cases) / sizeof(*cases)));
	tcase_add_test(t, a_name_is_cut_where_it_does_not_fit);
	tcase_add_test(t, cgroup2_comes_first);
	return tap_run(t);
}
