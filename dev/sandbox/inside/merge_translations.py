"""Merge the exported terms into each language's file, and tell what is not translated.

Started with a Python that has polib: `merge_translations.py <template> <file of a language> …`.  What is translated
stays; a file that is not there yet is made; terms that are gone are dropped.
"""

import sys
from pathlib import Path

import polib


def merge(template, path):
    language = polib.pofile(path) if path.exists() else polib.POFile()
    language.metadata = {**template.metadata, **language.metadata, "Language": path.stem}
    language.header = template.header
    language.merge(template)
    for gone in language.obsolete_entries():
        language.remove(gone)
    order = {(entry.msgctxt, entry.msgid): place for place, entry in enumerate(template)}
    language.sort(key=lambda entry: order[entry.msgctxt, entry.msgid])
    language.save(str(path))
    return language


def report(path, language):
    missing = [entry for entry in language if not entry.translated()]
    print(f"{path.name}: {len(language) - len(missing)} of {len(language)} terms translated")
    for entry in missing:
        print(f"  not translated: {entry.msgid}")


template = polib.pofile(sys.argv[1])
# What changes with each export says nothing, and would change the file each time.
for name in ("POT-Creation-Date", "PO-Revision-Date"):
    template.metadata.pop(name, None)
template.save(sys.argv[1])
for argument in sys.argv[2:]:
    report(Path(argument), merge(template, Path(argument)))
