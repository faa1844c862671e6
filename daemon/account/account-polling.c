/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-private.h"

#include "push-rule.h"

static void
on_due (gpointer data)
{
  Account *account = data;

  account_check_by_itself (account);
}

static void
update_push (Account *account)
{
  /* Before the first check there is nothing that a server's word could be compared with. */
  if (account->config->last_sync > 0
      && push_rule_wants (account->config->push, scheduler_facts (account->scheduler)))
    push_begin (account->push, account->config, account->services->configuration.push_renewal);
  else
    push_end (account->push);
}

static void
notify_decision (Account *account)
{
  static const guint decided[]
      = { PROP_INTERVAL, PROP_RULE, PROP_NEXT_SYNC, PROP_FAILURES, PROP_BLOCKED_BY };

  g_object_freeze_notify (G_OBJECT (account));
  for (gsize i = 0; i < G_N_ELEMENTS (decided); i++)
    account_notify (account, decided[i]);
  g_object_thaw_notify (G_OBJECT (account));
}

static void
on_decided (gpointer data)
{
  Account *account = data;

  if (conditions_hold (account->services->conditions, CONDITION_SLEEPING))
    {
      account_interrupt (account);
      account_hold (account);
    }
  update_push (account);
  notify_decision (account);
}

static void
on_push_state (gpointer data)
{
  account_notify (data, PROP_PUSH_STATE);
}

static gboolean
is_news (const StoreFolder *row, const SyncRemote *remote)
{
  SyncCursor cursor = { row->uidvalidity, row->uidnext, row->highestmodseq, row->at_server };

  return row->selected && row->selectable
         && !sync_plan_is_unchanged (&cursor, remote, remote->highestmodseq >= 0);
}

static void
on_push_changed (const char *path, const SyncRemote *remote, gpointer data)
{
  Account *account = data;
  Folder *folder = path ? account_folder_by_path (account, path) : NULL;

  if (!folder)
    account_check_again (account, NULL);
  else if (is_news (folder_get_row (folder), remote))
    account_check_again (account, folder);
}

void
account_polling_begin (Account *account)
{
  static const SchedulerCallbacks scheduler_callbacks = { on_due, on_decided };
  static const PushCallbacks push_callbacks = { on_push_state, on_push_changed };

  account->push = push_new (&push_callbacks, account);
  account->scheduler
      = scheduler_new (account->services, account->config, &scheduler_callbacks, account);
}

void
account_polling_end (Account *account)
{
  g_clear_pointer (&account->scheduler, scheduler_free);
  g_clear_pointer (&account->push, push_free);
}

void
account_start (Account *account)
{
  account->is_started = TRUE;
  scheduler_start (account->scheduler);
  account_tell (account);
}

void
account_stop (Account *account)
{
  account->is_started = FALSE;
  scheduler_stop (account->scheduler);
  account_hold (account);
  push_end (account->push);
  account_interrupt (account);
}

void
account_retry (Account *account)
{
  if (account->was_asked)
    account_check (account, NULL);
  else
    scheduler_retry (account->scheduler);
  account_tell (account);
  push_retry (account->push);
}

void
account_clock_set (Account *account)
{
  scheduler_clock_set (account->scheduler);
}
