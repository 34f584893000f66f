"""Merge the exported terms into each language's file, and tell what is not translated.

Started with a Python that has polib: `merge_translations.py <template> <file of a language> …`.  What is translated
stays, also where the English text changed a little: then it is marked as fuzzy, which `make lint` refuses until
somebody has looked at it.  A file that is not there yet is made; terms that are gone are dropped.
"""

import sys
from difflib import SequenceMatcher
from pathlib import Path

import polib

ALIKE = 0.8  # from here on a changed text is taken for a new wording of the old one


def merge(template, path):
    language = polib.pofile(path) if path.exists() else polib.POFile()
    language.metadata = {**template.metadata, **language.metadata, "Language": path.stem}
    language.header = template.header
    language.merge(template)
    keep_reworded(language)
    for gone in language.obsolete_entries():
        language.remove(gone)
    order = {(entry.msgctxt, entry.msgid): place for place, entry in enumerate(template)}
    language.sort(key=lambda entry: order[entry.msgctxt, entry.msgid])
    language.save(str(path))
    return language


def keep_reworded(language):
    """Let a new term have the translation of the lost one that it resembles most."""
    lost = [entry for entry in language.obsolete_entries() if entry.msgstr]
    for entry in [entry for entry in language if not entry.obsolete and not entry.msgstr]:
        likeness, former = max(((alike(entry.msgid, old.msgid), old) for old in lost), key=first, default=(0, None))
        if likeness >= ALIKE:
            entry.msgstr = former.msgstr
            entry.previous_msgid = former.msgid
            entry.flags.append("fuzzy")


def alike(one, other):
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0


def first(pair):
    return pair[0]


def report(path, language):
    missing = [entry for entry in language if not entry.msgstr]
    reworded = [entry for entry in language if entry.fuzzy]
    print(f"{path.name}: {len(language) - len(missing) - len(reworded)} of {len(language)} terms translated")
    for entry in reworded:
        print(f"  reworded, look at the translation and take the word fuzzy away: {entry.msgid}")
    for entry in missing:
        print(f"  not translated: {entry.msgid}")


if __name__ == "__main__":
    template = polib.pofile(sys.argv[1])
    # What changes with each export says nothing, and would change the file each time.
    for name in ("POT-Creation-Date", "PO-Revision-Date"):
        template.metadata.pop(name, None)
    template.save(sys.argv[1])
    for argument in sys.argv[2:]:
        report(Path(argument), merge(template, Path(argument)))
