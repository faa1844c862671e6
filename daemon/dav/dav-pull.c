/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dav-pull.h"

#include "dav-url.h"
#include "error.h"

#include <string.h>

/* Cards and tasks that are asked for at once: with pictures they may be a megabyte each. */
#define CHUNK 50
/* One after the other that cannot be read: then it is the server that is not in order. */
#define UNREADABLE_MOST 20
/* Parts in which a server may tell what has changed. */
#define PARTS_MOST 1000

typedef enum
{
  CHANGES, /* since the token */
  STATE,   /* which token and ctag there are now */
  KNOWN,   /* which versions are known here */
  LIST,    /* what lies in it, with versions */
  FETCH,   /* what is new */
  OVER,
} Stage;

struct _DavPull
{
  DavKind kind;
  char *url;
  char *host;
  char *token;
  char *ctag;
  Stage stage;
  gboolean is_listed_plainly; /* the server knows no question for tasks */
  gboolean is_whole;
  guint parts;
  GHashTable *known;  /* path → version; until the listing is compared */
  GPtrArray *wanted;  /* char *: paths */
  GHashTable *etags;  /* of them, as they were listed */
  guint fetched;      /* of WANTED */
  guint chunk;        /* asked for at once */
  guint n_unreadable; /* in a row */
  DavPage *page;      /* that is being filled */
  gboolean is_ready;  /* it is */
  GError *error;
};

static DavPage *
page_new (void)
{
  DavPage *page = g_new0 (DavPage, 1);

  page->items = g_ptr_array_new_with_free_func ((GDestroyNotify) dav_item_free);
  page->unchanged = g_ptr_array_new_with_free_func (g_free);
  page->gone = g_ptr_array_new_with_free_func (g_free);
  return page;
}

void
dav_page_free (DavPage *page)
{
  g_ptr_array_unref (page->items);
  g_ptr_array_unref (page->unchanged);
  g_ptr_array_unref (page->gone);
  g_free (page);
}

DavPull *
dav_pull_new (DavKind kind, const char *url, const char *token, const char *ctag)
{
  DavPull *self = g_new0 (DavPull, 1);
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);

  self->kind = kind;
  self->url = g_strdup (url);
  self->host = g_strdup (uri ? g_uri_get_host (uri) : url);
  self->token = g_strdup (token);
  self->ctag = g_strdup (ctag);
  self->stage = *token ? CHANGES : STATE;
  self->wanted = g_ptr_array_new_with_free_func (g_free);
  self->etags = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->chunk = CHUNK;
  self->page = page_new ();
  return self;
}

void
dav_pull_free (DavPull *self)
{
  g_free (self->url);
  g_free (self->host);
  g_free (self->token);
  g_free (self->ctag);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_ptr_array_unref (self->wanted);
  g_hash_table_unref (self->etags);
  dav_page_free (self->page);
  g_clear_error (&self->error);
  g_free (self);
}

static DavRequest *
list (DavPull *self)
{
  if (self->kind == DAV_CARDS || self->is_listed_plainly)
    return dav_request_new_query ("PROPFIND", self->url, "1", dav_query_list ());
  return dav_request_new_query ("REPORT", self->url, "1", dav_query_tasks ());
}

static guint
chunk_of (const DavPull *self)
{
  return MIN (self->chunk, self->wanted->len - self->fetched);
}

static DavRequest *
command (gpointer steps)
{
  DavPull *self = steps;

  if (self->error || self->is_ready)
    return NULL;
  switch (self->stage)
    {
    case CHANGES:
      return dav_request_new_query ("REPORT", self->url, "0", dav_query_changes (self->token));
    case STATE:
      return dav_request_new_query ("PROPFIND", self->url, "0", dav_query_state ());
    case KNOWN:
      return dav_request_new (DAV_KNOWN);
    case LIST:
      return list (self);
    case FETCH:
      return dav_request_new_query (
          "REPORT", self->url, "0",
          dav_query_fetch (self->kind, self->wanted, self->fetched, chunk_of (self)));
    default:
      return NULL;
    }
}

static void
fail (DavPull *self, const DavReply *reply)
{
  self->error = dav_reply_error (reply, self->host, NULL);
}

/* The path of a thing in the collection that counts; NULL: it does not. */
static char *
path_of (DavPull *self, const DavItem *item)
{
  g_autofree char *url = NULL;

  if (!*item->href || item->traits & DAV_COLLECTION)
    return NULL;
  url = dav_url_resolve (self->url, item->href, NULL);
  if (!url || dav_url_is_same (url, self->url))
    return NULL;
  if (self->kind == DAV_TASKS && !g_str_has_prefix (dav_url_name (url), DAV_TASK_PREFIX))
    return NULL;
  return g_strdup (dav_url_path (url));
}

