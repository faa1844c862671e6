/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Address fields (RFC 5322, 3.4) and what is suspicious about the addresses in them. Internal to
 * mime/.
 */
#pragma once

#include "summary.h"

/* For addresses that are only shown. */
#define MIME_ADDRESS_LIMIT 200

/* Appends MailAddresses from the value of one field, up to LIMIT in the array. */
void mime_addresses_append (GPtrArray *addresses, const char *value, guint limit);

/* The display name shows an address that is not the one it stands beside, or a domain that is
 * neither that of the address nor above or below it. */
gboolean mime_address_is_spoofed (const MailAddress *address);

/* A label of the domain, or a word of what is before it, has letters of scripts that no language
 * writes together. */
gboolean mime_address_is_mixed (const MailAddress *address);
