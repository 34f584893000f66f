"""Check translation files: readable, no term twice, nothing fuzzy, and the same placeholders on both sides.

Started with a Python that has polib, with the files as arguments; prints the findings.
"""

import re
import sys

import polib

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdf]\b")


def findings(path):
    try:
        entries = polib.pofile(path, check_for_duplicates=True)
    except (OSError, ValueError, UnicodeError) as error:
        return [f"{path}: {error}"]
    return [f"{path}:{entry.linenum}: {problem}" for entry in entries if (problem := problem_of(entry))]


def problem_of(entry):
    if entry.fuzzy:
        return "fuzzy: settle the translation"
    if entry.msgstr and placeholders(entry.msgid) != placeholders(entry.msgstr):
        return f"“{entry.msgstr}” has other placeholders than “{entry.msgid}”"
    return None


def placeholders(text):
    return sorted(PLACEHOLDER.findall(text))


found = [finding for path in sys.argv[1:] for finding in findings(path)]
for finding in found:
    print(finding)
sys.exit(bool(found))
