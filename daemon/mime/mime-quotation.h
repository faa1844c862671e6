/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A message as it is quoted in a reply or below the header of a forward, as text and as HTML.
 * Internal to mime/. It knows nothing of recipients and parts.
 */
#pragma once

#include "html-safe.h"
#include "mime-structure.h"
#include "summary.h"

typedef struct
{
  const Summary *summary;
  gint32 offset; /* minutes east of UTC */
} MimeOriginal;

/* "On Thu, 26 Nov 2026 at 14:32, Ann <ann@example.org> wrote:" and every line behind ">". */
char *mime_quotation_reply_text (const MimeOriginal *original, const char *text);

/* The same; HTML is a safe piece of it. */
char *mime_quotation_reply_html (const MimeOriginal *original, const char *html);

/* Who wrote to whom, when and about what; then the text as it is. */
char *mime_quotation_forward_text (const MimeOriginal *original, const char *text);
char *mime_quotation_forward_html (const MimeOriginal *original, const char *html);

/* NODE of HTML, safe to be sent on: as it is shown, with what is remote and the pictures as IMAGE
 * says, in a plain div. */
char *mime_quotation_html (const MimeNode *node,
                           const char *(*image) (gpointer data, const char *content_id),
                           gpointer data);
