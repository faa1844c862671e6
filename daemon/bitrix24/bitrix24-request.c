/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-request-private.h"

/* What is known of the methods that list. */
typedef struct
{
  Bitrix24Method method;
  const char *key;           /* of the id in a row */
  const char *place;         /* of the rows in the result, "" = it is they */
  const char *const *fields; /* NULL = all */
} List;

static const char *const contact_fields[]
    = { "ID", "NAME", "LAST_NAME", "EMAIL", "ASSIGNED_BY_ID", NULL };
static const char *const company_fields[] = { "ID", "TITLE", "EMAIL", "ASSIGNED_BY_ID", NULL };
static const char *const lead_fields[]
    = { "ID", "TITLE", "NAME", "LAST_NAME", "EMAIL", "ASSIGNED_BY_ID", NULL };
static const char *const activity_fields[] = { "ID", NULL };
static const char *const task_fields[]
    = { "ID", "TITLE", "STATUS", "DEADLINE", "CLOSED_DATE", NULL };
static const char *const described_task_fields[]
    = { "ID", "TITLE", "STATUS", "DEADLINE", "CLOSED_DATE", "DESCRIPTION", NULL };

static const List lists[] = {
  { BITRIX24_USER_GET, "ID", "", NULL },
  { BITRIX24_CONTACT_LIST, "ID", "", contact_fields },
  { BITRIX24_COMPANY_LIST, "ID", "", company_fields },
  { BITRIX24_LEAD_LIST, "ID", "", lead_fields },
  { BITRIX24_ACTIVITY_LIST, "ID", "", activity_fields },
  { BITRIX24_TASK_LIST, "id", "tasks", task_fields },
};

static const List *
find_list (Bitrix24Method method)
{
  const List *list = lists;

  while (list->method != method)
    list++;
  return list;
}

const char *
bitrix24_list_key (Bitrix24Method method)
{
  return find_list (method)->key;
}

const char *
bitrix24_list_place (Bitrix24Method method)
{
  return find_list (method)->place;
}

Bitrix24Request *
bitrix24_request_new (Bitrix24Method method, GVariant *parameters)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (parameters);
  Bitrix24Request *request = g_new0 (Bitrix24Request, 1);

  request->method = method;
  request->parameters = json_gvariant_serialize (owned);
  return request;
}

void
bitrix24_request_free (Bitrix24Request *request)
{
  if (!request)
    return;
  json_node_unref (request->parameters);
  g_clear_pointer (&request->parts, g_array_unref);
  g_free (request);
}

Bitrix24Method
bitrix24_request_method (const Bitrix24Request *request)
{
  return request->method;
}

guint
bitrix24_request_methods (const Bitrix24Request *request)
{
  guint methods = 1u << request->method;

  for (guint i = 0; request->parts && i < request->parts->len; i++)
    methods |= 1u << g_array_index (request->parts, Bitrix24Method, i);
  return methods;
}

char *
bitrix24_request_json (const Bitrix24Request *request)
{
  return json_to_string (request->parameters, FALSE);
}

char *
bitrix24_iso_time (gint64 when)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (when);

  return time ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%S+00:00") : g_strdup ("");
}

/* Users are listed as nothing else is, and no fields of them can be chosen. */
static Bitrix24Request *
list_new (Bitrix24Method method, GVariantDict *filter, const char *const *fields)
{
  GVariant *conditions = g_variant_dict_end (filter);

  if (!fields)
    return bitrix24_request_new (
        method, g_variant_new_parsed ("{'FILTER': <%@a{sv}>, 'sort': <'ID'>, 'order': <'ASC'>}",
                                      conditions));
  return bitrix24_request_new (
      method,
      g_variant_new_parsed (
          "{'filter': <%@a{sv}>, 'select': <%^as>, 'order': <{'ID': 'ASC'}>, 'start': <-1>}",
          conditions, fields));
}

static void
begin_behind (GVariantDict *conditions, const char *after)
{
  g_variant_dict_init (conditions, NULL);
  g_variant_dict_insert (conditions, ">ID", "s", *after ? after : "0");
}

Bitrix24Request *
bitrix24_request_page (Bitrix24Method method, const char *after, gint64 changed_since)
{
  g_auto (GVariantDict) conditions = { 0 };
  g_autofree char *since = bitrix24_iso_time (changed_since);

  begin_behind (&conditions, after);
  if (method == BITRIX24_USER_GET)
    g_variant_dict_insert (&conditions, "USER_TYPE", "s", "employee");
  else if (changed_since > 0)
    g_variant_dict_insert (&conditions, ">=DATE_MODIFY", "s", since);
  if (method == BITRIX24_USER_GET)
    g_variant_dict_insert (&conditions, "ACTIVE", "b", TRUE);
  return list_new (method, &conditions, find_list (method)->fields);
}

