#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""--prometheus: the format, the sums, the file, the rules, the dashboard."""
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

FAST = ["--no-pss", "--netns=self"]
NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\\\|\\"|\\n)*"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? "
		    r"(-?[0-9]+(?:\.[0-9]+)?)")
# What a server could not keep: a name that is never seen again.
ENDLESS = {"pid", "port", "address", "local", "peer", "inode", "cookie", "fd"}

families = re.findall(r'X\(P_\w+,\s*"(\w+)",\s*"(\w+)",\s*((?:"[^"]*"\s*)+)\)',
		      re.sub(r"\\\n", "\n",
			     tap.read("src/render/prometheus/prometheus_families.h")))
known = {"kmemwhere_" + name: kind for name, kind, _ in families}
codes = re.findall(r'^FINDING\(F_\w+,\s*"([^"]+)"',
		   tap.read("src/diagnose/findings.def")
		   .split("FINDINGS_OF_ALERTS")[0], re.M)
captures = tap.captures()
tap.ok(len(families) >= 30 and len(known) == len(families),
       "the families were found, each of them once", len(families))


def parse(text):
	"""({(name, labels): value}, what breaks the format)."""
	samples, bad, headed, current, state = {}, [], set(), None, None
	if not text.endswith("\n"):
		bad.append("no newline at the end")
	for line in text.splitlines():
		head = re.fullmatch(rf"# (HELP|TYPE) ({NAME}) (.+)", line)
		found = SAMPLE.fullmatch(line)
		if head and head[1] == "HELP":
			if head[2] in headed:
				bad.append(f"twice or apart: {line}")
			headed.add(head[2])
			current, state = head[2], "HELP"
		elif head:
			if (head[2], state) != (current, "HELP") or \
					head[3] != known.get(head[2]):
				bad.append(line)
			state = "TYPE"
		elif found:
			if found[1] != current or state == "HELP":
				bad.append(f"outside its family: {line}")
			state = "samples"
			labels = re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"',
					    found[2] or "")
			if len(dict(labels)) != len(labels):
				bad.append(f"a label twice: {line}")
			key = found[1], tuple(sorted(labels))
			if key in samples:
				bad.append(f"a sample twice: {line}")
			samples[key] = float(found[3])
		else:
			bad.append(line)
	return samples, bad


def total(samples, name):
	return sum(v for (n, _), v in samples.items() if n == name)


def value(samples, name, **labels):
	return samples.get((name, tuple(sorted(labels.items()))))


def check(what, r):
	"""Everything that holds for every output."""
	text = r.stdout.decode()
	samples, bad = parse(text)
	if r.returncode or r.stderr:
		bad += [r.returncode, r.stderr]
	bad += [f"not in the catalogue: {n}" for n, _ in samples
		if n not in known]
	bad += [f"{n}: label {label}" for n, labels in samples
		for label, _ in labels if label in ENDLESS]
	verdicts = [v for (n, _), v in samples.items()
		    if n == "kmemwhere_verdict"]
	if sorted(verdicts) != [0] * (len(codes) - 1) + [1]:
		bad.append(f"verdicts: {verdicts}")
	if "nan" in text.lower() or re.search(r"\binf\b", text.lower()):
		bad.append("no number")
	kernel = value(samples, "kmemwhere_memory_bytes", term="kernel")
	sums = []
	# not root: there is no such term
	if kernel is not None and value(samples, "kmemwhere_memory_bytes",
					term="processes") is not None:
		for name, want in [
				("memory_bytes", samples[
					("kmemwhere_memory_total_bytes", ())]),
				("kernel_bytes", kernel)]:
			if total(samples, "kmemwhere_" + name) != want:
				sums.append(f"{name}: {want}")
	tap.none(bad, f"{what}: the format, the names, the labels")
	tap.none(sums, f"{what}: the terms and the kernel's parts add up")
	return samples


def find(tool):
	return shutil.which(tool, path=os.environ.get("PATH", "") +
			    ":/usr/sbin:/sbin")


exported = set()
live = tap.run("--prometheus", "--netns=self", "--prometheus-holders=5")
samples = check("this machine", live)
exported |= {n for n, _ in samples}
tap.ok(abs(value(samples, "kmemwhere_last_run_timestamp_seconds")
	   - time.time()) < 60
       and 0 < value(samples, "kmemwhere_run_duration_seconds") < 60,
       "the time of the run and how long it took", live.stdout[:900])
