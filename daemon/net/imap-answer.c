/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-answer.h"

#include "error.h"
#include "server-text.h"

#include <string.h>

static const struct
{
  ImapCode code;
  PosthornError error;
  const char *advice;
} meanings[] = {
  { IMAP_CODE_AUTHENTICATIONFAILED, POSTHORN_ERROR_AUTH_FAILED, "check user name and password" },
  { IMAP_CODE_UNAVAILABLE, POSTHORN_ERROR_SERVER_UNAVAILABLE, "try again later" },
  { IMAP_CODE_INUSE, POSTHORN_ERROR_SERVER_UNAVAILABLE, "try again later" },
  { IMAP_CODE_LIMIT, POSTHORN_ERROR_THROTTLED, "wait a while" },
  { IMAP_CODE_OVERQUOTA, POSTHORN_ERROR_OVER_QUOTA, "make room on the server" },
  { IMAP_CODE_NONEXISTENT, POSTHORN_ERROR_NOT_FOUND, "look at the list of folders again" },
  { IMAP_CODE_ALREADYEXISTS, POSTHORN_ERROR_EXISTS, "choose another name" },
  { IMAP_CODE_READ_ONLY, POSTHORN_ERROR_READ_ONLY, "choose another folder" },
};

static void
find_meaning (ImapCode code, PosthornError *error, const char **advice)
{
  for (guint i = 0; i < G_N_ELEMENTS (meanings); i++)
    {
      if (meanings[i].code == code)
        {
          *error = meanings[i].error;
          *advice = meanings[i].advice;
        }
    }
}

static GError *
make_error (const ImapResponse *response, PosthornError error, const char *what, const char *advice,
            const Endpoint *endpoint)
{
  g_autofree char *name = endpoint_name (endpoint);
  g_autofree char *text = server_text_excerpt (response->text, strlen (response->text));

  return g_error_new (POSTHORN_ERROR, error, "%s %s (%s): %s", name, what, text, advice);
}

GError *
imap_answer_error (const ImapResponse *response, const char *command, const Endpoint *endpoint)
{
  g_autofree char *what = NULL;
  PosthornError error = POSTHORN_ERROR_SERVER_REJECTED;
  const char *advice = "try again later, or ask whoever runs the server";

  if (response->status == IMAP_STATUS_OK)
    return NULL;
  find_meaning (response->code, &error, &advice);
  what = g_strconcat (response->status == IMAP_STATUS_BAD ? "does not understand " : "refused ",
                      command, NULL);
  return make_error (response, error, what, advice, endpoint);
}

GError *
imap_answer_farewell (const ImapResponse *response, const Endpoint *endpoint)
{
  PosthornError error = POSTHORN_ERROR_SERVER_UNAVAILABLE;
  const char *advice = "try again later";

  find_meaning (response->code, &error, &advice);
  return make_error (response, error, "ended the session", advice, endpoint);
}
