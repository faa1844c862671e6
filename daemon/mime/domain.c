/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain.h"

#include <string.h>

#define NAME_LIMIT 253

/* In one string, each with a space on both sides. "example" is what tests and manuals use. */
static const char top_domains[]
    = " "
      "ac ad ae af ag ai al am ao app aq ar as at au aw ax az ba bank bb bd be bf bg bh bi "
      "biz bj blog bm bn bo br bs bt business bw by bz ca cc cd center cf cg ch ci ck cl "
      "cloud club cm cn co com company cr cu cv cw cx cy cz de dev digital dj dk dm do dz "
      "ec edu ee eg email er es et eu example fi finance fj fk fm fo fr ga gb gd ge gf gg "
      "gh gi gl global gm gn gov gp gq gr group gs gt gu gw gy help hk hm hn hr ht hu id ie "
      "il im in info int io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb "
      "lc li live lk lr ls lt ltd lu lv ly ma mc md me media mg mh mil mk ml mm mn mo mobi "
      "money mp mq mr ms mt mu mv mw mx my mz na name nc ne net network news nf ng ni nl no "
      "np nr nu nz om online org pa pay pe pf pg ph pk pl pm pn pr pro ps pt pw py qa re ro "
      "rs ru rw sa sb sc sd se secure security service services sg sh shop si site sk sl sm "
      "sn so sr ss st store su support sv sx sy systems sz tc td team tech tf tg th tj tk "
      "tl tm tn to today top tr travel tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu "
      "website wf work world ws xyz ye yt za zm zw бг бел ею мкд москва онлайн рус рф сайт "
      "срб укр қаз みんな 中国 公司 台灣 网络 香港 한국 ";

static gboolean
is_label (const char *label)
{
  gsize length = strlen (label);

  if (length == 0 || label[0] == '-' || label[length - 1] == '-')
    return FALSE;
  for (; *label; label = g_utf8_next_char (label))
    if (!g_unichar_isalnum (g_utf8_get_char (label)) && *label != '-')
      return FALSE;
  return TRUE;
}

static gboolean
is_top_domain (const char *label)
{
  g_autofree char *word = g_strconcat (" ", label, " ", NULL);

  return strstr (top_domains, word) != NULL;
}

gboolean
domain_is_likely (const char *word)
{
  g_auto (GStrv) labels = strlen (word) <= NAME_LIMIT ? g_strsplit (word, ".", -1) : NULL;
  guint count = labels ? g_strv_length (labels) : 0;

  for (guint i = 0; i < count; i++)
    if (!is_label (labels[i]))
      return FALSE;
  return count >= 2 && is_top_domain (labels[count - 1]);
}
