"""Merge the exported terms into each language's file.  Started with a Python that has polib."""

import sys
from pathlib import Path

import polib

template = polib.pofile(sys.argv[1])
# What changes with each export says nothing, and would change the file each time.
for name in ("POT-Creation-Date", "PO-Revision-Date"):
    template.metadata.pop(name, None)
template.save(sys.argv[1])
for path in sys.argv[2:]:
    language = polib.pofile(path)
    language.merge(template)
    for gone in language.obsolete_entries():
        language.remove(gone)
    language.sort(key=lambda entry: template.index(template.find(entry.msgid, msgctxt=entry.msgctxt or False)))
    language.save(path)
    missing = [entry.msgid for entry in language if not entry.translated()]
    print(f"{Path(path).name}: {len(language) - len(missing)} of {len(language)} terms translated")
    for term in missing:
        print(f"  {term}")
