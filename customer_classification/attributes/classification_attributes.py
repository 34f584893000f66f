"""Attributes are Odoo's properties with two keys more: ``required``, and ``labels`` in several languages."""

from odoo import fields, models

LABELS = "labels"
REQUIRED = "required"
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
        return (*super()._additional_allowed_keys_properties_definition(), REQUIRED, LABELS)


def localise(attribute: dict, lang: str | None) -> dict:
    """Put the labels of ``lang`` into ``attribute``, where it has some; changes and returns it."""
    labels = (attribute.get(LABELS) or {}).get(lang or "")
    if not labels:
        return attribute
    attribute["string"] = labels.get("string") or attribute.get("string")
    for option in _options(attribute):
        option[1] = labels.get("options", {}).get(option[0]) or option[1]
    return attribute


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
