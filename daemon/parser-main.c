/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parser-process.h"

int
main (void)
{
  return parser_process_run ();
}
