/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which parts of a message are attachments, and what they may be called on a disk. Internal to
 * mime/.
 */
#pragma once

#include "mime-structure.h"
#include "summary.h"

/* What the header of one part says of the part. */
typedef struct
{
  char *name;             /* safe, "" when there is none */
  gboolean is_attachment; /* by its Content-Disposition */
  char *content_id;       /* without brackets, NULL when there is none */
} MimePartHeader;

MimePartHeader *mime_part_header_new (const MimeNode *node, char newline);
void mime_part_header_free (MimePartHeader *header);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimePartHeader, mime_part_header_free)

/* "image/png", lower case. */
char *mime_part_type (const MimeNode *node);

/* A base name without control and bidi characters, at most 255 octets with its suffix kept. */
char *mime_safe_name (const char *name);

/* Appends Attachments; BODY is the node that is shown as text, or NULL. */
void mime_attachments_append (GPtrArray *attachments, const MimeStructure *structure,
                              const MimeNode *body);
