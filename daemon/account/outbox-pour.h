/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A ready-made message on its way into the outbox: every line is ended by CRLF, so that what lies
 * there is what servers want, to the octet. It keeps a piece in memory, and knows no store.
 */
#pragma once

#include <gio/gio.h>

/* HEAD, then what REST gives, to OUTPUT; neither stream is closed. */
void outbox_pour_async (GBytes *head, GInputStream *rest, GOutputStream *output,
                        GAsyncReadyCallback callback, gpointer data);
gboolean outbox_pour_finish (GAsyncResult *result, GError **error);
