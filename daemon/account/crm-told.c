/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-told.h"

#include "crm-input.h"
#include "log.h"
#include "normal-address.h"
#include "server-text.h"

#include <string.h>

#define OPERATION   "crm"
#define ID_OCTETS   4096
#define UNKNOWN_DAY 1 /* when a task was completed that is, and nobody says when */

static void
clean_line (char **text, gsize most)
{
  char *line = server_text_valid (*text ? *text : "", *text ? strlen (*text) : 0);

  g_strstrip (line);
  if (strlen (line) > most)
    *g_utf8_find_prev_char (line, line + most + 1) = '\0';
  g_free (*text);
  *text = line;
}

/* Each once. */
static void
clean_addresses (GStrv *addresses)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);

  for (char **at = *addresses; at && *at && list->len < CRM_ADDRESSES_MOST; at++)
    {
      g_autofree char *address = normal_address_of (*at);
      if (address && *address != '@' && g_hash_table_add (seen, address))
        g_ptr_array_add (list, g_steal_pointer (&address));
    }
  g_ptr_array_add (list, NULL);
  g_strfreev (*addresses);
  *addresses = (GStrv) g_ptr_array_free (g_steal_pointer (&list), FALSE);
}

static gboolean
is_id (const char *remote)
{
  return remote && *remote && strlen (remote) <= ID_OCTETS && g_utf8_validate (remote, -1, NULL);
}

static gboolean
clean_employee (gpointer row)
{
  StoreRemoteEmployee *told = row;
  StoreEmployee *employee = told->employee;

  clean_line (&employee->login, CRM_LOGIN_OCTETS);
  clean_line (&employee->name, CRM_NAME_OCTETS);
  clean_addresses (&employee->addresses);
  return is_id (told->remote) && *employee->login;
}

static gboolean
clean_customer (gpointer row)
{
  StoreRemoteCustomer *told = row;
  StoreCustomer *customer = told->customer;

  clean_line (&customer->name, CRM_NAME_OCTETS);
  clean_line (&told->version, ID_OCTETS);
  if (customer->addresses)
    clean_addresses (&customer->addresses);
  if (!*customer->name && customer->addresses && *customer->addresses)
    {
      g_free (customer->name);
      customer->name = g_strdup (customer->addresses[0]);
    }
  return is_id (told->remote);
}

static gboolean
clean_task (gpointer row)
{
  StoreRemoteTask *task = row;

  clean_line (&task->version, ID_OCTETS);
  clean_line (&task->marker, ID_OCTETS);
  if (task->title)
    clean_line (&task->title, CRM_TITLE_OCTETS);
  if (task->title && !*task->title)
    g_clear_pointer (&task->title, g_free);
  task->due = MAX (task->due, 0);
  if (task->completed < 0)
    task->completed = UNKNOWN_DAY;
  return is_id (task->remote);
}

static gboolean
clean_name (gpointer row)
{
  return is_id (((StoreRemoteName *) row)->remote);
}

static void
clean_rows (GPtrArray *rows, gboolean (*clean) (gpointer row))
{
  guint before = rows->len;

  for (guint i = rows->len; i > 0; i--)
    if (!clean (rows->pdata[i - 1]))
      g_ptr_array_remove_index (rows, i - 1);
  if (rows->len < before)
    log_info (NULL, NULL, OPERATION, "left out, without an id or a name: %u of %u",
              before - rows->len, before);
}

void
crm_told_clean_page (StoreRemotePage *page)
{
  clean_rows (page->employees, clean_employee);
  clean_rows (page->customers, clean_customer);
  clean_rows (page->tasks, clean_task);
  clean_rows (page->unchanged, clean_name);
  clean_rows (page->gone, clean_name);
}

void
crm_told_clean_pushed (StoreRemotePushed *pushed)
{
  clean_line (&pushed->remote, ID_OCTETS);
  clean_line (&pushed->version, ID_OCTETS);
  if (pushed->customer && !clean_customer (pushed->customer))
    g_clear_pointer (&pushed->customer, store_remote_customer_free);
  if (pushed->task)
    {
      g_free (pushed->task->remote);
      pushed->task->remote = g_strdup (pushed->remote);
      clean_task (pushed->task);
    }
}
