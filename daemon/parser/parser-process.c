/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parser-process.h"

#include "parser-confinement.h"
#include "parser-wire.h"

#include <errno.h>
#include <malloc.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

/* For one message, of processor time: the largest takes a second. */
#define SECONDS_LIMIT 10

/* A buffer that grew beyond this is given back after the message it was for. */
#define KEPT_BUFFER (4 * 1024 * 1024)
#define NAME_LIMIT  1024

typedef struct
{
  char *octets;
  gsize size;
} Buffer;

static gboolean
read_octets (void *octets, gsize length)
{
  char *to = octets;

  while (length > 0)
    {
      ssize_t count = read (STDIN_FILENO, to, length);

      if (count < 0 && errno == EINTR)
        continue;
      if (count <= 0)
        return FALSE;
      to += count;
      length -= (gsize) count;
    }
  return TRUE;
}

static gboolean
write_octets (const void *octets, gsize length)
{
  const char *from = octets;

  while (length > 0)
    {
      ssize_t count = write (STDOUT_FILENO, from, length);

      if (count < 0 && errno == EINTR)
        continue;
      if (count <= 0)
        return FALSE;
      from += count;
      length -= (gsize) count;
    }
  return TRUE;
}

/* Small answers leave in one call together with their head. */
static gboolean
write_frame (ParserKind kind, guint32 id, GBytes *payload)
{
  ParserHead head = { kind, id, 0, payload ? g_bytes_get_size (payload) : 0 };
  const char *octets = payload ? g_bytes_get_data (payload, NULL) : "";
  struct iovec parts[] = { { &head, sizeof head }, { (void *) octets, head.length } };
  ssize_t written = writev (STDOUT_FILENO, parts, G_N_ELEMENTS (parts));
  gsize done = written < 0 ? 0 : (gsize) written;

  if (written < 0 && errno != EINTR)
    return FALSE;
  if (done < sizeof head)
    return write_octets ((const char *) &head + done, sizeof head - done)
           && write_octets (octets, head.length);
  return write_octets (octets + (done - sizeof head), head.length - (done - sizeof head));
}

static gboolean
make_room (Buffer *buffer, gsize size)
{
  if (size <= buffer->size)
    return TRUE;
  g_free (buffer->octets);
  buffer->octets = g_try_malloc (size);
  buffer->size = buffer->octets ? size : 0;
  return buffer->octets != NULL;
}

static void
give_back (Buffer *buffer)
{
  if (buffer->size <= KEPT_BUFFER)
    return;
  g_clear_pointer (&buffer->octets, g_free);
  buffer->size = 0;
  malloc_trim (0);
}

static GBytes *
summarize (GBytes *raw)
{
  g_autoptr (Summary) summary = mime_summarize (raw);

  return parser_wire_encode (summary_to_variant (summary));
}

static GBytes *
text (GBytes *raw)
{
  return parser_wire_encode (g_variant_new_take_string (mime_text (raw)));
}

static GBytes *
html (GBytes *raw, gboolean remote)
{
  return parser_wire_encode (g_variant_new_take_string (mime_html (raw, remote)));
}

static GBytes *
part (GBytes *raw, const char *name, GError **error)
{
  g_autoptr (MimePart) found = mime_part (raw, name, error);

  return found ? parser_wire_encode_part (found) : NULL;
}

static GBytes *
result_of (guint32 kind, const char *name, GBytes *raw, GError **error)
{
  switch (kind)
    {
    case PARSER_SUMMARIZE:
      return summarize (raw);
    case PARSER_TEXT:
      return text (raw);
    case PARSER_HTML:
    case PARSER_HTML_REMOTE:
      return html (raw, kind == PARSER_HTML_REMOTE);
    default:
      return part (raw, name, error);
    }
}

static gboolean
answer (const ParserHead *head, const char *name, GBytes *raw)
{
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;

  parser_confinement_begin (SECONDS_LIMIT);
  payload = result_of (head->kind, name, raw, &error);
  parser_confinement_end ();
  if (payload)
    return write_frame (PARSER_ANSWER, head->id, payload);
  payload = parser_wire_encode (
      g_variant_new (PARSER_FAILURE_TYPE, (guint32) error->code, error->message));
  return write_frame (PARSER_FAILURE, head->id, payload);
}

static gboolean
serve (Buffer *buffer, const ParserHead *head)
{
  char name[NAME_LIMIT + 1] = "";
  g_autoptr (GBytes) raw = NULL;

  if (head->name_length > NAME_LIMIT || !read_octets (name, head->name_length)
      || !make_room (buffer, head->length) || !read_octets (buffer->octets, head->length))
    return FALSE;
  raw = g_bytes_new_static (buffer->octets, head->length);
  return answer (head, name, raw);
}

/* GLib's own asks for sockets and time zones. What is not a mistake of a program is about the mail,
 * and of no use here. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  const char *text = "";
  g_autofree char *line = NULL;

  if (!(level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)))
    return G_LOG_WRITER_HANDLED;
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, "MESSAGE") == 0 && fields[i].length < 0)
      text = fields[i].value;
  line = g_strdup_printf ("posthorn-parser: CRITICAL **: %s\n", text);
  return write (STDERR_FILENO, line, strlen (line)) < 0 ? G_LOG_WRITER_UNHANDLED
                                                        : G_LOG_WRITER_HANDLED;
}

int
parser_process_run (void)
{
  Buffer buffer = { NULL, 0 };
  gboolean is_fine;
  ParserHead head;

  g_log_set_writer_func (write_log, NULL, NULL);
  mime_init ();
  is_fine = parser_confinement_apply () && write_frame (PARSER_READY, 0, NULL);
  while (is_fine && read_octets (&head, sizeof head))
    {
      is_fine = serve (&buffer, &head);
      give_back (&buffer);
    }
  g_free (buffer.octets);
  return is_fine ? 0 : 1;
}
