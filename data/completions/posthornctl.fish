# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of posthornctl(1) for fish. What fits, the program itself says: "posthornctl complete --
# WORD…" is asked about all words up to the cursor.

function __posthornctl_offers
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    for offer in ($words[1] complete -- $words[2..] $word 2>/dev/null)
        if test $offer = \tfiles
            __fish_complete_path (string replace -r -- '^--[^=]*=' '' $word)
        else
            echo $offer
        end
    end
end

complete -c posthornctl -f -a '(__posthornctl_offers)' -k
