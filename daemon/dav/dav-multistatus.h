/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads what DAV servers answer (RFC 4918, 13; RFC 6578), with the cards and tasks in it; the only
 * file that knows XML. Whatever it is given it ends soon, opens nothing and resolves nothing. Pure,
 * and meant to run in the confined process (parser/).
 */
#pragma once

#include "dav-answer.h"

/* NULL with POSTHORN_ERROR_PROTOCOL, a clause that says what came instead. */
DavAnswer *dav_multistatus_read (const char *text, gsize length, GError **error);