tap.ok(value(samples, "kmemwhere_build_info", version=tap.run(
	"--version").stdout.split()[1].decode()) == 1, "the version")
plain = tap.run("--prometheus", *FAST)
tap.none([line for line in plain.stdout.decode().splitlines()
	  if re.search("holder=|command=|rank=", line)],
	 "no names of holders unless they are asked for")
tap.ok(len(plain.stdout.splitlines()) < 400, "few series",
       len(plain.stdout.splitlines()))
for name, folder in captures.items():
	samples = check(name, tap.run(f"--from={folder}", "--prometheus",
				      "--prometheus-holders=5"))
	exported |= {n for n, _ in samples}
	if name == "empty":
		tap.equal([n for n, _ in samples if n.endswith("_bytes")], [],
			  "empty: what is unknown is left out, not 0")
	if name == "udp-exhausted":
		doc = json.loads(tap.run(f"--from={folder}",
					 "--json").stdout)
		udp = [p for p in doc["protocols"] if p["name"] == "udp"][0]
		tap.equal([value(samples, f"kmemwhere_protocol_{k}",
				 protocol="udp")
			   for k in ("used_bytes", "limit_bytes")],
			  [udp["used_bytes"], udp["limit_bytes"]],
			  "it says what --json says")
		tap.equal([value(samples, "kmemwhere_verdict",
				 code=doc["verdict"]["code"]),
			   value(samples, "kmemwhere_verdict_severity")],
			  [1, ["ok", "notice", "warning", "critical"].index(
				  doc["verdict"]["severity"])],
			  "the verdict is the same")
tap.none(sorted(set(known) - exported),
	 "every family is exported by some machine")

# A recording is the same machine; a mask hides the names.
with tempfile.TemporaryDirectory() as tmp:
	tap.run(f"--record={tmp}/r", *FAST)
	samples = check("a recording", tap.run(
		f"--replay={tmp}/r", "--prometheus"))
	tap.ok(value(samples, "kmemwhere_memory_total_bytes")
	       == value(check("this machine again", plain),
			"kmemwhere_memory_total_bytes")
	       and value(samples, "kmemwhere_run_duration_seconds") is None,
	       "a recording gives metrics, too", samples)
names = [re.findall(r'command="(.*?)"', tap.run(
	"--prometheus", "--netns=self", "--prometheus-holders=5",
	*more).stdout.decode()) for more in ([], ["--mask"])]
tap.ok(names[0] and names[1] and not set(names[0]) & set(names[1]),
       "--mask replaces the names in labels", names)

# --- the file

