/* SPDX-License-Identifier: GPL-3.0-or-later */
int
first (int a)
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
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
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
second (int a)
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
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
  a++;
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
short_0 (int a)
{
  a++;
  return a;
}

int
short_1 (int a)
{
  a++;
  return a;
}

int
short_2 (int a)
{
  a++;
  return a;
}

int
short_3 (int a)
{
  a++;
  return a;
}

int
short_4 (int a)
{
  a++;
  return a;
}

int
short_5 (int a)
{
  a++;
  return a;
}

int
short_6 (int a)
{
  a++;
  return a;
}

int
short_7 (int a)
{
  a++;
  return a;
}

int
short_8 (int a)
{
  a++;
  return a;
}

int
short_9 (int a)
{
  a++;
  return a;
}
