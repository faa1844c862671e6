/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One portal of Bitrix24, asked at the pace it allows: plays steps (bitrix24-steps.h) over HTTPS,
 * one request at a time. It follows a portal that has moved, and ends what a portal refuses to
 * everybody; what a request is about it does not know.
 *
 * Signal: "moved" (const char *portal), when the portal has answered at another address.
 */
#pragma once

#include "bitrix24-steps.h"

#include <gio/gio.h>

#define BITRIX24_TYPE_PORTAL (bitrix24_portal_get_type ())
G_DECLARE_FINAL_TYPE (Bitrix24Portal, bitrix24_portal, BITRIX24, PORTAL, GObject)

/* CA_FILE as those of Endpoint. ALLOWED: as bitrix24_webhook_moved() takes them. Both copied. */
Bitrix24Portal *bitrix24_portal_new (const char *ca_file, const char *const *allowed);

/* WEBHOOK is taken over. The pace goes on from what was asked before. */
void bitrix24_portal_open (Bitrix24Portal *portal, Bitrix24Webhook *webhook);
void bitrix24_portal_close (Bitrix24Portal *portal); /* no steps may be under way */

/* STEPS, which are of KIND, are borrowed until the end. Errors: those of the steps, of the HTTP
 * client, of refusals (bitrix24-fault.h), and THROTTLED while a method is paused. */
void bitrix24_portal_run_async (Bitrix24Portal *portal, const Bitrix24StepsKind *kind,
                                gpointer steps, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data);
gboolean bitrix24_portal_run_finish (Bitrix24Portal *portal, GAsyncResult *result, GError **error);
