/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How fast a portal may be asked: a bucket that empties by one request a second and holds ten,
 * which is half of what portals allow at least; and methods whose share of time is used up. Times
 * are microseconds on a clock that is given; it knows none.
 */
#pragma once

#include "bitrix24-method.h"

#define BITRIX24_BURST 10 /* requests that may follow each other at once */

typedef struct
{
  gint64 empty;                    /* when the bucket is empty again */
  gint64 reset[BITRIX24_METHODS];  /* when its share of time is whole again, as was last told */
  gint64 paused[BITRIX24_METHODS]; /* until when nothing is asked of it */
} Bitrix24Pace;                    /* zeroed = nothing was asked yet */

/* A method was answered, and said in how many SECONDS its share is whole again. */
void bitrix24_pace_learn (Bitrix24Pace *pace, Bitrix24Method method, gint64 seconds, gint64 now);
/* It has used its share up. */
void bitrix24_pace_pause (Bitrix24Pace *pace, Bitrix24Method method, gint64 now);

/* When all of METHODS, a set of 1 << method, are asked again; NOW or before it = now. */
gint64 bitrix24_pace_paused_until (const Bitrix24Pace *pace, guint methods);
/* When the next request fits into the bucket; likewise. */
gint64 bitrix24_pace_due (const Bitrix24Pace *pace);
/* A request goes out. */
void bitrix24_pace_count (Bitrix24Pace *pace, gint64 now);
