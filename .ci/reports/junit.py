"""Reads a junit.xml as CI servers do: by the schema of Jenkins' xUnit plugin, and with other people's parser."""

import json
import sys
from pathlib import Path

from junitparser import Error, Failure, JUnitXml, Skipped
from lxml import etree

directory = Path(sys.argv[1])
schema = etree.XMLSchema(file=Path(__file__).with_name("junit-10.xsd"))
if not schema.validate(etree.parse(directory / "junit.xml", etree.XMLParser(huge_tree=True))):
    sys.exit(f"junit.xml breaks the schema: {schema.error_log.last_error}")

cases = [case for suite in JUnitXml.fromfile(str(directory / "junit.xml")) for case in suite]
if any(not case.name or not case.classname or case.time is None or not case.system_out for case in cases):
    sys.exit("a test case lacks its name, its class, its time or its output")


def count(kind):
    return sum(any(isinstance(result, kind) for result in case.result) for case in cases)


scenarios = json.loads((directory / "report.json").read_text())["scenarios"]
verdicts = [scenario["verdict"] if not scenario.get("known") else "skip" for scenario in scenarios]
seen = {"fail": count(Failure), "inconclusive": count(Error), "skip": count(Skipped), "all": len(cases)}
expected = {verdict: verdicts.count(verdict) for verdict in ["fail", "inconclusive", "skip"]} | {"all": len(verdicts)}
if seen != expected:
    sys.exit(f"the parser sees {seen}, the report has {expected}")
print(f"junit.xml: {seen}")
