/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "json-output.h"
#include "message-ids.h"
#include "properties.h"
#include "terminal.h"
#include "text.h"

#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const keys[]
    = { "id",      "account",     "folder",     "subject", "from",     "to",
        "cc",      "date",        "received",   "size",    "flags",    "unread",
        "flagged", "attachments", "message-id", "list-id", "warnings", NULL };

static GVariant *
fetch_row (Client *client, guint64 id, GError **error)
{
  g_autoptr (GVariant) rows = connection_rows (client->bus, &id, 1, keys, error);

  return rows ? g_variant_get_child_value (rows, 0) : NULL;
}

static char *
fetch_text (Client *client, guint64 id, GError **error)
{
  g_autoptr (GVariant) answer
      = connection_call_fds (client->bus, ROOT_PATH, IFACE ("Messages"), "GetText",
                             g_variant_new ("(t)", id), "(s)", NULL, NULL, error);
  char *text = NULL;

  if (answer != NULL)
    g_variant_get (answer, "(s)", &text);
  return text;
}

/* The message's octets (PART "") or those of a decoded part. INFO: what else is known of it. */
static GInputStream *
open_part (Client *client, guint64 id, const char *part, GVariant **info, GError **error)
{
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GVariant) answer
      = connection_call_fds (client->bus, ROOT_PATH, IFACE ("Messages"), "Open",
                             g_variant_new ("(ts)", id, part), "(ha{sv})", NULL, &fds, error);
  int handle;
  int fd;

  if (answer == NULL)
    return NULL;
  g_variant_get (answer, "(h@a{sv})", &handle, info);
  if (fds == NULL)
    {
      g_set_error_literal (error, CTL_ERROR, CTL_ERROR_FAILED,
                           "The daemon sent no file descriptor; is the bus a remote one?");
      return NULL;
    }
  fd = g_unix_fd_list_get (fds, handle, error);
  return fd < 0 ? NULL : g_unix_input_stream_new (fd, TRUE);
}

static gboolean
write_octets (Client *client, guint64 id, const char *part, GError **error)
{
  g_autoptr (GInputStream) octets = open_part (client, id, part, NULL, error);
  g_autoptr (GOutputStream) output = g_unix_output_stream_new (STDOUT_FILENO, FALSE);

  return octets != NULL
         && g_output_stream_splice (output, octets, G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE, NULL,
                                    error)
                >= 0;
}

static gboolean
print_html (Client *client, guint64 id, gboolean remote, GError **error)
{
  g_autoptr (GVariant) answer = connection_call_fds (
      client->bus, ROOT_PATH, IFACE ("Messages"), "GetHtml",
      g_variant_new ("(t@a{sv})", id, g_variant_new_parsed ("{'remote': <%b>}", remote)), "(s)",
      NULL, NULL, error);
  g_autofree char *harmless = NULL;
  const char *html;

  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "(&s)", &html);
  harmless = text_block (html);
  if (client->json)
    json_output_document (g_variant_new_parsed ("{'id': <%t>, 'html': <%s>}", id, html));
  else
    puts (harmless);
  return TRUE;
}

/* Up to the empty line, made harmless. */
static gboolean
print_headers (Client *client, guint64 id, GError **error)
{
  g_autoptr (GInputStream) octets = open_part (client, id, "", NULL, error);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) local = NULL;
  char *line;

  if (octets == NULL)
    return FALSE;
  lines = g_data_input_stream_new (octets);
  g_data_input_stream_set_newline_type (lines, G_DATA_STREAM_NEWLINE_TYPE_ANY);
  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, &local)) != NULL
         && *line != '\0')
    {
      g_autofree char *owned = line;
      g_autofree char *harmless = text_block (owned);

      puts (harmless);
    }
  g_free (line);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return *error == NULL;
}

