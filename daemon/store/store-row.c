/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-row.h"

#include "store-sql-names.h"

enum
{
  ACCOUNT_ID,
  ACCOUNT_NAME,
  ACCOUNT_ADDRESS,
  ACCOUNT_OWNER,
  ACCOUNT_PROTOCOL,
  ACCOUNT_USER,
  ACCOUNT_HOST,
  ACCOUNT_PORT,
  ACCOUNT_TLS,
  ACCOUNT_CA_FILE,
  ACCOUNT_PIN,
  ACCOUNT_SMTP_HOST,
  ACCOUNT_SMTP_PORT,
  ACCOUNT_SMTP_TLS,
  ACCOUNT_SMTP_USER,
  ACCOUNT_URL,
  ACCOUNT_ROUTE,
  ACCOUNT_PUSH,
  ACCOUNT_HISTORY_DAYS,
  ACCOUNT_ENABLED,
  ACCOUNT_SAVE_SENT,
  ACCOUNT_NOTIFY,
};

enum
{
  FOLDER_ID,
  FOLDER_ACCOUNT,
  FOLDER_PATH,
  FOLDER_DELIMITER,
  FOLDER_ROLE,
  FOLDER_SELECTED,
  FOLDER_SELECTABLE,
  FOLDER_UIDVALIDITY,
  FOLDER_UIDNEXT,
  FOLDER_HIGHESTMODSEQ,
  FOLDER_TOTAL,
  FOLDER_UNREAD,
  FOLDER_UNPROCESSED,
  FOLDER_LAST_SYNC,
  FOLDER_AUDITED,
  FOLDER_AT_SERVER,
};

enum
{
  MESSAGE_ID,
  MESSAGE_FOLDER,
  MESSAGE_UID,
  MESSAGE_ACCOUNT,
  MESSAGE_SUBJECT,
  MESSAGE_FROM_NAME,
  MESSAGE_FROM_ADDRESS,
  MESSAGE_DATE,
  MESSAGE_RECEIVED,
  MESSAGE_SIZE,
  MESSAGE_FLAGS,
  MESSAGE_HAS_ATTACHMENTS,
  MESSAGE_SNIPPET,
  MESSAGE_MESSAGE_ID,
  MESSAGE_LIST_ID,
  MESSAGE_THREAD,
  MESSAGE_LINKS,
  MESSAGE_TO_ADDRESSES, /* from here on: message-whole only */
  MESSAGE_CC_ADDRESSES,
  MESSAGE_ATTACHMENTS,
  MESSAGE_WARNINGS,
};

StoreAccount *
store_row_account (StoreStatement *statement)
{
  StoreAccount *account = g_new0 (StoreAccount, 1);

  account->id = store_statement_dup_text (statement, ACCOUNT_ID);
  account->name = store_statement_dup_text (statement, ACCOUNT_NAME);
  account->address = store_statement_dup_text (statement, ACCOUNT_ADDRESS);
  account->owner = store_statement_dup_text (statement, ACCOUNT_OWNER);
  account->protocol = store_statement_dup_text (statement, ACCOUNT_PROTOCOL);
  account->user = store_statement_dup_text (statement, ACCOUNT_USER);
  account->host = store_statement_dup_text (statement, ACCOUNT_HOST);
  account->port = (guint) store_statement_int64 (statement, ACCOUNT_PORT);
  account->tls = store_statement_dup_text (statement, ACCOUNT_TLS);
  account->ca_file = store_statement_dup_text (statement, ACCOUNT_CA_FILE);
  account->pin = store_statement_dup_text (statement, ACCOUNT_PIN);
  account->smtp_host = store_statement_dup_text (statement, ACCOUNT_SMTP_HOST);
  account->smtp_port = (guint) store_statement_int64 (statement, ACCOUNT_SMTP_PORT);
  account->smtp_tls = store_statement_dup_text (statement, ACCOUNT_SMTP_TLS);
  account->smtp_user = store_statement_dup_text (statement, ACCOUNT_SMTP_USER);
  account->url = store_statement_dup_text (statement, ACCOUNT_URL);
  account->route = store_statement_dup_text (statement, ACCOUNT_ROUTE);
  account->push = store_statement_dup_text (statement, ACCOUNT_PUSH);
  account->history_days = (guint) store_statement_int64 (statement, ACCOUNT_HISTORY_DAYS);
  account->enabled = store_statement_int64 (statement, ACCOUNT_ENABLED) != 0;
  account->save_sent = store_statement_int64 (statement, ACCOUNT_SAVE_SENT) != 0;
  account->notify = store_statement_dup_text (statement, ACCOUNT_NOTIFY);
  return account;
}

