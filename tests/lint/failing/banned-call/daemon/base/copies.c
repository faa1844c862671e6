/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

void
copies (char *to, const char *from)
{
  strcpy (to, from); /* strcat (to, from) in a comment is nothing */
}
