import json
import re
import sys
from collections import Counter

WORDS_PER_MINUTE = 230

text = json.load(sys.stdin)["text"]
words = re.findall(r"\w+(?:['’-]\w+)*", text)
counts = Counter(word.casefold() for word in words)
sentences = [part for part in re.split(r"(?<=[.!?…。！？])\s*", text) if re.search(r"\w", part)]

print(json.dumps({
    "words": len(words),
    "unique_words": len(counts),
    "characters": len(text),
    "characters_without_spaces": len(re.sub(r"\s", "", text)),
    "sentences": len(sentences),
    "lines": len(text.splitlines()),
    "paragraphs": len([part for part in re.split(r"\n\s*\n", text) if part.strip()]),
    "longest_word": max(words, key=len, default=""),
    "average_word_length": round(sum(map(len, words)) / len(words), 2) if words else 0,
    "most_frequent": [{"word": word, "count": count} for word, count in counts.most_common(5)],
    "reading_seconds": round(len(words) / WORDS_PER_MINUTE * 60),
}, ensure_ascii=False))