StoreFolder *
store_row_folder (StoreStatement *statement)
{
  StoreFolder *folder = g_new0 (StoreFolder, 1);

  folder->id = store_statement_int64 (statement, FOLDER_ID);
  folder->account = store_statement_dup_text (statement, FOLDER_ACCOUNT);
  folder->path = store_statement_dup_text (statement, FOLDER_PATH);
  folder->delimiter = (char) store_statement_int64 (statement, FOLDER_DELIMITER);
  folder->role = store_statement_dup_text (statement, FOLDER_ROLE);
  folder->selected = store_statement_int64 (statement, FOLDER_SELECTED) != 0;
  folder->selectable = store_statement_int64 (statement, FOLDER_SELECTABLE) != 0;
  folder->uidvalidity = (guint32) store_statement_int64 (statement, FOLDER_UIDVALIDITY);
  folder->uidnext = (guint32) store_statement_int64 (statement, FOLDER_UIDNEXT);
  folder->highestmodseq = (guint64) store_statement_int64 (statement, FOLDER_HIGHESTMODSEQ);
  folder->total = (guint) store_statement_int64 (statement, FOLDER_TOTAL);
  folder->unread = (guint) store_statement_int64 (statement, FOLDER_UNREAD);
  folder->unprocessed = (guint) store_statement_int64 (statement, FOLDER_UNPROCESSED);
  folder->last_sync = store_statement_int64 (statement, FOLDER_LAST_SYNC);
  folder->audited = store_statement_int64 (statement, FOLDER_AUDITED);
  folder->at_server = (guint) store_statement_int64 (statement, FOLDER_AT_SERVER);
  return folder;
}

/* The columns of message-document. */
enum
{
  DOCUMENT_FROM_NAME,
  DOCUMENT_FROM_ADDRESS,
  DOCUMENT_SUBJECT,
  DOCUMENT_REPLY_TO,
  DOCUMENT_TO_ADDRESSES,
  DOCUMENT_CC_ADDRESSES,
  DOCUMENT_ATTACHMENTS,
};

static GVariant *
column_variant (StoreStatement *statement, int column, const char *type)
{
  g_autoptr (GBytes) octets = store_statement_octets (statement, column);
  return g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (type), octets, FALSE));
}

static GPtrArray *
column_addresses (StoreStatement *statement, int column)
{
  g_autoptr (GVariant) value = column_variant (statement, column, "a(ss)");
  return mail_addresses_from_variant (value);
}

static void
read_details (StoreMessage *message, StoreStatement *statement)
{
  g_autoptr (GVariant) attachments = column_variant (statement, MESSAGE_ATTACHMENTS, "a(ssstb)");
  const char *warnings = store_statement_text (statement, MESSAGE_WARNINGS);

  message->to = column_addresses (statement, MESSAGE_TO_ADDRESSES);
  message->cc = column_addresses (statement, MESSAGE_CC_ADDRESSES);
  message->attachments = attachments_from_variant (attachments);
  message->warnings = g_strsplit (warnings, " ", -1);
}

StoreMessage *
store_row_message (StoreStatement *statement, StoreColumns columns)
{
  StoreMessage *message = g_new0 (StoreMessage, 1);

  message->id = (guint64) store_statement_int64 (statement, MESSAGE_ID);
  message->folder = store_statement_int64 (statement, MESSAGE_FOLDER);
  message->uid = (guint32) store_statement_int64 (statement, MESSAGE_UID);
  message->account = store_statement_dup_text (statement, MESSAGE_ACCOUNT);
  message->subject = store_statement_dup_text (statement, MESSAGE_SUBJECT);
  message->from = g_new0 (MailAddress, 1);
  message->from->name = store_statement_dup_text (statement, MESSAGE_FROM_NAME);
  message->from->address = store_statement_dup_text (statement, MESSAGE_FROM_ADDRESS);
  message->date = store_statement_int64 (statement, MESSAGE_DATE);
  message->received = store_statement_int64 (statement, MESSAGE_RECEIVED);
  message->size = (guint64) store_statement_int64 (statement, MESSAGE_SIZE);
  message->flags = store_statement_dup_text (statement, MESSAGE_FLAGS);
  message->has_attachments = store_statement_int64 (statement, MESSAGE_HAS_ATTACHMENTS) != 0;
  message->snippet = store_statement_dup_text (statement, MESSAGE_SNIPPET);
  message->message_id = store_statement_dup_text (statement, MESSAGE_MESSAGE_ID);
  message->list_id = store_statement_dup_text (statement, MESSAGE_LIST_ID);
  message->thread = (guint64) store_statement_int64 (statement, MESSAGE_THREAD);
  message->links = (StoreLinks) store_statement_int64 (statement, MESSAGE_LINKS);
  if (columns & STORE_COLUMNS_DETAILS)
    read_details (message, statement);
  return message;
}

