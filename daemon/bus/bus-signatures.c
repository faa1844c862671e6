/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-options.h"
#include "bus-tables.h"
#include "mailbox.h"
#include "stored-signatures.h"

static const BusOption known_options[]
    = { { "sender", "s" }, { "html", "s" }, { "text", "s" }, { NULL, NULL } };

static void
on_added (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  guint id = stored_signatures_finish ((StoredSignatures *) source, result, &error);

  bus_call_answer (data, id ? g_variant_new ("(u)", id) : NULL, error);
}

static GVariant *
add (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 0);
  const char *sender = "";
  const char *html = "";
  const char *text = "";

  if (!bus_options_check (options, known_options, error))
    return NULL;
  g_variant_lookup (options, "sender", "&s", &sender);
  g_variant_lookup (options, "html", "&s", &html);
  g_variant_lookup (options, "text", "&s", &text);
  stored_signatures_add_async (object, sender, html, text, on_added, bus_call_take (call));
  return NULL;
}

static void
on_changed (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  stored_signatures_finish ((StoredSignatures *) source, result, &error);
  bus_call_answer (data, NULL, error);
}

static GVariant *
update (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 1);
  const char *sender = NULL;
  const char *html = NULL;
  const char *text = NULL;
  guint id;

  if (!bus_options_check (options, known_options, error))
    return NULL;
  g_variant_get_child (arguments, 0, "u", &id);
  g_variant_lookup (options, "sender", "&s", &sender);
  g_variant_lookup (options, "html", "&s", &html);
  g_variant_lookup (options, "text", "&s", &text);
  stored_signatures_change_async (object, id, sender, html, text, on_changed, bus_call_take (call));
  return NULL;
}

static GVariant *
remove_signature (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  guint id;

  g_variant_get (arguments, "(u)", &id);
  stored_signatures_remove_async (object, id, on_changed, bus_call_take (call));
  return NULL;
}

static GVariant *
list (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  GPtrArray *signatures = stored_signatures_list (object);
  g_auto (GVariantBuilder) rows = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < signatures->len; i++)
    {
      const StoreSignature *signature = signatures->pdata[i];
      g_autofree char *sender = stored_signatures_sender (signature);
      g_variant_builder_open (&rows, G_VARIANT_TYPE ("a{sv}"));
      g_variant_builder_add (&rows, "{sv}", "id", g_variant_new_uint32 (signature->id));
      g_variant_builder_add (&rows, "{sv}", "sender", g_variant_new_string (sender));
      g_variant_builder_add (&rows, "{sv}", "html", g_variant_new_string (signature->html));
      g_variant_builder_add (&rows, "{sv}", "text", g_variant_new_string (signature->text));
      g_variant_builder_close (&rows);
    }
  return g_variant_new ("(aa{sv})", &rows);
}

static GVariant *
choose (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  const char *from;
  g_autoptr (GError) fault = NULL;
  MailAddress *sender;

  g_variant_get (arguments, "(&s)", &from);
  sender = mailbox_parse ("from", from, &fault);
  if (!sender)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, fault->message);
      return NULL;
    }
  mail_address_free (sender);
  return g_variant_new ("(u)", stored_signatures_choose (object, from));
}

static const BusMethod methods[] = {
  { "Add", add },   { "Update", update }, { "Remove", remove_signature },
  { "List", list }, { "Choose", choose }, { NULL },
};

const BusTable bus_signatures_table = { "org.posthorn.Posthorn1.Signatures", methods, NULL };
