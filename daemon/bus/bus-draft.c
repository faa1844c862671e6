/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-draft.h"

#include "bus-options.h"

#include <gio/gunixinputstream.h>

#define UNDO_SECONDS_MOST 3600
#define ATTACHMENTS_MOST  1000

static const BusOption compose_options[] = {
  { "from", "s" },       { "to", "as" },     { "cc", "as" },          { "bcc", "as" },
  { "subject", "s" },    { "text", "s" },    { "html", "s" },         { "signature", "i" },
  { "attach", "a(sh)" }, { "send-at", "x" }, { "undo-seconds", "u" }, { "in-reply-to", "t" },
  { NULL, NULL },
};

static const BusOption reply_options[] = {
  { "from", "s" },       { "to", "as" },     { "cc", "as" },          { "bcc", "as" },
  { "subject", "s" },    { "text", "s" },    { "html", "s" },         { "signature", "i" },
  { "attach", "a(sh)" }, { "send-at", "x" }, { "undo-seconds", "u" }, { "all", "b" },
  { NULL, NULL },
};

static const BusOption forward_options[] = {
  { "from", "s" },       { "to", "as" },     { "cc", "as" },          { "bcc", "as" },
  { "subject", "s" },    { "text", "s" },    { "html", "s" },         { "signature", "i" },
  { "attach", "a(sh)" }, { "send-at", "x" }, { "undo-seconds", "u" }, { "as-attachment", "b" },
  { NULL, NULL },
};

static const BusOption *const known_options[] = {
  [BUS_DRAFT_COMPOSE] = compose_options,
  [BUS_DRAFT_REPLY] = reply_options,
  [BUS_DRAFT_FORWARD] = forward_options,
};

void
bus_draft_free (BusDraft *draft)
{
  g_clear_pointer (&draft->draft, mime_draft_free);
  g_clear_pointer (&draft->contents, g_ptr_array_unref);
  g_free (draft);
}

static void
take_text (GVariant *options, const char *key, char **field)
{
  char *text;

  if (!g_variant_lookup (options, key, "s", &text))
    return;
  g_free (*field);
  *field = text;
}

static void
take_list (GVariant *options, const char *key, GStrv *field)
{
  GStrv list;

  if (!g_variant_lookup (options, key, "^as", &list))
    return;
  g_strfreev (*field);
  *field = list;
}

static void
add_part (BusDraft *draft, const char *name, int descriptor)
{
  g_autofree char *guessed = g_content_type_guess (name, NULL, 0, NULL);
  g_autofree char *type = g_content_type_get_mime_type (guessed);

  mime_draft_add_part (draft->draft, name, type ? type : "", "", FALSE);
  g_ptr_array_add (draft->contents, g_unix_input_stream_new (descriptor, TRUE));
}

static gboolean
take_attachments (BusDraft *draft, GVariant *options, BusCall *call, GError **error)
{
  g_autoptr (GVariantIter) iter = NULL;
  const char *name;
  gint32 handle;

  if (!g_variant_lookup (options, "attach", "a(sh)", &iter))
    return TRUE;
  if (g_variant_iter_n_children (iter) > ATTACHMENTS_MOST)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "attach: at most %d files go with a message", ATTACHMENTS_MOST);
      return FALSE;
    }
  while (g_variant_iter_next (iter, "(&sh)", &name, &handle))
    {
      int descriptor = bus_call_get_descriptor (call, "attach", handle, error);
      if (descriptor < 0)
        return FALSE;
      add_part (draft, name, descriptor);
    }
  return TRUE;
}

static gboolean
check_signature (const BusDraft *draft, GError **error)
{
  if (draft->signature >= -1)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "signature: must be its id, 0 for none or -1 for the one that fits, not %d",
               draft->signature);
  return FALSE;
}

static void
take_words (BusDraft *draft, GVariant *options)
{
  take_text (options, "from", &draft->draft->from);
  take_list (options, "to", &draft->draft->to);
  take_list (options, "cc", &draft->draft->cc);
  take_list (options, "bcc", &draft->draft->bcc);
  take_text (options, "subject", &draft->draft->subject);
  take_text (options, "text", &draft->draft->text);
  take_text (options, "html", &draft->draft->html);
  g_variant_lookup (options, "signature", "i", &draft->signature);
  g_variant_lookup (options, "in-reply-to", "t", &draft->in_reply_to);
  g_variant_lookup (options, "all", "b", &draft->all);
  g_variant_lookup (options, "as-attachment", "b", &draft->as_attachment);
}

static gboolean
take_options (BusDraft *draft, GVariant *options, BusDraftKind kind, BusCall *call, GError **error)
{
  if (!bus_options_check (options, known_options[kind], error))
    return FALSE;
  take_words (draft, options);
  return check_signature (draft, error)
         && bus_options_time (options, "send-at", &draft->send_at, error)
         && bus_options_number (options, "undo-seconds", 0, UNDO_SECONDS_MOST, &draft->undo_seconds,
                                error)
         && take_attachments (draft, options, call, error);
}

BusDraft *
bus_draft_new (GVariant *options, BusDraftKind kind, BusCall *call, GError **error)
{
  g_autoptr (BusDraft) draft = g_new0 (BusDraft, 1);

  draft->draft = mime_draft_new ();
  draft->contents = g_ptr_array_new_with_free_func (g_object_unref);
  draft->signature = -1;
  return take_options (draft, options, kind, call, error) ? g_steal_pointer (&draft) : NULL;
}

BusDraft *
bus_draft_change (BusDraft *given, GVariant *options, BusCall *call, GError **error)
{
  g_autoptr (BusDraft) draft = given;
  g_autoptr (GVariant) attach = g_variant_lookup_value (options, "attach", NULL);

  if (attach)
    {
      g_ptr_array_set_size (draft->draft->parts, 0);
      draft->contents = g_ptr_array_new_with_free_func (g_object_unref);
    }
  return take_options (draft, options, BUS_DRAFT_COMPOSE, call, error) ? g_steal_pointer (&draft)
                                                                       : NULL;
}
