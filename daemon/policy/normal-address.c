/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "normal-address.h"

#include "error.h"
#include "shown-text.h"

#include <string.h>

/* Characters of a text that an error repeats. */
#define SHOWN_MOST 60

#define DOMAIN_OCTETS_MOST 253
#define LABEL_OCTETS_MOST  63

/* Lower case as no locale changes it: two that were one person's address stay so everywhere. */
static char *
lower (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  GString *low = g_string_new (NULL);

  for (const char *at = normal ? normal : ""; *at; at = g_utf8_next_char (at))
    g_string_append_unichar (low, g_unichar_tolower (g_utf8_get_char (at)));
  return g_string_free (low, FALSE);
}

static gboolean
is_label (const char *label)
{
  gsize length = strlen (label);

  return length > 0 && length <= LABEL_OCTETS_MOST
         && strspn (label, "abcdefghijklmnopqrstuvwxyz0123456789-_") == length && label[0] != '-'
         && label[length - 1] != '-';
}

/* Of a host name with at least two parts; NULL when TEXT is none. */
static char *
normal_domain (const char *text)
{
  g_autofree char *ascii = g_hostname_to_ascii (text);
  g_autofree char *domain = ascii ? g_ascii_strdown (ascii, -1) : NULL;
  g_auto (GStrv) labels = domain ? g_strsplit (domain, ".", -1) : NULL;

  if (!labels || g_strv_length (labels) < 2 || strlen (domain) > DOMAIN_OCTETS_MOST)
    return NULL;
  for (char **label = labels; *label; label++)
    if (!is_label (*label))
      return NULL;
  return g_steal_pointer (&domain);
}

static gboolean
is_all_visible (const char *text)
{
  for (; *text; text = g_utf8_next_char (text))
    if (!g_unichar_isgraph (g_utf8_get_char (text)))
      return FALSE;
  return TRUE;
}

/* What is wrong with TEXT before its domain is looked at; AT is its first "@". NULL: nothing. */
static const char *
find_fault (const char *text, const char *at)
{
  if (*text == '\0')
    return "is empty";
  if (strlen (text) > NORMAL_ADDRESS_OCTETS_MOST)
    return "is longer than 320 octets";
  if (!g_utf8_validate (text, -1, NULL))
    return "is not UTF-8";
  if (!is_all_visible (text))
    return "has spaces, control characters or invisible ones in it";
  if (!at)
    return "has no @ in it";
  if (strchr (at + 1, '@'))
    return "has more than one @ in it";
  if (strcspn (text, "()<>[]:;,\\\"") < (gsize) (at - text))
    return "has brackets, quotes, commas or the like in it";
  return at[1] == '\0' ? "has no domain after the @" : NULL;
}

static char *
join (const char *text, const char *at, const char *domain)
{
  g_autofree char *user = g_strndup (text, at - text);
  g_autofree char *name = lower (user);

  return g_strconcat (name, "@", domain, NULL);
}

char *
normal_address_of (const char *address)
{
  const char *at = strrchr (address, '@');
  g_autofree char *domain = at ? normal_domain (at + 1) : NULL;

  return domain ? join (address, at, domain) : NULL;
}

char *
normal_address_parse (const char *text, const NormalAddressWords *words, GError **error)
{
  const char *at = strchr (text, '@');
  const char *fault = find_fault (text, at);
  g_autofree char *domain = fault ? NULL : normal_domain (at + 1);
  g_autofree char *readable = NULL;

  if (domain)
    return join (text, at, domain);
  readable = shown_text (text, SHOWN_MOST);
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_FAILED, "%s: «%s» %s; %s", words->key,
               readable, fault ? fault : "has no domain with a dot after the @", words->forms);
  return NULL;
}
