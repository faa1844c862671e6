/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-protocol.h"

#include "error.h"

#define MINUTE (60 * G_TIME_SPAN_SECOND)

struct _SmtpProtocol
{
  SmtpLimits limits;
  char *server;
  SmtpReplyReader *reader;
  SmtpLogin *login; /* NULL = logged in */
  SmtpCapabilities capabilities;
  SmtpTransaction *transaction; /* NULL = no message is under way */
  gboolean content_told;
  Buffer output;
  gboolean unwritten; /* output was taken and has not left */
  gint64 since;       /* when the patience for what is owed now began */
  gint64 heard;       /* when octets came last */
  GError *ending;     /* told behind the events */
};

const SmtpLimits smtp_limits_default = {
  .line = 8 * 1024,
  .lines = 200,
  .reply = 5 * MINUTE,
  .data = 2 * MINUTE,
  .block = 3 * MINUTE,
  .end = 10 * MINUTE,
};

SmtpProtocol *
smtp_protocol_new (const SmtpLoginOptions *login, const SmtpLimits *limits)
{
  SmtpProtocol *protocol = g_new0 (SmtpProtocol, 1);

  protocol->limits = *limits;
  protocol->server = g_strdup (login->server);
  protocol->reader = smtp_reply_reader_new (limits->line, limits->lines);
  protocol->login = smtp_login_new (login);
  protocol->since = -1;
  return protocol;
}

void
smtp_protocol_free (SmtpProtocol *protocol)
{
  g_free (protocol->server);
  smtp_reply_reader_free (protocol->reader);
  g_clear_pointer (&protocol->login, smtp_login_free);
  g_clear_pointer (&protocol->transaction, smtp_transaction_free);
  buffer_clear (&protocol->output);
  g_clear_error (&protocol->ending);
  g_free (protocol);
}

void
smtp_protocol_feed (SmtpProtocol *protocol, const guint8 *data, gsize length, gint64 now)
{
  smtp_reply_reader_feed (protocol->reader, data, length);
  protocol->heard = now;
}

static gboolean
advance_login (SmtpProtocol *protocol, const SmtpReply *reply, SmtpEvent *event, GError **error)
{
  if (!smtp_login_advance (protocol->login, reply, &protocol->output, error))
    return FALSE;
  switch (smtp_login_step (protocol->login))
    {
    case SMTP_LOGIN_START_TLS:
      event->type = SMTP_EVENT_START_TLS;
      return TRUE;
    case SMTP_LOGIN_DONE:
      protocol->capabilities = smtp_login_capabilities (protocol->login);
      g_clear_pointer (&protocol->login, smtp_login_free);
      event->type = SMTP_EVENT_READY;
      return TRUE;
    default:
      return FALSE;
    }
}

static void
end_transaction (SmtpProtocol *protocol, SmtpEvent *event)
{
  event->type = SMTP_EVENT_RESULT;
  event->result = smtp_transaction_take_result (protocol->transaction, protocol->ending);
  g_clear_pointer (&protocol->transaction, smtp_transaction_free);
}

static gboolean
advance_transaction (SmtpProtocol *protocol, const SmtpReply *reply, SmtpEvent *event,
                     GError **error)
{
  SmtpTransaction *transaction = protocol->transaction;

  if (!smtp_transaction_advance (transaction, reply, &protocol->output, &protocol->ending)
      || smtp_transaction_is_over (transaction))
    {
      end_transaction (protocol, event);
      return TRUE;
    }
  if (!smtp_transaction_wants_content (transaction) || protocol->content_told)
    return FALSE;
  protocol->content_told = TRUE;
  event->type = SMTP_EVENT_CONTENT;
  return TRUE;
}

/* Nobody has asked anything: the server wants to be rid of us (421), or is none. */
static gboolean
hear_unasked (SmtpProtocol *protocol, const SmtpReply *reply, SmtpEvent *event, GError **error)
{
  g_autofree char *quote = smtp_reply_quote (reply);

  g_set_error (error, POSTHORN_ERROR,
               reply->code == 421 ? POSTHORN_ERROR_SERVER_UNAVAILABLE : POSTHORN_ERROR_PROTOCOL,
               "%s ends the connection (%s): try again later", protocol->server, quote);
  return FALSE;
}

/* What the reader quotes may be anybody's words before TLS. */
static SmtpReply *
read_reply (SmtpProtocol *protocol, GError **error)
{
  g_autoptr (GError) problem = NULL;
  SmtpReply *reply = smtp_reply_reader_next (protocol->reader, &problem);

  /* A whole one: octets that come one by one are no answer. */
  if (reply != NULL)
    protocol->since = protocol->heard;
  if (problem == NULL)
    return reply;
  if (protocol->login != NULL && !smtp_login_is_secure (protocol->login))
    g_set_error (
        error, POSTHORN_ERROR, problem->code,
        "%s does not speak SMTP as it should before STARTTLS: check smtp-host and smtp-port, "
        "or set smtp-tls to implicit",
        protocol->server);
  else
    g_set_error (error, POSTHORN_ERROR, problem->code, "%s: %s", protocol->server,
                 problem->message);
  return NULL;
}

