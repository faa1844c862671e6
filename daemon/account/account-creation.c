/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-private.h"

#include "account-error.h"
#include "account-session.h"
#include "credentials.h"
#include "error.h"
#include "folder-path.h"
#include "folder-refresh.h"
#include "log.h"

/* Folders that wait to be made. */
#define CREATIONS_MOST 100

typedef struct
{
  Account *account;
  Job *job;
  char *path;
  ImapSession *session; /* NULL until it is open */
  GHashTable *rows;     /* path → StoreFolder, for the refresh */
} Creation;

static void
creation_free (Creation *creation)
{
  if (creation->session)
    imap_session_close (creation->session);
  g_clear_object (&creation->session);
  g_clear_pointer (&creation->rows, g_hash_table_unref);
  g_free (creation->path);
  g_object_unref (creation->job);
  g_object_unref (creation->account);
  g_free (creation);
}

static gboolean start_next (gpointer data);

/* CAUSE NULL = it succeeded. Takes CREATION. */
static void
end (Creation *creation, const GError *cause)
{
  Account *account = creation->account;
  g_autoptr (GError) error = cause ? account_error (account_get_id (account), cause) : NULL;

  g_queue_remove (&account->creations, creation);
  if (!g_queue_is_empty (&account->creations))
    g_idle_add_full (G_PRIORITY_DEFAULT, start_next, g_object_ref (account), g_object_unref);
  job_end (creation->job, error);
  creation_free (creation);
}

/* The folder is there, whether or not this can show it: if not, a check will. */
static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer data)
{
  Creation *creation = data;
  g_autoptr (FolderListing) listing = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreChanges) changes = folder_refresh_finish (result, &listing, &error);

  if (changes)
    account_take_changes (changes, creation->account);
  else
    {
      log_info (account_get_id (creation->account), NULL, "create-folder", "%s", error->message);
      account_check_again (creation->account, NULL);
    }
  end (creation, NULL);
}

static void
refresh (Creation *creation)
{
  GPtrArray *folders = creation->account->folders;

  creation->rows
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) store_folder_free);
  for (guint i = 0; i < folders->len; i++)
    {
      StoreFolder *row = store_folder_copy (folder_get_row (folders->pdata[i]));
      g_hash_table_replace (creation->rows, row->path, row);
    }
  folder_refresh_async (creation->session, creation->account->services->store,
                        creation->account->config, creation->rows, on_refreshed, creation);
}

/* Programs that show only what is subscribed would not show the new folder; that a server refuses
 * it harms nobody. */
static void
on_subscribed (GObject *source, GAsyncResult *result, gpointer data)
{
  imap_session_run_finish (IMAP_SESSION (source), result, NULL, NULL);
  refresh (data);
}

static void
on_created (GObject *source, GAsyncResult *result, gpointer data)
{
  Creation *creation = data;
  g_autoptr (GError) error = NULL;

  if (!imap_session_run_finish (IMAP_SESSION (source), result, NULL, &error))
    {
      end (creation, error);
      return;
    }
  imap_session_run_async (creation->session, imap_command_mailbox ("SUBSCRIBE", creation->path),
                          NULL, on_subscribed, creation);
}

static void
on_open (GObject *source, GAsyncResult *result, gpointer data)
{
  Creation *creation = data;
  g_autoptr (GError) error = NULL;

  creation->session = account_session_open_finish (result, &error);
  if (creation->session)
    imap_session_run_async (creation->session, imap_command_mailbox ("CREATE", creation->path),
                            job_get_cancellable (creation->job), on_created, creation);
  else
    end (creation, error);
}

static void
on_password (GObject *source, GAsyncResult *result, gpointer data)
{
  Creation *creation = data;
  g_autoptr (GError) error = NULL;
  char *password = credentials_lookup_finish (result, &error);

  if (password)
    account_session_open_async (creation->account->config, password, FALSE,
                                job_get_cancellable (creation->job), on_open, creation);
  else
    end (creation, error);
  credentials_free_secret (password);
}

/* From the main loop, so that whoever asked for the job has it before it can end. */
static gboolean
start_next (gpointer data)
{
  Account *account = data;
  Creation *creation = g_queue_peek_head (&account->creations);

  if (!creation || job_get_state (creation->job) != JOB_QUEUED)
    return G_SOURCE_REMOVE;
  job_start (creation->job);
  credentials_lookup_async (secret_place_of_account (account->config, "password"),
                            job_get_cancellable (creation->job), on_password, creation);
  return G_SOURCE_REMOVE;
}

static char
delimiter_of (Account *account)
{
  return account->folders->len > 0 ? folder_get_row (account->folders->pdata[0])->delimiter : '\0';
}

/* One that only holds others can become one that holds mail. */
static gboolean
is_there (Account *account, const char *path)
{
  for (guint i = 0; i < account->folders->len; i++)
    {
      const StoreFolder *row = folder_get_row (account->folders->pdata[i]);
      if (row->selectable && g_str_equal (row->path, path))
        return TRUE;
    }
  return g_ascii_strcasecmp (path, "INBOX") == 0;
}

static gboolean
can_be_created (Account *account, const char *path, GError **error)
{
  const char *id = account_get_id (account);
  const char *fault = folder_path_fault (path, delimiter_of (account));

  if (fault)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "path: the name of a new folder of %s %s; give another one", id, fault);
  else if (!account->config->enabled)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_SUPPORTED,
                 "Account %s is disabled; set its Enabled first", id);
  else if (is_there (account, path))
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_EXISTS,
                 "Account %s has a folder %s already; choose another name", id, path);
  else if (account->creations.length >= CREATIONS_MOST)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_BUSY,
                 "%u folders of account %s are waiting to be made; wait for them first",
                 CREATIONS_MOST, id);
  else
    return TRUE;
  return FALSE;
}

static Creation *
creation_new (Account *account, const char *path)
{
  Creation *creation = g_new0 (Creation, 1);
  g_autofree char *detail = g_strdup_printf ("Making the folder %s", path);

  creation->account = g_object_ref (account);
  creation->job = job_new ("create-folder", G_OBJECT (account));
  creation->path = g_strdup (path);
  job_set_progress (creation->job, -1, detail);
  return creation;
}

Job *
account_create_folder (Account *account, const char *path, GError **error)
{
  Creation *creation;

  if (!can_be_created (account, path, error))
    return NULL;
  creation = creation_new (account, path);
  g_queue_push_tail (&account->creations, creation);
  g_signal_emit_by_name (account, "job-added", creation->job);
  if (account->creations.length == 1)
    g_idle_add_full (G_PRIORITY_DEFAULT, start_next, g_object_ref (account), g_object_unref);
  return creation->job;
}

void
account_cancel_creations (Account *account)
{
  g_autoptr (GList) creations = g_list_copy (account->creations.head);

  for (GList *at = creations; at; at = at->next)
    job_cancel (((Creation *) at->data)->job);
}
