/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "activity.h"

#include <time.h>

gint64
activity_idle_time (guint64 milliseconds)
{
  struct timespec up;

  clock_gettime (CLOCK_BOOTTIME, &up);
  if (milliseconds > (guint64) up.tv_sec * 1000 + 1000)
    return 0;
  return (gint64) milliseconds * 1000;
}
