/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What another system tells of people, customers and tasks, brought into the form in which it is
 * kept here: one line of text, addresses in their normal form, nothing without end. Unlike what a
 * person enters it is never refused: what cannot be used is left out. It keeps nothing.
 */
#pragma once

#include "store-remote-page.h"

/* Rows without an id, and employees without a login, are taken out. */
void crm_told_clean_page (StoreRemotePage *page);
void crm_told_clean_pushed (StoreRemotePushed *pushed);
