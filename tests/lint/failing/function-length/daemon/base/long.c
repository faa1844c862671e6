/* SPDX-License-Identifier: GPL-3.0-or-later */
int
endless (int a)
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

int
short_10 (int a)
{
  a++;
  return a;
}

int
short_11 (int a)
{
  a++;
  return a;
}

int
short_12 (int a)
{
  a++;
  return a;
}

int
short_13 (int a)
{
  a++;
  return a;
}

int
short_14 (int a)
{
  a++;
  return a;
}

int
short_15 (int a)
{
  a++;
  return a;
}

int
short_16 (int a)
{
  a++;
  return a;
}

int
short_17 (int a)
{
  a++;
  return a;
}

int
short_18 (int a)
{
  a++;
  return a;
}

int
short_19 (int a)
{
  a++;
  return a;
}
