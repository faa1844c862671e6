/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-protocol.h"

#include "error.h"
#include "imap-framer.h"
#include "imap-line.h"
#include "imap-pipeline.h"
#include "imap-response-parser.h"
#include "imap-text.h"

#include <string.h>

struct _ImapProtocol
{
  ImapLimits limits;
  ImapFramer *framer;
  ImapLine *line;
  ImapPipeline *pipeline;
  ImapResponse *response; /* what the last event shows */
  ImapResponse *held;     /* a FETCH whose quoted body goes first */
  GBytes *body;
  GError *error;
  gint64 last_activity; /* from which a stall is measured */
  gint64 last_feed;
  gsize unrewarded; /* octets fed since the last activity */
  gboolean greeting_due;
  gboolean streaming;
  gboolean first;
};

typedef enum
{
  OUTCOME_GO_ON,
  OUTCOME_EVENT,
  OUTCOME_ERROR,
} Outcome;

/* So many octets prove that a server is at work even when no response is complete. */
#define ACTIVITY_OCTETS 1024

const ImapLimits imap_limits_default = {
  .line = 1024 * 1024,
  .literal = 64 * 1024 * 1024,
  .depth = 100,
  .stall = 60 * G_USEC_PER_SEC,
};

ImapProtocol *
imap_protocol_new (const ImapLimits *limits)
{
  ImapProtocol *protocol = g_new0 (ImapProtocol, 1);

  protocol->limits = *limits;
  protocol->framer = imap_framer_new (limits->line);
  protocol->line = imap_line_new (limits->line);
  protocol->pipeline = imap_pipeline_new ();
  protocol->greeting_due = TRUE;
  return protocol;
}

void
imap_protocol_free (ImapProtocol *protocol)
{
  if (protocol == NULL)
    return;
  imap_framer_free (protocol->framer);
  imap_line_free (protocol->line);
  imap_pipeline_free (protocol->pipeline);
  imap_response_free (protocol->response);
  imap_response_free (protocol->held);
  g_clear_pointer (&protocol->body, g_bytes_unref);
  g_clear_error (&protocol->error);
  g_free (protocol);
}

static void
note_activity (ImapProtocol *protocol)
{
  protocol->last_activity = protocol->last_feed;
  protocol->unrewarded = 0;
}

void
imap_protocol_feed (ImapProtocol *protocol, const guint8 *data, gsize length, gint64 now)
{
  imap_framer_feed (protocol->framer, data, length);
  protocol->last_feed = now;
  protocol->unrewarded += length;
  if (length == 0 || protocol->unrewarded >= ACTIVITY_OCTETS)
    note_activity (protocol);
}

static Outcome
refuse (ImapProtocol *protocol, const char *problem)
{
  const ImapResponse *response = protocol->response;
  g_autofree char *line = g_strjoin (" ", response->tag != NULL ? response->tag : "*",
                                     response->text != NULL ? response->text : "", NULL);

  imap_text_set_error (&protocol->error, problem, line, strlen (line));
  return OUTCOME_ERROR;
}

static Outcome
show_response (ImapProtocol *protocol, ImapEvent *event, ImapEventType type)
{
  event->type = type;
  event->response = protocol->response;
  return OUTCOME_EVENT;
}

static Outcome
show_greeting (ImapProtocol *protocol, ImapEvent *event)
{
  const ImapResponse *response = protocol->response;

  if (response->type != IMAP_RESPONSE_STATUS || response->tag != NULL
      || response->status == IMAP_STATUS_NO || response->status == IMAP_STATUS_BAD)
    return refuse (protocol, "no greeting");
  protocol->greeting_due = FALSE;
  return show_response (protocol, event, IMAP_EVENT_GREETING);
}

static Outcome
show_completion (ImapProtocol *protocol, ImapEvent *event)
{
  const ImapResponse *response = protocol->response;

  event->serial = imap_pipeline_complete (protocol->pipeline, response->tag, response->status);
  if (event->serial == 0)
    return refuse (protocol, "an answer to a command that it was not asked");
  return show_response (protocol, event, IMAP_EVENT_COMPLETED);
}

