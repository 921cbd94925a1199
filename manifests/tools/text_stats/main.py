import json
import re
import sys

WORDS_PER_MINUTE = 230

text = json.load(sys.stdin)["text"]
words = re.findall(r"\w+(?:['’-]\w+)*", text)
sentences = [part for part in re.split(r"(?<=[.!?…。！？])\s*", text) if re.search(r"\w", part)]

# Few and flat, what is asked for most first: small models read no further.
print(json.dumps({
    "words": len(words),
    "characters": len(text),
    "lines": len(text.splitlines()),
    "sentences": len(sentences),
    "longest_word": max(words, key=len, default=""),
    "reading_seconds": round(len(words) / WORDS_PER_MINUTE * 60),
}, ensure_ascii=False))
