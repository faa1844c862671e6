/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * To whom a reply goes, and which of the person's own addresses it comes from. Internal to mime/.
 */
#pragma once

#include "mime-reply.h"
#include "mime-structure.h"

/* Fills identity, to and cc of REPLY. */
void mime_recipients_find (MimeReply *reply, const Summary *original,
                           const MimeStructure *structure, const MimeReplyOptions *options);