static Outcome
show_continuation (ImapProtocol *protocol, ImapEvent *event)
{
  if (imap_pipeline_continue (protocol->pipeline))
    return OUTCOME_GO_ON;
  if (imap_pipeline_n_outstanding (protocol->pipeline) == 0)
    return refuse (protocol, "a continuation that nobody waits for");
  return show_response (protocol, event, IMAP_EVENT_CONTINUE);
}

/* Takes RESPONSE over. */
static Outcome
dispatch (ImapProtocol *protocol, ImapResponse *response, ImapEvent *event)
{
  imap_response_free (protocol->response);
  protocol->response = response;
  if (protocol->greeting_due)
    return show_greeting (protocol, event);
  if (response->tag != NULL)
    return show_completion (protocol, event);
  if (response->type == IMAP_RESPONSE_CONTINUE)
    return show_continuation (protocol, event);
  return show_response (protocol, event, IMAP_EVENT_RESPONSE);
}

static Outcome
show_literal (ImapEvent *event, const char *data, gsize length, guint64 size, gboolean first)
{
  event->type = IMAP_EVENT_LITERAL;
  event->data = (const guint8 *) data;
  event->length = length;
  event->literal_size = size;
  event->first = first;
  return OUTCOME_EVENT;
}

static Outcome
show_quoted_body (ImapProtocol *protocol, ImapEvent *event)
{
  gsize length;
  const char *data = g_bytes_get_data (protocol->body, &length);

  return show_literal (event, data, length, length, TRUE);
}

static Outcome
handle_line (ImapProtocol *protocol, const ImapFrame *frame, ImapEvent *event)
{
  guint64 stream_size = imap_line_stream_size (protocol->line);
  ImapResponse *response = NULL;
  const char *data;
  gsize length;

  if (!imap_line_add_text (protocol->line, frame->data, frame->length, &protocol->error))
    return OUTCOME_ERROR;
  if (imap_line_is_empty (protocol->line))
    return OUTCOME_GO_ON;
  data = imap_line_data (protocol->line, &length);
  response = imap_response_parse (data, length, stream_size, protocol->limits.depth,
                                  &protocol->body, &protocol->error);
  imap_line_clear (protocol->line);
  if (response == NULL)
    return OUTCOME_ERROR;
  if (protocol->body == NULL)
    return dispatch (protocol, response, event);
  protocol->held = response;
  return show_quoted_body (protocol, event);
}

static Outcome
begin_stream (ImapProtocol *protocol, guint64 size, ImapEvent *event)
{
  if (!imap_line_begin_stream (protocol->line, size, protocol->limits.literal, &protocol->error))
    return OUTCOME_ERROR;
  protocol->streaming = TRUE;
  protocol->first = TRUE;
  return size > 0 ? OUTCOME_GO_ON : show_literal (event, "", 0, 0, TRUE);
}

static Outcome
handle_literal_start (ImapProtocol *protocol, const ImapFrame *frame, ImapEvent *event)
{
  if (!imap_line_add_text (protocol->line, frame->data, frame->length, &protocol->error))
    return OUTCOME_ERROR;
  protocol->streaming = FALSE;
  if (imap_line_is_at_body (protocol->line))
    return begin_stream (protocol, frame->size, event);
  return imap_line_begin_literal (protocol->line, frame->size, &protocol->error) ? OUTCOME_GO_ON
                                                                                 : OUTCOME_ERROR;
}

static Outcome
handle_literal_data (ImapProtocol *protocol, const ImapFrame *frame, ImapEvent *event)
{
  gboolean first = protocol->first;

  protocol->first = FALSE;
  if (protocol->streaming)
    return show_literal (event, frame->data, frame->length, imap_line_stream_size (protocol->line),
                         first);
  imap_line_add_octets (protocol->line, frame->data, frame->length);
  return OUTCOME_GO_ON;
}

