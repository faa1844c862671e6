/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "notification-rule.h"

#include "error.h"
#include "flags.h"
#include "folder-role.h"
#include "notification-text.h"

/* With the waits of polling-rule.h that is an hour and a half of somebody being there. */
#define FAILURES_LASTING 4

#define NAME_MOST    60
#define MESSAGE_MOST 500

gboolean
notification_rule_wants (const char *choice, const char *role, const char *flags)
{
  if (flags_contain (flags, FLAG_SEEN) || flags_contain (flags, FLAG_DELETED)
      || flags_contain (flags, FLAG_JUNK))
    return FALSE;
  if (g_str_equal (choice, "all"))
    return folder_role_counts (role) && !g_str_equal (role, "all")
           && !g_str_equal (role, "flagged");
  return g_str_equal (choice, "inbox") && g_str_equal (role, "inbox");
}

/* What needs nobody at first is NULL here. */
static const char *
trouble_at_once (PosthornError code)
{
  switch (code)
    {
    case POSTHORN_ERROR_AUTH_NEEDED:
    case POSTHORN_ERROR_AUTH_FAILED:
      return "Sign-in needed";
    case POSTHORN_ERROR_TLS_FAILED:
      return "No trusted connection";
    case POSTHORN_ERROR_KEYRING_LOCKED:
      return "Keyring is locked";
    case POSTHORN_ERROR_NO_FOLDER:
      return "A folder is missing";
    case POSTHORN_ERROR_DISK_FULL:
      return "Disk is full";
    case POSTHORN_ERROR_OVER_QUOTA:
      return "Mailbox is full";
    default:
      return posthorn_error_retry (code) == RETRY_USER ? "Mail is not checked" : NULL;
    }
}

const char *
notification_rule_trouble (const GError *error, guint failures, gboolean behind_portal)
{
  PosthornError code = (PosthornError) error->code;
  const char *trouble = trouble_at_once (code);

  if (code == POSTHORN_ERROR_OFFLINE || code == POSTHORN_ERROR_CANCELLED
      || (code == POSTHORN_ERROR_TLS_FAILED && behind_portal))
    return NULL;
  return !trouble && failures >= FAILURES_LASTING ? "Mail is not checked" : trouble;
}

Notification *
notification_rule_tell (const char *account, const char *name, const char *trouble,
                        const GError *error)
{
  Notification *told = notification_new (NOTIFICATION_TROUBLE, account);
  g_autofree char *shown = notification_text (name, NAME_MOST);

  g_free (told->summary);
  told->summary = g_strconcat (trouble, ": ", shown, NULL);
  g_free (told->body);
  told->body = notification_text (error->message, MESSAGE_MOST);
  told->is_news = TRUE;
  return told;
}
