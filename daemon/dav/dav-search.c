/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dav-search.h"

#include "dav-query.h"
#include "dav-url.h"

struct _DavSearch
{
  char *book;
  char *address;
  char *host;
  GPtrArray *found; /* DavItem; NULL = nobody has answered yet */
  GError *error;
};

DavSearch *
dav_search_new (const char *book, const char *address)
{
  DavSearch *self = g_new0 (DavSearch, 1);
  g_autoptr (GUri) uri = g_uri_parse (book, G_URI_FLAGS_ENCODED, NULL);

  self->book = g_strdup (book);
  self->address = g_strdup (address);
  self->host = g_strdup (uri ? g_uri_get_host (uri) : book);
  return self;
}

void
dav_search_free (DavSearch *self)
{
  g_free (self->book);
  g_free (self->address);
  g_free (self->host);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_free (self);
}

static DavRequest *
command (gpointer steps)
{
  DavSearch *self = steps;

  return self->found ? NULL
                     : dav_request_new_query ("REPORT", self->book, "1",
                                              dav_query_by_address (self->address));
}

static void
take (DavSearch *self, const DavItem *item)
{
  g_autofree char *url = dav_url_resolve (self->book, item->href, NULL);
  DavItem *taken;

  if (!url || !item->card || item->card->is_group)
    return;
  taken = dav_item_new ();
  g_free (taken->href);
  taken->href = g_strdup (dav_url_path (url));
  g_free (taken->etag);
  taken->etag = g_strdup (item->etag);
  taken->card = g_new0 (DavCard, 1);
  taken->card->is_company = item->card->is_company;
  taken->card->name = g_strdup (item->card->name);
  taken->card->addresses = g_strdupv (item->card->addresses);
  g_ptr_array_add (self->found, taken);
}

static gboolean
is_unknown_question (const DavReply *reply)
{
  return !reply->problem && (dav_reply_is_refusal (reply) || reply->status == 200);
}

static void
advance (gpointer steps, const DavReply *reply)
{
  DavSearch *self = steps;

  self->found = g_ptr_array_new_with_free_func ((GDestroyNotify) dav_item_free);
  if (!dav_reply_is_fine (reply) && !is_unknown_question (reply))
    self->error = dav_reply_error (reply, self->host, NULL);
  for (guint i = 0; reply->answer && i < reply->answer->items->len; i++)
    take (self, g_ptr_array_index (reply->answer->items, i));
}

const DavStepsKind dav_search_kind = { command, advance };

gboolean
dav_search_result (DavSearch *self, GError **error)
{
  if (self->error)
    g_propagate_error (error, g_error_copy (self->error));
  return !self->error;
}

GPtrArray *
dav_search_found (DavSearch *self)
{
  return self->found;
}
