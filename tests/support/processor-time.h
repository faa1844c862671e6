/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How much work something is, for tests of what must not take long: the time that this process has
 * had a processor, which other programs on the machine cannot lengthen.
 */
#pragma once

#include <time.h>

static inline double
processor_seconds (void)
{
  return (double) clock () / CLOCKS_PER_SEC;
}
