#!/usr/bin/env bash
# Parameters come as JSON on standard input; what is printed as JSON is the result.
set -euo pipefail

text=$(jq -r .text)

# What goes to standard error is shown as the log. After a non-zero exit the last line of it is the error.
echo "looking at ${#text} characters" >&2

jq -n --arg text "$text" '
  [$text | splits("\\s+") | select(. != "")] as $words
  | { words: ($words | length),
      longest: ($words | reduce .[] as $word (""; if ($word | length) > length then $word else . end)) }'
