/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-dump.h"

#include "error.h"

static void
dump_octets (GString *out, const char *data, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (g_ascii_isprint (data[i]) && data[i] != '\\')
      g_string_append_c (out, data[i]);
    else
      g_string_append_printf (out, "\\%02x", (guchar) data[i]);
}

static void
dump_text (GString *out, const char *key, const char *text)
{
  if (text == NULL)
    return;
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_string_append_printf (out, " %s='%s'", key, text);
}

static void
dump_words (GString *out, const char *key, const GStrv words)
{
  g_autofree char *joined = words != NULL ? g_strjoinv ("|", words) : NULL;

  dump_text (out, key, joined);
}

static void
dump_set (GString *out, const char *key, const UidSet *set)
{
  g_autofree char *text = set != NULL ? uid_set_to_string (set) : NULL;

  dump_text (out, key, text);
}

static void
dump_number (GString *out, const char *key, gint64 number, gint64 none)
{
  if (number != none)
    g_string_append_printf (out, " %s=%" G_GINT64_FORMAT, key, number);
}

static void
dump_list (GString *out, const ImapList *list)
{
  dump_words (out, "attributes", list->attributes);
  if (list->delimiter != '\0')
    g_string_append_printf (out, " delimiter=%c", list->delimiter);
  dump_text (out, "path", list->path);
  dump_text (out, "old", list->old_path);
}

static void
dump_mailbox_status (GString *out, const ImapMailboxStatus *status)
{
  dump_text (out, "path", status->path);
  dump_number (out, "messages", status->messages, -1);
  dump_number (out, "uidnext", status->uidnext, -1);
  dump_number (out, "uidvalidity", status->uidvalidity, -1);
  dump_number (out, "unseen", status->unseen, -1);
  dump_number (out, "highestmodseq", status->highestmodseq, -1);
}

static void
dump_fetch (GString *out, const ImapFetch *fetch)
{
  dump_number (out, "sequence", fetch->sequence, -1);
  dump_number (out, "uid", fetch->uid, 0);
  dump_text (out, "flags", fetch->flags);
  dump_number (out, "date", fetch->internal_date, 0);
  dump_number (out, "size", fetch->size, -1);
  dump_number (out, "modseq", (gint64) fetch->modseq, 0);
  if (fetch->header != NULL)
    {
      g_string_append (out, " header=");
      dump_octets (out, g_bytes_get_data (fetch->header, NULL), g_bytes_get_size (fetch->header));
    }
  if (fetch->has_body)
    dump_number (out, "body", (gint64) fetch->body_size, -1);
}

static const char *
code_name (ImapCode code)
{
  static const char *const names[] = {
    "NONE",
    "OTHER",
    "ALERT",
    "ALREADYEXISTS",
    "APPENDUID",
    "AUTHENTICATIONFAILED",
    "AUTHORIZATIONFAILED",
    "CAPABILITY",
    "CLOSED",
    "COPYUID",
    "EXPIRED",
    "HIGHESTMODSEQ",
    "INUSE",
    "LIMIT",
    "NOMODSEQ",
    "NONEXISTENT",
    "NOTIFICATIONOVERFLOW",
    "OVERQUOTA",
    "PERMANENTFLAGS",
    "PRIVACYREQUIRED",
    "READ-ONLY",
    "READ-WRITE",
    "TRYCREATE",
    "UIDNEXT",
    "UIDNOTSTICKY",
    "UIDVALIDITY",
    "UNAVAILABLE",
    "UNSEEN",
  };

  return names[code];
}

void
dump_response (GString *out, const ImapResponse *response)
{
  static const char *const types[]
      = { "STATUS", "CONTINUE", "CAPABILITY", "ENABLED",  "FLAGS", "LIST", "LSUB",  "MAILBOX",
          "SEARCH", "EXISTS",   "EXPUNGE",    "VANISHED", "FETCH", "ID",   "QUOTA", "OTHER" };
  static const char *const statuses[] = { "OK", "NO", "BAD", "PREAUTH", "BYE" };

  g_string_append (out, types[response->type]);
  dump_text (out, "tag", response->tag);
  if (response->type == IMAP_RESPONSE_STATUS)
    g_string_append_printf (out, " %s", statuses[response->status]);
  if (response->code != IMAP_CODE_NONE)
    g_string_append_printf (out, " [%s]", code_name (response->code));
  dump_text (out, "text", response->text);
  dump_number (out, "number", (gint64) response->number, 0);
  dump_words (out, "words", response->words);
  dump_number (out, "used", (gint64) response->quota.used, 0);
  dump_number (out, "limit", (gint64) response->quota.limit, 0);
  dump_number (out, "uidvalidity", response->uidvalidity, 0);
  dump_set (out, "source", response->source_uids);
  dump_set (out, "uids", response->uids);
  if (response->earlier)
    g_string_append (out, " earlier");
  if (response->list != NULL)
    dump_list (out, response->list);
  if (response->mailbox_status != NULL)
    dump_mailbox_status (out, response->mailbox_status);
  if (response->fetch != NULL)
    dump_fetch (out, response->fetch);
}

/* Pieces of one literal run together. */
static void
dump_event (GString *out, const ImapEvent *event)
{
  static const char *const types[] = { "greeting ", "", "", "continue ", "" };

  if (event->type == IMAP_EVENT_LITERAL)
    {
      if (event->first)
        g_string_append_printf (out, "\nliteral %" G_GUINT64_FORMAT " ", event->literal_size);
      dump_octets (out, (const char *) event->data, event->length);
      return;
    }
  g_string_append_printf (out, "\n%s", types[event->type]);
  if (event->type == IMAP_EVENT_COMPLETED)
    g_string_append_printf (out, "completed %u ", event->serial);
  dump_response (out, event->response);
}

gboolean
dump_events (GString *out, ImapProtocol *protocol)
{
  g_autoptr (GError) error = NULL;
  ImapEvent event;

  while (imap_protocol_next_event (protocol, &event, &error))
    dump_event (out, &event);
  if (error == NULL)
    return TRUE;
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_string_append_printf (out, "\nerror %s", posthorn_error_name_of (error));
  return FALSE;
}
