/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "delivery.h"
#include "drafting.h"
#include "message-ids.h"

typedef struct
{
  Drafting drafting;
  DeliveryOptions delivery;
  gboolean special; /* --all or --as-attachment */
} SendOptions;

static void
send_options_clear (SendOptions *options)
{
  drafting_clear (&options->drafting);
  delivery_options_clear (&options->delivery);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SendOptions, send_options_clear)

static gboolean
begin (Client *client, SendOptions *options, GArray *entries, GStrv *arguments, GError **error)
{
  drafting_add_entries (&options->drafting, entries);
  delivery_options_add_entries (&options->delivery, entries);
  return command_begin (client, (const GOptionEntry *) entries->data, arguments, error);
}

static gboolean
insert_draft (const SendOptions *options, gboolean text_needed, GVariantDict *draft,
              GUnixFDList *fds, GError **error)
{
  return delivery_options_insert (&options->delivery, draft, error)
         && drafting_insert (&options->drafting, text_needed, draft, fds, error);
}

gboolean
command_send (Client *client, GStrv *arguments, GError **error)
{
  g_auto (SendOptions) options = { .special = FALSE };
  g_autoptr (GArray) entries = g_array_new (TRUE, FALSE, sizeof (GOptionEntry));
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  g_autofree char *account = NULL;
  g_auto (GVariantDict) draft = G_VARIANT_DICT_INIT (NULL);

  drafting_add_place_entries (&options.drafting, entries);
  if (!begin (client, &options, entries, arguments, error))
    return FALSE;
  account = drafting_find_account (&options.drafting, client->bus, error);
  return account != NULL && insert_draft (&options, TRUE, &draft, fds, error)
         && delivery_begin (client, IFACE ("Outbox"), "Compose",
                            g_variant_new ("(o@a{sv})", account, g_variant_dict_end (&draft)), fds,
                            options.delivery.wait, error);
}

typedef struct
{
  const char *method;
  const char *option; /* that only this command has, and its key on the bus */
  const char *description;
  gboolean text_needed; /* an answer says something, what is handed on need not */
} Kind;

static gboolean
answer (Client *client, const Kind *kind, GStrv *arguments, GError **error)
{
  g_auto (SendOptions) options = { .special = FALSE };
  g_autoptr (GArray) entries = g_array_new (TRUE, FALSE, sizeof (GOptionEntry));
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  g_auto (GVariantDict) draft = G_VARIANT_DICT_INIT (NULL);
  const GOptionEntry special
      = { kind->option, 0, 0, G_OPTION_ARG_NONE, &options.special, kind->description, NULL };
  guint64 id;

  g_array_append_val (entries, special);
  if (!begin (client, &options, entries, arguments, error)
      || !message_ids_parse_one ((*arguments)[0], &id, error)
      || !insert_draft (&options, kind->text_needed, &draft, fds, error))
    return FALSE;
  if (options.special)
    g_variant_dict_insert (&draft, kind->option, "b", TRUE);
  return delivery_begin (client, IFACE ("Outbox"), kind->method,
                         g_variant_new ("(t@a{sv})", id, g_variant_dict_end (&draft)), fds,
                         options.delivery.wait, error);
}

gboolean
command_reply (Client *client, GStrv *arguments, GError **error)
{
  static const Kind kind = { "Reply", "all", "To everybody who got the message", TRUE };

  return answer (client, &kind, arguments, error);
}

gboolean
command_forward (Client *client, GStrv *arguments, GError **error)
{
  static const Kind kind
      = { "Forward", "as-attachment", "Whole, as a mail in the mail, instead of quoted", FALSE };

  return answer (client, &kind, arguments, error);
}
