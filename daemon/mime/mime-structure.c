/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-structure.h"

#include "mime-header.h"

#include <string.h>

/* More of a Content-Type than any honest mail needs, and little enough for GMime's loops over
 * parameters within loops. */
#define TYPE_LIMIT 2048

typedef struct
{
  char *text; /* without the dashes in front */
  gsize length;
  guint hash; /* so that a hundred open boundaries cost a hundred comparisons of integers */
} Boundary;

/* Where a stretch of lines ended: at the line of an open boundary, or at the end of it all. */
typedef struct
{
  int index; /* into Scanner.open, -1 at the end */
  gboolean is_final;
} Delimiter;

typedef struct
{
  const char *position;
  const char *end;
  const char *content_end; /* before the line end that belongs to the delimiter */
  char newline;
  guint parts;
  gboolean is_truncated;
  GArray *open; /* Boundary, innermost last */
} Scanner;

static void
boundary_clear (Boundary *boundary)
{
  g_free (boundary->text);
}

static guint
hash_of (const char *text, gsize length)
{
  guint hash = 5381;

  for (gsize i = 0; i < length; i++)
    hash = hash * 33 + (guchar) text[i];
  return hash;
}

static void
mime_node_free (MimeNode *node)
{
  g_clear_pointer (&node->children, g_ptr_array_unref);
  g_clear_object (&node->type);
  g_free (node);
}

static MimeNode *
mime_node_new (void)
{
  return g_new0 (MimeNode, 1);
}

static int
find_open (const Scanner *scanner, const char *text, gsize length)
{
  guint hash = hash_of (text, length);

  for (int i = (int) scanner->open->len - 1; i >= 0; i--)
    {
      const Boundary *boundary = &g_array_index (scanner->open, Boundary, i);

      if (boundary->hash == hash && boundary->length == length
          && memcmp (boundary->text, text, length) == 0)
        return i;
    }
  return -1;
}

/* LINE begins with two dashes. */
static Delimiter
delimiter_of (const Scanner *scanner, const char *line, const char *next)
{
  const char *text = line + 2;
  gsize length = mime_line_length (line, next) - 2;
  int index;

  while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
    length--;
  if (length > TYPE_LIMIT)
    return (Delimiter){ -1, FALSE };
  index = find_open (scanner, text, length);
  if (index >= 0 || length < 3 || memcmp (text + length - 2, "--", 2) != 0)
    return (Delimiter){ index, FALSE };
  return (Delimiter){ find_open (scanner, text, length - 2), TRUE };
}

static gboolean
is_dashed (const char *line, const char *next)
{
  return mime_line_length (line, next) > 2 && line[0] == '-' && line[1] == '-';
}

/* The line end in front of LINE belongs to the delimiter, but not to what is before START. */
static const char *
before_line_end (const char *line, const char *start)
{
  if (line > start && line[-1] == '\n')
    line--;
  if (line > start && line[-1] == '\r')
    line--;
  return line;
}

static Delimiter
scan_lines (Scanner *scanner)
{
  const char *start = scanner->position;

  while (scanner->open->len > 0 && scanner->position < scanner->end)
    {
      const char *line = scanner->position;
      Delimiter delimiter = { -1, FALSE };

      scanner->position = mime_line_next (line, scanner->end, scanner->newline);
      if (*line == '-' && is_dashed (line, scanner->position))
        delimiter = delimiter_of (scanner, line, scanner->position);
      if (delimiter.index < 0)
        continue;
      scanner->content_end = before_line_end (line, start);
      return delimiter;
    }
  scanner->position = scanner->end;
  scanner->content_end = scanner->end;
  return (Delimiter){ -1, FALSE };
}

static gboolean
is_mbox_line (const char *line, gsize length)
{
  return length >= 5 && memcmp (line, "From ", 5) == 0;
}

/* A header begins with a field; octets that do not are a body without any. A boundary ends a
 * header that has no blank line. */
static void
scan_header (Scanner *scanner, MimeNode *node)
{
  const char *line = scanner->position;
  const char *next = mime_line_next (line, scanner->end, scanner->newline);
  gsize length = mime_line_length (line, next);
  gboolean has_header = mime_line_is_field (line, length) || is_mbox_line (line, length);

  node->header = line;
  while (line < scanner->end && (has_header || length == 0))
    {
      if (is_dashed (line, next) && delimiter_of (scanner, line, next).index >= 0)
        break;
      line = next;
      if (length == 0)
        break;
      next = mime_line_next (line, scanner->end, scanner->newline);
      length = mime_line_length (line, next);
    }
  node->header_length = (gsize) (line - node->header);
  node->body = line;
  scanner->position = line;
}

static void
read_type (const Scanner *scanner, MimeNode *node, const char *default_type)
{
  MimeFields fields = { node->header, node->header + node->header_length, scanner->newline };
  MimeField field;

  node->encoding = GMIME_CONTENT_ENCODING_DEFAULT;
  while (mime_fields_next (&fields, &field))
    {
      gboolean is_type = !node->type && mime_field_is (&field, "Content-Type");
      gboolean is_encoding = mime_field_is (&field, "Content-Transfer-Encoding");
      g_autofree char *value
          = is_type || is_encoding ? mime_field_parameters (&field, TYPE_LIMIT) : NULL;

      if (is_type)
        node->type = g_mime_content_type_parse (NULL, value);
      if (is_encoding)
        node->encoding = g_mime_content_encoding_from_string (value);
    }
  if (!node->type)
    node->type = g_mime_content_type_parse (NULL, default_type);
}

static gboolean
is_encoded (const MimeNode *node)
{
  return node->encoding == GMIME_CONTENT_ENCODING_BASE64
         || node->encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
         || node->encoding == GMIME_CONTENT_ENCODING_UUENCODE;
}