static gboolean
is_gone (const DavItem *item)
{
  return item->status == 404 || item->status == 410;
}

/* There is nothing to ask for any more, or a page is full. */
static void
begin_fetch (DavPull *self)
{
  self->stage = self->fetched < self->wanted->len ? FETCH : OVER;
  self->is_ready = self->stage == OVER;
}

static void
want (DavPull *self, char *path, const char *etag)
{
  g_hash_table_replace (self->etags, g_strdup (path), g_strdup (etag));
  g_ptr_array_add (self->wanted, path);
}

/* What has changed. */

static void
begin_whole (DavPull *self)
{
  g_clear_pointer (&self->token, g_free);
  self->token = g_strdup ("");
  self->stage = STATE;
}

/* What went and came back between two parts of an answer is there. */
static void
note_back (DavPull *self, const char *path)
{
  guint index = 0;

  if (self->parts > 0
      && g_ptr_array_find_with_equal_func (self->page->gone, path, g_str_equal, &index))
    g_ptr_array_remove_index_fast (self->page->gone, index);
}

/* Returns whether the server has more to tell, which it says of the collection itself. */
static gboolean
take_changes (DavPull *self, const DavAnswer *answer)
{
  gboolean has_more = FALSE;

  for (guint i = 0; i < answer->items->len; i++)
    {
      const DavItem *item = g_ptr_array_index (answer->items, i);
      char *path = path_of (self, item);

      has_more |= item->status == 507;
      if (path && is_gone (item))
        g_ptr_array_add (self->page->gone, path);
      else if (path)
        {
          note_back (self, path);
          want (self, path, item->etag);
        }
    }
  return has_more;
}

static void
take_token (char **token, const char *value)
{
  g_free (*token);
  *token = g_strdup (value);
}

static void
advance_changes (DavPull *self, const DavReply *reply)
{
  gboolean has_more;

  /* However it says that it does not know the token any more. */
  if (dav_reply_is_refusal (reply))
    {
      begin_whole (self);
      return;
    }
  if (!dav_reply_is_fine (reply))
    {
      fail (self, reply);
      return;
    }
  if (!*reply->answer->sync_token)
    {
      begin_whole (self);
      return;
    }
  has_more = take_changes (self, reply->answer);
  take_token (&self->token, reply->answer->sync_token);
  if (!has_more || ++self->parts >= PARTS_MOST)
    begin_fetch (self);
}

/* All there is. */

static void
advance_state (DavPull *self, const DavReply *reply)
{
  const DavItem *item;
  gboolean is_same;

  if (!dav_reply_is_fine (reply) || reply->answer->items->len == 0)
    {
      fail (self, reply);
      return;
    }
  item = g_ptr_array_index (reply->answer->items, 0);
  is_same = !*item->sync_token && *item->ctag && g_str_equal (item->ctag, self->ctag);
  take_token (&self->token, item->sync_token);
  take_token (&self->ctag, item->ctag);
  self->is_whole = !is_same;
  self->stage = is_same ? OVER : KNOWN;
  self->is_ready = is_same;
}

static void
compare (DavPull *self, const DavItem *item)
{
  g_autofree char *path = path_of (self, item);
  const char *version;

  if (!path || is_gone (item) || g_hash_table_contains (self->etags, path))
    return;
  version = g_hash_table_lookup (self->known, path);
  if (version && *version && g_str_equal (version, item->etag))
    g_ptr_array_add (self->page->unchanged, g_steal_pointer (&path));
  else
    want (self, g_steal_pointer (&path), item->etag);
}

static void
advance_list (DavPull *self, const DavReply *reply)
{
  if (self->kind == DAV_TASKS && !self->is_listed_plainly && dav_reply_is_refusal (reply))
    {
      self->is_listed_plainly = TRUE;
      return;
    }
  if (!dav_reply_is_fine (reply))
    {
      fail (self, reply);
      return;
    }
  for (guint i = 0; i < reply->answer->items->len; i++)
    compare (self, g_ptr_array_index (reply->answer->items, i));
  g_clear_pointer (&self->known, g_hash_table_unref);
  begin_fetch (self);
}

/* What is new. */

static DavItem *
item_copy (const DavItem *item, const char *path, const char *etag)
{
  DavItem *copy = dav_item_new ();

  g_free (copy->href);
  copy->href = g_strdup (path);
  g_free (copy->etag);
  copy->etag = g_strdup (*item->etag ? item->etag : etag);
  return copy;
}