with tempfile.TemporaryDirectory() as tmp:
	path = os.path.join(tmp, "kmemwhere.prom")
	old = os.umask(0o077)
	r = tap.run(f"--prometheus={path}", *FAST)
	os.umask(old)
	tap.equal((r.returncode, r.stdout, r.stderr), (0, b"", b""),
		  "a file is written in silence")
	tap.equal(oct(stat.S_IMODE(os.stat(path).st_mode)), "0o644",
		  "everybody may read it, whatever the umask")
	check("the file", subprocess.run(["cat", path],
					 capture_output=True))
	first = os.stat(path).st_ino
	tap.run(f"--prometheus={path}", *FAST)
	tap.ok(os.stat(path).st_ino != first, "it is replaced, not rewritten")
	tap.equal(os.listdir(tmp), ["kmemwhere.prom"], "nothing is left over")

	r = tap.run("--prometheus=here.prom", *FAST, cwd=tmp)
	tap.ok(r.returncode == 0 and os.path.exists(tmp + "/here.prom"),
	       "a file in the working folder", r)

	victim = os.path.join(tmp, "victim")
	with open(victim, "w") as f:
		f.write("precious")
	os.symlink(victim, os.path.join(tmp, "link.prom"))
	for target in "link.prom", "..":
		r = tap.run("--prometheus=" + os.path.join(tmp, target), *FAST)
		tap.ok(r.returncode == 1 and b"cannot write" in r.stderr,
		       f"{target} is refused", r)
	with open(victim) as f:
		tap.equal(f.read(), "precious",
			  "nothing is written through a symbolic link")

	# A link waits at the name of the temporary file of a pid to come.
	code = "import os, sys; [os.symlink(sys.argv[1] + '/victim', " \
		"f'{sys.argv[1]}/.a.prom.{os.getpid() + i}.tmp') " \
		"for i in range(100)]; " \
		"os.execv(sys.argv[2], sys.argv[2:])"
	r = subprocess.run([sys.executable, "-c", code, tmp, tap.kmemwhere,
			    f"--prometheus={tmp}/a.prom", *FAST],
			   capture_output=True)
	with open(victim) as f:
		tap.ok(r.returncode == 0 and f.read() == "precious"
		       and not os.path.islink(tmp + "/a.prom"),
		       "nor through one at the temporary name", r)
	links = [n for n in os.listdir(tmp) if n.endswith(".tmp")]
	tap.equal(len(links), 99, "that one is gone")
	for n in links:
		os.unlink(os.path.join(tmp, n))

	# Runs that were killed at any time: the file is whole, and what they
	# left is gone after an hour.
	for i in range(30):
		p = subprocess.Popen([tap.kmemwhere, f"--prometheus={path}",
				      *FAST])
		time.sleep(0.001 * i)
		p.kill()
		p.wait()
	with open(path) as f:
		tap.none(parse(f.read())[1], "killed writers tear nothing")
	for name, age in [(".kmemwhere.prom.12345.tmp", 7200),
			  (".kmemwhere.prom.12346.tmp", 60),
			  (".other.prom.12345.tmp", 7200),
			  ("kmemwhere.prom.old", 7200)]:
		with open(os.path.join(tmp, name), "w") as f:
			f.write("left")
		os.utime(f.name, (time.time() - age,) * 2)
	tap.run(f"--prometheus={path}", *FAST)
	tap.equal([os.path.exists(os.path.join(tmp, n)) for n in (
		".kmemwhere.prom.12345.tmp", ".kmemwhere.prom.12346.tmp",
		".other.prom.12345.tmp", "kmemwhere.prom.old")],
		[False, True, True, True],
		"what a killed run left goes after an hour, nothing else does")
	for n in os.listdir(tmp):
		if n.endswith(".tmp"):
			os.unlink(os.path.join(tmp, n))

	# The limit stands for a full disk: the old file stays.
	before = open(path).read()
	r = subprocess.run(["sh", "-c", 'ulimit -f 1; trap "" XFSZ; '
			    'exec "$@"', "sh", tap.kmemwhere,
			    f"--prometheus={path}", *FAST],
			   capture_output=True)
	tap.ok(r.returncode == 1 and b"File too large" in r.stderr
	       and open(path).read() == before,
	       "where it cannot be written whole, the old one stays", r)
	tap.none([n for n in os.listdir(tmp) if n.endswith(".tmp")],
		 "and no part of the new one")
	for missing in ["/nonexistent/x.prom", "/dev/null", tmp + "/"]:
		r = tap.run(f"--prometheus={missing}", *FAST)
		tap.ok(r.returncode == 1 and r.stderr.count(b"\n") == 1,
		       f"{missing.replace(tmp, 'a folder')} is refused", r)
	tap.ok(stat.S_ISCHR(os.stat("/dev/null").st_mode),
	       "/dev/null is what it was")

	# A reader sees a whole file at any time, with many writers.
	start = time.monotonic()
	writers = [subprocess.Popen(
		["sh", "-c", 'for i in 1 2 3 4 5 6 7 8 9 10; do "$@" || exit; '
		 "done", "sh", tap.kmemwhere, f"--prometheus={path}", *FAST])
		for _ in range(4)]
	torn = reads = 0
	while any(w.poll() is None for w in writers):
		with open(path) as f:
			samples, bad = parse(f.read())
		reads += 1
		torn += bool(bad) or ("kmemwhere_tcp_sockets_limit", (
			("state", "orphan"),)) not in samples
		if time.monotonic() - start > 60:
			break
	tap.ok(not torn and reads > 3 and not any(w.wait() for w in writers),
	       "four writers at once: every reader sees a whole file",
	       torn, reads)
	tap.none([n for n in os.listdir(tmp) if n.endswith(".tmp")],
		 "and nothing is left over")

