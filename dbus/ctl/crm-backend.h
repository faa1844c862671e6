/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The half of «posthornctl crm» that is about where customers and tasks are kept besides Posthorn:
 * choosing it, setting it up, its secret, and how it stands. What a person typed comes in as words;
 * each function prints its own result.
 */
#pragma once

#include "crm-people.h"

/* WORDS: what follows "status", "backend", "configure" or "secret". */
gboolean crm_backend_show (Client *client, const CrmOptions *options, const char *const *words,
                           GError **error);
gboolean crm_backend_choose (Client *client, const CrmOptions *options, const char *const *words,
                             GError **error);
gboolean crm_backend_configure (Client *client, const CrmOptions *options, const char *const *words,
                                GError **error);
gboolean crm_backend_secret (Client *client, const CrmOptions *options, const char *const *words,
                             GError **error);
