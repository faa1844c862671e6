/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-recipients.h"

#include "mailbox.h"
#include "mime-address.h"
#include "mime-header.h"

typedef struct
{
  GHashTable *own;  /* the address as the person has it, by mailbox_key() */
  GHashTable *seen; /* mailbox_key() */
} Known;

/* As the person writes it; NULL when it is none of theirs. */
static const char *
own_form (const Known *known, const char *address)
{
  g_autofree char *key = mailbox_key (address);

  return g_hash_table_lookup (known->own, key);
}

static const char *
first_own (const Known *known, GPtrArray *addresses)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      const MailAddress *address = g_ptr_array_index (addresses, i);
      const char *own = own_form (known, address->address);

      if (own)
        return own;
    }
  return NULL;
}

/* Where a server wrote to whom it delivered what names the person nowhere else. */
static const char *
delivered_to (const Known *known, const MimeStructure *structure)
{
  const MimeNode *root = structure->root;
  MimeFields fields = { root->header, root->header + root->header_length, structure->newline };
  MimeField field;

  while (mime_fields_next (&fields, &field))
    {
      g_autoptr (GPtrArray) addresses = NULL;
      g_autofree char *value = NULL;
      const char *own;

      if (!mime_field_is (&field, "Delivered-To") && !mime_field_is (&field, "X-Original-To")
          && !mime_field_is (&field, "Envelope-To"))
        continue;
      addresses = g_ptr_array_new_with_free_func ((GDestroyNotify) mail_address_free);
      value = mime_field_value (&field, MIME_VALUE_LIMIT);
      mime_addresses_append (addresses, value, MIME_ADDRESS_LIMIT);
      own = first_own (known, addresses);
      if (own)
        return own;
    }
  return NULL;
}

static const char *
identity_of (const Known *known, const Summary *original, const MimeStructure *structure)
{
  GPtrArray *const lists[] = { original->from, original->to, original->cc };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      const char *own = first_own (known, lists[i]);

      if (own)
        return own;
    }
  return delivered_to (known, structure);
}

/* What nobody could send to is left out. */
static void
add (GPtrArray *list, const Known *known, const MailAddress *address)
{
  g_autofree char *text = mailbox_format (address);
  MailAddress *checked = mailbox_parse ("to", text, NULL);

  if (!checked)
    return;
  if (g_hash_table_add (known->seen, mailbox_key (checked->address)))
    g_ptr_array_add (list, checked);
  else
    mail_address_free (checked);
}

static void
add_all (GPtrArray *list, const Known *known, GPtrArray *addresses, gboolean with_own)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      const MailAddress *address = g_ptr_array_index (addresses, i);

      if (with_own || !own_form (known, address->address))
        add (list, known, address);
    }
}

/* Whoever answers what they sent themselves has more to say to the same people. */
static void
find_for_sent (MimeReply *reply, const Known *known, const Summary *original, gboolean is_all)
{
  add_all (reply->to, known, original->to, !is_all);
  if (is_all)
    add_all (reply->cc, known, original->cc, FALSE);
}

static void
find_for_received (MimeReply *reply, const Known *known, const Summary *original, gboolean is_all)
{
  add_all (reply->to, known, original->reply_to, !is_all);
  if (reply->to->len == 0)
    add_all (reply->to, known, original->from, TRUE);
  if (!is_all)
    return;
  add_all (reply->cc, known, original->to, FALSE);
  add_all (reply->cc, known, original->cc, FALSE);
}

static void
find_for_edited (MimeReply *reply, const Known *known, const Summary *original)
{
  add_all (reply->to, known, original->to, TRUE);
  add_all (reply->cc, known, original->cc, TRUE);
}

void
mime_recipients_find (MimeReply *reply, const Summary *original, const MimeStructure *structure,
                      const MimeReplyOptions *options)
{
  g_autoptr (GHashTable) own = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Known known = { own, seen };
  gboolean is_all = options->kind == MIME_REPLY_ALL;
  const char *identity;

  for (guint i = 0; options->own && options->own[i]; i++)
    g_hash_table_insert (own, mailbox_key (options->own[i]), (gpointer) options->own[i]);
  identity = identity_of (&known, original, structure);
  summary_take (&reply->identity, g_strdup (identity ? identity : ""));
  if (options->kind == MIME_EDIT)
    find_for_edited (reply, &known, original);
  if (options->kind != MIME_REPLY && !is_all)
    return;
  if (first_own (&known, original->from))
    find_for_sent (reply, &known, original, is_all);
  if (reply->to->len == 0)
    find_for_received (reply, &known, original, is_all);
}