# --- what is made of it

rules = tap.read("scripts/prometheus/kmemwhere.rules.yml")
tests = tap.read("scripts/prometheus/kmemwhere.rules.test.yml")
dashboard = json.loads(tap.read("scripts/grafana/kmemwhere.json"))
metric = re.compile(r"\bkmemwhere_[a-z0-9_]+")


def strings(v):
	if isinstance(v, dict):
		v = list(v.values())
	if isinstance(v, list):
		return [s for item in v for s in strings(item)]
	return [v] if isinstance(v, str) else []


for what, text in [("rules", rules), ("tests of the rules", tests),
		   ("dashboard", "\n".join(strings(dashboard)))]:
	used = set(metric.findall(text))
	tap.none(sorted(used - set(known)) if used else ["none is used"],
		 f"every metric in the {what} is exported")
alerts = re.findall(r"- alert: (\w+)", rules)
tap.none([a for a in alerts if a not in tests], "every alert has a test")
tap.ok(len(alerts) >= 5, "the alerts were found", alerts)
targets = [(p["title"], t) for p in dashboard["panels"] for t in p["targets"]]
tap.none([title for title, t in targets
	  if t["datasource"]["uid"] != "${datasource}"
	  or 'instance="$instance"' not in t["expr"]],
	 "every panel asks the chosen data source for the chosen host")
tap.equal([v["name"] for v in dashboard["templating"]["list"]],
	  ["datasource", "instance"], "the dashboard's variables")
stacked = [p["title"] for p in dashboard["panels"]
	   if p["fieldConfig"]["defaults"].get("custom", {}).get(
		   "stacking", {}).get("mode") == "normal"
	   and "kmemwhere_memory_bytes" in p["targets"][0]["expr"]]
tap.equal(len(stacked), 1, "the identity is a stacked area")
tap.equal(len({p["id"] for p in dashboard["panels"]}),
	  len(dashboard["panels"]), "panels have ids of their own")

manual = re.sub(r"\\f[BIRP]|\\&", "", tap.read("man/kmemwhere.8"))
manual = manual[manual.index(".SH PROMETHEUS"):]
manual = manual[:manual.index("\n.SH ", 1)]
tap.equal(re.findall(r"^\.B (kmemwhere_\w+)$", manual, re.M), list(known),
	  "the manual lists every family, in order, and no other")

promtool = find("promtool")
if not promtool:
	tap.skip("promtool", "no promtool")
else:
	for what, text in [("this machine", live.stdout)] + [
			(name, tap.run(f"--from={folder}",
				       "--prometheus").stdout)
			for name, folder in list(captures.items())[:10]]:
		r = subprocess.run([promtool, "check", "metrics"], input=text,
				   stdout=subprocess.PIPE,
				   stderr=subprocess.STDOUT)
		tap.ok(r.returncode == 0 and not r.stdout,
		       f"promtool is content with {what}", r.stdout.decode())
	folder = os.path.join(tap.top, "scripts", "prometheus")
	for args in (["check", "rules", "kmemwhere.rules.yml"],
		     ["test", "rules", "kmemwhere.rules.test.yml"]):
		r = subprocess.run([promtool, *args], cwd=folder,
				   stdout=subprocess.PIPE,
				   stderr=subprocess.STDOUT, text=True)
		tap.ok(r.returncode == 0 and "SUCCESS" in r.stdout,
		       "promtool " + " ".join(args), r.stdout)
	with tempfile.TemporaryDirectory() as tmp:
		exprs = "\n".join(
			f"  - record: x:{i}\n    expr: {json.dumps(t['expr'])}"
			.replace("$__rate_interval", "5m")
			for i, (_, t) in enumerate(targets))
		with open(tmp + "/d.yml", "w") as f:
			f.write("groups:\n- name: d\n  rules:\n" + exprs)
		r = subprocess.run([promtool, "check", "rules", "d.yml"],
				   cwd=tmp, stdout=subprocess.PIPE,
				   stderr=subprocess.STDOUT, text=True)
		tap.ok(r.returncode == 0, "every query of the dashboard parses",
		       r.stdout)
tap.done()
