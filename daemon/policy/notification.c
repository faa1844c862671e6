/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "notification.h"

typedef struct
{
  NotificationAction action;
  const char *key;
  const char *label;
} ActionEntry;

/* «default» is what a click beside the buttons does. */
static const ActionEntry actions[] = {
  { NOTIFICATION_OPEN, "default", "Open" },
  { NOTIFICATION_MARK_READ, "mark-read", "Mark as read" },
  { NOTIFICATION_ARCHIVE, "archive", "Archive" },
  { NOTIFICATION_TRASH, "trash", "Move to trash" },
};

/* Desktop Notifications Specification 1.2, «Categories». It has none for an account that needs its
 * person: «network.error» is the one for errors of the network in general, and servers that treat
 * categories differently keep it apart from mail; «email.bounced» says that mail did not arrive. */
static const char *const categories[] = {
  [NOTIFICATION_MAIL] = "email.arrived",
  [NOTIFICATION_TROUBLE] = "network.error",
  [NOTIFICATION_UNSENT] = "email.bounced",
};

static const char *const icons[] = {
  [NOTIFICATION_MAIL] = "mail-unread",
  [NOTIFICATION_TROUBLE] = "dialog-warning",
  [NOTIFICATION_UNSENT] = "dialog-warning",
};

Notification *
notification_new (NotificationKind kind, const char *account)
{
  Notification *notification = g_rc_box_new0 (Notification);

  notification->kind = kind;
  notification->account = g_strdup (account);
  notification->summary = g_strdup ("");
  notification->body = g_strdup ("");
  notification->url = g_strdup ("");
  notification->ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  return notification;
}

Notification *
notification_ref (Notification *notification)
{
  return g_rc_box_acquire (notification);
}

static void
clear (gpointer data)
{
  Notification *notification = data;

  g_free (notification->account);
  g_free (notification->summary);
  g_free (notification->body);
  g_free (notification->url);
  g_array_unref (notification->ids);
}

void
notification_unref (Notification *notification)
{
  g_rc_box_release_full (notification, clear);
}

const char *
notification_category (NotificationKind kind)
{
  return categories[kind];
}

const char *
notification_icon (NotificationKind kind)
{
  return icons[kind];
}

static const ActionEntry *
find (NotificationAction action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    if (actions[i].action == action)
      return &actions[i];
  g_assert_not_reached ();
}

const char *
notification_action_key (NotificationAction action)
{
  return find (action)->key;
}

const char *
notification_action_label (NotificationAction action)
{
  return find (action)->label;
}

gboolean
notification_find_action (const Notification *notification, const char *key,
                          NotificationAction *action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    if (notification->actions & actions[i].action && g_str_equal (actions[i].key, key))
      {
        *action = actions[i].action;
        return TRUE;
      }
  return FALSE;
}
