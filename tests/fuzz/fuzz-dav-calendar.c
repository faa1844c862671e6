/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any octets give a task, none or a sentence; and what has been completed is so, with every line
 * still there that was not about it.
 */
#include "dav-calendar.h"

#include <stdint.h>
#include <string.h>

#define NOW 1767268800

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_completed (const char *text)
{
  g_autoptr (DavTask) task = NULL;

  g_assert_true (dav_calendar_read (text, strlen (text), &task, NULL));
  g_assert_nonnull (task);
  g_assert_cmpint (task->completed, ==, NOW);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = (const char *) data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DavTask) task = NULL;
  g_autofree char *changed = NULL;
  gboolean is_fine = dav_calendar_read (text, size, &task, &error);

  g_assert_true (is_fine == (error == NULL));
  if (task)
    {
      g_assert_true (g_utf8_validate (task->title, -1, NULL));
      g_assert_cmpint (task->due, >=, 0);
      g_assert_cmpint (task->completed, >=, 0);
    }
  changed = dav_calendar_complete (text, size, NOW, NOW, NULL);
  if (changed)
    check_completed (changed);
  return 0;
}
