// SPDX-License-Identifier: Apache-2.0
// The manual page of system files, made from the schema.
#include "hw/spec/system_schema.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace tessera::spec {
namespace {

constexpr std::string_view kIntroduction = R"(<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- Made by schema_markdown(): TESSERA_UPDATE_DOCS=1 rewrites it while the unit test SystemManual runs. -->
# System files

A system file (`hw/spec/systems/*.yaml`) states every parameter of a system. Nothing has a default value, and
whatever the schema below does not know is refused with file, line, key, given value and what is allowed.

```yaml
# SPDX-License-Identifier: Apache-2.0
extends: coral                  # optional: start from another system
name: my_coral                  # the file is my_coral.yaml
description: Coral at half its clock
clock_mhz: {value: 250, source: the "std" build of the runtime, confidence: verified}
accelerators:
  - name: edgetpu               # an entry of the base system with this name is changed, any other is added
    timing: {op: {pipeline_cycles: {value: 12, source: an idea to try, confidence: assumed}}}
```

* **Figures** are maps of `value`, `source` and `confidence`. Texts and choices are plain.
* **Units** are part of the key's name (`clock_mhz`, `narrow_memory_bytes`), so a value cannot be without one.
* **Source** says where the figure was read, or, for an assumption, why it is sensible.
* **Confidence** is one of:

| confidence | the figure was |
|---|---|
| verified | read in a primary source |
| third_party | measured or reverse engineered by others |
| derived | computed from verified or third-party figures |
| assumed | chosen by the author of the file; the source says why |
| fitted | adjusted until the model meets published results |

The effective configuration of a run, with the provenance of every value, is in each result file; names and modes are
listed there with the confidence `choice`.

## Where files are looked for

A name without a folder and without `.yaml` is looked for as `<name>.yaml` in the folder that the environment variable
`TESSERA_SYSTEMS` names, then in the folder of shipped systems. `extends` takes such a name, too; it looks in the
folder of the extending file first. Anything else is a path.

A file may have 256 KiB, 16 levels and 5,000 values; anchors, aliases, tags and repeated keys are refused.
)";

constexpr std::string_view kRules = R"(
## Rules between keys

* Accelerator names are unique, and they and the system's name are made of small letters, digits and `_`, starting with
  a letter.
* `dot` is a power of two; `narrow_memory_bytes` is a multiple of it.
* `wide_memory_bytes` is a multiple of a row (`lanes` x `dot`) and of 64; `ring.packet_bytes` is a multiple of `dot` and
  at most a row.
* `host.link.burst_bytes` and `activation_staging_bytes` are multiples of 8, `parameter_staging_bytes` of 64,
  `host.instruction_buffer_bytes` of 16.
* `host.memory` is `none` or the name of a memory file.
* With the encoding `coral` (field widths of its commands): 64 lanes, `dot` 4, at most 16 tiles, 262,144 bytes of narrow
  memory, 1,048,576 bytes of wide memory and 16,384 words of scalar memory.
)";

}  // namespace

std::string schema_markdown() {
  return std::string(kIntroduction) + "\n## Keys of a system\n" +
         schema_table(system_parameters()) +
         "| `accelerators` | list | | 1 to 16 entries | The accelerators, each with the keys "
         "below. |\n" +
         "\n## Keys of an accelerator\n" + schema_table(accelerator_parameters()) +
         std::string(kRules);
}

}  // namespace tessera::spec
