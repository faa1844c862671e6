/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "finding.h"

#include "text.h"

static const struct
{
  const char *word;
  const char *mark;
  const char *style; /* of the mark */
} levels[] = {
  [FINDING_WELL] = { "well", "✓", "32" },
  [FINDING_NOTE] = { "note", "·", "2" },
  [FINDING_TROUBLE] = { "trouble", "!", "1;31" },
};

static void
finding_free (gpointer data)
{
  Finding *finding = data;

  g_free (finding->topic);
  g_free (finding->text);
  g_free (finding->advice);
  g_free (finding);
}

GPtrArray *
findings_new (void)
{
  return g_ptr_array_new_with_free_func (finding_free);
}

void
findings_add (GPtrArray *findings, FindingLevel level, const char *topic, const char *text,
              const char *advice)
{
  Finding *finding = g_new0 (Finding, 1);

  finding->level = level;
  finding->topic = text_line (topic);
  finding->text = text_line (text);
  finding->advice = text_line (advice ? advice : "");
  g_ptr_array_add (findings, finding);
}

guint
findings_count (GPtrArray *findings, FindingLevel level)
{
  guint count = 0;

  for (guint i = 0; i < findings->len; i++)
    count += ((Finding *) g_ptr_array_index (findings, i))->level == level;
  return count;
}

static int
widest_topic (GPtrArray *findings)
{
  int width = 0;

  for (guint i = 0; i < findings->len; i++)
    width = MAX (width, text_width (((Finding *) g_ptr_array_index (findings, i))->topic));
  return width;
}

static void
append_finding (GString *lines, const Finding *finding, int width, gboolean colour)
{
  int padding = width - text_width (finding->topic);
  const char *mark = levels[finding->level].mark;

  if (colour)
    g_string_append_printf (lines, "\033[%sm%s\033[0m", levels[finding->level].style, mark);
  else
    g_string_append (lines, mark);
  g_string_append_printf (lines, " %s%*s  %s\n", finding->topic, padding, "", finding->text);
  if (*finding->advice != '\0')
    g_string_append_printf (lines, "  %*s  → %s\n", width, "", finding->advice);
}

char *
findings_format (GPtrArray *findings, gboolean colour)
{
  GString *lines = g_string_new (NULL);
  int width = widest_topic (findings);

  for (guint i = 0; i < findings->len; i++)
    append_finding (lines, g_ptr_array_index (findings, i), width, colour);
  return g_string_free (lines, FALSE);
}

GVariant *
findings_to_variant (GPtrArray *findings)
{
  g_auto (GVariantBuilder) rows = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < findings->len; i++)
    {
      const Finding *finding = g_ptr_array_index (findings, i);

      g_variant_builder_add_parsed (
          &rows, "{'topic': <%s>, 'level': <%s>, 'text': <%s>, 'advice': <%s>}", finding->topic,
          levels[finding->level].word, finding->text, finding->advice);
    }
  return g_variant_builder_end (&rows);
}
