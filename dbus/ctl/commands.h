/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each command does, one function for one name or for a few that differ little. Only
 * command-table.c calls them.
 */
#pragma once

#include "command.h"

gboolean command_status (Client *client, GStrv *arguments, GError **error);
gboolean command_add (Client *client, GStrv *arguments, GError **error);
gboolean command_accounts (Client *client, GStrv *arguments, GError **error);
gboolean command_setting (Client *client, GStrv *arguments, GError **error);
gboolean command_switch (Client *client, GStrv *arguments, GError **error);
gboolean command_pause (Client *client, GStrv *arguments, GError **error);
gboolean command_config (Client *client, GStrv *arguments, GError **error);
gboolean command_jobs (Client *client, GStrv *arguments, GError **error);
gboolean command_secret (Client *client, GStrv *arguments, GError **error);
gboolean command_remove (Client *client, GStrv *arguments, GError **error);
gboolean command_folders (Client *client, GStrv *arguments, GError **error);
gboolean command_folder (Client *client, GStrv *arguments, GError **error);
gboolean command_list (Client *client, GStrv *arguments, GError **error);
gboolean command_search (Client *client, GStrv *arguments, GError **error);
gboolean command_show (Client *client, GStrv *arguments, GError **error);
gboolean command_save (Client *client, GStrv *arguments, GError **error);
gboolean command_thread (Client *client, GStrv *arguments, GError **error);
gboolean command_changes (Client *client, GStrv *arguments, GError **error);
gboolean command_mark (Client *client, GStrv *arguments, GError **error);
gboolean command_flag (Client *client, GStrv *arguments, GError **error);
gboolean command_move (Client *client, GStrv *arguments, GError **error);
gboolean command_spam (Client *client, GStrv *arguments, GError **error);
gboolean command_delete (Client *client, GStrv *arguments, GError **error);
gboolean command_sweep (Client *client, GStrv *arguments, GError **error);
gboolean command_send (Client *client, GStrv *arguments, GError **error);
gboolean command_reply (Client *client, GStrv *arguments, GError **error);
gboolean command_forward (Client *client, GStrv *arguments, GError **error);
gboolean command_outbox (Client *client, GStrv *arguments, GError **error);
gboolean command_cancel (Client *client, GStrv *arguments, GError **error);
gboolean command_retry (Client *client, GStrv *arguments, GError **error);
gboolean command_resolve (Client *client, GStrv *arguments, GError **error);
gboolean command_draft (Client *client, GStrv *arguments, GError **error);
gboolean command_signature (Client *client, GStrv *arguments, GError **error);
gboolean command_sync (Client *client, GStrv *arguments, GError **error);
gboolean command_why (Client *client, GStrv *arguments, GError **error);
gboolean command_blacklist (Client *client, GStrv *arguments, GError **error);
gboolean command_crm (Client *client, GStrv *arguments, GError **error);
gboolean command_task (Client *client, GStrv *arguments, GError **error);
gboolean command_unprocessed (Client *client, GStrv *arguments, GError **error);
gboolean command_presence (Client *client, GStrv *arguments, GError **error);
gboolean command_here (Client *client, GStrv *arguments, GError **error);
gboolean command_doctor (Client *client, GStrv *arguments, GError **error);
gboolean command_watch (Client *client, GStrv *arguments, GError **error);
