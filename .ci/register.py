"""Holds ids, levels and bases of a clause table in Markdown against the register."""

import re
import sys
import tomllib

table, register = sys.argv[1:]
row = re.compile(r"^\| ([A-Z]+-\d+) \| (\w+) \| (\w+) \|")
with open(table, encoding="utf-8") as lines:
    wanted = {m[1]: (m[2], m[3]) for m in map(row.match, lines) if m}
with open(register, "rb") as file:
    have = {c["id"]: (c["level"], c["basis"]) for c in tomllib.load(file)["clause"]}
if not wanted or wanted != have:
    different = sorted(k for k in wanted.keys() | have.keys() if wanted.get(k) != have.get(k))
    sys.exit(f"the registers differ: {different}")
print(f"{len(have)} clauses agree")
