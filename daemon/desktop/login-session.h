/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The login session of this user as logind sees it: whether it is in front and unlocked, and the
 * hint that it is idle. Sessions may come and go; the one logind shows for the user counts. It does
 * not know of better sources for being idle.
 */
#pragma once

#include "activity.h"

#include <gio/gio.h>

typedef struct _LoginSession LoginSession;

LoginSession *login_session_new (GDBusConnection *system, ActivityChanged changed, gpointer data);
void login_session_free (LoginSession *session);
const Activity *login_session_get (const LoginSession *session);
