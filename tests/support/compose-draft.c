/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compose-draft.h"

#include <string.h>

#define AT_ONCE 1000

typedef struct
{
  const char *const *contents;
  gsize done; /* of the present one */
  guint part;
  GByteArray *message;
} Writing;

MimeDraft *
compose_draft_new (void)
{
  MimeDraft *draft = mime_draft_new ();

  compose_draft_set (&draft->from, "a@example.org");
  compose_draft_set_list (&draft->to, "b@example.org");
  compose_draft_set (&draft->message_id, "1@example.org");
  draft->date = 1795703549;
  draft->offset = 60;
  return draft;
}

void
compose_draft_set (char **field, const char *value)
{
  g_free (*field);
  *field = g_strdup (value);
}

void
compose_draft_set_list (GStrv *field, const char *value)
{
  g_strfreev (*field);
  *field = g_new0 (char *, 2);
  (*field)[0] = g_strdup (value);
}

static gssize
read_some (gpointer data, guint part, void *octets, gsize size, GError **error)
{
  Writing *writing = data;
  gsize length;

  if (part != writing->part)
    writing->done = 0;
  writing->part = part;
  length = MIN (MIN (size, AT_ONCE), strlen (writing->contents[part] + writing->done));
  memcpy (octets, writing->contents[part] + writing->done, length);
  writing->done += length;
  return (gssize) length;
}

static gboolean
write_some (gpointer data, const char *octets, gsize length, GError **error)
{
  Writing *writing = data;

  g_byte_array_append (writing->message, (const guint8 *) octets, (guint) length);
  return TRUE;
}

GBytes *
compose_draft_write (const MimeDraft *draft, const char *const *contents, GError **error)
{
  Writing writing = { contents, 0, G_MAXUINT, g_byte_array_new () };
  MimeComposeHooks hooks = { read_some, write_some, &writing };
  gboolean is_fine = mime_compose (draft, &hooks, error);
  g_autoptr (GBytes) message = g_byte_array_free_to_bytes (writing.message);

  return is_fine ? g_steal_pointer (&message) : NULL;
}