static void
note_unreadable (DavPull *self, const char *path, const char *problem)
{
  DavItem *item = dav_item_new ();

  g_free (item->href);
  item->href = g_strdup (path);
  g_free (item->problem);
  item->problem = g_strdup (problem);
  g_ptr_array_add (self->page->items, item);
  g_ptr_array_add (self->page->unchanged, g_strdup (path));
}

static void
take_item (DavPull *self, DavItem *item, const char *path)
{
  DavItem *taken;

  if (*item->problem)
    note_unreadable (self, path, item->problem);
  else if (self->kind == DAV_CARDS ? !item->card : !item->task)
    note_unreadable (self, path, "there is none in it");
  else if (item->card && item->card->is_group)
    g_ptr_array_add (self->page->gone, g_strdup (path));
  else
    {
      taken = item_copy (item, path, g_hash_table_lookup (self->etags, path));
      taken->card = g_steal_pointer (&item->card);
      taken->task = g_steal_pointer (&item->task);
      g_ptr_array_add (self->page->items, taken);
    }
}

static void
take_answer (DavPull *self, const DavAnswer *answer)
{
  for (guint i = 0; i < answer->items->len; i++)
    {
      DavItem *item = g_ptr_array_index (answer->items, i);
      g_autofree char *path = path_of (self, item);

      if (!path || !g_hash_table_contains (self->etags, path))
        continue;
      if (is_gone (item))
        g_ptr_array_add (self->page->gone, g_strdup (path));
      else
        take_item (self, item, path);
      g_hash_table_remove (self->etags, path);
    }
}

/* What was asked for and not told of stays as it is known here. */
static void
note_missing (DavPull *self, guint count)
{
  for (guint i = self->fetched; i < self->fetched + count; i++)
    {
      const char *path = g_ptr_array_index (self->wanted, i);

      if (g_hash_table_contains (self->etags, path))
        note_unreadable (self, path, "the server does not give it");
    }
}

/* One that makes the whole answer unreadable is found by asking for ever fewer. */
static void
advance_unreadable (DavPull *self, const DavReply *reply)
{
  if (chunk_of (self) > 1)
    {
      self->chunk = chunk_of (self) / 2;
      return;
    }
  if (++self->n_unreadable > UNREADABLE_MOST)
    {
      fail (self, reply);
      return;
    }
  note_unreadable (self, g_ptr_array_index (self->wanted, self->fetched), reply->problem->message);
  self->fetched++;
  self->is_ready = TRUE;
  self->stage = self->fetched < self->wanted->len ? FETCH : OVER;
}

static void
advance_fetch (DavPull *self, const DavReply *reply)
{
  guint count = chunk_of (self);

  if (reply->problem)
    {
      advance_unreadable (self, reply);
      return;
    }
  if (!dav_reply_is_fine (reply))
    {
      fail (self, reply);
      return;
    }
  take_answer (self, reply->answer);
  note_missing (self, count);
  self->fetched += count;
  self->n_unreadable = 0;
  self->chunk = MIN (self->chunk * 2, CHUNK);
  self->is_ready = TRUE;
  self->stage = self->fetched < self->wanted->len ? FETCH : OVER;
}

static void
advance (gpointer steps, const DavReply *reply)
{
  DavPull *self = steps;

  switch (self->stage)
    {
    case CHANGES:
      advance_changes (self, reply);
      break;
    case STATE:
      advance_state (self, reply);
      break;
    case KNOWN:
      self->known = g_hash_table_ref (reply->known);
      self->stage = LIST;
      break;
    case LIST:
      advance_list (self, reply);
      break;
    case FETCH:
      advance_fetch (self, reply);
      break;
    default:
      break;
    }
}

const DavStepsKind dav_pull_kind = { command, advance };

DavPage *
dav_pull_take_page (DavPull *self, GError **error)
{
  DavPage *page;

  if (self->error)
    {
      g_propagate_error (error, g_error_copy (self->error));
      return NULL;
    }
  page = self->page;
  self->page = page_new ();
  self->is_ready = FALSE;
  return page;
}

gboolean
dav_pull_is_over (DavPull *self)
{
  return self->stage == OVER;
}

gboolean
dav_pull_is_whole (DavPull *self)
{
  return self->is_whole;
}

const char *
dav_pull_token (DavPull *self)
{
  return self->token;
}

const char *
dav_pull_ctag (DavPull *self)
{
  return self->ctag;
}
