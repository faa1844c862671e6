/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a server is made to tell of changes on one connection, as a pure step function: NOTIFY for
 * all folders (RFC 5465), or else EXAMINE and IDLE on the inbox (RFC 2177); and what its responses
 * mean. It knows no connection and no clock. After each call there may be a command to send
 * and news to take.
 */
#pragma once

#include "imap-command.h"
#include "imap-response.h"
#include "sync-plan.h"

typedef struct _PushWatch PushWatch;

typedef struct
{
  const char *path;  /* until the next call; NULL: folders came, went or were renamed */
  SyncRemote remote; /* all -1: something has happened */
} PushNews;

typedef enum
{
  PUSH_WATCH_PREPARING, /* an answer is awaited */
  PUSH_WATCH_LISTENING, /* the server speaks when it wants to */
  PUSH_WATCH_PROBING,   /* it has been asked to show that it is there */
  PUSH_WATCH_UNABLE,    /* it offers nothing to listen to */
} PushWatchPhase;

/* WITH_NOTIFY FALSE: it has failed before. */
PushWatch *push_watch_new (ImapCapabilities capabilities, gboolean with_notify);
void push_watch_free (PushWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PushWatch, push_watch_free)

PushWatchPhase push_watch_phase (const PushWatch *watch);
const char *push_watch_state (const PushWatch *watch); /* "none", "idle", "notify" */
/* NOTIFY was offered and did not hold: it is not worth another attempt. */
gboolean push_watch_notify_failed (const PushWatch *watch);

/* Transfer full; NULL: nothing is to be sent now. Each is answered by push_watch_advance(). */
ImapCommand *push_watch_command (PushWatch *watch);

/* Every untagged response, and the "+" of IDLE. */
void push_watch_observe (PushWatch *watch, const ImapResponse *response);

/* OK: the command was answered so. FALSE: this connection is of no more use. */
gboolean push_watch_advance (PushWatch *watch, gboolean ok);

/* While LISTENING: makes the server speak. TRUE: by the end of the IDLE, else by a command. */
gboolean push_watch_probe (PushWatch *watch);

/* FALSE: there are none. Taken once. */
gboolean push_watch_take_news (PushWatch *watch, PushNews *news);
