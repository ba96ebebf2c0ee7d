// SPDX-License-Identifier: Apache-2.0
// Keeps the leak check of a fuzzer right that runs SystemC (sanitizer builds only).
#pragma once

#include <pthread.h>
#include <sanitizer/common_interface_defs.h>

namespace tessera::test {

/// SystemC 2.3.4 tells the address sanitizer which stack it switches to, but for the main one it
/// names none. After that the leak check does not look at the main stack, where libFuzzer's own
/// data hang. To be called on the main stack, after sc_start().
inline void name_main_stack() {
  pthread_attr_t attributes;
  void* bottom = nullptr;
  std::size_t size = 0;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return;
  (void)pthread_attr_getstack(&attributes, &bottom, &size);
  (void)pthread_attr_destroy(&attributes);
  __sanitizer_start_switch_fiber(nullptr, bottom, size);
  __sanitizer_finish_switch_fiber(nullptr, nullptr, nullptr);
}

}  // namespace tessera::test