static Outcome
handle_frame (ImapProtocol *protocol, const ImapFrame *frame, ImapEvent *event)
{
  switch (frame->type)
    {
    case IMAP_FRAME_LINE:
      return handle_line (protocol, frame, event);
    case IMAP_FRAME_LITERAL_START:
      return handle_literal_start (protocol, frame, event);
    case IMAP_FRAME_LITERAL_DATA:
    default:
      return handle_literal_data (protocol, frame, event);
    }
}

static Outcome
next_outcome (ImapProtocol *protocol, ImapEvent *event)
{
  Outcome outcome = OUTCOME_GO_ON;
  ImapFrame frame;

  g_clear_pointer (&protocol->body, g_bytes_unref);
  if (protocol->held != NULL)
    return dispatch (protocol, g_steal_pointer (&protocol->held), event);
  while (outcome == OUTCOME_GO_ON && imap_framer_next (protocol->framer, &frame, &protocol->error))
    outcome = handle_frame (protocol, &frame, event);
  return outcome;
}

gboolean
imap_protocol_next_event (ImapProtocol *protocol, ImapEvent *event, GError **error)
{
  *event = (ImapEvent){ 0 };
  if (protocol->error == NULL && next_outcome (protocol, event) == OUTCOME_EVENT)
    {
      if (event->type != IMAP_EVENT_LITERAL)
        note_activity (protocol);
      return TRUE;
    }
  if (protocol->error != NULL)
    g_propagate_error (error, g_error_copy (protocol->error));
  return FALSE;
}

guint
imap_protocol_send (ImapProtocol *protocol, ImapCommand *command, gint64 now)
{
  /* Idle time before the command is no stall. */
  if (imap_pipeline_n_outstanding (protocol->pipeline) == 0)
    {
      protocol->last_activity = now;
      protocol->last_feed = now;
    }
  protocol->greeting_due = FALSE;
  return imap_pipeline_send (protocol->pipeline, command);
}

void
imap_protocol_end_idle (ImapProtocol *protocol, gint64 now)
{
  if (!imap_pipeline_end_idle (protocol->pipeline))
    return;
  /* The time that the IDLE lasted is no stall. */
  protocol->last_feed = now;
  note_activity (protocol);
}

void
imap_protocol_set_literal_plus (ImapProtocol *protocol, gboolean on)
{
  imap_pipeline_set_literal_plus (protocol->pipeline, on);
}

void
imap_protocol_note_sent (ImapProtocol *protocol, gint64 now)
{
  if (imap_pipeline_is_in_literal (protocol->pipeline))
    protocol->last_activity = now;
}

GBytes *
imap_protocol_take_output (ImapProtocol *protocol)
{
  return imap_pipeline_take_output (protocol->pipeline);
}

gsize
imap_protocol_wanted (const ImapProtocol *protocol)
{
  return imap_pipeline_wanted (protocol->pipeline);
}

void
imap_protocol_give (ImapProtocol *protocol, GBytes *octets)
{
  imap_pipeline_give (protocol->pipeline, octets);
}

guint
imap_protocol_n_outstanding (const ImapProtocol *protocol)
{
  return imap_pipeline_n_outstanding (protocol->pipeline);
}

gboolean
imap_protocol_has_pending_input (const ImapProtocol *protocol)
{
  return protocol->held != NULL || !imap_framer_is_idle (protocol->framer);
}

gint64
imap_protocol_deadline (const ImapProtocol *protocol)
{
  if (imap_pipeline_n_outstanding (protocol->pipeline) == 0
      || imap_pipeline_is_idling (protocol->pipeline))
    return G_MAXINT64;
  return protocol->last_activity + protocol->limits.stall;
}

gboolean
imap_protocol_tick (ImapProtocol *protocol, gint64 now, GError **error)
{
  if (now < imap_protocol_deadline (protocol))
    return TRUE;
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TIMEOUT,
               "The server has not answered for %" G_GINT64_FORMAT
               " seconds; check the network connection",
               protocol->limits.stall / G_USEC_PER_SEC);
  return FALSE;
}
