/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One notification as a value: what a person is told, what can be done about it, and which messages
 * it is about. For each account there is at most one of a kind at a time; a later one takes the
 * place of the one before. It knows neither where it is shown nor how its text is marked up.
 */
#pragma once

#include <glib.h>

typedef enum
{
  NOTIFICATION_MAIL,    /* mail has come */
  NOTIFICATION_TROUBLE, /* an account is not checked until a person does something */
  NOTIFICATION_UNSENT,  /* mail that has not reached everybody */
} NotificationKind;

typedef enum
{
  NOTIFICATION_OPEN = 1 << 0,
  NOTIFICATION_MARK_READ = 1 << 1,
  NOTIFICATION_ARCHIVE = 1 << 2,
  NOTIFICATION_TRASH = 1 << 3,
} NotificationAction;

typedef struct
{
  NotificationKind kind;
  char *account; /* its id */
  char *summary; /* one line, plain */
  char *body;    /* lines, plain; "" = none */
  char *url;     /* of the one message that is opened, "" = the program for mail as a whole */
  GArray *ids;   /* guint64, what the actions are done to; of mail on the bus, or in the outbox */
  guint actions; /* NotificationAction, all that are possible */
  gboolean is_news; /* not only less than what was told before */
} Notification;

Notification *notification_new (NotificationKind kind, const char *account); /* "", no ids */
Notification *notification_ref (Notification *notification);
void notification_unref (Notification *notification);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Notification, notification_unref)

/* Of the kind; the categories and icon names are those that freedesktop.org has standardized. */
const char *notification_category (NotificationKind kind);
const char *notification_icon (NotificationKind kind);

/* "default", "mark-read", "archive", "trash", and what a button says. */
const char *notification_action_key (NotificationAction action);
const char *notification_action_label (NotificationAction action);
/* FALSE, with ACTION left alone: NOTIFICATION has no such action. */
gboolean notification_find_action (const Notification *notification, const char *key,
                                   NotificationAction *action);
