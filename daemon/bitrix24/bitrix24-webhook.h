/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The URL of an inbound webhook, which is the secret of a portal: whoever has it can read and
 * change customers. It comes apart here and nowhere else, and the token leaves only in what goes to
 * the portal or the keyring. It knows no method and opens nothing.
 */
#pragma once

#include <glib.h>

typedef struct _Bitrix24Webhook Bitrix24Webhook;

/* "https://PORTAL/rest/USER/TOKEN/", as the portal shows it: also with the name of a method behind
 * it. Where plain http may go is for the network to say. The errors, FAILED, say what is wrong and
 * never repeat it. */
Bitrix24Webhook *bitrix24_webhook_parse (const char *url, GError **error);
Bitrix24Webhook *bitrix24_webhook_copy (const Bitrix24Webhook *webhook);
/* The same at another address, over https. */
Bitrix24Webhook *bitrix24_webhook_at (const Bitrix24Webhook *webhook, const char *portal);
void bitrix24_webhook_free (Bitrix24Webhook *webhook);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bitrix24Webhook, bitrix24_webhook_free)

const char *bitrix24_webhook_portal (const Bitrix24Webhook *webhook); /* host, and port where odd */
const char *bitrix24_webhook_user (const Bitrix24Webhook *webhook);   /* id of who made it */

/* Secrets: "https://PORTAL/rest/USER/TOKEN/" and METHOD, which may be "". */
char *bitrix24_webhook_url (const Bitrix24Webhook *webhook, const char *method);

/* What may have come from the portal, without the token wherever it stands in it. A NUL ends it. */
char *bitrix24_webhook_redact (const Bitrix24Webhook *webhook, const char *text, gsize length);

/* Where a portal that was asked for METHOD has moved to, by LOCATION of its redirect: the same path
 * over https at another host that is of the same bitrix24 domain, or in ALLOWED (may be NULL), a
 * host with its port where that is odd. Else NULL with SERVER_REJECTED saying where it points to
 * and what to do. */
Bitrix24Webhook *bitrix24_webhook_moved (const Bitrix24Webhook *webhook, const char *method,
                                         const char *location, const char *const *allowed,
                                         GError **error);
