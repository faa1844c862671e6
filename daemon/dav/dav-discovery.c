/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dav-discovery.h"

#include "dav-url.h"
#include "error.h"

#include <string.h>

#define REDIRECTS_MOST 5
/* Names that an error lists. */
#define NAMES_MOST 20
/* Homes that are looked into; each is one request. */
#define HOMES_MOST 20

typedef struct
{
  char *url;
  char *name;
  guint traits;
} Place;

/* One of the two things that are looked for. */
typedef struct
{
  char *wanted;
  char *direct;         /* URL of the only one that counts; NULL = none does */
  gboolean is_homeless; /* nobody has said yet where such things are */
} Aim;

typedef enum
{
  LOOKING, /* what a place is, and who asks */
  LISTING, /* what lies in a home */
} Stage;

struct _DavDiscovery
{
  char *url;
  char *host;
  Aim aims[2];       /* by DavKind */
  GQueue looks;      /* char *: URLs to look at */
  GQueue homes;      /* likewise, to list */
  GHashTable *seen;  /* of both */
  GPtrArray *places; /* Place */
  Stage stage;
  guint redirects;
  GError *error;   /* of all */
  GError *failure; /* what came of the URL that was given, if that led nowhere */
};

static const struct
{
  const char *key;
  const char *what;
  const char *well_known;
} words[] = {
  [DAV_CARDS] = { "address-book", "address book", "/.well-known/carddav" },
  [DAV_TASKS] = { "task-list", "list of tasks that may be written to", "/.well-known/caldav" },
};

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->url);
  g_free (place->name);
  g_free (place);
}

static void
push_look (DavDiscovery *self, const char *url)
{
  if (g_hash_table_add (self->seen, g_strdup (url)))
    g_queue_push_tail (&self->looks, g_strdup (url));
}

static gboolean
is_place (const char *wanted)
{
  return *wanted == '/' || strstr (wanted, "://");
}

static char *
host_of (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);

  return g_strdup (uri ? g_uri_get_host (uri) : url);
}

/* A place that was named is looked at for what it is; there is no choice then. */
static void
set_aim (DavDiscovery *self, DavKind kind, const char *wanted)
{
  Aim *aim = &self->aims[kind];

  aim->wanted = g_strdup (wanted);
  aim->is_homeless = !is_place (wanted);
  if (aim->is_homeless || self->error)
    return;
  aim->direct = dav_url_resolve (self->url, wanted, &self->error);
  if (aim->direct)
    push_look (self, aim->direct);
}

DavDiscovery *
dav_discovery_new (const char *url, const char *wanted_book, const char *wanted_list)
{
  DavDiscovery *self = g_new0 (DavDiscovery, 1);

  self->host = host_of (url);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->places = g_ptr_array_new_with_free_func (place_free);
  self->url = dav_url_resolve (url, url, &self->error);
  g_queue_init (&self->looks);
  g_queue_init (&self->homes);
  if (!self->url)
    return self;
  set_aim (self, DAV_CARDS, wanted_book);
  set_aim (self, DAV_TASKS, wanted_list);
  push_look (self, self->url);
  return self;
}

void
dav_discovery_free (DavDiscovery *self)
{
  for (guint kind = 0; kind < G_N_ELEMENTS (self->aims); kind++)
    {
      g_free (self->aims[kind].wanted);
      g_free (self->aims[kind].direct);
    }
  g_queue_clear_full (&self->looks, g_free);
  g_queue_clear_full (&self->homes, g_free);
  g_hash_table_unref (self->seen);
  g_ptr_array_unref (self->places);
  g_clear_error (&self->error);
  g_clear_error (&self->failure);
  g_free (self->url);
  g_free (self->host);
  g_free (self);
}

static gboolean
is_homeless (const DavDiscovery *self)
{
  return self->aims[DAV_CARDS].is_homeless || self->aims[DAV_TASKS].is_homeless;
}

/* Servers say there where to begin, when the place that was given does not. */
static void
look_at_well_known (DavDiscovery *self)
{
  for (guint kind = 0; kind < G_N_ELEMENTS (self->aims); kind++)
    {
      g_autofree char *url = dav_url_with_path (self->url, words[kind].well_known);

      if (self->aims[kind].is_homeless)
        push_look (self, url);
    }
}

static DavRequest *
command (gpointer steps)
{
  DavDiscovery *self = steps;
  const char *url;

  if (self->error)
    return NULL;
  if (g_queue_is_empty (&self->looks) && is_homeless (self))
    look_at_well_known (self);
  self->stage = g_queue_is_empty (&self->looks) ? LISTING : LOOKING;
  url = g_queue_peek_head (self->stage == LOOKING ? &self->looks : &self->homes);
  return url ? dav_request_new_query ("PROPFIND", url, self->stage == LOOKING ? "0" : "1",
                                      dav_query_discover ())
             : NULL;
}

