"""Terraform that cfs writes, read by python-hcl2: every file is HCL, every resource is one of the provider, and what is referred to is
declared.

    hcl.py FILE…
"""

import re
import sys
from collections import Counter

import hcl2

REFERENCE = re.compile(r"(?<![\w.\"/])(?:(data\.cloudflare_\w+\.\w+)|(cloudflare_\w+\.\w+)|(var\.\w+))")


def bare(name):
    """A label, which newer versions of the parser give with its quotes."""
    return name[1:-1] if name.startswith('"') and name.endswith('"') else name


def expressions(value):
    """Texts that are evaluated: those of the parser in `${…}`."""
    if isinstance(value, dict):
        for member in value.values():
            yield from expressions(member)
    elif isinstance(value, list):
        for item in value:
            yield from expressions(item)
    elif isinstance(value, str):
        # What stands doubled is a text.
        yield from re.findall(r"(?<!\$)\$\{((?:[^{}]|\{[^{}]*\})*)\}", value)


def labelled(blocks):
    """Blocks of one kind, by their labels."""
    for block in blocks:
        for kind, inner in block.items():
            if kind.startswith("__"):
                continue
            for label, body in inner.items():
                if not label.startswith("__"):
                    yield bare(kind), bare(label), body


failures, kinds, bindings, files, named = [], Counter(), Counter(), 0, 0
for path in sys.argv[1:]:
    try:
        with open(path, encoding="utf-8") as file:
            body = hcl2.load(file)
    except Exception as error:  # noqa: BLE001 - whatever the parser raises is what is looked for
        failures.append(f"{path}: {type(error).__name__}: {error}"[:500])
        continue
    files += 1
    declared = {f"var.{bare(name)}" for block in body.get("variable", []) for name in block if not name.startswith("__")}
    for kind, label, _ in labelled(body.get("data", [])):
        declared.add(f"data.{kind}.{label}")
    for kind, label, members in labelled(body.get("resource", [])):
        if f"{kind}.{label}" in declared:
            failures.append(f"{path}: {kind}.{label} is declared twice")
        declared.add(f"{kind}.{label}")
        kinds[kind] += 1
        if not kind.startswith("cloudflare_"):
            failures.append(f"{path}: {kind} is no resource of the provider")
        for binding in members.get("bindings", []):
            bindings[bare(binding.get("type", ""))] += 1
            if "name" not in binding:
                failures.append(f"{path}: {kind}.{label} has a binding without a name")
    for text in expressions({name: value for name, value in body.items() if name != "terraform"}):
        for match in REFERENCE.findall(text):
            named += 1
            reference = next(filter(None, match))
            if reference not in declared:
                failures.append(f"{path}: {reference} is not declared")

for line in failures:
    print(line)
print(f"{files} files, {sum(kinds.values())} resources of {len(kinds)} kinds, {sum(bindings.values())} bindings of {len(bindings)} kinds, "
      f"{named} references, {len(failures)} failures")
sys.exit(1 if failures or not files else 0)
