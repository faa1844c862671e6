/* SPDX-License-Identifier: GPL-3.0-or-later */
int
short_0 (int a)
{
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  return a;
}

int
short_1 (int a)
{
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  return a;
}

int
short_2 (int a)
{
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  return a;
}

int
short_3 (int a)
{
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  return a;
}

int
short_4 (int a)
{
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  return a;
}
