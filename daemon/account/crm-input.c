/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-input.h"

#include "error.h"
#include "normal-address.h"
#include "shown-text.h"

#include <gio/gio.h>
#include <string.h>

/* Characters of a text that an error repeats. */
#define SHOWN_MOST 60

static gboolean
refuse (GError **error, const char *key, const char *reason)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s: %s", key, reason);
  return FALSE;
}

static gboolean
has_control_character (const char *text)
{
  for (; *text; text = g_utf8_next_char (text))
    if (g_unichar_iscntrl (g_utf8_get_char (text)))
      return TRUE;
  return FALSE;
}

gboolean
crm_input_check_line (const char *key, const char *text, gsize most, GError **error)
{
  g_autofree char *reason = NULL;

  if (strlen (text) > most)
    reason = g_strdup_printf ("is %" G_GSIZE_FORMAT " octets long, and may have %" G_GSIZE_FORMAT
                              "; shorten it",
                              strlen (text), most);
  else if (has_control_character (text))
    reason = g_strdup ("has line breaks or other control characters in it; leave them out");
  return !reason || refuse (error, key, reason);
}

char *
crm_input_address (const char *key, const char *text, GError **error)
{
  const NormalAddressWords words = { key, "write user@domain.tld" };
  g_autoptr (GError) cause = NULL;
  g_autofree char *address = normal_address_parse (text, &words, &cause);
  g_autofree char *shown = NULL;

  if (address && *address != '@')
    return g_steal_pointer (&address);
  if (cause)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, cause->message);
  else
    {
      shown = shown_text (text, SHOWN_MOST);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "%s: «%s» is a whole domain, and only single addresses count here; write "
                   "user@domain.tld",
                   key, shown);
    }
  return NULL;
}

/* Each once. */
static GStrv
complete_addresses (const char *key, const char *const *texts, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (; *texts; texts++)
    {
      g_autofree char *address = crm_input_address (key, *texts, error);
      if (!address)
        return NULL;
      if (g_hash_table_add (seen, address))
        g_ptr_array_add (list, g_steal_pointer (&address));
    }
  g_ptr_array_add (list, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&list), FALSE);
}

static gboolean
complete_own_addresses (GStrv *addresses, GError **error)
{
  GStrv complete;

  if (!*addresses)
    return TRUE;
  if (g_strv_length (*addresses) > CRM_ADDRESSES_MOST)
    return refuse (error, "addresses", "one person or company has at most 100; give fewer");
  complete = complete_addresses ("addresses", (const char *const *) *addresses, error);
  if (!complete)
    return FALSE;
  g_strfreev (*addresses);
  *addresses = complete;
  return TRUE;
}

static void
add_login (StoreEmployee *employee)
{
  g_autofree char *address = normal_address_of (employee->login);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (!address || !employee->addresses
      || g_strv_contains ((const char *const *) employee->addresses, address))
    return;
  g_strv_builder_addv (builder, (const char **) employee->addresses);
  g_strv_builder_add (builder, address);
  g_strfreev (employee->addresses);
  employee->addresses = g_strv_builder_end (builder);
}

gboolean
crm_input_complete_employee (StoreEmployee *employee, GError **error)
{
  if (!*employee->login)
    return refuse (error, "login", "is empty; give the name by which the employee logs in");
  if (!crm_input_check_line ("login", employee->login, CRM_LOGIN_OCTETS, error)
      || (employee->name && !crm_input_check_line ("name", employee->name, CRM_NAME_OCTETS, error))
      || !complete_own_addresses (&employee->addresses, error))
    return FALSE;
  add_login (employee);
  return TRUE;
}

gboolean
crm_input_complete_customer (StoreCustomer *customer, GError **error)
{
  if (customer->name && !*customer->name)
    return refuse (error, "name", "is empty; say who the customer is");
  return (!customer->name || crm_input_check_line ("name", customer->name, CRM_NAME_OCTETS, error))
         && (!customer->responsible
             || crm_input_check_line ("responsible", customer->responsible, CRM_LOGIN_OCTETS,
                                      error))
         && complete_own_addresses (&customer->addresses, error);
}

gboolean
crm_input_check_task (const StoreTask *task, GError **error)
{
  if (task->due < 0)
    return refuse (error, "due", "is before 1970; give Unix seconds, or 0 for no date");
  return (!task->title || crm_input_check_line ("title", task->title, CRM_TITLE_OCTETS, error))
         && (!task->responsible
             || crm_input_check_line ("responsible", task->responsible, CRM_LOGIN_OCTETS, error));
}

GStrv
crm_input_exceptions (const char *const *entries, GError **error)
{
  if (g_strv_length ((GStrv) entries) > CRM_EXCEPTIONS_MOST)
    {
      g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
                   "entries: one call takes at most %u exceptions; give fewer at a time",
                   CRM_EXCEPTIONS_MOST);
      return NULL;
    }
  return complete_addresses ("entries", entries, error);
}
