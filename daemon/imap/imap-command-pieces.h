/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a command is made of: pieces of text, literals, and answers to a "+". This is how
 * imap-command.c builds one and the pipeline sends it; it knows no command by name.
 */
#pragma once

#include "buffer.h"
#include "imap-command.h"

typedef enum
{
  IMAP_PIECE_TEXT,
  IMAP_PIECE_LITERAL,  /* announced by its size */
  IMAP_PIECE_STREAMED, /* the same, but large: SIZE octets that are given while it is sent */
  IMAP_PIECE_RESPONSE, /* a line of its own, sent when the server asks by "+" */
  IMAP_PIECE_END,      /* the same, held back after the "+" until the caller wants the end */
} ImapPieceKind;

typedef struct
{
  ImapPieceKind kind;
  Buffer octets;
  gsize size;
} ImapPiece;

/* NAME is the first piece. */
ImapCommand *imap_command_new (const char *name);

/* As it is. */
void imap_command_add_text (ImapCommand *command, const char *text);
void imap_command_add_format (ImapCommand *command, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Quoted, or a literal when it must be. */
void imap_command_add_string (ImapCommand *command, const char *text);
void imap_command_add_streamed (ImapCommand *command, gsize size);
void imap_command_add_mailbox (ImapCommand *command, const char *path);
void imap_command_add_uids (ImapCommand *command, const UidSet *uids);
void imap_command_add_response (ImapCommand *command, const char *text);
void imap_command_add_end (ImapCommand *command, const char *text);

guint imap_command_n_pieces (const ImapCommand *command);
const ImapPiece *imap_command_piece (const ImapCommand *command, guint index);
