/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>

void
speaks (void)
{
  g_print ("hello\n");
}
