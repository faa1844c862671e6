/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * org.freedesktop.ScreenSaver, as KDE and others have it: whether it covers the screen. It is only
 * listened to, and knows nothing of shorter pauses.
 */
#pragma once

#include "activity.h"

#include <gio/gio.h>

typedef struct _ScreenSaver ScreenSaver;

ScreenSaver *screensaver_new (GDBusConnection *session, ActivityChanged changed, gpointer data);
void screensaver_free (ScreenSaver *screensaver);
const Activity *screensaver_get (const ScreenSaver *screensaver);
