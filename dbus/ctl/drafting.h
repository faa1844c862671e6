/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A message as a person writes it on the command line: options that become the keys of the bus for
 * what is to be composed, and files that go along by descriptor. It composes and sends nothing; the
 * daemon judges addresses.
 */
#pragma once

#include "written.h"

#include <gio/gio.h>
#include <gio/gunixfdlist.h>

typedef struct
{
  char *from;
  GStrv to;
  GStrv cc;
  GStrv bcc;
  char *subject;
  Written written;
  GStrv attach;
  char *signature;
  char *account;     /* of what begins here, not of what is answered */
  char *reply_to_id; /* likewise */
} Drafting;

void drafting_clear (Drafting *drafting);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Drafting, drafting_clear)

/* Append the options to ENTRIES (GOptionEntry); those that say where it belongs apart. */
void drafting_add_entries (Drafting *drafting, GArray *entries);
void drafting_add_place_entries (Drafting *drafting, GArray *entries);

/* Whether anything was written, and whether it was said where it belongs. */
gboolean drafting_is_given (const Drafting *drafting);
gboolean drafting_has_place (const Drafting *drafting);

/* The object path of the account that sends it. */
char *drafting_find_account (const Drafting *drafting, GDBusConnection *bus, GError **error);

/* Puts what was given into DICTIONARY, and the files into FDS. TEXT_NEEDED: see written_insert().
 */
gboolean drafting_insert (const Drafting *drafting, gboolean text_needed, GVariantDict *dictionary,
                          GUnixFDList *fds, GError **error);
