# SPDX-License-Identifier: Apache-2.0
"""The register map: reads hw/spec/registers/*.yaml, checks it, and renders its views.

The format is described by example in the YAML files; what this module enforces:
* known keys only, every register with an access and a description;
* registers aligned, inside their block, and no two on the same bytes (except a window that aliases another);
* fields inside the register, without overlap; a reset value that fits the implemented bits.
"""

import dataclasses

import registers_c
import registers_cpp
import registers_markdown
from description import DescriptionError, check_keys, load

BAR_BYTES = 0x100000
ACCESSES = ("rw", "ro", "w1c", "w0c", "wo")
ASSUMABLE = ("access", "bits", "count", "reset")
NOTE = "Made by `python3 hw/spec/gen/specgen.py registers` from hw/spec/registers/*.yaml."


@dataclasses.dataclass
class Field:
    name: str
    lsb: int
    width: int
    access: str
    description: str
    values: str = ""

    @property
    def mask(self):
        return ((1 << self.width) - 1) << self.lsb


@dataclasses.dataclass
class Register:
    block: str
    name: str
    offset: int  # in the BAR
    width: int  # bits
    access: str
    description: str
    source: str
    fields: list
    layout: str = ""
    count: int = 1
    reset: int = 0
    per_tile: bool = False
    assumed: tuple = ()
    storage: "Register" = None  # the register whose bits this one shows; itself, unless it is an alias

    @property
    def full_name(self):
        return f"{self.block}.{self.name}"

    @property
    def identifier_parts(self):
        """Names that make up an identifier; `page_table.page_table` is not stuttered."""
        return (self.name,) if self.name == self.block else (self.block, self.name)

    @property
    def stride(self):
        return self.width // 8

    @property
    def end(self):
        return self.offset + self.count * self.stride

    def mask(self, *accesses):
        return sum(field.mask for field in self.fields if field.access in accesses)


@dataclasses.dataclass
class Block:
    name: str
    base: int
    size: int
    width: int
    description: str
    source: str
    per_tile: bool = False


@dataclasses.dataclass
class Map:
    blocks: list
    registers: list
    layouts: dict  # name -> (width, [Field])
    values: dict  # name -> {member: value}


def _fields(where, description, width, access):
    fields = []
    for name, entry in description.items():
        check_keys(f"{where}.{name}", entry, ("bits", "description"), ("access", "values"))
        msb, lsb = entry["bits"]
        if not width > msb >= lsb >= 0:
            raise DescriptionError(f"{where}.{name}: bits [{msb}, {lsb}]; allowed: [msb, lsb] with {width} > msb >= lsb >= 0")
        fields.append(Field(name, lsb, msb - lsb + 1, entry.get("access", access), entry["description"],
                            entry.get("values", "")))
    fields.sort(key=lambda field: field.lsb)
    for low, high in zip(fields, fields[1:]):
        if low.mask & high.mask:
            raise DescriptionError(f"{where}: fields '{low.name}' and '{high.name}' overlap")
    for field in fields:
        if field.access not in (*ACCESSES, ""):
            raise DescriptionError(f"{where}.{field.name}: access '{field.access}'; allowed: {', '.join(ACCESSES)}")
    return fields


def _expand(where, entries):
    """Registers with every `repeat` written out."""
    for index, entry in enumerate(entries):
        if "repeat" not in entry:
            yield dict(entry)
            continue
        here = f"{where}: repeat {index}"
        check_keys(here, entry, ("repeat", "registers"))
        repeat = entry["repeat"]
        check_keys(here, repeat, ("names", "offset", "stride"))
        for position, name in enumerate(repeat["names"]):
            texts = {"n": name, "N": name[0].upper() + name[1:]}
            for template in entry["registers"]:
                register = dict(template)
                register["name"] = template["name"].format(**texts)
                register["description"] = template["description"].format(**texts)
                register["offset"] = repeat["offset"] + position * repeat["stride"] + template["offset"]
                yield register


def _register(where, block, entry, layouts):
    check_keys(where, entry, ("name", "offset", "access", "description"),
               ("bits", "reset", "layout", "fields", "count", "assumed", "source"))
    where = f"{where}.{entry['name']}"
    access = entry["access"]
    if access not in ACCESSES:
        raise DescriptionError(f"{where}: access '{access}'; allowed: {', '.join(ACCESSES)}")
    if sum(key in entry for key in ("bits", "layout", "fields")) > 1:
        raise DescriptionError(f"{where}: only one of 'bits', 'layout' and 'fields' may be given")
    for item in entry.get("assumed", ()):
        if item not in ASSUMABLE:
            raise DescriptionError(f"{where}: assumed '{item}'; allowed: {', '.join(ASSUMABLE)}")
    layout = entry.get("layout", "")
    if layout:
        if layout not in layouts:
            raise DescriptionError(f"{where}: unknown layout '{layout}'; allowed: {', '.join(layouts)}")
        fields = [dataclasses.replace(field, access=field.access or access) for field in layouts[layout][1]]
    elif "fields" in entry:
        fields = _fields(where, entry["fields"], block.width, access)
    else:
        bits = entry.get("bits", block.width)
        fields = _fields(where, {"value": {"bits": [bits - 1, 0], "description": entry["description"]}}, block.width, access)
    register = Register(block.name, entry["name"], block.base + entry["offset"], block.width, access,
                        " ".join(entry["description"].split()), entry.get("source", block.source), fields, layout,
                        entry.get("count", 1), entry.get("reset", 0), block.per_tile, tuple(entry.get("assumed", ())))
    register.storage = register
    implemented = sum(field.mask for field in fields)
    # Bits of a layout's register without a field still have a known reset value sometimes (scu_ctrl_3): they are
    # fixed, so only the register's width bounds the reset value.
    if not 0 <= register.reset < (1 << block.width) or ("bits" in entry and register.reset & ~implemented):
        raise DescriptionError(f"{where}: reset {register.reset:#x} does not fit the register's bits")
    return register


