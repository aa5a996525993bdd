"""Reads a junit.xml with other people's parser and counts what it finds."""

import sys

from junitparser import JUnitXml

suites = JUnitXml.fromfile(sys.argv[1])
cases = [case for suite in suites for case in suite]
skipped = sum(bool(case.is_skipped) for case in cases)
if len(cases) < 400 or any(not case.name or not case.classname for case in cases):
    sys.exit("junit.xml lacks test cases, or names of theirs")
print(f"{len(cases)} test cases, {skipped} skipped")