/* NULL when it is elsewhere, which ends it all. */
static char *
resolve (DavDiscovery *self, const char *base, const char *href)
{
  return self->error ? NULL : dav_url_resolve (base, href, &self->error);
}

static void
add_place (DavDiscovery *self, const char *base, const DavItem *item)
{
  g_autofree char *url = NULL;
  Place *place;

  if (!(item->traits & (DAV_ADDRESS_BOOK | DAV_CALENDAR)))
    return;
  url = resolve (self, base, item->href);
  if (!url)
    return;
  place = g_new0 (Place, 1);
  place->url = g_str_has_suffix (url, "/") ? g_strdup (url) : g_strconcat (url, "/", NULL);
  place->name = g_strdup (item->name);
  place->traits = item->traits;
  g_ptr_array_add (self->places, place);
}

static void
add_homes (DavDiscovery *self, const char *base, DavKind kind, GStrv homes)
{
  for (char **home = homes; *home && self->homes.length < HOMES_MOST; home++)
    {
      g_autofree char *url = resolve (self, base, *home);

      if (!url)
        return;
      self->aims[kind].is_homeless = FALSE;
      if (g_queue_find_custom (&self->homes, url, (GCompareFunc) strcmp) == NULL)
        g_queue_push_tail (&self->homes, g_steal_pointer (&url));
    }
}

static gboolean
is_of_kind (DavKind kind, guint traits)
{
  if (kind == DAV_CARDS)
    return (traits & DAV_ADDRESS_BOOK) != 0;
  return (traits & DAV_CALENDAR) && (!(traits & DAV_FOR_OTHERS) || traits & DAV_FOR_TASKS);
}

/* The URL that was given is the very thing. */
static void
note_direct (DavDiscovery *self, const char *url, const DavItem *item)
{
  for (guint kind = 0; kind < G_N_ELEMENTS (self->aims); kind++)
    {
      Aim *aim = &self->aims[kind];

      if (*aim->wanted || !dav_url_is_same (url, self->url) || !is_of_kind (kind, item->traits))
        continue;
      g_free (aim->direct);
      aim->direct = g_strdup (url);
      aim->is_homeless = FALSE;
    }
}

static void
look (DavDiscovery *self, const char *url, const DavItem *item)
{
  note_direct (self, url, item);
  add_place (self, url, item);
  add_homes (self, url, DAV_CARDS, item->address_book_homes);
  add_homes (self, url, DAV_TASKS, item->calendar_homes);
  if (*item->principal && is_homeless (self))
    {
      g_autofree char *principal = resolve (self, url, item->principal);

      if (principal)
        push_look (self, principal);
    }
}

static gboolean
is_redirect (const DavReply *reply)
{
  return reply->status >= 300 && reply->status <= 399 && reply->location;
}

/* The next place is looked at before all others. */
static void
follow (DavDiscovery *self, const char *url, const char *location)
{
  g_autofree char *next = resolve (self, url, location);

  if (next && self->redirects++ < REDIRECTS_MOST && g_hash_table_add (self->seen, g_strdup (next)))
    g_queue_push_head (&self->looks, g_steal_pointer (&next));
}

/* Whether another place may still help. */
static gboolean
is_final (const GError *error)
{
  return !g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_SERVER_REJECTED)
         && !g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL);
}

static void
fail (DavDiscovery *self, const DavReply *reply)
{
  GError *error = dav_reply_error (reply, self->host, NULL);

  if (is_final (error) || self->stage == LISTING)
    {
      g_clear_error (&self->error);
      self->error = error;
      return;
    }
  if (self->failure)
    g_error_free (error);
  else
    self->failure = error;
}

static void
advance (gpointer steps, const DavReply *reply)
{
  DavDiscovery *self = steps;
  g_autofree char *url = g_queue_pop_head (self->stage == LOOKING ? &self->looks : &self->homes);
  const GPtrArray *items = reply->answer ? reply->answer->items : NULL;

  if (self->stage == LOOKING && is_redirect (reply))
    follow (self, url, reply->location);
  else if (!dav_reply_is_fine (reply))
    fail (self, reply);
  else if (self->stage == LOOKING && items->len > 0)
    look (self, url, g_ptr_array_index (items, 0));
  for (guint i = 0; self->stage == LISTING && items && i < items->len; i++)
    add_place (self, url, g_ptr_array_index (items, i));
}

