/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-page.h"

#include "bitrix24-reply-private.h"
#include "bitrix24-request-private.h"

#include <string.h>

#define STATUS_COMPLETED "5"

static void
row_free (gpointer data)
{
  Bitrix24Row *row = data;

  g_free (row->id);
  g_free (row->name);
  g_strfreev (row->addresses);
  g_free (row->responsible);
  g_free (row->description);
  g_free (row);
}

GPtrArray *
bitrix24_rows_new (void)
{
  return g_ptr_array_new_with_free_func (row_free);
}

void
bitrix24_page_free (Bitrix24Page *page)
{
  if (!page)
    return;
  g_ptr_array_unref (page->rows);
  g_free (page->last);
  g_free (page);
}

/* Ids are numbers without leading zeros; "" is before all of them. */
static gboolean
is_above (const char *id, const char *other)
{
  gsize length = strlen (id);
  gsize other_length = strlen (other);

  return length != other_length ? length > other_length : strcmp (id, other) > 0;
}

static char *
full_name (JsonNode *node)
{
  g_autofree char *first = bitrix24_json_text (node, "NAME");
  g_autofree char *last = bitrix24_json_text (node, "LAST_NAME");
  g_autofree char *name = g_strjoin (" ", first, last, NULL);

  g_strstrip (name);
  return *name ? g_steal_pointer (&name) : bitrix24_json_text (node, "TITLE");
}

/* EMAIL is text of a user, and a list of maps of customers. */
static GStrv
read_addresses (JsonNode *node)
{
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();
  g_autofree char *own = bitrix24_json_text (node, "EMAIL");
  g_autoptr (GList) values = bitrix24_json_values (bitrix24_json_member (node, "EMAIL"));

  if (*own)
    g_strv_builder_add (addresses, own);
  for (GList *at = values; at; at = at->next)
    {
      g_autofree char *address = bitrix24_json_text (at->data, "VALUE");

      if (*address)
        g_strv_builder_add (addresses, address);
    }
  return g_strv_builder_end (addresses);
}

static void
read_task (Bitrix24Row *row, JsonNode *node)
{
  g_autofree char *status = bitrix24_json_text (node, "status");

  row->name = bitrix24_json_text (node, "title");
  row->description = bitrix24_json_text (node, "description");
  row->due = bitrix24_json_time (node, "deadline");
  if (g_str_equal (status, STATUS_COMPLETED))
    row->completed = MAX (bitrix24_json_time (node, "closedDate"), 1);
}

static Bitrix24Row *
read_row (Bitrix24Method method, JsonNode *node)
{
  Bitrix24Row *row = g_new0 (Bitrix24Row, 1);

  row->id = bitrix24_json_id (node, bitrix24_list_key (method));
  row->addresses = read_addresses (node);
  row->responsible = bitrix24_json_id (node, "ASSIGNED_BY_ID");
  row->online = bitrix24_json_flag (node, "IS_ONLINE");
  if (method == BITRIX24_TASK_LIST)
    read_task (row, node);
  else
    row->name = full_name (node);
  return row;
}

static gboolean
take_row (Bitrix24Page *page, const Bitrix24Reply *reply, JsonNode *node, GError **error)
{
  Bitrix24Row *row = read_row (bitrix24_reply_method (reply), node);
  gboolean is_next = is_above (row->id, page->last);

  g_ptr_array_add (page->rows, row);
  g_free (page->last);
  page->last = g_strdup (row->id);
  if (!is_next)
    bitrix24_reply_refute (reply, *row->id ? "rows that were not asked for" : "rows without an id",
                           error);
  return is_next;
}

Bitrix24Page *
bitrix24_page_read (const Bitrix24Reply *reply, const char *after, GError **error)
{
  const char *place = bitrix24_list_place (bitrix24_reply_method (reply));
  JsonNode *result = bitrix24_reply_result (reply);
  JsonNode *list = *place ? bitrix24_json_member (result, place) : result;
  g_autoptr (GList) values = bitrix24_json_values (list);
  g_autoptr (Bitrix24Page) page = g_new0 (Bitrix24Page, 1);

  page->rows = bitrix24_rows_new ();
  page->last = g_strdup (after);
  if (!bitrix24_reply_check (reply, error))
    return NULL;
  for (GList *at = values; at; at = at->next)
    if (!take_row (page, reply, at->data, error))
      return NULL;
  page->is_last = page->rows->len < BITRIX24_PAGE;
  return g_steal_pointer (&page);
}

char *
bitrix24_made_id (const Bitrix24Reply *reply, GError **error)
{
  JsonNode *result = bitrix24_reply_result (reply);
  JsonNode *task = bitrix24_json_member (result, "task");
  g_autofree char *id = task ? bitrix24_json_id (task, "id") : bitrix24_json_id_of (result);

  if (!bitrix24_reply_check (reply, error))
    return NULL;
  if (*id)
    return g_steal_pointer (&id);
  bitrix24_reply_refute (reply, "no id of what was to be made", error);
  return NULL;
}

char *
bitrix24_found_id (const Bitrix24Reply *reply, Bitrix24Kind kind, guint *count)
{
  JsonNode *result = bitrix24_reply_result (reply);
  JsonNode *list = bitrix24_json_member (result, bitrix24_kind_name (kind));
  g_autoptr (GList) values = bitrix24_json_values (list);
  g_autofree char *oldest = g_strdup ("");

  for (GList *at = values; at; at = at->next)
    {
      char *id = bitrix24_json_id_of (at->data);
      gboolean is_older = *id && (*oldest == '\0' || is_above (oldest, id));

      g_free (is_older ? oldest : id);
      oldest = is_older ? id : oldest;
    }
  if (count)
    *count = g_list_length (values);
  return g_steal_pointer (&oldest);
}
