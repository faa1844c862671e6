/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The client side of one submission connection without the connection (sans-I/O): octets in,
 * events and octets out. It opens no socket, reads no clock and logs nothing. One caller, one
 * thread.
 *
 * Use: feed what was read, call next_event until it returns FALSE, write what take_output gives
 * and say when that is written; after an error nothing but abandon and free.
 */
#pragma once

#include "smtp-login.h"
#include "smtp-transaction.h"

typedef struct _SmtpProtocol SmtpProtocol;

typedef struct
{
  gsize line;   /* octets of one line of an answer */
  guint lines;  /* of one answer */
  gint64 reply; /* microseconds until a command is answered; the others alike */
  gint64 data;  /* until DATA is */
  gint64 block; /* until a piece of the message is taken from us */
  gint64 end;   /* until the whole message is */
} SmtpLimits;

extern const SmtpLimits smtp_limits_default; /* RFC 5321, 4.5.3.2 */

typedef enum
{
  SMTP_EVENT_START_TLS, /* call smtp_protocol_start_tls(), then switch the stream */
  SMTP_EVENT_READY,     /* logged in: smtp_protocol_begin() */
  SMTP_EVENT_CONTENT,   /* the message, please */
  SMTP_EVENT_RESULT,    /* the next message may follow, unless an error does */
} SmtpEventType;

typedef struct
{
  SmtpEventType type;
  SmtpResult *result; /* RESULT: transfer full */
} SmtpEvent;

/* LOGIN and LIMITS are copied. */
SmtpProtocol *smtp_protocol_new (const SmtpLoginOptions *login, const SmtpLimits *limits);
void smtp_protocol_free (SmtpProtocol *protocol);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpProtocol, smtp_protocol_free)

/* NOW, here and below, is on the boot clock, in microseconds. */
void smtp_protocol_feed (SmtpProtocol *protocol, const guint8 *data, gsize length, gint64 now);
/* FALSE: more input is needed, or with an error: the connection must be closed. */
gboolean smtp_protocol_next_event (SmtpProtocol *protocol, SmtpEvent *event, GError **error);

/* FALSE with POSTHORN_ERROR_TLS_FAILED when octets wait. Output from here on belongs inside TLS. */
gboolean smtp_protocol_start_tls (SmtpProtocol *protocol, GError **error);

/* smtp_envelope_check() against this server. */
gboolean smtp_protocol_check (const SmtpProtocol *protocol, const SmtpEnvelope *envelope,
                              GError **error);
void smtp_protocol_begin (SmtpProtocol *protocol, const SmtpEnvelope *envelope, gint64 now);
/* As of smtp-transaction.h. */
gboolean smtp_protocol_wants_content (const SmtpProtocol *protocol);
void smtp_protocol_write (SmtpProtocol *protocol, const guint8 *data, gsize length, gint64 now);
void smtp_protocol_commit (SmtpProtocol *protocol, gint64 now);
/* What has been answered about the message under way; borrowed. NULL = none is. */
const SmtpResult *smtp_protocol_answers (const SmtpProtocol *protocol);
/* What the message under way has come to when WHY has ended the connection; NULL = none is. */
SmtpResult *smtp_protocol_abandon (SmtpProtocol *protocol, const GError *why);
/* QUIT, when nothing is under way. */
void smtp_protocol_quit (SmtpProtocol *protocol);

/* What to write now; NULL = nothing. Secrets may be in it: never log it. */
GBytes *smtp_protocol_take_output (SmtpProtocol *protocol);
/* All of it has left. */
void smtp_protocol_written (SmtpProtocol *protocol, gint64 now);

/* When tick wants to be called; G_MAXINT64 = never. */
gint64 smtp_protocol_deadline (const SmtpProtocol *protocol);
/* FALSE with POSTHORN_ERROR_TIMEOUT when the patience is over. */
gboolean smtp_protocol_tick (SmtpProtocol *protocol, gint64 now, GError **error);
