/* SPDX-License-Identifier: GPL-3.0-or-later */
int
jump (int a)
{
again:
  if (--a > 0)
    goto again;
  return a;
}
