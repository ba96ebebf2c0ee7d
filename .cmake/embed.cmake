# SPDX-License-Identifier: Apache-2.0
# cmake -DINPUT=x.bin -DOUTPUT=x.c -DREASON=text -P embed.cmake: the bytes of the firmware as a C
# array (firmware/image/tpu_firmware_image.h).
file(READ "${INPUT}" hex HEX)
string(LENGTH "${hex}" digits)
math(EXPR bytes "${digits} / 2")
if(bytes EQUAL 0)
  set(hex "00")  # C has no empty arrays
endif()
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," array "${hex}")
string(REGEX REPLACE "(................................................................................)" "\\1\n" array "${array}")
file(WRITE "${OUTPUT}" "// Made by .cmake/embed.cmake
#include \"firmware/image/tpu_firmware_image.h\"

const unsigned char tpu_firmware_image[] = {
${array}
};
const size_t tpu_firmware_image_bytes = ${bytes};
const char tpu_firmware_image_missing[] = \"${REASON}\";
")
