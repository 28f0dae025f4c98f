#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A key of the report stands in one row, and what writes it exists once."""
import json
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
				".."))
import tap  # noqa: E402

# Where rows are: beside the structs, and in the shape of the report.
ROWS = re.compile(r"src/(\w+/)*\w+_fields\.c$|src/render/json/json(_\w+)?\.c$")
# Contracts of their own, with a few keys: a recording's head, the schema's,
# and the rows of --diff.
APART = {"src/record/document_put.c", "src/render/json/json_schema.c",
	 "src/render/json/json_diff.c"}
# The parts of memory: member, name for machines, label for people.
PARTS = "src/model/memory/parts.def"
PART = re.compile(r'^MEMORY_\w+\(\w+, (\w+), "([^"]+)",\s*"([^"]+)"', re.M)
# Who speaks of memory, and the rows that are about something else.
SPEAK = re.compile(r"src/(account|alert|diagnose|render|run|screen)/")
NO_PART = {("src/render/json/json_detail.c", "page_tables")}
# A row's key, and the sentence behind it.
KEY = re.compile(r'"(\w+)",\s*"')
STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')

sources = {p: re.sub(r"/\*.*?\*/", "", tap.read(p), flags=re.S)
	   for p in tap.files("src", end=(".c",))}
schema = json.loads(tap.read("scripts/kmemwhere-report.schema.json"))


def objects(node, found):
	"""Which objects have a key: their sets of keys, each once."""
	if not isinstance(node, dict):
		return found
	keys = frozenset(node.get("properties", {}))
	for key, value in node.get("properties", {}).items():
		found.setdefault(key, set()).add(keys)
		objects(value, found)
	objects(node.get("items"), found)
	return found


def strangers(files, keys):
	"""Files that have a key by hand, or more files than objects have it."""
	places = {key: [] for key in keys}
	for path, text in files.items():
		if path in APART:
			continue
		if re.search(r'jsonw_key\(\S+, "', text):
			yield f"{path} gives jsonw_key() a key of its own"
		if not ROWS.match(path):
			continue
		for word in set(KEY.findall(text)) & set(keys):
			places[word].append(path)
	for key, where in places.items():
		if len(where) > len(keys[key]):
			yield f"{key} stands in {', '.join(sorted(where))}"


def spellings(files, rows):
	"""Parts of memory that are spelled outside of their list."""
	words = {w for row in rows for w in row if re.search("[-_, ]", w)}
	for path, text in files.items():
		if not SPEAK.match(path):
			continue
		for word in sorted(words & set(STRING.findall(text))):
			if (path, word) not in NO_PART:
				yield f"{path} spells {word}"


def writers(files):
	"""Who writes JSON beside util/jsonw.c."""
	for path, text in files.items():
		if path == "src/util/jsonw.c":
			continue
		if re.search(r"\bjson_(dump|object_set|array_append|pack)\w*\(",
			     text):
			yield f"{path} writes by jansson"
		if any(re.search(r'\\":', s) for s in STRING.findall(text)):
			yield f"{path} has a key in its quotes"


def ladders(files):
	"""Who asks for a type by cases: model/field.c has a table."""
	for path, text in files.items():
		if re.search(r"\bcase FIELD_|switch \(\w+->type\)", text):
			if "FIELD_" in text:
				yield f"{path} has a ladder of field types"


keys = objects(schema, {})
parts = PART.findall(tap.read(PARTS))
# what the rows make of their members
sources[PARTS.replace(".def", "_fields.c")] = "\n".join(
	f'"{member}_bytes", "…"' for member, *_ in parts)
tap.ok(len(keys) > 200, "the keys were found", len(keys))
tap.none(list(strangers(sources, keys)), "a key stands in one .c file, its row")
tap.ok(len(parts) >= 14, "the parts of memory were found", *parts)
tap.none([f"{member}: not in the schema" for member, *_ in parts
	  if f"{member}_bytes" not in keys], "a part has a key of the report")
tap.none(list(spellings(sources, parts)),
	 "a part of memory is spelled in its row")
tap.none(list(writers(sources)), "JSON has one writer")
tap.none(list(ladders(sources)), "what a type does stands in one table")

# The checks can fail.
planted = dict(sources)
planted["src/render/json/json_planted.c"] = (
	'MADE(FIELD_OPT, x, "recvq_bytes", "Twice.")')
tap.ok(list(strangers(planted, keys)), "a second row of a key would be caught")
planted = {"src/render/planted.c": 'put(p, "slab, reclaimable");'}
tap.ok(list(spellings(planted, parts)), "a second spelling would be caught")
planted = dict(sources)
planted["src/render/json/json_planted.c"] = (
	'MADE(FIELD_OPT, x, "vmalloc_bytes", "Twice.")')
tap.ok(list(strangers(planted, keys)), "a part's key by hand would be caught")
planted = {"src/render/planted.c": 'jsonw_key(j, "recvq_bytes");'}
tap.ok(list(strangers(planted, keys)), "a key by hand would be caught")
planted = {"src/run/planted.c": 'fprintf(out, "{\\"code\\":%u}", code);'}
tap.ok(list(writers(planted)), "a second writer would be caught")
planted = {"src/record/planted.c": "switch (f->type) {\ncase FIELD_OPT:"}
tap.ok(list(ladders(planted)), "a ladder of types would be caught")
tap.done()
