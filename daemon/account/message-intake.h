/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The way of fetched messages from the wire into the store: octets are gathered, parsed by the
 * confined process, and committed in batches whose size follows the load. It bounds what is in
 * flight by asking for a pause. It knows neither commands nor sessions.
 */
#pragma once

#include "imap-protocol.h"
#include "parser.h"
#include "store.h"

typedef struct _MessageIntake MessageIntake;

typedef struct
{
  void (*committed) (const StoreChanges *changes, gpointer data);
  void (*paused) (gboolean paused, gpointer data);     /* the wire should be left alone meanwhile */
  void (*failed) (const GError *error, gpointer data); /* once; it has stopped then */
  void (*drained) (gpointer data); /* everything given so far has been committed */
  /* New mail of FOLDER that nobody wants to see there: the folder that gets it, 0 = it stays. */
  gint64 (*divert) (gint64 folder, const Summary *summary, gpointer data);
  /* Of this message there is nothing to show. */
  void (*unparsable) (gint64 folder, guint32 uid, gpointer data);
} MessageIntakeCallbacks;

MessageIntake *message_intake_new (Store *store, Parser *parser,
                                   const MessageIntakeCallbacks *callbacks, gpointer data);

/* Drops what is not being committed just now, and takes nothing more. «drained» still comes when a
 * commit was under way. */
void message_intake_stop (MessageIntake *intake);

/* Only when drained. */
void message_intake_free (MessageIntake *intake);

/* A piece of a BODY[]: EVENT is a LITERAL event. */
void message_intake_literal (MessageIntake *intake, const ImapEvent *event);

/* The FETCH response that ends what was gathered. LIMIT: octets asked for; a body of as many is
 * cut off. ARRIVED: new mail, to be announced. */
void message_intake_message (MessageIntake *intake, gint64 folder, const ImapFetch *fetch,
                             gsize limit, gboolean arrived);

typedef struct
{
  guint32 uidvalidity;
  guint32 uidnext;
  guint64 highestmodseq;
  gint64 synced; /* Unix seconds */
  gint64 audited;
} FolderCursor;

/* The folder's cursor, committed behind everything given before. */
void message_intake_cursor (MessageIntake *intake, gint64 folder, const FolderCursor *cursor);

gboolean message_intake_is_drained (MessageIntake *intake);
