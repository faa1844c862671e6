/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The header of a message made into the fields of its Summary. Internal to mime/.
 */
#pragma once

#include "mime-structure.h"
#include "summary.h"

/* Everything but the snippet, the attachments and what the structure gives cause to warn of. */
void mime_summary_read_header (Summary *summary, const MimeStructure *structure);
