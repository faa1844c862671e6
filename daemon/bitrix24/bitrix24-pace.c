/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-pace.h"

/* The window of ten minutes that shares of time are counted over, where a portal has told none. */
#define WINDOW_SECONDS 600

void
bitrix24_pace_learn (Bitrix24Pace *pace, Bitrix24Method method, gint64 seconds, gint64 now)
{
  pace->reset[method] = now + seconds * G_USEC_PER_SEC;
}

void
bitrix24_pace_pause (Bitrix24Pace *pace, Bitrix24Method method, gint64 now)
{
  gint64 reset = pace->reset[method];

  pace->paused[method] = reset > now ? reset : now + WINDOW_SECONDS * (gint64) G_USEC_PER_SEC;
}

gint64
bitrix24_pace_paused_until (const Bitrix24Pace *pace, guint methods)
{
  gint64 until = 0;

  for (guint method = 0; method < BITRIX24_METHODS; method++)
    if (methods & (1u << method))
      until = MAX (until, pace->paused[method]);
  return until;
}

gint64
bitrix24_pace_due (const Bitrix24Pace *pace)
{
  return pace->empty - (BITRIX24_BURST - 1) * (gint64) G_USEC_PER_SEC;
}

void
bitrix24_pace_count (Bitrix24Pace *pace, gint64 now)
{
  pace->empty = MAX (pace->empty, now) + G_USEC_PER_SEC;
}
