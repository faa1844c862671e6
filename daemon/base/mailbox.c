/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mailbox.h"

#include "error.h"
#include "shown-text.h"

#include <string.h>

#define LOCAL_OCTETS_MOST  64
#define DOMAIN_OCTETS_MOST 253
#define LABEL_OCTETS_MOST  63
#define NAME_OCTETS_MOST   500

/* Characters of a text that an error repeats. */
#define SHOWN_MOST 80

static void
set_fault (GError **error, const char *key, const char *text, const char *fault)
{
  g_autofree char *readable = shown_text (text, SHOWN_MOST);

  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED, "%s: «%s» %s", key, readable, fault);
}

static gboolean
has_control (const char *text)
{
  for (; *text; text = g_utf8_next_char (text))
    if (g_unichar_iscntrl (g_utf8_get_char (text)))
      return TRUE;
  return FALSE;
}

static const char *
find_line_fault (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return "is not UTF-8";
  return has_control (text) ? "has a line break or another control character in it" : NULL;
}

gboolean
mailbox_check_line (const char *key, const char *text, GError **error)
{
  const char *fault = find_line_fault (text);

  if (fault)
    set_fault (error, key, text, fault);
  return !fault;
}

/* RFC 5322, 3.2.3, and every letter beyond ASCII (RFC 6532). */
static gboolean
is_atom_character (gunichar character)
{
  return character < 128
             ? g_ascii_isalnum (character) || strchr ("!#$%&'*+-/=?^_`{|}~", (int) character)
             : g_unichar_isgraph (character);
}

static gboolean
is_dot_atom (const char *text)
{
  if (*text == '\0' || *text == '.' || g_str_has_suffix (text, ".") || strstr (text, ".."))
    return FALSE;
  for (; *text; text = g_utf8_next_char (text))
    if (*text != '.' && !is_atom_character (g_utf8_get_char (text)))
      return FALSE;
  return TRUE;
}

/* "john doe", with its quotes and whatever a backslash protects. */
static gboolean
is_quoted (const char *text)
{
  gsize length = strlen (text);
  gsize at = 1;

  if (length < 3 || text[0] != '"')
    return FALSE;
  while (text[at] && text[at] != '"')
    at += text[at] == '\\' && text[at + 1] ? 2 : 1;
  return at == length - 1;
}

static gboolean
is_label (const char *label)
{
  gsize length = strlen (label);

  return length > 0 && length <= LABEL_OCTETS_MOST && label[0] != '-' && label[length - 1] != '-'
         && strspn (label, "abcdefghijklmnopqrstuvwxyz0123456789-_") == length;
}

/* "[192.0.2.1]", "[IPv6:2001:db8::1]" */
static gboolean
is_literal (const char *domain)
{
  gsize length = strlen (domain);

  return length > 2 && domain[0] == '[' && domain[length - 1] == ']'
         && strspn (domain + 1, "0123456789abcdefABCDEFIPv:.") == length - 2;
}

static gboolean
is_domain (const char *domain)
{
  g_autofree char *ascii = g_hostname_to_ascii (domain);
  g_autofree char *lower = ascii ? g_ascii_strdown (ascii, -1) : NULL;
  g_auto (GStrv) labels = lower ? g_strsplit (lower, ".", -1) : NULL;

  if (is_literal (domain))
    return TRUE;
  if (!labels || *labels == NULL || strlen (lower) > DOMAIN_OCTETS_MOST)
    return FALSE;
  for (char **label = labels; *label; label++)
    if (!is_label (*label))
      return FALSE;
  return TRUE;
}

/* What is wrong with ADDRESS, NULL: nothing. */
static const char *
find_address_fault (const char *address)
{
  const char *at = strrchr (address, '@');
  g_autofree char *local = at ? g_strndup (address, (gsize) (at - address)) : NULL;

  if (*address == '\0')
    return "has no address in it";
  if (!at)
    return "has no @ in its address";
  if (strlen (local) > LOCAL_OCTETS_MOST)
    return "has more than 64 octets before the @";
  if (!is_dot_atom (local) && !is_quoted (local))
    return "has something before the @ that is no name of a mailbox";
  return is_domain (at + 1) ? NULL : "has no domain after the @";
}

/* The name in front of "<", freed from its quotes; NULL when it may be an address of its own. */
static char *
read_name (const char *text, gsize length)
{
  g_autofree char *name = g_strstrip (g_strndup (text, length));
  GString *plain;

  if (!is_quoted (name))
    return strpbrk (name, "<>\"@") ? NULL : g_steal_pointer (&name);
  plain = g_string_new (NULL);
  for (const char *at = name + 1; at[1]; at++)
    {
      at += *at == '\\' ? 1 : 0;
      g_string_append_c (plain, *at);
    }
  return g_string_free (plain, FALSE);
}

/* FAULT is set when NULL comes back. */
static MailAddress *
parse (const char *text, const char **fault)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  char *open = g_str_has_suffix (stripped, ">") ? strrchr (stripped, '<') : NULL;
  g_autofree char *name = open ? read_name (stripped, (gsize) (open - stripped)) : g_strdup ("");
  char *address = open ? open + 1 : stripped;

  if (open)
    stripped[strlen (stripped) - 1] = '\0';
  *fault = NULL;
  if (!name)
    *fault = "is more than one address, or its name needs quotes";
  else if (strlen (name) > NAME_OCTETS_MOST)
    *fault = "has a name of more than 500 octets";
  else
    *fault = find_address_fault (g_strstrip (address));
  return *fault ? NULL : mail_address_new (name, address);
}

MailAddress *
mailbox_parse (const char *key, const char *text, GError **error)
{
  const char *fault = find_line_fault (text);
  MailAddress *address = fault ? NULL : parse (text, &fault);

  if (!address)
    set_fault (error, key, text, fault);
  return address;
}

char *
mailbox_wire_form (const char *address)
{
  const char *at = strrchr (address, '@');
  g_autofree char *local = at ? g_strndup (address, (gsize) (at - address)) : NULL;
  g_autofree char *domain = at && g_str_is_ascii (local) ? g_hostname_to_ascii (at + 1) : NULL;

  return domain ? g_strconcat (local, "@", domain, NULL) : g_strdup (address);
}

char *
mailbox_key (const char *address)
{
  g_autofree char *normal = g_utf8_normalize (address, -1, G_NORMALIZE_NFC);
  g_autofree char *folded = normal ? g_utf8_casefold (normal, -1) : NULL;
  const char *at = folded ? strrchr (folded, '@') : NULL;
  g_autofree char *domain = at ? g_hostname_to_ascii (at + 1) : NULL;

  if (!domain)
    return g_strdup (folded ? folded : address);
  return g_strdup_printf ("%.*s@%s", (int) (at - folded), folded, domain);
}

char *
mailbox_format (const MailAddress *address)
{
  g_autoptr (GString) name = g_string_new (NULL);

  if (*address->name == '\0')
    return g_strdup (address->address);
  if (!strpbrk (address->name, "<>\"@\\"))
    return g_strdup_printf ("%s <%s>", address->name, address->address);
  for (const char *at = address->name; *at; at++)
    g_string_append_printf (name, "%s%c", *at == '"' || *at == '\\' ? "\\" : "", *at);
  return g_strdup_printf ("\"%s\" <%s>", name->str, address->address);
}
