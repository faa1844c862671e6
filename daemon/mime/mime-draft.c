/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-draft.h"

#include "error.h"
#include "mailbox.h"

#include <string.h>

/* With its brackets it must fit into a line. */
#define ID_OCTETS_MOST 900

/* Of an id, before the @; as many hex digits as 16 octets give. */
#define ID_DIGITS 32

static void
draft_part_free (MimeDraftPart *part)
{
  g_free (part->name);
  g_free (part->type);
  g_free (part->content_id);
  g_free (part);
}

static GPtrArray *
new_parts (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) draft_part_free);
}

MimeDraft *
mime_draft_new (void)
{
  MimeDraft *draft = g_new0 (MimeDraft, 1);
  char **const texts[] = { &draft->from,           &draft->subject,        &draft->text,
                           &draft->html,           &draft->signature_text, &draft->signature_html,
                           &draft->quotation_text, &draft->quotation_html, &draft->message_id,
                           &draft->in_reply_to,    &draft->references };
  GStrv *const lists[] = { &draft->to, &draft->cc, &draft->bcc, &draft->reply_to };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    *texts[i] = g_strdup ("");
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    *lists[i] = g_new0 (char *, 1);
  draft->parts = new_parts ();
  return draft;
}

void
mime_draft_free (MimeDraft *draft)
{
  if (!draft)
    return;
  g_free (draft->from);
  g_strfreev (draft->to);
  g_strfreev (draft->cc);
  g_strfreev (draft->bcc);
  g_strfreev (draft->reply_to);
  g_free (draft->subject);
  g_free (draft->text);
  g_free (draft->html);
  g_free (draft->signature_text);
  g_free (draft->signature_html);
  g_free (draft->quotation_text);
  g_free (draft->quotation_html);
  g_free (draft->message_id);
  g_free (draft->in_reply_to);
  g_free (draft->references);
  g_ptr_array_unref (draft->parts);
  g_free (draft);
}

static MimeDraftPart *
draft_part_new (const char *name, const char *type, const char *content_id, gboolean is_plain)
{
  MimeDraftPart *part = g_new (MimeDraftPart, 1);

  part->name = g_strdup (name);
  part->type = g_strdup (type);
  part->content_id = g_strdup (content_id);
  part->is_plain = is_plain;
  return part;
}

void
mime_draft_add_part (MimeDraft *draft, const char *name, const char *type, const char *content_id,
                     gboolean is_plain)
{
  g_ptr_array_add (draft->parts, draft_part_new (name, type, content_id, is_plain));
}

char *
mime_draft_new_id (const char *from, const guint8 *random, gsize length)
{
  g_autoptr (MailAddress) sender = mailbox_parse ("from", from, NULL);
  g_autofree char *digits = g_compute_checksum_for_data (G_CHECKSUM_SHA256, random, length);
  g_autofree char *wire = mailbox_wire_form (sender ? sender->address : "");
  const char *at = strrchr (wire, '@');
  g_autofree char *domain = at ? g_hostname_to_ascii (at + 1) : NULL;

  return g_strdup_printf ("%.*s@%s", ID_DIGITS, digits, domain ? domain : "localhost");
}

static gboolean
check_addresses (const char *key, GStrv addresses, GError **error)
{
  for (char **address = addresses; *address; address++)
    {
      g_autoptr (MailAddress) parsed = mailbox_parse (key, *address, error);

      if (!parsed)
        return FALSE;
    }
  return TRUE;
}

gboolean
mime_draft_is_id (const char *id, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (id[i]) || id[i] == '<' || id[i] == '>')
      return FALSE;
  return length > 0 && length <= ID_OCTETS_MOST;
}

/* "" is fine. */
static gboolean
check_id (const char *key, const char *id, GError **error)
{
  if (*id == '\0' || mime_draft_is_id (id, strlen (id)))
    return TRUE;
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED,
               "%s: has something in it that is no id of a message", key);
  return FALSE;
}

static gboolean
check_ids (const char *key, const char *ids, GError **error)
{
  g_auto (GStrv) list = g_strsplit (ids, " ", -1);

  for (char **id = list; *id; id++)
    if (!check_id (key, *id, error))
      return FALSE;
  return TRUE;
}

/* Two messages without an id would have the same boundaries, one of them perhaps in the other. */
static gboolean
check_own_id (const char *id, GError **error)
{
  if (*id)
    return check_id ("message-id", id, error);
  g_set_error_literal (error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED, "message-id: is missing");
  return FALSE;
}

static gboolean
check_parts (const MimeDraft *draft, GError **error)
{
  for (guint i = 0; i < draft->parts->len; i++)
    {
      const MimeDraftPart *part = g_ptr_array_index (draft->parts, i);

      if (!mailbox_check_line ("attach", part->name, error)
          || !mailbox_check_line ("attach", part->type, error)
          || !check_id ("attach", part->content_id, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
mime_draft_check (const MimeDraft *draft, GError **error)
{
  g_autoptr (MailAddress) from = mailbox_parse ("from", draft->from, error);

  return from && check_addresses ("to", draft->to, error)
         && check_addresses ("cc", draft->cc, error) && check_addresses ("bcc", draft->bcc, error)
         && check_addresses ("reply-to", draft->reply_to, error)
         && mailbox_check_line ("subject", draft->subject, error)
         && check_own_id (draft->message_id, error)
         && check_id ("in-reply-to", draft->in_reply_to, error)
         && check_ids ("references", draft->references, error) && check_parts (draft, error);
}

static GVariant *
parts_to_variant (GPtrArray *parts)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sssb)"));
  for (guint i = 0; i < parts->len; i++)
    {
      const MimeDraftPart *part = g_ptr_array_index (parts, i);

      g_variant_builder_add (&builder, "(sssb)", part->name, part->type, part->content_id,
                             part->is_plain);
    }
  return g_variant_builder_end (&builder);
}

GVariant *
mime_draft_to_variant (const MimeDraft *draft)
{
  return g_variant_new ("(s^as^as^as^asssssssssssxi@a(sssb))", draft->from, draft->to, draft->cc,
                        draft->bcc, draft->reply_to, draft->subject, draft->text, draft->html,
                        draft->signature_text, draft->signature_html, draft->quotation_text,
                        draft->quotation_html, draft->message_id, draft->in_reply_to,
                        draft->references, draft->date, draft->offset,
                        parts_to_variant (draft->parts));
}

static GPtrArray *
parts_from_variant (GVariant *variant)
{
  GPtrArray *parts = new_parts ();
  const char *name;
  const char *type;
  const char *content_id;
  gboolean is_plain;
  GVariantIter iter;

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "(&s&s&sb)", &name, &type, &content_id, &is_plain))
    g_ptr_array_add (parts, draft_part_new (name, type, content_id, is_plain));
  return parts;
}

MimeDraft *
mime_draft_from_variant (GVariant *variant)
{
  g_autoptr (GVariant) parts = NULL;
  MimeDraft *draft;

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE (MIME_DRAFT_TYPE))
      || !g_variant_is_normal_form (variant))
    return NULL;
  draft = g_new0 (MimeDraft, 1);
  g_variant_get (variant, "(s^as^as^as^asssssssssssxi@a(sssb))", &draft->from, &draft->to,
                 &draft->cc, &draft->bcc, &draft->reply_to, &draft->subject, &draft->text,
                 &draft->html, &draft->signature_text, &draft->signature_html,
                 &draft->quotation_text, &draft->quotation_html, &draft->message_id,
                 &draft->in_reply_to, &draft->references, &draft->date, &draft->offset, &parts);
  draft->parts = parts_from_variant (parts);
  return draft;
}
