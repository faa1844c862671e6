/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The settings of an account between the a{sv} of AddAccount, Configure and GetConfig and the
 * struct the daemon keeps. It knows how keys are called, not which values make sense.
 */
#pragma once

#include "bus-interface.h"
#include "store-account.h"

/* Checks the keys and sets those given in CONFIG; "password-fd" and "check" are left to the
 * caller. G_IO_ERROR_INVALID_ARGUMENT names the key, CONFIG is then as it was. */
gboolean bus_config_apply (StoreAccount *config, GVariant *options, GError **error);

/* Every setting, no secret: a{sv}, floating. */
GVariant *bus_config_to_variant (const StoreAccount *config);

/* Whether a login may end differently with B than with A. */
gboolean bus_config_login_differs (const StoreAccount *a, const StoreAccount *b);
