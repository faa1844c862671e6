/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dav-push.h"

#include "dav-pull.h"
#include "dav-url.h"
#include "error.h"

#include <string.h>

/* So often somebody else may be quicker. */
#define ATTEMPTS_MOST 5

typedef enum
{
  LOOK,       /* what is there */
  COMPOSE,    /* a new one */
  ADD,        /* it */
  CHANGE,     /* what was there, in words */
  PUT_CHANGE, /* it */
  REMOVE,
  CONFIRM, /* that it is gone */
  OVER,
} Stage;

struct _DavPush
{
  DavPushOptions options;
  Stage stage;
  char *host;
  char *url;
  gboolean is_known; /* that it was there */
  guint attempts;
  char *etag;    /* of what was seen there last, "" = not told */
  char *text;    /* what was seen there, or is to be put there */
  DavTask *seen; /* NULL = nothing has been */
  gboolean is_gone;
  GError *error;
};

static char *
place_of (const DavPushOptions *options)
{
  g_autofree char *name = g_strconcat (DAV_TASK_PREFIX, options->marker, ".ics", NULL);

  return *options->path ? dav_url_with_path (options->list, options->path)
                        : dav_url_resolve (options->list, name, NULL);
}

static Stage
first_stage (const DavPushOptions *options)
{
  if (!options->draft)
    return REMOVE;
  return *options->path || options->is_begun ? LOOK : COMPOSE;
}

DavPush *
dav_push_new (const DavPushOptions *options)
{
  DavPush *self = g_new0 (DavPush, 1);
  g_autoptr (GUri) uri = g_uri_parse (options->list, G_URI_FLAGS_ENCODED, NULL);

  self->options = *options;
  self->stage = first_stage (options);
  self->host = g_strdup (uri ? g_uri_get_host (uri) : options->list);
  self->url = place_of (options);
  self->is_known = *options->path != '\0';
  self->etag = g_strdup ("");
  return self;
}

void
dav_push_free (DavPush *self)
{
  g_free (self->host);
  g_free (self->url);
  g_free (self->etag);
  g_free (self->text);
  g_clear_pointer (&self->seen, dav_task_free);
  g_clear_error (&self->error);
  g_free (self);
}

static DavRequest *
request_new (const DavPush *self, const char *method)
{
  DavRequest *request = dav_request_new (DAV_SEND);

  request->method = method;
  request->url = g_strdup (self->url);
  return request;
}

static DavRequest *
look (const DavPush *self)
{
  DavRequest *request = request_new (self, "GET");

  request->reads = DAV_READS_TASK;
  return request;
}

static DavRequest *
compose (const DavPush *self)
{
  DavRequest *request = dav_request_new (DAV_WRITE);

  request->draft = (DavTaskDraft *) self->options.draft;
  request->text = self->stage == CHANGE ? self->text : NULL;
  return request;
}

static DavRequest *
put (const DavPush *self)
{
  DavRequest *request = request_new (self, "PUT");

  request->content_type = "text/calendar; charset=utf-8";
  request->body = g_strdup (self->text);
  request->is_new = self->stage == ADD;
  if (self->stage == PUT_CHANGE && *self->etag)
    request->if_match = g_strdup (self->etag);
  return request;
}

static DavRequest *
command (gpointer steps)
{
  const DavPush *self = steps;

  if (self->error)
    return NULL;
  switch (self->stage)
    {
    case LOOK:
    case CONFIRM:
      return look (self);
    case COMPOSE:
    case CHANGE:
      return compose (self);
    case ADD:
    case PUT_CHANGE:
      return put (self);
    case REMOVE:
      return request_new (self, "DELETE");
    default:
      return NULL;
    }
}

/* What the task is called in an error. */
static char *
called (const DavPush *self)
{
  if (!self->options.draft)
    return g_strdup ("The removal of a task");
  return g_strdup_printf ("The task «%s»", self->options.draft->title);
}

static void
fail (DavPush *self, const DavReply *reply)
{
  g_autofree char *what = called (self);

  self->error = dav_reply_error (reply, self->host, what);
}

static void
fail_with (DavPush *self, PosthornError code, const char *why)
{
  g_autofree char *what = called (self);

  self->error = g_error_new (POSTHORN_ERROR, (int) code, "%s cannot be saved at %s: %s", what,
                             self->host, why);
}