static gboolean
handle_reply (SmtpProtocol *protocol, const SmtpReply *reply, SmtpEvent *event, GError **error)
{
  if (protocol->login != NULL)
    return advance_login (protocol, reply, event, error);
  if (protocol->transaction != NULL)
    return advance_transaction (protocol, reply, event, error);
  return hear_unasked (protocol, reply, event, error);
}

/* At the switch to TLS nothing that has come may be read any more. */
static gboolean
is_switching (const SmtpProtocol *protocol)
{
  return protocol->login != NULL && smtp_login_step (protocol->login) == SMTP_LOGIN_START_TLS;
}

gboolean
smtp_protocol_next_event (SmtpProtocol *protocol, SmtpEvent *event, GError **error)
{
  *event = (SmtpEvent){ 0 };
  while (protocol->ending == NULL && !is_switching (protocol))
    {
      GError *failure = NULL;
      g_autoptr (SmtpReply) reply = read_reply (protocol, &failure);

      if (reply != NULL && handle_reply (protocol, reply, event, &failure))
        return TRUE;
      if (failure != NULL)
        g_propagate_error (error, failure);
      if (reply == NULL || failure != NULL)
        return FALSE;
    }
  if (protocol->ending != NULL)
    g_propagate_error (error, g_steal_pointer (&protocol->ending));
  return FALSE;
}

gboolean
smtp_protocol_start_tls (SmtpProtocol *protocol, GError **error)
{
  gboolean pending = !smtp_reply_reader_is_empty (protocol->reader);

  return smtp_login_start_tls (protocol->login, pending, &protocol->output, error);
}

gboolean
smtp_protocol_check (const SmtpProtocol *protocol, const SmtpEnvelope *envelope, GError **error)
{
  return smtp_envelope_check (envelope, &protocol->capabilities, protocol->server, error);
}

void
smtp_protocol_begin (SmtpProtocol *protocol, const SmtpEnvelope *envelope, gint64 now)
{
  g_return_if_fail (protocol->login == NULL && protocol->transaction == NULL);
  protocol->transaction = smtp_transaction_new (envelope, &protocol->capabilities, protocol->server,
                                                &protocol->output);
  protocol->content_told = FALSE;
  protocol->since = now;
}

gboolean
smtp_protocol_wants_content (const SmtpProtocol *protocol)
{
  return protocol->transaction != NULL && smtp_transaction_wants_content (protocol->transaction);
}

void
smtp_protocol_write (SmtpProtocol *protocol, const guint8 *data, gsize length, gint64 now)
{
  if (protocol->transaction == NULL)
    return;
  smtp_transaction_write (protocol->transaction, data, length, &protocol->output);
  protocol->since = now;
}

void
smtp_protocol_commit (SmtpProtocol *protocol, gint64 now)
{
  if (protocol->transaction == NULL)
    return;
  smtp_transaction_commit (protocol->transaction, &protocol->output);
  protocol->since = now;
}

const SmtpResult *
smtp_protocol_answers (const SmtpProtocol *protocol)
{
  return protocol->transaction != NULL ? smtp_transaction_answers (protocol->transaction) : NULL;
}

SmtpResult *
smtp_protocol_abandon (SmtpProtocol *protocol, const GError *why)
{
  SmtpEvent event = { 0 };

  if (protocol->transaction == NULL)
    return NULL;
  g_clear_error (&protocol->ending);
  protocol->ending = g_error_copy (why);
  end_transaction (protocol, &event);
  return event.result;
}

void
smtp_protocol_quit (SmtpProtocol *protocol)
{
  if (protocol->login == NULL && protocol->transaction == NULL)
    buffer_append_text (&protocol->output, "QUIT\r\n");
}

GBytes *
smtp_protocol_take_output (SmtpProtocol *protocol)
{
  GBytes *output = buffer_steal (&protocol->output);

  protocol->unwritten |= output != NULL;
  return output;
}

void
smtp_protocol_written (SmtpProtocol *protocol, gint64 now)
{
  if (!protocol->unwritten)
    return;
  protocol->unwritten = FALSE;
  protocol->since = now;
}

static gint64
patience (const SmtpProtocol *protocol)
{
  if (protocol->unwritten)
    return protocol->limits.block;
  if (protocol->transaction == NULL)
    return protocol->login != NULL ? protocol->limits.reply : G_MAXINT64;
  switch (smtp_transaction_owed (protocol->transaction))
    {
    case SMTP_OWED_REPLY:
      return protocol->limits.reply;
    case SMTP_OWED_DATA:
      return protocol->limits.data;
    case SMTP_OWED_END:
      return protocol->limits.end;
    default:
      return G_MAXINT64;
    }
}

gint64
smtp_protocol_deadline (const SmtpProtocol *protocol)
{
  gint64 span = patience (protocol);

  return span == G_MAXINT64 || protocol->since < 0 ? G_MAXINT64 : protocol->since + span;
}

gboolean
smtp_protocol_tick (SmtpProtocol *protocol, gint64 now, GError **error)
{
  if (now < smtp_protocol_deadline (protocol))
    return TRUE;
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TIMEOUT,
               "%s %s for %" G_GINT64_FORMAT " seconds: try again later", protocol->server,
               protocol->unwritten ? "took nothing" : "gave no answer",
               patience (protocol) / G_TIME_SPAN_SECOND);
  return FALSE;
}