const DavStepsKind dav_discovery_kind = { command, advance };

/* What to choose from. */

static gboolean
may_write (const Place *place)
{
  return place->traits & DAV_MAY_WRITE || !(place->traits & DAV_MAY_SOMETHING);
}

/* "/dav/ann/tasks/" is also called "tasks". */
static char *
last_part (const char *url)
{
  g_autofree char *path = g_strdup (dav_url_path (url));
  gsize length = strlen (path);

  if (length > 0 && path[length - 1] == '/')
    path[length - 1] = '\0';
  return g_uri_unescape_string (dav_url_name (path), NULL);
}

static gboolean
is_called (const Place *place, const char *wanted)
{
  g_autofree char *part = last_part (place->url);

  return !*wanted || g_str_equal (place->name, wanted) || g_strcmp0 (part, wanted) == 0;
}

static gboolean
is_candidate (const Place *place, DavKind kind, const char *wanted)
{
  return is_of_kind (kind, place->traits) && (kind == DAV_CARDS || may_write (place))
         && is_called (place, wanted);
}

static GPtrArray *
candidates (const DavDiscovery *self, DavKind kind, const char *wanted)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < self->places->len; i++)
    {
      if (is_candidate (g_ptr_array_index (self->places, i), kind, wanted))
        g_ptr_array_add (found, g_ptr_array_index (self->places, i));
    }
  return found;
}

/* Servers make address books of their own as well, which nobody may write to. */
static void
prefer_writable (GPtrArray *found)
{
  guint n_writable = 0;

  for (guint i = 0; i < found->len; i++)
    n_writable += may_write (g_ptr_array_index (found, i));
  for (guint i = found->len; n_writable == 1 && i > 0; i--)
    {
      if (!may_write (g_ptr_array_index (found, i - 1)))
        g_ptr_array_remove_index (found, i - 1);
    }
}

static char *
list_names (const GPtrArray *found)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < MIN (found->len, NAMES_MOST); i++)
    {
      const Place *place = g_ptr_array_index (found, i);

      g_string_append_printf (names, "%s«%s» (%s)", i > 0 ? ", " : "", place->name,
                              dav_url_path (place->url));
    }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static gboolean
refuse_choice (const DavDiscovery *self, DavKind kind, guint n_found, GError **error)
{
  g_autoptr (GPtrArray) all = candidates (self, kind, "");
  g_autofree char *names = list_names (all);
  const char *wanted = self->aims[kind].wanted;

  if (all->len == 0)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_SERVER_REJECTED,
                 "There is no %s at %s, so none called «%s»: make one there, or set %s to another",
                 words[kind].what, self->host, wanted, words[kind].key);
  else if (n_found == 0)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_SERVER_REJECTED,
                 "There is no %s called «%s» at %s: set %s to the name or the path of one of %s",
                 words[kind].what, wanted, self->host, words[kind].key, names);
  else
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_SERVER_REJECTED,
                 "There is more than one %s at %s: set %s to the name or the path of one of %s",
                 words[kind].what, self->host, words[kind].key, names);
  return FALSE;
}

static gboolean
choose (const DavDiscovery *self, DavKind kind, char **url, GError **error)
{
  const char *wanted = self->aims[kind].wanted;
  g_autoptr (GPtrArray) found = candidates (self, kind, wanted);

  prefer_writable (found);
  if (found->len == 1)
    *url = g_strdup (((const Place *) g_ptr_array_index (found, 0))->url);
  else if (found->len > 1 || *wanted)
    return refuse_choice (self, kind, found->len, error);
  return TRUE;
}

static gboolean
take_direct (const DavDiscovery *self, DavKind kind, char **url, GError **error)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *place = g_ptr_array_index (self->places, i);

      if (dav_url_is_same (place->url, self->aims[kind].direct) && is_candidate (place, kind, ""))
        {
          *url = g_strdup (place->url);
          return TRUE;
        }
    }
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_SERVER_REJECTED,
               "What lies at the place that %s names is no %s of %s: set %s to another, or to "
               "nothing",
               words[kind].key, words[kind].what, self->host, words[kind].key);
  return FALSE;
}

gboolean
dav_discovery_result (DavDiscovery *self, DavKind kind, char **url, GError **error)
{
  *url = NULL;
  if (self->error)
    {
      g_propagate_error (error, g_error_copy (self->error));
      return FALSE;
    }
  if (self->aims[kind].direct)
    return take_direct (self, kind, url, error);
  if (self->places->len == 0 && self->failure)
    {
      g_propagate_error (error, g_error_copy (self->failure));
      return FALSE;
    }
  return choose (self, kind, url, error);
}