/* What a network says that wants a sign-in first is a 200 as well: only these words are proof. */
static gboolean
is_proof (const DavReply *reply)
{
  return reply->status == 201 || reply->status == 204;
}

static gboolean
is_success (const DavReply *reply)
{
  return !reply->problem && reply->status >= 200 && reply->status <= 299 && reply->status != 207;
}

static gboolean
is_nothing (const DavReply *reply)
{
  return reply->status == 404 || reply->status == 410;
}

static void
take (char **field, const char *value)
{
  g_free (*field);
  *field = g_strdup (value ? value : "");
}

/* What was not known to be there may have been put there under the same name by nobody but us. */
static void
compare (DavPush *self)
{
  gboolean is_ours = *self->options.path || g_str_equal (self->seen->uid, self->options.marker);

  if (!is_ours)
    fail_with (self, POSTHORN_ERROR_CRM_REMOTE,
               "something else lies at its place in the list; remove that there");
  else if (self->options.draft->completed && !self->seen->completed)
    self->stage = CHANGE;
  else
    self->stage = OVER;
}

static void
advance_look (DavPush *self, const DavReply *reply)
{
  if (is_nothing (reply) && self->is_known)
    {
      self->is_gone = TRUE;
      self->stage = OVER;
    }
  else if (is_nothing (reply))
    self->stage = COMPOSE;
  else if (!dav_reply_is_fine (reply))
    fail (self, reply);
  else
    {
      g_clear_pointer (&self->seen, dav_task_free);
      self->seen = g_new0 (DavTask, 1);
      self->seen->uid = g_strdup (reply->task->uid);
      self->seen->title = g_strdup (reply->task->title);
      self->seen->due = reply->task->due;
      self->seen->completed = reply->task->completed;
      self->is_known = TRUE;
      take (&self->etag, reply->etag);
      take (&self->text, reply->text);
      compare (self);
    }
}

static void
advance_compose (DavPush *self, const DavReply *reply)
{
  if (reply->problem)
    {
      fail (self, reply);
      return;
    }
  take (&self->text, reply->text);
  self->stage = self->stage == CHANGE ? PUT_CHANGE : ADD;
}

/* What is there now is looked at: somebody was quicker, or it is not certain. */
static void
begin_again (DavPush *self, Stage stage)
{
  if (++self->attempts < ATTEMPTS_MOST)
    self->stage = stage;
  else
    fail_with (self, POSTHORN_ERROR_FAILED,
               "it is there and not there, or changed all the time, by turns; it is tried again "
               "later");
}

static void
advance_put (DavPush *self, const DavReply *reply)
{
  if (is_proof (reply))
    {
      take (&self->etag, reply->etag);
      if (self->stage == PUT_CHANGE)
        self->seen->completed = self->options.draft->completed;
      self->stage = OVER;
    }
  else if (is_success (reply) || reply->status == 412)
    begin_again (self, LOOK);
  else
    fail (self, reply);
}

static void
advance_remove (DavPush *self, const DavReply *reply)
{
  self->is_gone = is_proof (reply) || is_nothing (reply);
  if (self->is_gone)
    self->stage = OVER;
  else if (is_success (reply))
    self->stage = CONFIRM;
  else
    fail (self, reply);
}

static void
advance_confirm (DavPush *self, const DavReply *reply)
{
  self->is_gone = is_nothing (reply);
  if (self->is_gone)
    self->stage = OVER;
  else if (dav_reply_is_fine (reply))
    begin_again (self, REMOVE);
  else
    fail (self, reply);
}

static void
advance (gpointer steps, const DavReply *reply)
{
  DavPush *self = steps;

  switch (self->stage)
    {
    case LOOK:
      advance_look (self, reply);
      break;
    case COMPOSE:
    case CHANGE:
      advance_compose (self, reply);
      break;
    case ADD:
    case PUT_CHANGE:
      advance_put (self, reply);
      break;
    case REMOVE:
      advance_remove (self, reply);
      break;
    case CONFIRM:
      advance_confirm (self, reply);
      break;
    default:
      break;
    }
}

const DavStepsKind dav_push_kind = { command, advance };

gboolean
dav_push_result (DavPush *self, DavPushed *pushed, GError **error)
{
  if (self->error)
    {
      g_propagate_error (error, g_error_copy (self->error));
      return FALSE;
    }
  pushed->is_gone = self->is_gone;
  pushed->path = dav_url_path (self->url);
  pushed->version = self->etag;
  pushed->task = self->seen;
  return TRUE;
}