def _check_placement(blocks, registers):
    for register in registers:
        block = next(block for block in blocks if block.name == register.block)
        if register.offset % register.stride:
            raise DescriptionError(f"{register.full_name}: offset {register.offset:#x} is not a multiple of {register.stride}")
        if not block.base <= register.offset < register.end <= block.base + block.size:
            raise DescriptionError(f"{register.full_name}: {register.offset:#x}-{register.end - 1:#x} is outside its block "
                                   f"{block.base:#x}-{block.base + block.size - 1:#x}")
    ordered = sorted(registers, key=lambda register: register.offset)
    for low, high in zip(ordered, ordered[1:]):
        if low.end > high.offset:
            raise DescriptionError(f"{low.full_name} and {high.full_name} overlap at {high.offset:#x}")
    for name in {register.full_name for register in registers}:
        if sum(register.full_name == name for register in registers) > 1:
            raise DescriptionError(f"{name}: the name is given twice")
    return ordered


def read_map(folder):
    """The checked register map of a folder of YAML files."""
    shared = load(folder / "layouts.yaml")
    check_keys("layouts.yaml", shared, ("values", "layouts"))
    values = {}
    for name, entry in shared["values"].items():
        check_keys(f"layouts.yaml: values.{name}", entry, ("source", "members"))
        values[name] = entry["members"]
    layouts = {}
    for name, entry in shared["layouts"].items():
        check_keys(f"layouts.yaml: layouts.{name}", entry, ("fields",), ("width",))
        width = entry.get("width", 64)
        layouts[name] = (width, _fields(f"layouts.yaml: layouts.{name}", entry["fields"], width, ""))

    blocks, registers, windows = [], [], []
    for path in sorted(folder.glob("*.yaml")):
        if path.name == "layouts.yaml":
            continue
        entry = load(path)
        check_keys(path.name, entry, ("block", "base", "size", "width", "description", "source"),
                   ("registers", "per_tile", "alias_of", "aliases"))
        block = Block(entry["block"], entry["base"], entry["size"], entry["width"], entry["description"],
                      entry["source"], entry.get("per_tile", False))
        if block.base + block.size > BAR_BYTES:
            raise DescriptionError(f"{path.name}: the block ends beyond the BAR of {BAR_BYTES:#x} bytes")
        twin = next((other for other in blocks if other.name == block.name), None)
        if twin is None:
            blocks.append(block)
        elif (twin.base, twin.size, twin.width, twin.description) != (block.base, block.size, block.width, block.description):
            raise DescriptionError(f"{path.name}: block '{block.name}' differs from the one of an earlier file")
        registers += [_register(path.name, block, item, layouts) for item in _expand(path.name, entry.get("registers", []))]
        if "alias_of" in entry:
            windows.append((path.name, block, entry["alias_of"], entry["aliases"]))

    for where, block, target_name, names in windows:
        target_base = next((other.base for other in blocks if other.name == target_name), None)
        for name in names:
            target = next((other for other in registers if other.full_name == f"{target_name}.{name}"), None)
            if target is None:
                raise DescriptionError(f"{where}: alias of unknown register '{target_name}.{name}'")
            registers.append(dataclasses.replace(target, block=block.name, offset=target.offset - target_base + block.base,
                                                 storage=target))
    for register in registers:
        for field in register.fields:
            if field.values and field.values not in values:
                raise DescriptionError(f"{register.full_name}.{field.name}: unknown values '{field.values}'; "
                                       f"allowed: {', '.join(values)}")
    registers = _check_placement(blocks, registers)
    blocks.sort(key=lambda block: block.base)
    return Map(blocks, registers, layouts, values)


def generate(root):
    """Path -> text of every file made from the register descriptions."""
    spec = root / "hw/spec"
    register_map = read_map(spec / "registers")
    return {
        spec / "generated/tessera_registers.h": registers_c.render(register_map, NOTE),
        spec / "generated/register_map.h": registers_cpp.render_header(register_map, NOTE),
        spec / "generated/register_map.cpp": registers_cpp.render_source(register_map, NOTE),
        spec / "doc/registers.md": registers_markdown.render(register_map, NOTE),
    }
