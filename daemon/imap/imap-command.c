/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-command.h"

#include "imap-command-pieces.h"
#include "imap-date.h"

#include <string.h>

#define MESSAGE_ITEMS "UID FLAGS INTERNALDATE RFC822.SIZE"

ImapCommand *
imap_command_simple (const char *name)
{
  return imap_command_new (name);
}

ImapCommand *
imap_command_login (const char *user, const char *password)
{
  ImapCommand *command = imap_command_new ("LOGIN");

  imap_command_add_text (command, " ");
  imap_command_add_string (command, user);
  imap_command_add_text (command, " ");
  imap_command_add_string (command, password);
  return command;
}

/* RFC 4616: no authorization identity, NUL, user, NUL, password. */
static char *
plain_response (const char *user, const char *password)
{
  static const char separator = '\0';
  Buffer message = { 0 };
  char *base64 = NULL;

  buffer_append (&message, &separator, 1);
  buffer_append_text (&message, user);
  buffer_append (&message, &separator, 1);
  buffer_append_text (&message, password);
  base64 = g_base64_encode (message.data, message.length);
  buffer_clear (&message);
  return base64;
}

ImapCommand *
imap_command_authenticate_plain (const char *user, const char *password, gboolean initial)
{
  ImapCommand *command = imap_command_new ("AUTHENTICATE");
  g_autofree char *response = plain_response (user, password);

  imap_command_add_text (command, " PLAIN");
  if (initial)
    {
      imap_command_add_text (command, " ");
      imap_command_add_text (command, response);
    }
  else
    imap_command_add_response (command, response);
  explicit_bzero (response, strlen (response));
  return command;
}

ImapCommand *
imap_command_compress (void)
{
  ImapCommand *command = imap_command_new ("COMPRESS");

  imap_command_add_text (command, " DEFLATE");
  return command;
}

ImapCommand *
imap_command_enable (const char *extensions)
{
  ImapCommand *command = imap_command_new ("ENABLE");

  imap_command_add_format (command, " %s", extensions);
  return command;
}

ImapCommand *
imap_command_id (const char *name, const char *version)
{
  ImapCommand *command = imap_command_new ("ID");

  imap_command_add_text (command, " (\"name\" ");
  imap_command_add_string (command, name);
  if (version != NULL)
    {
      imap_command_add_text (command, " \"version\" ");
      imap_command_add_string (command, version);
    }
  imap_command_add_text (command, ")");
  return command;
}

static const char *
status_items (ImapCapabilities capabilities)
{
  return capabilities & IMAP_CAPABILITY_CONDSTORE ? "(MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ)"
                                                  : "(MESSAGES UIDNEXT UIDVALIDITY)";
}

ImapCommand *
imap_command_list (ImapCapabilities capabilities)
{
  ImapCommand *command = imap_command_new ("LIST");
  gboolean extended = (capabilities & IMAP_CAPABILITY_LIST_EXTENDED) != 0;
  gboolean special_use = extended && (capabilities & IMAP_CAPABILITY_SPECIAL_USE) != 0;
  gboolean status = extended && (capabilities & IMAP_CAPABILITY_LIST_STATUS) != 0;

  imap_command_add_text (command, " \"\" \"*\"");
  if (!special_use && !status)
    return command;
  imap_command_add_text (command, " RETURN (");
  if (special_use)
    imap_command_add_text (command, status ? "SPECIAL-USE " : "SPECIAL-USE");
  if (status)
    imap_command_add_format (command, "STATUS %s", status_items (capabilities));
  imap_command_add_text (command, ")");
  return command;
}

ImapCommand *
imap_command_status (const char *path, ImapCapabilities capabilities)
{
  ImapCommand *command = imap_command_mailbox ("STATUS", path);

  imap_command_add_format (command, " %s", status_items (capabilities));
  return command;
}

ImapCommand *
imap_command_select (const char *path, gboolean read_only, ImapCapabilities capabilities,
                     guint32 uidvalidity, guint64 modseq, const UidSet *known)
{
  ImapCommand *command = imap_command_mailbox (read_only ? "EXAMINE" : "SELECT", path);

  if ((capabilities & IMAP_CAPABILITY_QRESYNC) == 0)
    {
      if (capabilities & IMAP_CAPABILITY_CONDSTORE)
        imap_command_add_text (command, " (CONDSTORE)");
      return command;
    }
  if (modseq == 0)
    return command;
  imap_command_add_format (command, " (QRESYNC (%u %" G_GUINT64_FORMAT, uidvalidity, modseq);
  if (known != NULL && !uid_set_is_empty (known))
    {
      imap_command_add_text (command, " ");
      imap_command_add_uids (command, known);
    }
  imap_command_add_text (command, "))");
  return command;
}

ImapCommand *
imap_command_fetch_flags (guint64 modseq)
{
  ImapCommand *command = imap_command_new ("UID FETCH");

  imap_command_add_text (command, " 1:* (FLAGS)");
  if (modseq != 0)
    imap_command_add_format (command, " (CHANGEDSINCE %" G_GUINT64_FORMAT ")", modseq);
  return command;
}

