# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of posthornctl(1) for bash, with the functions of bash-completion. What fits, the
# program itself says: "posthornctl complete -- WORD…" is asked about all words up to the cursor.

_posthornctl() {
  local cur words cword offer word plain head= breaks=${COMP_WORDBREAKS//[^=:]/}
  _get_comp_words_by_ref -n =: cur words cword
  plain=${cur//[\\\"\']/}
  # Readline replaces only what stands behind the last of these, unless it is quoted.
  [[ -z $breaks || $cur == [\"\']* ]] || head=${plain%"${plain##*[$breaks]}"}
  compopt -o nosort 2>/dev/null
  while IFS= read -r offer; do
    word=${offer%%$'\t'*}
    if [[ $offer == $'\tfiles' ]]; then
      cur=${cur#--*=}
      _filedir
    elif [[ $word == "$plain"* ]]; then
      word=${word#"$head"}
      [[ $word != *= ]] || compopt -o nospace
      [[ $cur == [\"\']* ]] || printf -v word %q "$word"
      COMPREPLY+=("${word//\\=/=}")
    fi
  done < <("$1" complete -- "${words[@]:1:cword}" 2>/dev/null)
}
complete -F _posthornctl posthornctl
