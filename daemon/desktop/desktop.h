/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The machine and the login session around the daemon: whether somebody uses the desktop, whether
 * there is a network, power, and whether the machine is about to sleep. It reports facts and draws
 * no conclusions; it knows no account. Everything it listens to may be missing, come later, vanish
 * or answer rubbish: then the next source counts. Nothing is polled. Main thread only.
 *
 * Properties (each notifies once per change):
 *   "activity-source" s: "mutter" (the idle monitor of GNOME or Cinnamon), "screensaver"
 *     (org.freedesktop.ScreenSaver), "logind", or "none" = no login session to be found;
 *   "in-use" b: the session is the one in front, not locked, and not known to be idle;
 *   "idle" x: microseconds since the last input when in-use became false;
 *   "offline" b: whoever manages the network says that there is none;
 *   "no-route" b: nobody manages it, and nothing leads away from this machine;
 *   "portal" b: a page for signing in stands in the place of the network;
 *   "metered" b, "power-saver" b;
 *   "sleeping" b: from the announcement of sleep to the resume.
 */
#pragma once

#include <gio/gio.h>

#define TYPE_DESKTOP (desktop_get_type ())
G_DECLARE_FINAL_TYPE (Desktop, desktop, POSTHORN, DESKTOP, GObject)

/* SESSION is the session bus; the system bus is found by itself and may be missing. A person
 * without input for IDLE_AFTER microseconds is idle. All facts are right soon after, and announced;
 * until then nothing is known to be wrong. */
Desktop *desktop_new (GDBusConnection *session, gint64 idle_after);

void desktop_set_idle_after (Desktop *desktop, gint64 idle_after);

/* After "sleeping" became TRUE: everything is saved and closed, the machine may sleep now. */
void desktop_allow_sleep (Desktop *desktop);
