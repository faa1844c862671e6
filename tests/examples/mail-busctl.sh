#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A client of Posthorn made of busctl and jq.
#   mail-busctl.sh unread     the unread messages of all inboxes, newest first
#   mail-busctl.sh watch      new mail, as it comes
#   mail-busctl.sh read ID…   marks messages read
set -euo pipefail

name=org.posthorn.Posthorn1
root=/org/posthorn/Posthorn1

# Text comes from whoever sent the mail: nothing in it may steer the terminal.
row='"\(.id.data)  \(.from.data | if .[0] == "" then .[1] else .[0] end): \(.subject.data)"
  | gsub("\\p{C}"; " ")'

unread() {
  busctl --user --json=short call $name $root $name.Messages List 'a{sv}' 2 role s inbox unread b true \
    | jq --raw-output ".data[0][] | $row"
}

watch() {
  busctl --user --json=short monitor \
    --match="type='signal',path='$root',interface='$name.Manager',member='MessagesArrived'" \
    | jq --unbuffered --raw-output "select(.member == \"MessagesArrived\") | .payload.data[1][] | $row"
}

read_messages() {
  busctl --user --quiet call $name $root $name.Messages MarkRead at $# "$@"
}

case ${1:-} in
  unread) unread ;;
  watch) watch ;;
  read) read_messages "${@:2}" ;;
  *) sed -n '4,6s/^# *//p' "$0" >&2; exit 2 ;;
esac
