"""Uses action.yml and the snippets of README.md as they are written, as far as a machine without those services can.

Usage: pipelines.py PROGRAM, from an empty directory; cargo has built PROGRAM in release mode already.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from ruamel.yaml import YAML

program = Path(sys.argv[1])
root = Path(__file__).parents[2]
readme = (root / "README.md").read_text()
yaml = YAML(typ="safe", pure=True)
work = Path.cwd()
bearer = {"FINALIZE_USER_BEARER": "token-of-the-pipelines"}
# Clauses of a moment, so that a run does not take one.
few = {"FINALIZE_CLAUSE": "RSP-3,PAR-1"}


def fail(message):
    sys.exit(f"pipelines: {message}")


def snippet(name):
    """The code block of README.md that begins with this file's name."""
    found = re.search(rf"^```\w+\n(?:#|//) {re.escape(name)}\n(.*?)^```$", readme, re.M | re.S)
    return found[1] if found else fail(f"README.md has no block for {name}")


def check(schema, name, text):
    """Holds a file against the schema that its service publishes."""
    path = work / Path(name).name
    path.write_text(text)
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(path)]
    subprocess.run(command, check=True)
    return yaml.load(text)


def shell(script, directory, variables):
    """Runs lines as the services do, in a directory of their own with the program on the path."""
    directory.mkdir()
    file = directory.with_suffix(".sh")
    file.write_text(script)
    environment = os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}"} | bearer | few | variables
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(file)]
    return subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True)


def expect(outcome, code, what):
    if outcome.returncode != code:
        fail(f"{what} ended with {outcome.returncode}:\n{outcome.stdout[-2000:]}{outcome.stderr[-2000:]}")


def expressions(text, contexts):
    """Replaces ${{ context.name }}; what is not there is empty, as on GitHub."""
    return re.sub(r"\$\{\{ *([\w.-]+) *\}\}", lambda found: contexts.get(found[1], ""), text)


def use(action, given, name):
    """Runs the action's steps as the runner would, with the inputs given, and returns the outcome, its outputs and its summary."""
    unknown = set(given) - set(action["inputs"])
    if unknown:
        fail(f"the action has no input {unknown}")
    contexts = {f"inputs.{key}": given.get(key, value["default"]) for key, value in action["inputs"].items()}
    for number, step in enumerate(action["runs"]["steps"]):
        directory = work / f"{name}-{number}"
        summary, output = directory.with_suffix(".summary"), directory.with_suffix(".output")
        output.touch()
        summary.touch()
        variables = {key: expressions(value, contexts) for key, value in step.get("env", {}).items()}
        runner = {"GITHUB_ACTIONS": "true", "GITHUB_ACTION_PATH": str(root), "CI": "true"}
        files = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
        outcome = shell(step["run"], directory, runner | files | variables)
        lines = (line.split("=", 1) for line in output.read_text().splitlines())
        contexts |= {f"steps.{step.get('id')}.outputs.{key}": value for key, value in lines}
        if outcome.returncode:
            break
    outputs = {key: expressions(value["value"], contexts) for key, value in action["outputs"].items()}
    return outcome, outputs, summary.read_text(), directory


def served(*arguments):
    """The reference endpoint on a free port: the process and its URL."""
    command = [program, "serve", "--addr", "127.0.0.1:0", *arguments]
    server = subprocess.Popen(command, env=os.environ | bearer, stdout=subprocess.PIPE, text=True)
    return server, re.search(r"http://[^/ ]+", server.stdout.readline())[0]


right, right_url = served()
wrong, wrong_url = served("--mutant", "string-rounded")
try:
    # GitHub: the action with the inputs of README.md's workflow, against an endpoint that conforms and one that does not.
    action = check("github-actions", "action.yml", (root / "action.yml").read_text())
    workflow = check("github-workflows", "conformance.yml", snippet(".github/workflows/conformance.yml"))
    first, second = workflow["jobs"]["conformance"]["steps"]
    if expressions(second["with"]["path"], {f"steps.{first['id']}.outputs.{key}": key for key in action["outputs"]}) != "report-dir":
        fail("README.md uploads something else than the reports")
    for url, code, verdict, mark in [(right_url, 0, "pass", "✅"), (wrong_url, 1, "fail", "❌")]:
        given = first["with"] | {"endpoint": expressions(first["with"]["endpoint"], {"vars.STAGING_URL": url})}
        outcome, outputs, summary, directory = use(action, given, f"action-{verdict}")
        expect(outcome, code, "the action")
        if (outputs["verdict"], outputs["exit-code"], mark in summary) != (verdict, str(code), True):
            fail(f"the action's outputs are {outputs}, its summary {summary[:100]}")
        report = json.loads((directory / outputs["report"]).read_text())
        if report["exit_code"] != code or report["target"]["endpoint"] != f"{url}/1.1/media/upload.json":
            fail("the action's report is of something else")
        if "x-environment: staging" not in outcome.stdout + json.dumps(report).lower().replace('", "', ": "):
            fail("the action's arguments do not arrive")
        if ("\n::error file=features/response.feature" in outcome.stdout) != (code == 1):
            fail("the action does not annotate what failed")
    outcome, outputs, _, _ = use(action, {"args": "--name '('"}, "action-error")
    expect(outcome, 2, "the action with a bad argument")
    if outputs["verdict"] != "error":
        fail(f"the action's outputs are {outputs}")
    print("action.yml and the workflow: as they should be")

    job = check("gitlab-ci", ".gitlab-ci.yml", snippet(".gitlab-ci.yml"))["conformance"]
    expect(shell("\n".join(job["script"]), work / "gitlab", {"STAGING_URL": right_url}), 0, "the GitLab job")
    if not all((work / "gitlab" / path).exists() for path in [*job["artifacts"]["paths"], job["artifacts"]["reports"]["junit"]]):
        fail("the GitLab job's artifacts are not there")
    print(".gitlab-ci.yml: as it should be")

    jenkinsfile = snippet("Jenkinsfile")
    lines = re.findall(r"^\s*sh '(.*)'$", jenkinsfile, re.M)
    expect(shell("\n".join(lines), work / "jenkins", {"STAGING_URL": right_url}), 0, "the Jenkins job")
    for pattern in re.findall(r"^\s*(?:junit|archiveArtifacts) '(.*)'$", jenkinsfile, re.M):
        if not list((work / "jenkins").glob(pattern)):
            fail(f"Jenkins finds nothing at {pattern}")
    if not lines or jenkinsfile.count("{") != jenkinsfile.count("}"):
        fail("the Jenkinsfile is not whole")
    print("Jenkinsfile: as it should be")
finally:
    for server in (right, wrong):
        server.kill()
        server.wait()
