/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which octets of a message are which part: found in one pass over the lines, within limits.
 * GMime's own parser builds the whole tree whatever it costs, so a small mail of many or deep
 * parts can take all memory and time; it is given single fields and single bodies instead.
 * Internal to mime/. Nothing is copied or decoded: everything points into the message.
 */
#pragma once

#include <gmime/gmime.h>

#define MIME_DEPTH_LIMIT 100
#define MIME_PARTS_LIMIT 10000

typedef struct _MimeNode MimeNode;

struct _MimeNode
{
  const char *header; /* with the blank line, if there is one */
  gsize header_length;
  const char *body;
  gsize body_length;
  GMimeContentType *type;
  GMimeContentEncoding encoding;
  GPtrArray *children; /* MimeNode: of a multipart its parts, of message/rfc822 the one inside,
                          NULL in everything else */
};

typedef struct
{
  MimeNode *root;
  char newline; /* what ends a line */
  gboolean is_truncated;
} MimeStructure;

MimeStructure *mime_structure_new (const char *octets, gsize length);
void mime_structure_free (MimeStructure *structure);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimeStructure, mime_structure_free)

gboolean mime_node_is_multipart (const MimeNode *node);

/* A whole mail inside the mail, that has been looked into. */
gboolean mime_node_is_message (const MimeNode *node);

/* The nodes that IMAP numbers 1, 2, … below NODE (RFC 9051, 6.4.5.1), NODE being the root or a
 * message; below a multipart they are its children. Free the array only. */
GPtrArray *mime_message_parts (MimeNode *message);

/* PART is "2.1"; NULL when there is none. */
MimeNode *mime_structure_find (const MimeStructure *structure, const char *part);
