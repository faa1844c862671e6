/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dav-request.h"

#include "error.h"

DavRequest *
dav_request_new (DavDeed deed)
{
  DavRequest *request = g_new0 (DavRequest, 1);

  request->deed = deed;
  return request;
}

DavRequest *
dav_request_new_query (const char *method, const char *url, const char *depth, char *body)
{
  DavRequest *request = dav_request_new (DAV_SEND);

  request->method = method;
  request->url = g_strdup (url);
  request->depth = depth;
  request->content_type = "application/xml; charset=utf-8";
  request->body = body;
  request->reads = DAV_READS_ANSWER;
  return request;
}

void
dav_request_free (DavRequest *request)
{
  g_free (request->url);
  g_free (request->if_match);
  g_free (request->body);
  g_free (request);
}

gboolean
dav_reply_is_fine (const DavReply *reply)
{
  return !reply->problem && (reply->answer || reply->task);
}

gboolean
dav_reply_is_refusal (const DavReply *reply)
{
  static const guint waiting[] = { 401, 423, 429 };

  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    {
      if (reply->status == waiting[i])
        return FALSE;
    }
  return (reply->status >= 400 && reply->status < 500) || reply->status == 501;
}

/* How a status is told of, in order; the last is for all others. */
static const struct
{
  guint from, to;
  PosthornError code;
  PosthornError code_of_one; /* when it is about one thing, which must not hold up the others */
  const char *what;
} statuses[] = {
  { 401, 401, POSTHORN_ERROR_AUTH_FAILED, POSTHORN_ERROR_AUTH_FAILED,
    "refuses the user or the password: check user with «posthornctl crm configure», then give the "
    "password with «posthornctl crm secret»" },
  { 403, 403, POSTHORN_ERROR_SERVER_REJECTED, POSTHORN_ERROR_CRM_REMOTE,
    "does not allow it (403): ask its operator for the right to read and write there" },
  { 404, 404, POSTHORN_ERROR_SERVER_REJECTED, POSTHORN_ERROR_CRM_REMOTE,
    "says that there is nothing (404): check url, address-book and task-list" },
  { 409, 409, POSTHORN_ERROR_SERVER_REJECTED, POSTHORN_ERROR_CRM_REMOTE,
    "says that the place is not there (409): check task-list" },
  { 410, 410, POSTHORN_ERROR_SERVER_REJECTED, POSTHORN_ERROR_CRM_REMOTE,
    "says that there is nothing any more (410): check url, address-book and task-list" },
  { 423, 423, POSTHORN_ERROR_SERVER_UNAVAILABLE, POSTHORN_ERROR_FAILED,
    "says that it is locked (423); it is tried again later" },
  { 429, 429, POSTHORN_ERROR_THROTTLED, POSTHORN_ERROR_THROTTLED,
    "says that it is asked too often (429); it is tried again later" },
  { 503, 503, POSTHORN_ERROR_THROTTLED, POSTHORN_ERROR_THROTTLED,
    "is busy (503); it is tried again later" },
  { 507, 507, POSTHORN_ERROR_OVER_QUOTA, POSTHORN_ERROR_OVER_QUOTA,
    "has no room left (507): remove something there; it is tried again later" },
  { 500, 599, POSTHORN_ERROR_SERVER_UNAVAILABLE, POSTHORN_ERROR_SERVER_UNAVAILABLE,
    "has failed by its own account; it is tried again later" },
  { 300, 399, POSTHORN_ERROR_PROTOCOL, POSTHORN_ERROR_PROTOCOL,
    "sends on to another place, which is not followed here: set url to that" },
  { 400, 499, POSTHORN_ERROR_SERVER_REJECTED, POSTHORN_ERROR_CRM_REMOTE, "refuses it" },
  { 0, 999, POSTHORN_ERROR_PROTOCOL, POSTHORN_ERROR_PROTOCOL,
    "has answered what no address book or task list would: check url" },
};

GError *
dav_reply_error (const DavReply *reply, const char *host, const char *what)
{
  g_autofree char *subject
      = what ? g_strdup_printf ("%s cannot be saved: %s", what, host) : g_strdup (host);
  guint i = 0;

  if (reply->problem)
    return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL,
                        "%s has answered what cannot be read (%s): check url", subject,
                        reply->problem->message);
  while (reply->status < statuses[i].from || reply->status > statuses[i].to)
    i++;
  return g_error_new (POSTHORN_ERROR, (int) (what ? statuses[i].code_of_one : statuses[i].code),
                      "%s %s", subject, statuses[i].what);
}