static ImapCommand *
fetch_messages (const char *uids, gsize limit)
{
  ImapCommand *command = imap_command_new ("UID FETCH");

  imap_command_add_text (command, " ");
  imap_command_add_text (command, uids);
  imap_command_add_format (command, " (" MESSAGE_ITEMS " BODY.PEEK[]<0.%" G_GSIZE_FORMAT ">)",
                           limit);
  return command;
}

ImapCommand *
imap_command_fetch_messages (const UidSet *uids, gsize limit)
{
  g_autofree char *text = uid_set_to_string (uids);

  return fetch_messages (text, limit);
}

ImapCommand *
imap_command_fetch_all_messages (gsize limit)
{
  return fetch_messages ("1:*", limit);
}

ImapCommand *
imap_command_fetch_identities (void)
{
  ImapCommand *command = imap_command_new ("UID FETCH");

  imap_command_add_text (command, " 1:* (" MESSAGE_ITEMS " BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])");
  return command;
}

ImapCommand *
imap_command_search_all (void)
{
  ImapCommand *command = imap_command_new ("UID SEARCH");

  imap_command_add_text (command, " RETURN (ALL) ALL");
  return command;
}

static ImapCommand *
search (ImapCapabilities capabilities)
{
  ImapCommand *command = imap_command_new ("UID SEARCH");

  if (capabilities & IMAP_CAPABILITY_ESEARCH)
    imap_command_add_text (command, " RETURN (ALL)");
  return command;
}

ImapCommand *
imap_command_search_since (ImapCapabilities capabilities, gint64 day)
{
  g_autofree char *since = imap_date_format_day (day);
  ImapCommand *command = search (capabilities);

  imap_command_add_format (command, " SINCE %s", since);
  return command;
}

ImapCommand *
imap_command_search_copy (ImapCapabilities capabilities, guint32 first, const char *message_id,
                          gsize size)
{
  ImapCommand *command = search (capabilities);

  imap_command_add_format (command, " UID %u:*", MAX (first, 1));
  if (*message_id != '\0')
    {
      imap_command_add_text (command, " HEADER Message-ID ");
      imap_command_add_string (command, message_id);
    }
  else
    imap_command_add_format (command, " LARGER %" G_GSIZE_FORMAT " SMALLER %" G_GSIZE_FORMAT,
                             MAX (size, 1) - 1, size + 1);
  return command;
}

static void
add_message (ImapCommand *command, const char *path, const char *flags, gint64 received, gsize size)
{
  g_autofree char *date = imap_date_format (received);

  imap_command_add_text (command, " ");
  imap_command_add_mailbox (command, path);
  imap_command_add_format (command, " (%s) \"%s\" ", flags, date);
  imap_command_add_streamed (command, size);
}

ImapCommand *
imap_command_append (const char *path, const char *flags, gint64 received, gsize size)
{
  ImapCommand *command = imap_command_new ("APPEND");

  add_message (command, path, flags, received, size);
  return command;
}

ImapCommand *
imap_command_replace (guint32 uid, const char *path, const char *flags, gint64 received, gsize size)
{
  ImapCommand *command = imap_command_new ("UID REPLACE");

  imap_command_add_format (command, " %u", uid);
  add_message (command, path, flags, received, size);
  return command;
}

static ImapCommand *
for_uids (const char *name, const UidSet *uids)
{
  ImapCommand *command = imap_command_new (name);

  imap_command_add_text (command, " ");
  imap_command_add_uids (command, uids);
  return command;
}

ImapCommand *
imap_command_store (const UidSet *uids, gboolean add, const char *flags)
{
  ImapCommand *command = for_uids ("UID STORE", uids);

  imap_command_add_format (command, " %cFLAGS.SILENT (%s)", add ? '+' : '-', flags);
  return command;
}

ImapCommand *
imap_command_transfer (const char *name, const UidSet *uids, const char *path)
{
  ImapCommand *command = for_uids (name, uids);

  imap_command_add_text (command, " ");
  imap_command_add_mailbox (command, path);
  return command;
}

ImapCommand *
imap_command_uid_expunge (const UidSet *uids)
{
  return for_uids ("UID EXPUNGE", uids);
}

ImapCommand *
imap_command_fetch_flags_of (const UidSet *uids)
{
  ImapCommand *command = for_uids ("UID FETCH", uids);

  imap_command_add_text (command, " (FLAGS)");
  return command;
}

ImapCommand *
imap_command_idle (void)
{
  ImapCommand *command = imap_command_new ("IDLE");

  imap_command_add_end (command, "DONE");
  return command;
}

ImapCommand *
imap_command_notify (ImapCapabilities capabilities)
{
  ImapCommand *command = imap_command_new ("NOTIFY");

  imap_command_add_format (command,
                           " SET STATUS (personal (MessageNew MessageExpunge %sMailboxName))",
                           capabilities & IMAP_CAPABILITY_CONDSTORE ? "FlagChange " : "");
  return command;
}

ImapCommand *
imap_command_mailbox (const char *name, const char *path)
{
  ImapCommand *command = imap_command_new (name);

  imap_command_add_text (command, " ");
  imap_command_add_mailbox (command, path);
  return command;
}
