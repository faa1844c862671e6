/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "push-watch.h"

#define NOT_SAID ((SyncRemote){ -1, -1, -1, -1 })

/* Folders of one server whose counters are kept; of others only what is said at the time counts. */
#define FOLDERS_MAX 20000

typedef enum
{
  STEP_NOTIFY,
  STEP_NOTIFIED, /* nothing is under way */
  STEP_NOOP,     /* the last step with NOTIFY */
  STEP_EXAMINE,
  STEP_IDLE,   /* sent */
  STEP_IDLING, /* "+" has come */
  STEP_DONE,
  STEP_UNABLE,
} Step;

struct _PushWatch
{
  ImapCapabilities capabilities;
  Step step;
  gboolean sent; /* the command of STEP */
  gboolean notify_failed;
  const char *state;
  GHashTable *told; /* path → SyncRemote: a STATUS names only what has changed */
  SyncRemote inbox; /* by EXAMINE */

  gboolean has_news;
  char *news_path;
  SyncRemote news_remote;
};

static void
go_to (PushWatch *watch, Step step)
{
  watch->step = step;
  watch->sent = FALSE;
}

static void
go_to_idle (PushWatch *watch)
{
  watch->state = "none";
  watch->inbox = NOT_SAID;
  go_to (watch, watch->capabilities & IMAP_CAPABILITY_IDLE ? STEP_EXAMINE : STEP_UNABLE);
}

PushWatch *
push_watch_new (ImapCapabilities capabilities, gboolean with_notify)
{
  PushWatch *watch = g_new0 (PushWatch, 1);

  watch->capabilities = capabilities;
  watch->state = "none";
  watch->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!with_notify || !(capabilities & IMAP_CAPABILITY_NOTIFY))
    go_to_idle (watch);
  return watch;
}

void
push_watch_free (PushWatch *watch)
{
  if (!watch)
    return;
  g_hash_table_unref (watch->told);
  g_free (watch->news_path);
  g_free (watch);
}

PushWatchPhase
push_watch_phase (const PushWatch *watch)
{
  switch (watch->step)
    {
    case STEP_NOTIFIED:
    case STEP_IDLING:
      return PUSH_WATCH_LISTENING;
    case STEP_NOOP:
    case STEP_DONE:
      return PUSH_WATCH_PROBING;
    case STEP_UNABLE:
      return PUSH_WATCH_UNABLE;
    default:
      return PUSH_WATCH_PREPARING;
    }
}

const char *
push_watch_state (const PushWatch *watch)
{
  return watch->state;
}

gboolean
push_watch_notify_failed (const PushWatch *watch)
{
  return watch->notify_failed;
}

ImapCommand *
push_watch_command (PushWatch *watch)
{
  if (watch->sent)
    return NULL;
  watch->sent = TRUE;
  switch (watch->step)
    {
    case STEP_NOTIFY:
      return imap_command_notify (watch->capabilities);
    case STEP_NOOP:
      return imap_command_simple ("NOOP");
    case STEP_EXAMINE:
      return imap_command_select ("INBOX", TRUE, watch->capabilities, 0, 0, NULL);
    case STEP_IDLE:
      return imap_command_idle ();
    default:
      return NULL;
    }
}

static void
set_news (PushWatch *watch, const char *path, SyncRemote remote)
{
  g_free (watch->news_path);
  watch->news_path = g_strdup (path);
  watch->news_remote = remote;
  watch->has_news = TRUE;
}

gboolean
push_watch_take_news (PushWatch *watch, PushNews *news)
{
  gboolean had_news = watch->has_news;

  watch->has_news = FALSE;
  *news = (PushNews){ watch->news_path, watch->news_remote };
  return had_news;
}

static void
take_number (gint64 said, gint64 *number)
{
  if (said >= 0)
    *number = said;
}

static void
observe_status (PushWatch *watch, const ImapMailboxStatus *status)
{
  const SyncRemote *before = g_hash_table_lookup (watch->told, status->path);
  SyncRemote remote = before ? *before : NOT_SAID;

  take_number (status->messages, &remote.messages);
  take_number (status->uidnext, &remote.uidnext);
  take_number (status->uidvalidity, &remote.uidvalidity);
  take_number (status->highestmodseq, &remote.highestmodseq);
  if (before || g_hash_table_size (watch->told) < FOLDERS_MAX)
    g_hash_table_replace (watch->told, g_strdup (status->path), g_memdup2 (&remote, sizeof remote));
  set_news (watch, status->path, remote);
}

