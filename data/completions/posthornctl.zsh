#compdef posthornctl
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of posthornctl(1) for zsh. What fits, the program itself says: "posthornctl complete --
# WORD…" is asked about all words up to the cursor.

local -a typed offers beginnings
local offer word about files

typed=("${(@Q)words[2,CURRENT]}")
typed[-1]=${(Q)PREFIX}
for offer in "${(@f)$(_call_program offers $words[1] complete -- "${(@q)typed}" 2>/dev/null)}"; do
  word=${offer%%$'\t'*}
  about=${offer#*$'\t'}
  [[ $PREFIX != --*=* ]] || word=${word#--*=}
  if [[ -z $word ]]; then
    [[ $about != files ]] || files=yes
  elif [[ $word == *= ]]; then
    beginnings+=("${word//:/\\:}${about:+:$about}")
  else
    offers+=("${word//:/\\:}${about:+:$about}")
  fi
done

[[ $PREFIX != --*=* ]] || compset -P '--*='
[[ -z $files ]] || _files
(( ! $#beginnings )) || _describe -V posthornctl beginnings -S ''
(( ! $#offers )) || _describe -V posthornctl offers