static void
print_addresses (const char *label, GVariant *row, const char *key)
{
  g_autoptr (GVariantIter) iter = NULL;
  g_autoptr (GString) all = g_string_new (NULL);
  const char *name, *address;

  if (!g_variant_lookup (row, key, "a(ss)", &iter))
    return;
  while (g_variant_iter_next (iter, "(&s&s)", &name, &address))
    {
      g_autofree char *one = text_address (name, address);

      g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", one);
    }
  if (all->len > 0)
    terminal_print_field (label, all->str);
}

static void
print_attachments (GVariant *row)
{
  g_autoptr (GVariant) attachments
      = g_variant_lookup_value (row, "attachments", G_VARIANT_TYPE ("aa{sv}"));

  for (gsize i = 0; attachments != NULL && i < g_variant_n_children (attachments); i++)
    {
      g_autoptr (GVariant) attachment = g_variant_get_child_value (attachments, i);
      g_autofree char *size = g_format_size (properties_uint64 (attachment, "size"));
      const char *name = properties_string (attachment, "name");
      g_autofree char *line = g_strdup_printf ("%s (part %s, %s, %s)", *name ? name : "unnamed",
                                               properties_string (attachment, "part"),
                                               properties_string (attachment, "type"), size);

      terminal_print_field ("Attachment", line);
    }
}

static void
print_date (GVariant *row)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  gint64 date = properties_int64 (row, "date");
  g_autofree char *full = text_date_full (date ? date : properties_int64 (row, "received"), zone);

  terminal_print_field ("Date", full);
}

static void
print_head (GVariant *row)
{
  g_autofree char *flags = properties_words (row, "flags");
  g_autofree char *warnings = properties_words (row, "warnings");
  g_autofree char *folder = properties_label (properties_string (row, "folder"));
  const char *name, *address;
  g_autofree char *from = NULL;

  properties_pair (row, "from", &name, &address);
  from = text_address (name, address);
  terminal_print_field ("From", from);
  print_addresses ("To", row, "to");
  print_addresses ("Cc", row, "cc");
  terminal_print_field ("Subject", properties_string (row, "subject"));
  print_date (row);
  terminal_print_field ("Folder", folder);
  if (*flags != '\0')
    terminal_print_field ("Flags", flags);
  print_attachments (row);
  if (*warnings != '\0')
    terminal_print_field ("Warning", warnings);
}

static gboolean
show_message (Client *client, guint64 id, GError **error)
{
  g_autoptr (GVariant) row = fetch_row (client, id, error);
  g_autofree char *text = row ? fetch_text (client, id, error) : NULL;
  g_autofree char *harmless = NULL;
  g_auto (GVariantDict) document = G_VARIANT_DICT_INIT (row);

  if (text == NULL)
    return FALSE;
  if (client->json)
    {
      g_variant_dict_insert (&document, "text", "s", text);
      json_output_document (g_variant_dict_end (&document));
      return TRUE;
    }
  print_head (row);
  harmless = text_block (text);
  printf ("\n%s%s", harmless, g_str_has_suffix (harmless, "\n") ? "" : "\n");
  return TRUE;
}

typedef struct
{
  gboolean raw;
  gboolean headers;
  gboolean html;
  gboolean remote;
  char *part;
} ShowOptions;

static void
show_options_clear (ShowOptions *options)
{
  g_free (options->part);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ShowOptions, show_options_clear)

