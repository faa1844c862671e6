/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a word that somebody wrote is meant to be the name of a domain. It asks nobody; of
 * the domains at the top it knows all countries and the generic ones in wide use. Internal to
 * mime/.
 */
#pragma once

#include <glib.h>

/* WORD is in lower case and in Unicode, not in punycode. "node.js", "ph.d" and "st.petersburg"
 * are none. */
gboolean domain_is_likely (const char *word);
