/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The copy of what was sent in the folder with the role sent: exactly one for each message. The
 * outbox keeps the octets until the copy is proven, and that is the intent; the folder is looked
 * into before anything is put there. It sends nothing.
 */
#pragma once

#include "outbox.h"

/* From now on the copies of what ACCOUNT has sent are filed. */
void sent_copies_add_account (Outbox *outbox, Account *account);
