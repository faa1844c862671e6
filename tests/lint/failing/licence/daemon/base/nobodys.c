int
nobodys (int a)
{
  a++;
  return a;
}
