"""Validates the Kubernetes manifests of a document against the schema of the API, strictly."""

import re
import sys

import kubernetes_validate
import yaml

blocks = re.findall(r"^```yaml\n(.*?)^```$", open(sys.argv[1]).read(), re.MULTILINE | re.DOTALL)
manifests = [manifest for manifest in map(yaml.safe_load, blocks) if "apiVersion" in manifest]
if not manifests:
    sys.exit("there is no manifest")
for manifest in manifests:
    kubernetes_validate.validate(manifest, "1.33", strict=True)
    print(f"{manifest['kind']} {manifest['metadata']['name']} is valid")
