/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who stands on a vCard, 2.1 (versit), 3.0 (RFC 2426) or 4.0 (RFC 6350), as address books of all
 * ages keep them. It judges no address. Internal to dav/.
 */
#pragma once

#include "dav-answer.h"

/* More of one card are left out. */
#define DAV_CARD_ADDRESSES 100

/* NULL with POSTHORN_ERROR_PROTOCOL, a clause, when TEXT is no whole card. */
DavCard *dav_card_read (const char *text, gsize length, GError **error);
