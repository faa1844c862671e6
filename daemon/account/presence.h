/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everybody who is there: the open sessions and the local desktop, and what follows from them,
 * always up to date. One timer, set only while somebody's state will change by itself. It knows
 * no account, no bus and no desktop; it is told.
 *
 * Properties (each notifies): "online" as, "active" as (logins, sorted), "seat" s, "seat-employee"
 * s, "activity-source" s ("mutter", "screensaver", "logind", "clients", "none").
 * Signals: "session-added", "session-removed" (PresenceSession); "changed" () when somebody came,
 * went, began or stopped working, after the properties are as they are now.
 */
#pragma once

#include "presence-session.h"
#include "store.h"

#include <gio/gio.h>

#define TYPE_PRESENCE (presence_get_type ())
G_DECLARE_FINAL_TYPE (Presence, presence, POSTHORN, PRESENCE, GObject)

Presence *presence_new (Store *store, const PresenceOptions *options);

/* Reads seat and seat-employee from the store; blocks, only at start. The employee at the seat is
 * the user's login name unless it was set. */
void presence_load (Presence *presence);
void presence_stop (Presence *presence); /* ends all sessions; nothing is emitted afterwards */

/* EMPLOYEE "" stands for whoever sits at the local desktop. */
gboolean presence_is_active (Presence *presence, const char *employee);
gboolean presence_is_online (Presence *presence, const char *employee);
gboolean presence_is_anyone_online (Presence *presence);

/* Borrowed. G_IO_ERROR_INVALID_ARGUMENT names «employee» or «client». */
PresenceSession *presence_open_session (Presence *presence, const char *employee,
                                        const char *client, GError **error);
GPtrArray *presence_get_sessions (Presence *presence); /* PresenceSession; borrowed */

/* A sign of life of somebody who keeps no session, as a script does: counts like a visible webmail
 * session that is closed once it is not online any more. EMPLOYEE "" = the one at the desktop. */
gboolean presence_report_activity (Presence *presence, const char *employee, GError **error);

/* Who was said to be logged in at another system, until the boot clock shows UNTIL: like somebody
 * in an app whose work there does not count. In place of whoever was before; NULL = nobody. */
void presence_set_elsewhere (Presence *presence, const char *const *employees, gint64 until);

/* The local desktop as SOURCE ("mutter", "screensaver", "logind") sees it; NULL = there is none.
 * Not in use: for IDLE microseconds. */
void presence_set_desktop (Presence *presence, const char *source, gboolean in_use, gint64 idle);

/* Writes, on disk when CALLBACK runs; G_IO_ERROR_INVALID_ARGUMENT for what makes no sense. */
void presence_set_seat_async (Presence *presence, const char *seat, GAsyncReadyCallback callback,
                              gpointer data);
void presence_set_seat_employee_async (Presence *presence, const char *employee,
                                       GAsyncReadyCallback callback, gpointer data);
gboolean presence_set_finish (Presence *presence, GAsyncResult *result, GError **error);
