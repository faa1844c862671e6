/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The desktop's notification server (org.freedesktop.Notifications) as a client of it: at most one
 * notification for each kind and account, brought up to date in its place, and gone when it is
 * withdrawn. The server may be absent, started by the bus when it is needed, restarted, silent, or
 * without buttons and markup. What is shown and what an action does is decided elsewhere. Nothing
 * is polled; there is a timer only while something waits to be shown. Main thread only.
 *
 * Signals: "acted" (Notification *, guint action, const char *token): a person has chosen one of
 *   its NotificationAction; TOKEN, "" = none, lets a program come to the front;
 * "dismissed" (Notification *): a person has closed it, or acted.
 */
#pragma once

#include "notification.h"

#include <gio/gio.h>

#define TYPE_NOTIFICATIONS (notifications_get_type ())
G_DECLARE_FINAL_TYPE (Notifications, notifications, POSTHORN, NOTIFICATIONS, GObject)

/* DESKTOP_ENTRY is the name of the program in the desktop's settings. What is shown when it is
 * disposed of is withdrawn. */
Notifications *notifications_new (GDBusConnection *session, const char *desktop_entry);

/* Whether new mail may be heard; not at first. */
void notifications_set_sound (Notifications *notifications, gboolean sound);

/* In the place of the one of the same kind and account. What is no news only changes what stands
 * there: it does not come up again. */
void notifications_show (Notifications *notifications, Notification *notification);
void notifications_withdraw (Notifications *notifications, NotificationKind kind,
                             const char *account);
