/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "notification-list.h"

#include "notification-text.h"

#define WHO_MOST     60
#define WHAT_MOST    120
#define MORE_MOST    300
#define ACCOUNT_MOST 60
/* In a line of several. */
#define SHORT_WHO_MOST  30
#define SHORT_WHAT_MOST 60

typedef struct
{
  guint64 id;
  gint64 when;
  char *who; /* these as they are shown */
  char *what;
  char *more;
  char *message_id;
} Entry;

struct _NotificationList
{
  NotificationKind kind;
  GPtrArray *entries; /* Entry, newest first */
  GHashTable *by_id;  /* guint64 → Entry */
  GHashTable *by_message_id;
};

static void
entry_free (Entry *entry)
{
  g_free (entry->who);
  g_free (entry->what);
  g_free (entry->more);
  g_free (entry->message_id);
  g_free (entry);
}

static char *
text_or (const char *text, guint characters, const char *instead)
{
  g_autofree char *shown = notification_text (text, characters);

  return *shown ? g_steal_pointer (&shown) : g_strdup (instead);
}

static Entry *
entry_new (const NotificationEntry *given)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->id = given->id;
  entry->when = given->when;
  entry->who = text_or (given->who, WHO_MOST, "(nobody)");
  entry->what = text_or (given->what, WHAT_MOST, "(no subject)");
  entry->more = notification_text (given->more, MORE_MOST);
  entry->message_id = g_strdup (given->message_id);
  return entry;
}

NotificationList *
notification_list_new (NotificationKind kind)
{
  NotificationList *list = g_new0 (NotificationList, 1);

  list->kind = kind;
  list->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  list->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  list->by_message_id = g_hash_table_new (g_str_hash, g_str_equal);
  return list;
}

void
notification_list_free (NotificationList *list)
{
  g_hash_table_unref (list->by_id);
  g_hash_table_unref (list->by_message_id);
  g_ptr_array_unref (list->entries);
  g_free (list);
}

static void
remove_entry (NotificationList *list, Entry *entry)
{
  g_hash_table_remove (list->by_id, &entry->id);
  g_hash_table_remove (list->by_message_id, entry->message_id);
  g_ptr_array_remove (list->entries, entry);
}

/* Before the first that is older. */
static guint
place_of (NotificationList *list, const NotificationEntry *given)
{
  guint place = 0;

  while (place < list->entries->len)
    {
      const Entry *other = list->entries->pdata[place];
      if (other->when < given->when || (other->when == given->when && other->id < given->id))
        break;
      place++;
    }
  return place;
}

gboolean
notification_list_add (NotificationList *list, const NotificationEntry *given)
{
  guint place = place_of (list, given);
  Entry *entry;

  if (place >= NOTIFICATION_LIST_MOST || g_hash_table_contains (list->by_id, &given->id)
      || (*given->message_id && g_hash_table_contains (list->by_message_id, given->message_id)))
    return FALSE;
  if (list->entries->len == NOTIFICATION_LIST_MOST)
    remove_entry (list, list->entries->pdata[NOTIFICATION_LIST_MOST - 1]);
  entry = entry_new (given);
  g_ptr_array_insert (list->entries, (int) place, entry);
  g_hash_table_insert (list->by_id, &entry->id, entry);
  if (*entry->message_id)
    g_hash_table_insert (list->by_message_id, entry->message_id, entry);
  return TRUE;
}

gboolean
notification_list_remove (NotificationList *list, guint64 id)
{
  Entry *entry = g_hash_table_lookup (list->by_id, &id);

  if (entry)
    remove_entry (list, entry);
  return entry != NULL;
}

gboolean
notification_list_contains (NotificationList *list, guint64 id)
{
  return g_hash_table_contains (list->by_id, &id);
}

GArray *
notification_list_ids (NotificationList *list)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = 0; i < list->entries->len; i++)
    g_array_append_val (ids, ((Entry *) list->entries->pdata[i])->id);
  return ids;
}

void
notification_list_clear (NotificationList *list)
{
  g_hash_table_remove_all (list->by_id);
  g_hash_table_remove_all (list->by_message_id);
  g_ptr_array_set_size (list->entries, 0);
}

/* RFC 2392, 2: what a URL gives a meaning of its own is escaped, a «/» above all. */
static char *
mid_url (const char *message_id)
{
  g_autofree char *escaped = g_uri_escape_string (message_id, "@!$&'()*+,;=:", FALSE);

  return g_strconcat ("mid:", escaped, NULL);
}

static void
append_line (GString *text, const char *line)
{
  if (*line && text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

/* Of mail that has come the sender comes first. */
static void
tell_one (const NotificationList *list, Notification *told)
{
  const Entry *entry = list->entries->pdata[0];
  GString *body = g_string_new (entry->what);

  append_line (body, entry->more);
  g_free (told->body);
  told->body = g_string_free (body, FALSE);
  g_free (told->summary);
  told->summary
      = g_strdup (list->kind == NOTIFICATION_MAIL ? entry->who : "A message was not sent");
  if (list->kind != NOTIFICATION_MAIL || !*entry->message_id)
    return;
  g_free (told->url);
  told->url = mid_url (entry->message_id);
}

static void
tell_several (const NotificationList *list, Notification *told)
{
  GString *body = g_string_new (NULL);
  guint count = list->entries->len;

  for (guint i = 0; i < count && i < NOTIFICATION_LINES_MOST; i++)
    {
      const Entry *entry = list->entries->pdata[i];
      g_autofree char *who = notification_text (entry->who, SHORT_WHO_MOST);
      g_autofree char *what = notification_text (entry->what, SHORT_WHAT_MOST);
      g_autofree char *line = g_strconcat (who, ": ", what, NULL);

      append_line (body, line);
    }
  g_free (told->body);
  told->body = g_string_free (body, FALSE);
  g_free (told->summary);
  told->summary = g_strdup_printf ("%u%s %s", count, count == NOTIFICATION_LIST_MOST ? "+" : "",
                                   list->kind == NOTIFICATION_MAIL ? "new messages"
                                                                   : "messages were not sent");
}

static void
name_account (Notification *told, const char *name)
{
  g_autofree char *shown = notification_text (name, ACCOUNT_MOST);
  char *body = g_strconcat (told->body, "\n", shown, NULL);

  g_free (told->body);
  told->body = body;
}

Notification *
notification_list_tell (NotificationList *list, const NotificationFrame *frame)
{
  Notification *told;

  if (list->entries->len == 0)
    return NULL;
  told = notification_new (list->kind, frame->account);
  g_array_unref (told->ids);
  told->ids = notification_list_ids (list);
  told->is_news = frame->is_news;
  told->actions = frame->actions;
  if (list->entries->len > NOTIFICATION_LINES_MOST)
    told->actions &= ~(guint) (NOTIFICATION_ARCHIVE | NOTIFICATION_TRASH);
  if (list->entries->len == 1)
    tell_one (list, told);
  else
    tell_several (list, told);
  if (frame->name)
    name_account (told, frame->name);
  return told;
}
