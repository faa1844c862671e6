/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the raw octets of one message (RFC 5322, 2045 to 2049) to what people read of it. The only
 * folder in which GMime lives. Every function takes any octets whatever, never fails for what is
 * in them, and returns valid UTF-8. Pure: memory in, memory out. It is meant to run in the
 * confined process (parser/); a message made to kill a parser may kill it, which is why.
 */
#pragma once

#include "mime-part.h"
#include "summary.h"

#include <glib.h>

/* Must be called once before anything else here; afterwards nothing here opens a file that it
 * cannot do without. */
void mime_init (void);

/* Never NULL: what cannot be understood is empty, and «unparsable» or «truncated» is among the
 * warnings. Nesting deeper than 100 and more than 10,000 parts are cut off with «truncated». */
Summary *mime_summarize (GBytes *raw);

/* The readable text: the first text/plain part that is not an attachment, else text/html made
 * readable, else "". */
char *mime_text (GBytes *raw);

/* The same as HTML that is safe to be shown: one div with the attribute
 * data-posthorn-removed-remote="N", N being how many references to remote content were removed,
 * which is none with REMOTE. Made from the text where there is no HTML. At most 7 MiB. */
char *mime_html (GBytes *raw, gboolean remote);

/* PART as in Attachment.part; "TEXT" style names are not known. NotFound otherwise. */
MimePart *mime_part (GBytes *raw, const char *part, GError **error);
