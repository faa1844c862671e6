/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>

gint64
now (void)
{
  return g_get_monotonic_time ();
}
