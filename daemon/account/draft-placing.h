/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The errand that brings drafts into the server's folder, or out of it, and takes over what others
 * have done to them there. Before a version is named to the server it lies composed in state.db
 * under a Message-ID of its own, by which it is found again whatever happens in between.
 */
#pragma once

#include "drafts.h"

void draft_placing_add_account (Drafts *drafts, Account *account);
/* There may be something to do. */
void draft_placing_want (Account *account);
