/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measured-streams.h"

#include <string.h>
#include <unistd.h>

typedef struct
{
  GInputStream parent;
  gsize left;
} Zeros;

typedef struct
{
  GInputStreamClass parent;
} ZerosClass;

static GType zeros_get_type (void);
G_DEFINE_TYPE (Zeros, zeros, G_TYPE_INPUT_STREAM)

static gssize
zeros_read (GInputStream *stream, void *octets, gsize size, GCancellable *cancellable,
            GError **error)
{
  Zeros *self = (Zeros *) stream;
  gsize length = MIN (self->left, size);

  memset (octets, 0, length);
  self->left -= length;
  return (gssize) length;
}

static void
zeros_class_init (ZerosClass *class)
{
  G_INPUT_STREAM_CLASS (class)->read_fn = zeros_read;
}

static void
zeros_init (Zeros *self)
{
}

GInputStream *
zeros_new (gsize length)
{
  Zeros *self = g_object_new (zeros_get_type (), NULL);

  self->left = length;
  return G_INPUT_STREAM (self);
}

typedef struct
{
  GOutputStreamClass parent;
} SinkClass;

static GType sink_get_type (void);
G_DEFINE_TYPE (Sink, sink, G_TYPE_OUTPUT_STREAM)

guint64
process_memory (const char *process)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/status", process);
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents (path, &status, NULL, NULL))
    return 0;
  line = strstr (status, "VmRSS:");
  return line ? g_ascii_strtoull (line + strlen ("VmRSS:"), NULL, 10) : 0;
}

char *
process_children (void)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%d/children", (int) getpid ());
  char *list = NULL;

  g_file_get_contents (path, &list, NULL, NULL);
  return list ? g_strstrip (list) : g_strdup ("");
}

static gssize
sink_write (GOutputStream *stream, const void *octets, gsize size, GCancellable *cancellable,
            GError **error)
{
  Sink *self = (Sink *) stream;
  g_autofree char *process = process_children ();
  guint64 memory = process_memory (process);

  self->written += size;
  self->own_most = MAX (self->own_most, process_memory ("self"));
  self->process_first = self->process_first ? self->process_first : memory;
  self->process_most = MAX (self->process_most, memory);
  return (gssize) size;
}

static void
sink_class_init (SinkClass *class)
{
  G_OUTPUT_STREAM_CLASS (class)->write_fn = sink_write;
}

static void
sink_init (Sink *self)
{
}

Sink *
sink_new (void)
{
  return g_object_new (sink_get_type (), NULL);
}