static void
open_boundary (Scanner *scanner, const char *text)
{
  Boundary boundary = { g_strdup (text), strlen (text), 0 };

  boundary.hash = hash_of (boundary.text, boundary.length);
  g_array_append_val (scanner->open, boundary);
}

static Delimiter scan_node (Scanner *scanner, MimeNode *node, const char *default_type,
                            guint depth);

static void
stop (Scanner *scanner)
{
  scanner->is_truncated = TRUE;
  scanner->position = scanner->end;
  scanner->content_end = scanner->end;
}

static Delimiter
scan_child (Scanner *scanner, MimeNode *node, const char *default_type, guint depth)
{
  MimeNode *child;

  if (++scanner->parts > MIME_PARTS_LIMIT)
    {
      stop (scanner);
      return (Delimiter){ -1, FALSE };
    }
  child = mime_node_new ();
  g_ptr_array_add (node->children, child);
  return scan_node (scanner, child, default_type, depth + 1);
}

static Delimiter
scan_multipart (Scanner *scanner, MimeNode *node, const char *boundary, guint depth)
{
  gboolean is_digest = g_mime_content_type_is_type (node->type, "multipart", "digest");
  int own = (int) scanner->open->len;
  Delimiter delimiter;

  open_boundary (scanner, boundary);
  delimiter = scan_lines (scanner);
  while (delimiter.index == own && !delimiter.is_final)
    delimiter = scan_child (scanner, node, is_digest ? "message/rfc822" : "text/plain", depth);
  g_array_set_size (scanner->open, (guint) own);
  return delimiter.index == own ? scan_lines (scanner) : delimiter;
}

static Delimiter
scan_body (Scanner *scanner, MimeNode *node, guint depth)
{
  const char *boundary = g_mime_content_type_get_parameter (node->type, "boundary");
  gboolean is_multipart = g_mime_content_type_is_type (node->type, "multipart", "*");
  gboolean is_message = (g_mime_content_type_is_type (node->type, "message", "rfc822")
                         || g_mime_content_type_is_type (node->type, "message", "global"))
                        && !is_encoded (node);
  gboolean has_children = is_message || (is_multipart && boundary && *boundary);

  if (has_children && depth >= MIME_DEPTH_LIMIT)
    scanner->is_truncated = TRUE;
  if (!has_children || depth >= MIME_DEPTH_LIMIT)
    return scan_lines (scanner);
  node->children = g_ptr_array_new_with_free_func ((GDestroyNotify) mime_node_free);
  if (is_message)
    return scan_child (scanner, node, "text/plain", depth);
  return scan_multipart (scanner, node, boundary, depth);
}

static Delimiter
scan_node (Scanner *scanner, MimeNode *node, const char *default_type, guint depth)
{
  Delimiter delimiter;

  scan_header (scanner, node);
  read_type (scanner, node, default_type);
  delimiter = scan_body (scanner, node, depth);
  node->body_length
      = scanner->content_end > node->body ? (gsize) (scanner->content_end - node->body) : 0;
  return delimiter;
}

MimeStructure *
mime_structure_new (const char *octets, gsize length)
{
  MimeStructure *structure = g_new0 (MimeStructure, 1);
  Scanner scanner = { octets, octets + length, octets, '\n' };

  if (length > 0 && !memchr (octets, '\n', length))
    scanner.newline = '\r';
  scanner.open = g_array_new (FALSE, FALSE, sizeof (Boundary));
  g_array_set_clear_func (scanner.open, (GDestroyNotify) boundary_clear);
  structure->root = mime_node_new ();
  scan_node (&scanner, structure->root, "text/plain", 0);
  structure->newline = scanner.newline;
  structure->is_truncated = scanner.is_truncated;
  g_array_unref (scanner.open);
  return structure;
}

void
mime_structure_free (MimeStructure *structure)
{
  mime_node_free (structure->root);
  g_free (structure);
}

gboolean
mime_node_is_multipart (const MimeNode *node)
{
  return node->children && g_mime_content_type_is_type (node->type, "multipart", "*");
}

gboolean
mime_node_is_message (const MimeNode *node)
{
  return node->children && !g_mime_content_type_is_type (node->type, "multipart", "*");
}

GPtrArray *
mime_message_parts (MimeNode *message)
{
  GPtrArray *parts;

  if (mime_node_is_multipart (message))
    return g_ptr_array_ref (message->children);
  parts = g_ptr_array_new ();
  g_ptr_array_add (parts, message);
  return parts;
}

static GPtrArray *
parts_below (MimeNode *node)
{
  if (mime_node_is_message (node) && node->children->len > 0)
    return mime_message_parts (g_ptr_array_index (node->children, 0));
  if (mime_node_is_multipart (node))
    return g_ptr_array_ref (node->children);
  return g_ptr_array_new ();
}

MimeNode *
mime_structure_find (const MimeStructure *structure, const char *part)
{
  g_auto (GStrv) numbers = g_strsplit (part, ".", MIME_DEPTH_LIMIT + 2);
  g_autoptr (GPtrArray) parts = mime_message_parts (structure->root);
  MimeNode *node = NULL;

  for (guint i = 0; numbers[i]; i++)
    {
      guint64 number = 0;

      if (!g_ascii_string_to_unsigned (numbers[i], 10, 1, MIME_PARTS_LIMIT, &number, NULL)
          || number > parts->len)
        return NULL;
      node = g_ptr_array_index (parts, number - 1);
      g_ptr_array_unref (g_steal_pointer (&parts));
      parts = parts_below (node);
    }
  return node;
}
