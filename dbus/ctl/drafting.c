/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "drafting.h"

#include "connection.h"
#include "message-ids.h"
#include "sender.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

void
drafting_clear (Drafting *drafting)
{
  g_free (drafting->from);
  g_strfreev (drafting->to);
  g_strfreev (drafting->cc);
  g_strfreev (drafting->bcc);
  g_free (drafting->subject);
  written_clear (&drafting->written);
  g_strfreev (drafting->attach);
  g_free (drafting->signature);
  g_free (drafting->account);
  g_free (drafting->reply_to_id);
}

void
drafting_add_entries (Drafting *drafting, GArray *entries)
{
  const GOptionEntry own[] = {
    { "from", 0, 0, G_OPTION_ARG_STRING, &drafting->from, "The sender", "SENDER" },
    { "to", 0, 0, G_OPTION_ARG_STRING_ARRAY, &drafting->to,
      "A recipient; like the next two, once for each", "ADDRESS" },
    { "cc", 0, 0, G_OPTION_ARG_STRING_ARRAY, &drafting->cc, "Who gets a copy", "ADDRESS" },
    { "bcc", 0, 0, G_OPTION_ARG_STRING_ARRAY, &drafting->bcc,
      "Who gets a copy without the others seeing it", "ADDRESS" },
    { "subject", 's', 0, G_OPTION_ARG_STRING, &drafting->subject, "The subject", "SUBJECT" },
    { "attach", 'a', 0, G_OPTION_ARG_FILENAME_ARRAY, &drafting->attach,
      "A file to go along; once for each", "FILE" },
    { "signature", 0, 0, G_OPTION_ARG_STRING, &drafting->signature,
      "The signature with this id, or none, instead of the one that fits the sender",
      "SIGNATURE|none" },
  };

  g_array_append_vals (entries, own, G_N_ELEMENTS (own));
  written_add_entries (&drafting->written, entries);
}

void
drafting_add_place_entries (Drafting *drafting, GArray *entries)
{
  const GOptionEntry own[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &drafting->account,
      "The account that sends, unless it has the sender's address or is the only one", "ACCOUNT" },
    { "reply-to-id", 0, 0, G_OPTION_ARG_STRING, &drafting->reply_to_id,
      "Go on with the conversation of this message, without quoting it", "MESSAGE" },
  };

  g_array_append_vals (entries, own, G_N_ELEMENTS (own));
}

gboolean
drafting_is_given (const Drafting *drafting)
{
  return drafting->from || drafting->to || drafting->cc || drafting->bcc || drafting->subject
         || drafting->attach || drafting->signature || drafting->written.html
         || written_is_given (&drafting->written);
}

gboolean
drafting_has_place (const Drafting *drafting)
{
  return drafting->account || drafting->reply_to_id;
}

char *
drafting_find_account (const Drafting *drafting, GDBusConnection *bus, GError **error)
{
  g_autofree char *sender = sender_address (drafting->from ? drafting->from : "");
  const char *const senders[] = { sender, NULL };

  return sender_find_account (bus, drafting->account, senders, "--account", error);
}

static void
insert_word (GVariantDict *dictionary, const char *key, const char *word)
{
  if (word != NULL)
    g_variant_dict_insert (dictionary, key, "s", word);
}

/* A single empty address takes away those that a draft had. */
static void
insert_addresses (GVariantDict *dictionary, const char *key, GStrv addresses)
{
  const char *const none[] = { NULL };
  gboolean takes_away = addresses != NULL && *addresses[0] == '\0' && addresses[1] == NULL;

  if (addresses != NULL)
    g_variant_dict_insert (dictionary, key, "^as",
                           takes_away ? none : (const char *const *) addresses);
}

static gboolean
insert_signature (GVariantDict *dictionary, const char *text, GError **error)
{
  guint64 id = 0;

  if (text == NULL)
    return TRUE;
  if (!g_str_equal (text, "none")
      && !g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT32, &id, NULL))
    {
      g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
                   "--signature %s is neither «none» nor an id; posthornctl signature shows them",
                   text);
      return FALSE;
    }
  g_variant_dict_insert (dictionary, "signature", "i", (gint32) id);
  return TRUE;
}

static gboolean
insert_original (GVariantDict *dictionary, const char *text, GError **error)
{
  guint64 id;

  if (text == NULL)
    return TRUE;
  if (!message_ids_parse_one (text, &id, error))
    return FALSE;
  g_variant_dict_insert (dictionary, "in-reply-to", "t", id);
  return TRUE;
}

/* Its place in FDS, -1 = failed. */
static int
open_file (const char *name, GUnixFDList *fds, GError **error)
{
  int fd = g_open (name, O_RDONLY | O_CLOEXEC, 0);
  struct stat status;
  int handle;

  if (fd < 0 || fstat (fd, &status) != 0)
    {
      g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE, "%s cannot be attached: %s", name,
                   g_strerror (errno));
      return -1;
    }
  if (S_ISDIR (status.st_mode))
    {
      g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
                   "%s is a folder; pack it, for example with tar, and attach that", name);
      close (fd);
      return -1;
    }
  handle = g_unix_fd_list_append (fds, fd, error);
  close (fd);
  return handle;
}

static gboolean
insert_files (GVariantDict *dictionary, GStrv names, GUnixFDList *fds, GError **error)
{
  g_auto (GVariantBuilder) files = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sh)"));

  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *name = g_filename_display_basename (names[i]);
      int handle = open_file (names[i], fds, error);

      if (handle < 0)
        return FALSE;
      g_variant_builder_add (&files, "(sh)", name, handle);
    }
  if (names != NULL)
    g_variant_dict_insert_value (dictionary, "attach", g_variant_builder_end (&files));
  return TRUE;
}

gboolean
drafting_insert (const Drafting *drafting, gboolean text_needed, GVariantDict *dictionary,
                 GUnixFDList *fds, GError **error)
{
  insert_word (dictionary, "from", drafting->from);
  insert_addresses (dictionary, "to", drafting->to);
  insert_addresses (dictionary, "cc", drafting->cc);
  insert_addresses (dictionary, "bcc", drafting->bcc);
  insert_word (dictionary, "subject", drafting->subject);
  return insert_original (dictionary, drafting->reply_to_id, error)
         && insert_signature (dictionary, drafting->signature, error)
         && insert_files (dictionary, drafting->attach, fds, error)
         && written_insert (&drafting->written, text_needed, dictionary, error);
}
