/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is told to whoever started the daemon and asked to be told, which is systemd: that it is
 * ready, reads its settings anew or stops, how it is in a sentence, and, where there is a watchdog,
 * that the main loop turns. Without such a service manager all of it does nothing. It knows no
 * account and no bus.
 */
#pragma once

#include <glib.h>

typedef struct _ServiceManager ServiceManager;

/* From here on the main loop is watched where that is wanted. */
ServiceManager *service_manager_new (void);
void service_manager_free (ServiceManager *service);

void service_manager_ready (ServiceManager *service);
/* Ends with _ready. */
void service_manager_reloading (ServiceManager *service);
void service_manager_stopping (ServiceManager *service);

/* TEXT is one line; the same is not told twice. */
void service_manager_set_status (ServiceManager *service, const char *text);
