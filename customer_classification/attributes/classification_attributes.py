"""Attributes are Odoo's properties with keys more: ``required``, ``labels`` in several languages, ``column``."""

from odoo import fields, models

from ..common import words

LABELS = "labels"
REQUIRED = "required"
COLUMN = "column"  # which of the fields of customers shows it
OPTIONS = ("selection", "tags")  # types with options, which stand under a key of the same name


class AttributeDefinition(fields.PropertiesDefinition):
    """A definition of attributes whose labels are read in the user's language.

    ``labels`` of an attribute: ``{language: {"string": label, "options": {key: label}}}``.
    """

    def convert_to_record(self, value, record):
        return [localise(attribute, record.env.lang) for attribute in super().convert_to_record(value, record)]


class Base(models.AbstractModel):
    _inherit = "base"

    def _additional_allowed_keys_properties_definition(self):
        return (*super()._additional_allowed_keys_properties_definition(), REQUIRED, LABELS, COLUMN)


def localise(attribute: dict, lang: str | None) -> dict:
    """Put the labels of ``lang`` into ``attribute``, where it has some; changes and returns it."""
    labels = (attribute.get(LABELS) or {}).get(lang or "")
    if not labels:
        return attribute
    attribute["string"] = labels.get("string") or attribute.get("string")
    for option in _options(attribute):
        option[1] = labels.get("options", {}).get(option[0]) or option[1]
    return attribute


def readable(env, attribute: dict):
    """The value of an attribute, as it is read from a record, in words: labels for keys, names for records.

    :return: None where there is no value; numbers and dates as they are
    """
    value, kind = attribute.get("value"), attribute["type"]
    if kind == "separator" or value is None or value is False or value in ("", []):
        return None
    if kind == "selection":
        return dict(attribute.get("selection") or []).get(value, value)
    if kind == "tags":
        labels = {tag[0]: tag[1] for tag in attribute.get("tags") or []}
        return words.listed(env, [labels.get(tag, tag) for tag in value])
    if kind == "many2one":
        return value[1]
    if kind == "many2many":
        return words.listed(env, [one[1] for one in value])
    return "✓" if kind == "boolean" else value


def learn_labels(definition: list[dict], before: list[dict], lang: str) -> list[dict]:
    """Keep the labels that a user of ``lang`` just typed beside those of the other languages.

    :param before: the stored definition, not localised
    """
    known = {attribute["name"]: attribute for attribute in before}
    for attribute in definition:
        former = known.get(attribute.get("name"))
        if not former:
            attribute.setdefault(LABELS, {})[lang] = _labels_of(attribute)
            continue
        labels = {**(former.get(LABELS) or {}), **(attribute.get(LABELS) or {})}
        shown = _labels_of(localise({**former, **_copied_options(former)}, lang))
        if _labels_of(attribute) != shown:
            labels[lang] = _labels_of(attribute)
        attribute[LABELS] = labels
    return definition


def _labels_of(attribute: dict) -> dict:
    labels = {"string": attribute.get("string")}
    if options := _options(attribute):
        labels["options"] = {option[0]: option[1] for option in options}
    return labels


def _options(attribute: dict) -> list:
    kind = attribute.get("type")
    return attribute.get(kind) or [] if kind in OPTIONS else []


def _copied_options(attribute: dict) -> dict:
    return {key: [list(option) for option in attribute[key]] for key in OPTIONS if attribute.get(key)}