Bitrix24Request *
bitrix24_request_made_tasks (const char *after, const char *creator, gint64 created_since)
{
  g_auto (GVariantDict) conditions = { 0 };
  g_autofree char *since = bitrix24_iso_time (created_since);

  begin_behind (&conditions, after);
  g_variant_dict_insert (&conditions, "CREATED_BY", "s", creator);
  g_variant_dict_insert (&conditions, ">=CREATED_DATE", "s", since);
  return list_new (BITRIX24_TASK_LIST, &conditions, described_task_fields);
}

Bitrix24Request *
bitrix24_request_by_ids (Bitrix24Method method, const char *const *ids)
{
  g_auto (GVariantDict) conditions = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&conditions, "ID", "^as", ids);
  return list_new (method, &conditions, find_list (method)->fields);
}

Bitrix24Request *
bitrix24_request_by_origin (Bitrix24Method method, const char *origin)
{
  g_auto (GVariantDict) conditions = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&conditions, "ORIGINATOR_ID", "s", BITRIX24_ORIGINATOR);
  g_variant_dict_insert (&conditions, "ORIGIN_ID", "s", origin);
  return list_new (method, &conditions, find_list (method)->fields);
}

Bitrix24Request *
bitrix24_request_find (const char *address, int kind)
{
  if (kind < 0)
    return bitrix24_request_new (
        BITRIX24_DUPLICATE_FIND,
        g_variant_new_parsed ("{'type': <'EMAIL'>, 'values': <[%s]>}", address));
  return bitrix24_request_new (
      BITRIX24_DUPLICATE_FIND,
      g_variant_new_parsed ("{'type': <'EMAIL'>, 'values': <[%s]>, 'entity_type': <%s>}", address,
                            bitrix24_kind_name (kind)));
}

Bitrix24Request *
bitrix24_request_add_lead (const Bitrix24NewLead *lead)
{
  return bitrix24_request_new (
      BITRIX24_LEAD_ADD,
      g_variant_new_parsed (
          "{'fields': <{'TITLE': <%s>, 'NAME': <%s>, 'SOURCE_ID': <'EMAIL'>, 'STATUS_ID': <'NEW'>,"
          " 'OPENED': <'Y'>, 'ASSIGNED_BY_ID': <%s>, 'ORIGINATOR_ID': <%s>, 'ORIGIN_ID': <%s>,"
          " 'EMAIL': <[{'VALUE': %s, 'VALUE_TYPE': 'WORK'}]>}>,"
          " 'params': <{'REGISTER_SONET_EVENT': 'Y'}>}",
          *lead->title ? lead->title : lead->address, lead->name, lead->responsible,
          BITRIX24_ORIGINATOR, lead->origin, lead->address));
}

Bitrix24Request *
bitrix24_request_add_task (const Bitrix24NewTask *task)
{
  g_auto (GVariantDict) fields = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *due = bitrix24_iso_time (task->due);
  const char *const customers[] = { task->customer, NULL };

  g_variant_dict_insert (&fields, "TITLE", "s", *task->title ? task->title : "(no subject)");
  g_variant_dict_insert (&fields, "DESCRIPTION", "s", task->description);
  g_variant_dict_insert (&fields, "RESPONSIBLE_ID", "s", task->responsible);
  if (*task->customer)
    g_variant_dict_insert (&fields, "UF_CRM_TASK", "^as", customers);
  if (task->due > 0)
    g_variant_dict_insert (&fields, "DEADLINE", "s", due);
  return bitrix24_request_new (
      BITRIX24_TASK_ADD,
      g_variant_new_parsed ("{'fields': <%@a{sv}>}", g_variant_dict_end (&fields)));
}

Bitrix24Request *
bitrix24_request_complete_task (const char *id)
{
  return bitrix24_request_new (BITRIX24_TASK_COMPLETE,
                               g_variant_new_parsed ("{'taskId': <%s>}", id));
}

Bitrix24Request *
bitrix24_request_delete_task (const char *id)
{
  return bitrix24_request_new (BITRIX24_TASK_DELETE, g_variant_new_parsed ("{'taskId': <%s>}", id));
}

Bitrix24Request *
bitrix24_request_delete_activity (const char *id)
{
  return bitrix24_request_new (BITRIX24_ACTIVITY_DELETE, g_variant_new_parsed ("{'id': <%s>}", id));
}
