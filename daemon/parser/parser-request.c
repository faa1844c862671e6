/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parser-request.h"

#include "error.h"

ParserRequest *
parser_request_new (ParserKind kind, guint32 id, GBytes *raw, GBytes *argument, GTask *task)
{
  ParserRequest *request = g_new0 (ParserRequest, 1);

  request->kind = kind;
  request->id = id;
  request->raw = g_bytes_ref (raw);
  request->argument = g_bytes_ref (argument);
  request->task = g_object_ref (task);
  return request;
}

static void
forget_cancellable (ParserRequest *request)
{
  if (request->cancelled)
    g_source_destroy (request->cancelled);
  g_clear_pointer (&request->cancelled, g_source_unref);
}

void
parser_request_free (ParserRequest *request)
{
  forget_cancellable (request);
  g_clear_object (&request->task);
  g_bytes_unref (request->raw);
  g_bytes_unref (request->argument);
  g_free (request);
}

static GTask *
steal_task (ParserRequest *request)
{
  forget_cancellable (request);
  return g_steal_pointer (&request->task);
}

static gboolean
return_value (ParserRequest *request, gpointer value, GDestroyNotify destroy)
{
  g_autoptr (GTask) task = NULL;

  if (!value)
    return FALSE;
  task = steal_task (request);
  if (task)
    g_task_return_pointer (task, value, destroy);
  else
    destroy (value);
  return TRUE;
}

void
parser_request_fail (ParserRequest *request, const GError *error)
{
  g_autoptr (GTask) task = steal_task (request);

  if (task)
    g_task_return_error (task, g_error_copy (error));
}

static char *
decode_text (GBytes *payload)
{
  g_autoptr (GVariant) variant = parser_wire_decode (payload, PARSER_TEXT_TYPE);

  return variant ? g_variant_dup_string (variant, NULL) : NULL;
}

static MimeEnvelope *
decode_envelope (GBytes *payload)
{
  g_autoptr (GVariant) variant = parser_wire_decode (payload, MIME_ENVELOPE_TYPE);

  return variant ? mime_envelope_from_variant (variant) : NULL;
}

static gpointer
decode_dav_answer (GBytes *payload)
{
  g_autoptr (GVariant) variant = parser_wire_decode (payload, DAV_ANSWER_TYPE);

  return variant ? dav_answer_from_variant (variant) : NULL;
}

static gpointer
decode_dav_task (GBytes *payload)
{
  g_autoptr (GVariant) variant = parser_wire_decode (payload, DAV_TASK_TYPE);

  return variant ? dav_task_from_variant (variant) : NULL;
}

/* What is in the octets may be a reason not to give anything. */
static gboolean
may_fail (ParserKind kind)
{
  return kind == PARSER_PART || kind == PARSER_DAV_ANSWER || kind == PARSER_DAV_TASK
         || kind == PARSER_DAV_WRITE;
}

static gboolean
take_failure (ParserRequest *request, GBytes *payload)
{
  g_autoptr (GError) error = parser_wire_decode_failure (payload);

  if (!error || !may_fail (request->kind))
    return FALSE;
  parser_request_fail (request, error);
  return TRUE;
}

gboolean
parser_request_answer (ParserRequest *request, ParserKind kind, GBytes *payload)
{
  if (kind == PARSER_FAILURE)
    return take_failure (request, payload);
  switch (request->kind)
    {
    case PARSER_SUMMARIZE:
      return return_value (request, parser_wire_decode_summary (payload),
                           (GDestroyNotify) g_variant_unref);
    case PARSER_TEXT:
    case PARSER_HTML:
    case PARSER_HTML_REMOTE:
    case PARSER_DAV_WRITE:
      return return_value (request, decode_text (payload), g_free);
    case PARSER_REPLY:
      return return_value (request, parser_wire_decode_reply (payload),
                           (GDestroyNotify) mime_reply_free);
    case PARSER_ENVELOPE:
      return return_value (request, decode_envelope (payload), (GDestroyNotify) mime_envelope_free);
    case PARSER_DAV_ANSWER:
      return return_value (request, decode_dav_answer (payload), (GDestroyNotify) dav_answer_free);
    case PARSER_DAV_TASK:
      return return_value (request, decode_dav_task (payload), (GDestroyNotify) dav_task_free);
    default:
      return return_value (request, parser_wire_decode_part (payload),
                           (GDestroyNotify) mime_part_free);
    }
}

static GVariant *
unparsable (void)
{
  g_autoptr (Summary) summary = summary_new ();

  g_ptr_array_add (summary->warnings, g_strdup ("unparsable"));
  return g_variant_ref_sink (summary_to_variant (summary));
}

static gboolean
is_mail (ParserKind kind)
{
  return kind < PARSER_DAV_ANSWER;
}

void
parser_request_give_up (ParserRequest *request)
{
  g_autoptr (GError) error = NULL;

  if (request->kind == PARSER_SUMMARIZE)
    {
      return_value (request, unparsable (), (GDestroyNotify) g_variant_unref);
      return;
    }
  error = g_error_new_literal (
      POSTHORN_ERROR, POSTHORN_ERROR_FAILED,
      is_mail (request->kind) ? "The message cannot be parsed: it ended the parser twice; open "
                                "the raw message instead"
                              : "It cannot be parsed: it ended the parser twice");
  parser_request_fail (request, error);
}
