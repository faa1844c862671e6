/* SPDX-License-Identifier: GPL-3.0-or-later */
int
deep (int a)
{
  for (int i = 0; i < a; i++)
    if (i > 1)
      while (a > i)
        {
          if (a % 2 == 0)
            a--;
          a--;
        }
  return a;
}

int
flat_enough (int a)
{
  if (a == 1)
    return 1;
  else if (a == 2)
    return 2;
  else if (a == 3)
    return 3;
  else if (a == 4)
    return 4;
  return 5;
}
