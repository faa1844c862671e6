/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A person at one client: which employee, what kind of program, and its signs of life. It does
 * nothing with them but tell its Presence.
 *
 * Properties (each notifies): "visible" b, "last-activity" x (Unix seconds), "active" b.
 */
#pragma once

#include "presence-status.h"

#include <glib-object.h>

#define TYPE_PRESENCE_SESSION (presence_session_get_type ())
G_DECLARE_FINAL_TYPE (PresenceSession, presence_session, POSTHORN, PRESENCE_SESSION, GObject)

guint presence_session_get_id (PresenceSession *session); /* from 1, never reused */
const char *presence_session_get_employee (PresenceSession *session);
PresenceClient presence_session_get_client (PresenceSession *session);
gboolean presence_session_is_online (PresenceSession *session);
gboolean presence_session_is_active (PresenceSession *session);

/* A sign of life, now. */
void presence_session_report_activity (PresenceSession *session);

/* G_IO_ERROR_INVALID_ARGUMENT for a session of an app, whose page cannot be seen or hidden. */
gboolean presence_session_set_visible (PresenceSession *session, gboolean visible, GError **error);

/* Ends it; it leaves its Presence. Safe to call twice. */
void presence_session_close (PresenceSession *session);
