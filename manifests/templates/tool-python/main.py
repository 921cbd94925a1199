"""Parameters come as JSON on standard input; what is printed as JSON is the result."""
import json
import sys

text = json.load(sys.stdin)["text"]
words = text.split()

# What goes to standard error is shown as the log. After sys.exit("why") the last line of it is the error.
print(f"looking at {len(text)} characters", file=sys.stderr)

print(json.dumps({"words": len(words), "longest": max(words, key=len, default="")}, ensure_ascii=False))
