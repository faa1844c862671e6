/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parser-process.h"

#include "dav-multistatus.h"
#include "error.h"
#include "mime-compose.h"
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
#define KEPT_BUFFER    (4 * 1024 * 1024)
#define ARGUMENT_LIMIT (64 * 1024)

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
reply (GBytes *raw, GBytes *argument)
{
  g_autoptr (GVariant) variant = parser_wire_decode (argument, PARSER_OPTIONS_TYPE);
  g_autofree const char **own = NULL;
  g_autoptr (MimeReply) made = NULL;
  MimeReplyOptions options = { 0 };
  guint32 kind;

  g_variant_get (variant, "(u^a&si)", &kind, &own, &options.offset);
  options.kind = kind;
  options.own = own;
  made = mime_reply (raw, &options);
  return parser_wire_encode (mime_reply_to_variant (made));
}

static GBytes *
envelope (GBytes *header)
{
  g_autoptr (MimeEnvelope) found = mime_envelope (header);

  return parser_wire_encode (mime_envelope_to_variant (found));
}

static GBytes *
part (GBytes *raw, GBytes *argument, GError **error)
{
  gsize length;
  const char *octets = g_bytes_get_data (argument, &length);
  g_autofree char *name = g_strndup (octets ? octets : "", length);
  g_autoptr (MimePart) found = mime_part (raw, name, error);

  return found ? parser_wire_encode_part (found) : NULL;
}

static GBytes *
dav_answer (GBytes *octets, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (octets, &length);
  g_autoptr (DavAnswer) found = dav_multistatus_read (text ? text : "", length, error);

  return found ? parser_wire_encode (dav_answer_to_variant (found)) : NULL;
}

static GBytes *
dav_task (GBytes *octets, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (octets, &length);
  g_autoptr (DavTask) found = NULL;

  if (!dav_calendar_read (text ? text : "", length, &found, error))
    return NULL;
  if (found)
    return parser_wire_encode (dav_task_to_variant (found));
  g_set_error_literal (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL, "there is no task in it");
  return NULL;
}

static GBytes *
dav_write (GBytes *octets, GBytes *argument, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (octets, &length);
  g_autoptr (GVariant) writing = parser_wire_decode (argument, PARSER_WRITING_TYPE);
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (DavTaskDraft) draft = NULL;
  char *written;
  gint64 now;

  g_variant_get (writing, "(@" DAV_TASK_DRAFT_TYPE "x)", &variant, &now);
  draft = dav_task_draft_from_variant (variant);
  written = length > 0 ? dav_calendar_complete (text, length, draft->completed, now, error)
                       : dav_calendar_write (draft, now);
  return written ? parser_wire_encode (g_variant_new_take_string (written)) : NULL;
}

static GBytes *
result_of (guint32 kind, GBytes *argument, GBytes *raw, GError **error)
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
    case PARSER_REPLY:
      return reply (raw, argument);
    case PARSER_ENVELOPE:
      return envelope (raw);
    case PARSER_DAV_ANSWER:
      return dav_answer (raw, error);
    case PARSER_DAV_TASK:
      return dav_task (raw, error);
    case PARSER_DAV_WRITE:
      return dav_write (raw, argument, error);
    default:
      return part (raw, argument, error);
    }
}

static gboolean
write_failure (guint32 id, const GError *error)
{
  g_autoptr (GBytes) payload = parser_wire_encode (
      g_variant_new (PARSER_FAILURE_TYPE, (guint32) error->code, error->message));

  return write_frame (PARSER_FAILURE, id, payload);
}

static gboolean
answer (const ParserHead *head, GBytes *argument, GBytes *raw)
{
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;

  parser_confinement_begin (SECONDS_LIMIT);
  payload = result_of (head->kind, argument, raw, &error);
  parser_confinement_end ();
  return payload ? write_frame (PARSER_ANSWER, head->id, payload) : write_failure (head->id, error);
}

/* The daemon has gone, or is not in order. */
static void
set_broken (GError **error)
{
  g_set_error_literal (error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED, "The pipe is broken");
}

/* However much there is to be read, each piece of it has its own time. */
static gssize
read_content (gpointer data, guint index, void *octets, gsize size, GError **error)
{
  const ParserHead *head = data;
  ParserWant want = { index, (guint32) MIN (size, PARSER_CHUNK) };
  g_autoptr (GBytes) payload = g_bytes_new_static (&want, sizeof want);
  ParserHead content;

  parser_confinement_begin (SECONDS_LIMIT);
  if (write_frame (PARSER_WANT, head->id, payload) && read_octets (&content, sizeof content)
      && content.kind == PARSER_CONTENT && content.length <= want.size
      && read_octets (octets, content.length))
    return (gssize) content.length;
  set_broken (error);
  return -1;
}

static gboolean
write_output (gpointer data, const char *octets, gsize length, GError **error)
{
  const ParserHead *head = data;

  for (gsize done = 0; done < length; done += PARSER_CHUNK)
    {
      g_autoptr (GBytes) piece
          = g_bytes_new_static (octets + done, MIN (PARSER_CHUNK, length - done));

      if (!write_frame (PARSER_OUTPUT, head->id, piece))
        {
          set_broken (error);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
compose (const ParserHead *head, GBytes *octets)
{
  MimeComposeHooks hooks = { read_content, write_output, (gpointer) head };
  g_autoptr (GVariant) variant = parser_wire_decode (octets, MIME_DRAFT_TYPE);
  g_autoptr (MimeDraft) draft = mime_draft_from_variant (variant);
  g_autoptr (GError) error = NULL;
  gboolean is_fine;

  parser_confinement_begin (SECONDS_LIMIT);
  is_fine = mime_compose (draft, &hooks, &error);
  parser_confinement_end ();
  return is_fine ? write_frame (PARSER_ANSWER, head->id, NULL) : write_failure (head->id, error);
}

static gboolean
serve (Buffer *buffer, const ParserHead *head)
{
  g_autofree char *argument = NULL;
  g_autoptr (GBytes) asked = NULL;
  g_autoptr (GBytes) raw = NULL;

  if (head->argument_length > ARGUMENT_LIMIT)
    return FALSE;
  argument = g_malloc (head->argument_length + 1);
  if (!read_octets (argument, head->argument_length) || !make_room (buffer, head->length)
      || !read_octets (buffer->octets, head->length))
    return FALSE;
  asked = g_bytes_new_static (argument, head->argument_length);
  raw = g_bytes_new_static (buffer->octets, head->length);
  return head->kind == PARSER_COMPOSE ? compose (head, raw) : answer (head, asked, raw);
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
