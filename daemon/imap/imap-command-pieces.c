/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-command-pieces.h"

#include "imap-mailbox-name.h"

#include <stdarg.h>

struct _ImapCommand
{
  char *name;
  GArray *pieces; /* ImapPiece */
};

static void
clear_piece (gpointer data)
{
  ImapPiece *piece = data;

  buffer_clear (&piece->octets);
}

ImapCommand *
imap_command_new (const char *name)
{
  ImapCommand *command = g_new0 (ImapCommand, 1);

  command->name = g_strdup (name);
  command->pieces = g_array_new (FALSE, TRUE, sizeof (ImapPiece));
  g_array_set_clear_func (command->pieces, clear_piece);
  imap_command_add_text (command, name);
  return command;
}

void
imap_command_free (ImapCommand *command)
{
  if (command == NULL)
    return;
  g_free (command->name);
  g_array_unref (command->pieces);
  g_free (command);
}

const char *
imap_command_name (const ImapCommand *command)
{
  return command->name;
}

static Buffer *
add_piece (ImapCommand *command, ImapPieceKind kind)
{
  ImapPiece piece = { .kind = kind };

  g_array_append_val (command->pieces, piece);
  return &g_array_index (command->pieces, ImapPiece, command->pieces->len - 1).octets;
}

/* Where text goes on: the last piece, or a new one behind a literal. */
static Buffer *
text_end (ImapCommand *command)
{
  guint count = command->pieces->len;

  if (count == 0 || g_array_index (command->pieces, ImapPiece, count - 1).kind != IMAP_PIECE_TEXT)
    return add_piece (command, IMAP_PIECE_TEXT);
  return &g_array_index (command->pieces, ImapPiece, count - 1).octets;
}

void
imap_command_add_text (ImapCommand *command, const char *text)
{
  buffer_append_text (text_end (command), text);
}

void
imap_command_add_format (ImapCommand *command, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  imap_command_add_text (command, text);
}

static gboolean
needs_literal (const char *text)
{
  for (; *text != '\0'; text++)
    if (!g_ascii_isprint (*text))
      return TRUE;
  return FALSE;
}

static void
add_quoted (Buffer *buffer, const char *text)
{
  buffer_append_text (buffer, "\"");
  for (; *text != '\0'; text++)
    {
      if (*text == '"' || *text == '\\')
        buffer_append_text (buffer, "\\");
      buffer_append (buffer, text, 1);
    }
  buffer_append_text (buffer, "\"");
}

void
imap_command_add_string (ImapCommand *command, const char *text)
{
  if (needs_literal (text))
    buffer_append_text (add_piece (command, IMAP_PIECE_LITERAL), text);
  else
    add_quoted (text_end (command), text);
}

void
imap_command_add_streamed (ImapCommand *command, gsize size)
{
  add_piece (command, IMAP_PIECE_STREAMED);
  g_array_index (command->pieces, ImapPiece, command->pieces->len - 1).size = size;
}

void
imap_command_add_mailbox (ImapCommand *command, const char *path)
{
  g_autofree char *name = imap_mailbox_name_encode (path);

  imap_command_add_string (command, name);
}

void
imap_command_add_uids (ImapCommand *command, const UidSet *uids)
{
  g_autofree char *text = uid_set_to_string (uids);

  imap_command_add_text (command, text);
}

void
imap_command_add_response (ImapCommand *command, const char *text)
{
  buffer_append_text (add_piece (command, IMAP_PIECE_RESPONSE), text);
}

void
imap_command_add_end (ImapCommand *command, const char *text)
{
  buffer_append_text (add_piece (command, IMAP_PIECE_END), text);
}

guint
imap_command_n_pieces (const ImapCommand *command)
{
  return command->pieces->len;
}

const ImapPiece *
imap_command_piece (const ImapCommand *command, guint index)
{
  return &g_array_index (command->pieces, ImapPiece, index);
}
