/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One message on its way out, as state.db keeps it and outbox-state.h moves it on: who gets it, how
 * far it has come, and what went wrong last. A value; it knows neither its octets nor a clock.
 * Strings are never NULL; times are Unix seconds.
 */
#pragma once

#include "outbox-kind.h"
#include "outbox-recipient.h"

typedef enum
{
  OUTBOX_QUEUED,
  OUTBOX_SENDING, /* it may have left as soon as UNCERTAIN_SINCE is set */
  OUTBOX_SENT,    /* to everybody, or to some while the others failed */
  OUTBOX_DEFERRED,
  OUTBOX_REJECTED,
  OUTBOX_UNKNOWN, /* it may have been sent, and nobody can tell */
  OUTBOX_CANCELLED,
} OutboxState;

/* What besides the time ends the wait of a message. Not on disk: a restart ends it, too. */
typedef enum
{
  OUTBOX_WAITS_FOR_TIME,
  OUTBOX_WAITS_FOR_NETWORK, /* or for the time */
  OUTBOX_WAITS_FOR_SECRET,  /* and not for the time */
} OutboxWait;

/* The copy in the sender's own folder. */
typedef enum
{
  OUTBOX_COPY_NONE,   /* nobody has got the message yet */
  OUTBOX_COPY_WANTED, /* it is to be filed; the octets are kept for that */
  OUTBOX_COPY_FILED,  /* it is there, or is none of ours to file */
} OutboxCopy;

typedef struct
{
  gint64 id;
  OutboxKind kind;
  char *account;
  gint64 octets; /* where they lie (store-octets.h); 0 = they are not kept any more */
  guint64 size;
  gboolean needs_8bit;    /* not all of them are ASCII */
  gboolean needs_unicode; /* nor is the header */
  char *sender;           /* address */
  char *subject;
  char *message_id; /* without angle brackets */
  guint64 original; /* the message on the bus that gets the next once this one is sent; 0 = none */
  char *original_flag;
  OutboxState state;
  OutboxWait waits_for;
  gint64 uncertain_since; /* when the end of the message was about to be sent; 0 = it was not */
  guint attempts;
  gint64 begins;    /* not before this moment; patience is counted from here */
  gint64 next_try;  /* 0 = none is set */
  char *error_name; /* as on the bus, "" = none */
  char *error;
  OutboxCopy copy;
  char *copy_error_name; /* why the copy could not be filed the last time, "" = it could */
  char *copy_error;
  GPtrArray *recipients; /* OutboxRecipient, in the order in which they were named */
} OutboxMessage;

OutboxMessage *outbox_message_new (void);
OutboxMessage *outbox_message_copy (const OutboxMessage *message);
void outbox_message_free (OutboxMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OutboxMessage, outbox_message_free)

OutboxRecipient *outbox_message_add_recipient (OutboxMessage *message, const char *name,
                                               const char *address);

/* As on the bus: "message" ..., "none" ..., "queued" ...; FALSE leaves STATE alone. */
const char *outbox_kind_name (OutboxKind kind);
const char *outbox_copy_name (OutboxCopy copy);
const char *outbox_state_name (OutboxState state);
gboolean outbox_state_parse (const char *name, OutboxState *state);
