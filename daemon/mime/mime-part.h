/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One part of a message, decoded: a plain value that also those handle who never parse.
 */
#pragma once

#include <glib.h>

typedef struct
{
  GBytes *content; /* decoded */
  char *type;      /* "image/png" */
  char *name;      /* as Attachment.name */
} MimePart;

void mime_part_free (MimePart *part);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimePart, mime_part_free)
