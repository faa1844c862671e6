/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether an account's settings make sense, field by field, before anything is tried or saved.
 */
#pragma once

#include "store-account.h"

/* Fills defaults that follow from other fields (user from address, port from tls, name from
 * address) and checks every field. FALSE with G_IO_ERROR_INVALID_ARGUMENT naming the key as on the
 * bus ("tls: ..."), or POSTHORN_ERROR_NOT_SUPPORTED. CR, LF, NUL and control characters are
 * refused everywhere. */
gboolean account_config_complete (StoreAccount *config, GError **error);