/* The name may stand for another folder now. */
static void
observe_list (PushWatch *watch, const ImapList *list)
{
  g_hash_table_remove (watch->told, list->path);
  if (list->old_path)
    g_hash_table_remove (watch->told, list->old_path);
  set_news (watch, NULL, NOT_SAID);
}

/* The server has stopped telling, and has not told everything. */
static void
observe_overflow (PushWatch *watch)
{
  set_news (watch, NULL, NOT_SAID);
  watch->notify_failed = TRUE;
  if (watch->step == STEP_NOTIFIED)
    go_to_idle (watch);
}

static void
observe_notification (PushWatch *watch, const ImapResponse *response)
{
  if (response->type == IMAP_RESPONSE_MAILBOX_STATUS)
    observe_status (watch, response->mailbox_status);
  else if (response->type == IMAP_RESPONSE_LIST)
    observe_list (watch, response->list);
  else if (response->code == IMAP_CODE_NOTIFICATIONOVERFLOW)
    observe_overflow (watch);
}

static void
observe_code (PushWatch *watch, const ImapResponse *response)
{
  if (response->code == IMAP_CODE_UIDNEXT)
    watch->inbox.uidnext = (gint64) response->number;
  else if (response->code == IMAP_CODE_UIDVALIDITY)
    watch->inbox.uidvalidity = (gint64) response->number;
  else if (response->code == IMAP_CODE_HIGHESTMODSEQ)
    watch->inbox.highestmodseq = (gint64) response->number;
}

static gboolean
is_change (const ImapResponse *response)
{
  return response->type == IMAP_RESPONSE_EXISTS || response->type == IMAP_RESPONSE_EXPUNGE
         || response->type == IMAP_RESPONSE_VANISHED || response->type == IMAP_RESPONSE_FETCH;
}

static void
begin_idling (PushWatch *watch)
{
  watch->step = STEP_IDLING;
  watch->state = "idle";
}

void
push_watch_observe (PushWatch *watch, const ImapResponse *response)
{
  if (watch->step <= STEP_NOOP)
    observe_notification (watch, response);
  else if (watch->step == STEP_EXAMINE && response->type == IMAP_RESPONSE_EXISTS)
    watch->inbox.messages = (gint64) response->number;
  else if (watch->step == STEP_EXAMINE)
    observe_code (watch, response);
  else if (watch->step == STEP_IDLE && response->type == IMAP_RESPONSE_CONTINUE)
    begin_idling (watch);
  else if (is_change (response))
    set_news (watch, "INBOX", NOT_SAID);
}

static void
advance_notify (PushWatch *watch, gboolean ok)
{
  watch->notify_failed = watch->notify_failed || !ok;
  if (watch->notify_failed)
    {
      go_to_idle (watch);
      return;
    }
  watch->state = "notify";
  go_to (watch, STEP_NOTIFIED);
}

static void
advance_examine (PushWatch *watch)
{
  set_news (watch, "INBOX", watch->inbox);
  go_to (watch, STEP_IDLE);
}

gboolean
push_watch_advance (PushWatch *watch, gboolean ok)
{
  switch (watch->step)
    {
    case STEP_NOTIFY:
      advance_notify (watch, ok);
      return TRUE;
    case STEP_NOOP:
      /* A refusal proves as much. */
      advance_notify (watch, TRUE);
      return TRUE;
    case STEP_EXAMINE:
      advance_examine (watch);
      return ok;
    case STEP_DONE:
      go_to (watch, STEP_IDLE);
      return ok;
    default:
      return FALSE;
    }
}

gboolean
push_watch_probe (PushWatch *watch)
{
  if (watch->step == STEP_IDLING)
    {
      watch->step = STEP_DONE;
      return TRUE;
    }
  go_to (watch, STEP_NOOP);
  return FALSE;
}
