/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The client side of one IMAP connection without the connection (sans-I/O): octets in, events
 * and octets out. It frames, parses, tags, pipelines, waits for continuations and keeps the
 * limits; it opens no socket, reads no clock and logs nothing. One caller, one thread.
 *
 * Use: feed what was read, call next_event until it returns FALSE, write what take_output gives;
 * after an error nothing but free.
 */
#pragma once

#include "imap-command.h"
#include "imap-response.h"

#include <glib.h>

typedef struct _ImapProtocol ImapProtocol;
typedef struct
{
  gsize line;    /* octets of one response without streamed literals, default 1 MiB */
  gsize literal; /* octets of one streamed literal, default 64 MiB */
  guint depth;   /* nesting of parentheses, default 100 */
  gint64 stall;  /* microseconds without a response or 1 KiB while one is owed, default 60 s */
} ImapLimits;

extern const ImapLimits imap_limits_default;

typedef enum
{
  IMAP_EVENT_GREETING,  /* response: OK, PREAUTH or BYE; only while no command has been sent */
  IMAP_EVENT_RESPONSE,  /* an untagged response */
  IMAP_EVENT_LITERAL,   /* octets of the BODY[] of the FETCH whose RESPONSE event follows */
  IMAP_EVENT_CONTINUE,  /* "+" that answers neither a literal nor AUTHENTICATE: IDLE has begun */
  IMAP_EVENT_COMPLETED, /* the tagged response of the command with this serial */
} ImapEventType;

typedef struct
{
  ImapEventType type;
  guint serial;                 /* COMPLETED: what imap_protocol_send() returned */
  const ImapResponse *response; /* all but LITERAL */
  const guint8 *data;           /* LITERAL: a piece, of any length */
  gsize length;
  guint64 literal_size; /* LITERAL: of the whole */
  gboolean first;       /* LITERAL: the first piece of a message */
} ImapEvent;

ImapProtocol *imap_protocol_new (const ImapLimits *limits); /* copied */
void imap_protocol_free (ImapProtocol *protocol);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapProtocol, imap_protocol_free)
/* DATA is copied, at most once. NOW is on the boot clock, in microseconds. A LENGTH of 0 only
 * starts the stall clock anew, as after a pause in reading. */
void imap_protocol_feed (ImapProtocol *protocol, const guint8 *data, gsize length, gint64 now);
/* TRUE: EVENT is filled; what it points to lives until the next call on PROTOCOL. FALSE: more input
 * is needed, or with POSTHORN_ERROR_PROTOCOL or _TOO_LARGE: the connection must be closed. */
gboolean imap_protocol_next_event (ImapProtocol *protocol, ImapEvent *event, GError **error);

/* Takes COMMAND over; returns its serial, never 0. One that waits for "+" holds back those behind
 * it. With LITERAL+, set by the caller, only large literals do. */
guint imap_protocol_send (ImapProtocol *protocol, ImapCommand *command, gint64 now);
/* Writes DONE for the IDLE under way as soon as its "+" has come; commands behind an IDLE wait for
 * that. Between "+" and DONE no answer is owed. */
void imap_protocol_end_idle (ImapProtocol *protocol, gint64 now);
void imap_protocol_set_literal_plus (ImapProtocol *protocol, gboolean on);

/* What to write now; NULL = nothing. Never log it: secrets. */
GBytes *imap_protocol_take_output (ImapProtocol *protocol);
/* Octets of a large literal that may be given now, at most; 0 = none. */
gsize imap_protocol_wanted (const ImapProtocol *protocol);
void imap_protocol_give (ImapProtocol *protocol, GBytes *octets);
/* What was taken has left: while a large literal leaves, no answer is late. */
void imap_protocol_note_sent (ImapProtocol *protocol, gint64 now);
guint imap_protocol_n_outstanding (const ImapProtocol *protocol);
/* Fed octets wait that no event has consumed: a server that sent anything behind the OK to STARTTLS
 * has injected it (RFC 9051, 6.2.1), and the connection must be closed. */
gboolean imap_protocol_has_pending_input (const ImapProtocol *protocol);
/* When tick wants to be called, microseconds on the boot clock; G_MAXINT64 = never. */
gint64 imap_protocol_deadline (const ImapProtocol *protocol);
/* FALSE with POSTHORN_ERROR_TIMEOUT when an answer is owed and limits.stall is over. */
gboolean imap_protocol_tick (ImapProtocol *protocol, gint64 now, GError **error);