static gboolean
begin (Client *client, ShowOptions *options, GStrv *arguments, GError **error)
{
  const GOptionEntry entries[] = {
    { "raw", 0, 0, G_OPTION_ARG_NONE, &options->raw, "Write the message byte for byte", NULL },
    { "headers", 0, 0, G_OPTION_ARG_NONE, &options->headers, "Print the header as it came", NULL },
    { "html", 0, 0, G_OPTION_ARG_NONE, &options->html, "Print it as HTML that runs nothing", NULL },
    { "remote", 0, 0, G_OPTION_ARG_NONE, &options->remote,
      "Leave references to remote pictures in that HTML", NULL },
    { "part", 0, 0, G_OPTION_ARG_STRING, &options->part, "Write a part, decoded", "PART" },
    G_OPTION_ENTRY_NULL,
  };

  int octets;

  if (!command_begin (client, entries, arguments, error))
    return FALSE;
  octets = options->raw + options->headers + (options->part != NULL);
  if (octets + options->html <= 1 && (octets == 0 || !client->json)
      && (options->html || !options->remote))
    return TRUE;
  g_set_error_literal (error, CTL_ERROR, CTL_ERROR_USAGE,
                       "Only one of --raw, --headers, --html and --part can be given, --json with "
                       "--html only, and --remote, too");
  return FALSE;
}

gboolean
command_show (Client *client, GStrv *arguments, GError **error)
{
  g_auto (ShowOptions) options = { .part = NULL };
  guint64 id;

  if (!begin (client, &options, arguments, error)
      || !message_ids_parse_one ((*arguments)[0], &id, error))
    return FALSE;
  if (options.raw || options.part != NULL)
    return write_octets (client, id, options.raw ? "" : options.part, error);
  if (options.html)
    return print_html (client, id, options.remote, error);
  return options.headers ? print_headers (client, id, error) : show_message (client, id, error);
}

/* In the folder one is in: the attachment's own name, never a hidden one. */
static char *
name_for (GVariant *info, const char *part)
{
  g_autofree char *base = g_path_get_basename (properties_string (info, "name"));
  g_autofree char *harmless = text_line (base);
  const char *name = harmless;

  while (*name == '.' || *name == '/')
    name++;
  return *name != '\0' ? g_strdup (name) : g_strconcat ("part-", part, NULL);
}

/* Never over a file that is there. */
static gboolean
save_as (const char *name, GInputStream *octets, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (name);
  g_autoptr (GError) local = NULL;
  g_autoptr (GFileOutputStream) output = g_file_create (file, G_FILE_CREATE_NONE, NULL, &local);

  if (output != NULL
      && g_output_stream_splice (G_OUTPUT_STREAM (output), octets,
                                 G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE
                                     | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                 NULL, &local)
             >= 0)
    return TRUE;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_EXISTS))
    g_set_error (error, CTL_ERROR, CTL_ERROR_FAILED,
                 "%s is there already and stays as it is; name another FILE behind the part", name);
  else
    g_set_error (error, CTL_ERROR, CTL_ERROR_FAILED, "%s cannot be written (%s); name another FILE",
                 name, local->message);
  return FALSE;
}

static void
print_saved (Client *client, const char *name, GVariant *info)
{
  guint64 octets = properties_uint64 (info, "size");
  g_autofree char *size = g_format_size (octets);
  g_autofree char *harmless = text_line (name);
  g_auto (GVariantDict) document = G_VARIANT_DICT_INIT (NULL);

  if (!client->json)
    {
      printf ("%s saved (%s)\n", harmless, size);
      return;
    }
  g_variant_dict_insert (&document, "file", "s", name);
  g_variant_dict_insert (&document, "size", "t", octets);
  json_output_document (g_variant_dict_end (&document));
}

gboolean
command_save (Client *client, GStrv *arguments, GError **error)
{
  g_autoptr (GInputStream) octets = NULL;
  g_autoptr (GVariant) info = NULL;
  g_autofree char *name = NULL;
  const char *part;
  guint64 id;

  if (!command_begin (client, NULL, arguments, error)
      || !message_ids_parse_one ((*arguments)[0], &id, error))
    return FALSE;
  part = (*arguments)[1];
  octets = open_part (client, id, part, &info, error);
  if (octets == NULL)
    return FALSE;
  name = (*arguments)[2] ? g_strdup ((*arguments)[2]) : name_for (info, part);
  if (!save_as (name, octets, error))
    return FALSE;
  print_saved (client, name, info);
  return TRUE;
}
