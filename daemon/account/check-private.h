/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The state of one check, shared by the file that begins and ends it (check.c) and the file that
 * moves its folders over the wire (check-folders.c), and by nobody else.
 */
#pragma once

#include "check.h"

#include "folder-listing.h"
#include "imap-session.h"
#include "message-intake.h"

struct _Check
{
  GTask *task;
  gboolean ended;  /* nothing new is begun; the answer waits for commits still on their way */
  GError *error;   /* what it ended with */
  guint n_commits; /* under way, besides the intake's */
  Store *store;
  Parser *parser;
  StoreAccount *config;
  gint64 only;
  gint64 first;
  Job *job;
  void (*changed) (const StoreChanges *changes, gpointer data);
  gint64 (*divert) (gint64 folder, const Summary *summary, gpointer data);
  gpointer data;
  gulong cancelled;
  ImapSession *session;
  ImapCapabilities capabilities; /* of the session before its end */
  GHashTable *rows;              /* path → StoreFolder, kept in step with the store */
  FolderListing *listing;        /* NULL until the folders are refreshed */
  GQueue paths;                  /* of folders still to be synchronised */
  GHashTable *tried;             /* path → how often it was begun; the second time is no guess */
  GQueue wire;   /* Lane: folders whose answers are owed, in the order of the answers */
  guint n_lanes; /* folders begun and not ended */
  MessageIntake *intake;
  gboolean finishing; /* the last commit is under way */
  guint64 n_expected;
  guint64 n_stored;
  GError *refusal; /* what the server refused without ending the check */
};

Check *check_ref (Check *check);

/* The one exit: ERROR NULL = done. Takes ERROR over. */
void check_end (Check *check, GError *error);

/* Keeps the first ERROR for the end of the check. Takes it over. */
void check_keep_refusal (Check *check, GError *error);

/* Begins a commit; the callback must call check_take_commit(). DATA is the callback's. */
void check_commit (Check *check, StoreBatch *batch, GAsyncReadyCallback callback, gpointer data);
/* FALSE when the check has ended, with this commit's error or before. */
gboolean check_take_commit (Check *check, GObject *source, GAsyncResult *result);

/* Ends the check when no folder is left and everything is stored. */
void check_finish_when_done (Check *check);

/* Begins as many of the folders in paths as can be on the wire at once; ends the check when none
 * is left. */
void check_folders_begin (Check *check);

/* Everything the session says while folders are synchronised. */
void check_folders_event (ImapSession *session, const ImapEvent *event, gpointer check);

/* Lets go of the folders that are under way. */
void check_folders_drop (Check *check);
