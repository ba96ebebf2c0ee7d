# SPDX-License-Identifier: Apache-2.0
"""Reading a description: YAML mappings with known keys, and errors that name file and place."""

import re

import yaml


class DescriptionError(Exception):
    """A mistake in a description file; the message names file, place and what is allowed."""


class _Loader(yaml.SafeLoader):
    """A duplicated key is a mistake in a description; YAML readers keep the last one silently."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key_node, _ in node.value:
            if key_node.value in seen:
                raise DescriptionError(f"{key_node.start_mark.name}:{key_node.start_mark.line + 1}: "
                                       f"key '{key_node.value}' is given twice")
            seen.add(key_node.value)
        return super().construct_mapping(node, deep)


def load(path):
    with open(path, encoding="utf-8") as stream:
        try:
            return yaml.load(stream, Loader=_Loader)
        except yaml.YAMLError as error:
            raise DescriptionError(f"{path.name}: {error}") from error


def check_keys(where, mapping, required, optional=()):
    """Raises unless `mapping` is a mapping with all `required` keys and no others than `required` and `optional`."""
    if not isinstance(mapping, dict):
        raise DescriptionError(f"{where}: a mapping is needed, not {mapping!r}")
    for key in required:
        if key not in mapping:
            raise DescriptionError(f"{where}: key '{key}' is missing")
    for key in mapping:
        if key not in required and key not in optional:
            raise DescriptionError(f"{where}: unknown key '{key}'; allowed: {', '.join([*required, *optional])}")
    for key in ("name", "description", "source"):  # YAML reads an unquoted On or 0 as something else
        if key in mapping and not isinstance(mapping[key], str):
            raise DescriptionError(f"{where}: {key} {mapping[key]!r} is not a text; put it in quotes")


def words(name):
    """'scalarCoreRunControl' and 'SyncCounter_AVDATA' as lower-case words."""
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return [word.lower() for word in spaced.split("_") if word]


def upper_snake(*names):
    return "_".join("_".join(words(name)) for name in names).upper()


def pascal(*names):
    return "".join(word.capitalize() for name in names for word in words(name))
