/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source.h"

void
source_remove (GSource **source)
{
  if (!*source)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GSource *
attach (GSource *source, GSourceFunc function, gpointer data, GDestroyNotify destroy)
{
  g_source_set_callback (source, function, data, destroy);
  g_source_attach (source, NULL);
  return source;
}

GSource *
source_watch_cancellable (GCancellable *cancellable, GCancellableSourceFunc function, gpointer data)
{
  if (!cancellable)
    return NULL;
  return attach (g_cancellable_source_new (cancellable), G_SOURCE_FUNC (function), data, NULL);
}

GSource *
source_after_seconds (guint seconds, GSourceFunc function, gpointer data)
{
  return attach (g_timeout_source_new_seconds (seconds), function, data, NULL);
}

void
source_call_soon (GSourceFunc function, GObject *object)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_unref (attach (source, function, g_object_ref (object), g_object_unref));
}
