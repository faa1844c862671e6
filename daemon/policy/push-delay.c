/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "push-delay.h"

/* In use for so long, a connection was a good one. */
#define GOOD_LIFE (2 * 60 * G_USEC_PER_SEC)

/* Servers log out who says nothing for 30 minutes. */
#define SILENCE_MAX (G_GINT64_CONSTANT (29) * 60 * G_USEC_PER_SEC)

guint
push_delay_count (guint failures, gint64 lived)
{
  return lived >= GOOD_LIFE ? 1 : failures + 1;
}

guint
push_delay_seconds (guint failures)
{
  static const guint seconds[] = { 5, 30, 2 * 60, 10 * 60, 30 * 60 };

  return seconds[CLAMP (failures, 1, G_N_ELEMENTS (seconds)) - 1];
}

gint64
push_delay_probe (gint64 heard, gint64 said, gint64 renewal)
{
  return MIN (heard + renewal, said + SILENCE_MAX);
}
