package dev.vireo.models.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Texts that tokenizers have stumbled over. */
final class Corpus {
  private static final String[] PIECES = {
    " ",
    "  ",
    "\n",
    "\r\n",
    "\t",
    "a",
    "I'll",
    "don't",
    "THE",
    "12",
    "3",
    "½",
    "²",
    "...",
    "!?",
    "_",
    "\u00a0",
    "\u2003",
    "\u3000",
    "é",
    "e\u0301",
    "ß",
    "中",
    "中文字符",
    "日本語",
    "한국어",
    "हिन्दी",
    "עברית",
    "עִבְרִית",
    "🙂",
    "👩‍👩‍👧‍👦",
    "🇫🇷",
    "🏳️‍🌈",
    "𝒳",
    "\u0000",
    "\u0001",
    "\u001b[31m",
    "\u007f",
    "\u0085",
    "\u200b",
    "\u2028",
    "\ufeff",
    "\ufffd",
    "\uffff",
    "<|endoftext|>",
    "<|im_start|>",
    "<|endoftext|",
    "|>",
    "<|",
    "<<48/2=24>>",
    "#### 72",
    "{\"a\": [1, 2]}",
    "for (int i = 0; i < n; i++) {",
    "\\u0041",
    "Ġ",
    "Ā"
  };

  private Corpus() {}

  static List<String> texts() {
    List<String> texts = new ArrayList<>(List.of(PIECES));
    texts.add("");
    texts.add(String.join("", PIECES));
    texts.add(String.join(" ", PIECES));
    texts.add("<|endoftext|><|endoftext|>x<|endoftext|>");
    texts.add("Natalia sold 48/2 = <<48/2=24>>24 clips in May.\n#### 72");
    texts.add("public static void main(String[] args) {\n\treturn 0xFF + 1e-6;\n}\n");
    return texts;
  }

  /** Pieces in random order, and now and then a random character of any kind. */
  static String random(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(30); i > 0; i--) {
      if (random.nextInt(4) > 0) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      } else {
        int codePoint = random.nextInt(random.nextBoolean() ? 0x300 : 0x110000);
        if (codePoint < 0xd800 || codePoint > 0xdfff) {
          text.appendCodePoint(codePoint);
        }
      }
    }
    return text.toString();
  }
}
