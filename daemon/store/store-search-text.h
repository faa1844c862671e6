/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text as it is searched: words in small letters without diacritics, one space between two. The
 * same for what is indexed and for what is asked, so that both meet; the full-text tokenizers have
 * nothing left to decide. It knows no database and no query.
 */
#pragma once

#include <glib.h>

/* Letters, digits and their marks make words; all else parts them. A character of a script that
 * writes without spaces (Chinese, Japanese, Korean) is a word of its own. TEXT is valid UTF-8. */
char *store_search_text_fold (const char *text);

/* Whether CHARACTER is such a word. */
gboolean store_search_text_stands_alone (gunichar character);
