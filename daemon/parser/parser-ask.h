/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How what may be asked of a parser comes to it. Internal to parser/.
 */
#pragma once

#include "parser-wire.h"
#include "parser.h"

/* TASK returns what the answer to a KIND is (parser-request.h). */
void parser_ask (Parser *parser, ParserKind kind, GBytes *raw, GBytes *argument, GTask *task);
