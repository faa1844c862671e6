/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "buffer.h"

#include <string.h>

#define SMALLEST 256

static void
reserve (Buffer *buffer, gsize length)
{
  gsize capacity = MAX (buffer->capacity, SMALLEST);
  guint8 *data;

  while (capacity < length)
    capacity *= 2;
  data = g_malloc (capacity);
  if (buffer->length > 0)
    {
      memcpy (data, buffer->data, buffer->length);
      explicit_bzero (buffer->data, buffer->length);
    }
  g_free (buffer->data);
  buffer->data = data;
  buffer->capacity = capacity;
}

void
buffer_append (Buffer *buffer, const void *data, gsize length)
{
  if (length == 0)
    return;
  if (buffer->capacity - buffer->length < length)
    reserve (buffer, buffer->length + length);
  memcpy (buffer->data + buffer->length, data, length);
  buffer->length += length;
}

void
buffer_append_text (Buffer *buffer, const char *text)
{
  buffer_append (buffer, text, strlen (text));
}

void
buffer_clear (Buffer *buffer)
{
  if (buffer->length > 0)
    explicit_bzero (buffer->data, buffer->length);
  g_free (buffer->data);
  *buffer = (Buffer){ 0 };
}

static void
free_stolen (gpointer data)
{
  buffer_clear (data);
  g_free (data);
}

GBytes *
buffer_steal (Buffer *buffer)
{
  Buffer *stolen = NULL;

  if (buffer->length == 0)
    return NULL;
  stolen = g_new (Buffer, 1);
  *stolen = *buffer;
  *buffer = (Buffer){ 0 };
  return g_bytes_new_with_free_func (stolen->data, stolen->length, free_stolen, stolen);
}