StoreFolder *
store_row_read_folder (StoreDatabase *mail, gint64 folder, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (mail, MAIL_FOLDER_BY_ID);

  store_statement_bind_int64 (statement, ":id", folder);
  if (store_statement_step (statement, error) != STORE_STEP_ROW)
    return NULL;
  return store_row_folder (statement);
}

StoreMessage *
store_row_read_message (StoreDatabase *mail, guint64 id, StoreColumns columns, GError **error)
{
  gboolean whole = (columns & STORE_COLUMNS_DETAILS) != 0;
  g_autoptr (StoreStatement) statement
      = store_database_use (mail, whole ? MAIL_MESSAGE_WHOLE : MAIL_MESSAGE_HEAD);

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  if (store_statement_step (statement, error) != STORE_STEP_ROW)
    return NULL;
  return store_row_message (statement, columns);
}

static void
append_addresses (GString *text, StoreStatement *statement, int column)
{
  g_autoptr (GVariant) addresses = column_variant (statement, column, "a(ss)");
  GVariantIter iter;
  const char *name, *address;

  g_variant_iter_init (&iter, addresses);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &address))
    g_string_append_printf (text, "%s %s\n", name, address);
}

static char *
attachment_names (StoreStatement *statement, int column)
{
  g_autoptr (GVariant) attachments = column_variant (statement, column, "a(ssstb)");
  GString *text = g_string_new (NULL);
  GVariantIter iter;
  const char *name;

  g_variant_iter_init (&iter, attachments);
  while (g_variant_iter_next (&iter, "(&s&s&stb)", NULL, &name, NULL, NULL, NULL))
    g_string_append_printf (text, "%s\n", name);
  return g_string_free (text, FALSE);
}

static void
fill_document (StoreDocument *document, StoreStatement *statement)
{
  const char *name = store_statement_text (statement, DOCUMENT_FROM_NAME);
  const char *address = store_statement_text (statement, DOCUMENT_FROM_ADDRESS);
  GString *others = g_string_new (NULL);

  for (int column = DOCUMENT_REPLY_TO; column <= DOCUMENT_CC_ADDRESSES; column++)
    append_addresses (others, statement, column);
  store_document_take (document, STORE_TEXT_SENDER, g_strdup_printf ("%s %s", name, address));
  store_document_take (document, STORE_TEXT_OTHERS, g_string_free (others, FALSE));
  store_document_take (document, STORE_TEXT_SUBJECT,
                       store_statement_dup_text (statement, DOCUMENT_SUBJECT));
  store_document_take (document, STORE_TEXT_NAMES,
                       attachment_names (statement, DOCUMENT_ATTACHMENTS));
}

StoreDocument *
store_row_read_document (StoreDatabase *mail, guint64 id, gint64 received, GError **error)
{
  g_autoptr (StoreDocument) document = store_document_new (id, received);
  g_autoptr (StoreStatement) statement = store_database_use (mail, MAIL_MESSAGE_DOCUMENT);
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  step = store_statement_step (statement, error);
  if (step == STORE_STEP_FAILED)
    return NULL;
  document->gone = step == STORE_STEP_DONE;
  if (!document->gone)
    fill_document (document, statement);
  return g_steal_pointer (&document);
}

GArray *
store_row_message_ids (StoreDatabase *mail, gint64 folder, guint limit, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (StoreStatement) statement = store_database_use (mail, MAIL_MESSAGE_IDS_SOME);
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_int64 (statement, ":folder", folder);
  store_statement_bind_int64 (statement, ":limit", limit);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      gint64 id = store_statement_int64 (statement, 0);
      g_array_append_val (ids, id);
    }
  return step == STORE_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}
