/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-manager.h"
#include "bus-options.h"
#include "bus-path.h"
#include "bus-tables.h"
#include "error.h"
#include "message-verbs.h"

static GVariant *
get_id (gpointer object)
{
  return g_variant_new_take_string (folder_get_id (object));
}

static GVariant *
get_account (gpointer object)
{
  g_autofree char *path = bus_path_of_account_id (folder_get_row (object)->account);
  return g_variant_new_object_path (path);
}

static Account *
find_account (Folder *folder, GError **error)
{
  Account *account = folder_get_account (folder);
  g_autofree char *id = folder_get_id (folder);

  if (!account)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
                 "The account of folder %s has just been removed", id);
  return account;
}

static void
on_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  account_choose_folder_finish ((Account *) source, result, &error);
  bus_call_answer (data, NULL, error);
}

static gboolean
role_is_possible (Folder *folder, const char *role, GError **error)
{
  static const char *const roles[]
      = { "inbox", "drafts", "sent", "archive", "junk", "trash", "all", "flagged", "none", NULL };
  gboolean is_inbox = g_str_equal (folder_get_row (folder)->role, "inbox");
  g_autofree char *id = folder_get_id (folder);

  if (!bus_options_choose ("Role", role, roles, error))
    return FALSE;
  if (is_inbox == g_str_equal (role, "inbox"))
    return TRUE;
  if (is_inbox)
    g_set_error (
        error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
        "Role: %s is where new mail comes in and stays the inbox; give %s to another folder", id,
        role);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "Role: the server decides which folder is the inbox, it cannot be %s", id);
  return FALSE;
}

static gboolean
can_hold_mail (Folder *folder, GError **error)
{
  g_autofree char *id = folder_get_id (folder);

  if (folder_get_row (folder)->selectable)
    return TRUE;
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_SUPPORTED,
               "Folder %s only holds other folders at its server; choose one of those", id);
  return FALSE;
}

static GVariant *
set_role (gpointer object, GVariant *value, BusCall *call, GError **error)
{
  Account *account = find_account (object, error);
  const char *role = g_variant_get_string (value, NULL);

  if (account && role_is_possible (object, role, error)
      && (g_str_equal (role, "none") || can_hold_mail (object, error)))
    account_choose_folder_async (account, object, role, -1, on_chosen, bus_call_take (call));
  return NULL;
}

static GVariant *
set_selected (gpointer object, GVariant *value, BusCall *call, GError **error)
{
  Account *account = find_account (object, error);

  if (account && can_hold_mail (object, error))
    account_choose_folder_async (account, object, NULL, g_variant_get_boolean (value), on_chosen,
                                 bus_call_take (call));
  return NULL;
}

static gboolean
can_be_checked (Account *account, Folder *folder, GError **error)
{
  g_autofree char *id = folder_get_id (folder);

  if (!can_hold_mail (folder, error))
    return FALSE;
  if (account_get_config (account)->enabled && folder_is_synchronised (folder))
    return TRUE;
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_SUPPORTED,
               folder_is_synchronised (folder)
                   ? "Folder %s belongs to a disabled account; set Enabled of the account first"
                   : "Folder %s is not synchronised; set its Selected first",
               id);
  return FALSE;
}

static GVariant *
sync_folder (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 0);
  g_autofree char *path = NULL;
  Account *account;

  if (!bus_options_check (options, NULL, error))
    return NULL;
  account = find_account (object, error);
  if (!account || !can_be_checked (account, object, error))
    return NULL;
  path = bus_path_of_job (account_check (account, object));
  return g_variant_new ("(o)", path);
}

static void
on_swept (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  guint count = 0;
  gboolean done = message_verbs_folder_finish ((AccountManager *) source, result, &count, &error);

  bus_call_answer (data, done ? g_variant_new ("(u)", count) : NULL, error);
}

static GVariant *
mark_all_read (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  message_verbs_mark_all_read_async (bus_call_get_context (call), object, on_swept,
                                     bus_call_take (call));
  return NULL;
}

static gboolean
may_be_emptied (Folder *folder, GError **error)
{
  const char *role = folder_get_row (folder)->role;
  g_autofree char *id = folder_get_id (folder);

  if (g_str_equal (role, "trash") || g_str_equal (role, "junk"))
    return TRUE;
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_SUPPORTED,
               "Folder %s is neither the trash nor the junk folder; only these can be emptied", id);
  return FALSE;
}

static GVariant *
empty (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  if (may_be_emptied (object, error))
    message_verbs_empty_async (bus_call_get_context (call), object, on_swept, bus_call_take (call));
  return NULL;
}

static const BusMethod methods[] = {
  { "Sync", sync_folder },
  { "MarkAllRead", mark_all_read },
  { "Empty", empty },
  { NULL },
};

static const BusProperty properties[] = {
  { "Id", .get = get_id },
  { "Account", .get = get_account },
  { "Name", .from = "name" },
  { "Path", .from = "path" },
  { "Role", .from = "role", .set = set_role },
  { "Selected", .from = "selected", .set = set_selected },
  { "Unread", .from = "unread" },
  { "Total", .from = "total" },
  { "Unprocessed", .from = "unprocessed" },
  { "LastSync", .from = "last-sync" },
  { NULL },
};

const BusTable bus_folder_table = { "org.posthorn.Posthorn1.Folder", methods, properties };
