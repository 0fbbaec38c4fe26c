package dev.vireo.jobs.data.preferences;

import dev.vireo.models.chat.ChatMessage;
import java.util.List;

/**
 * Where the prompt ends that two completions of one row both begin with. As TRL's {@code
 * extract_prompt} has it, the prompt never takes up a whole completion, and of plain text a space
 * before the first difference belongs to the completions.
 */
final class ImpliedPrompt {
  private ImpliedPrompt() {}

  /** Messages that belong to the prompt; 0 if the first ones differ. */
  static int messages(List<ChatMessage> one, List<ChatMessage> other) {
    int most = Math.min(one.size(), other.size()) - 1;
    int same = 0;
    while (same < most && one.get(same).equals(other.get(same))) {
      same++;
    }
    return same;
  }

  /** Characters that belong to the prompt; 0 if the first ones differ. */
  static int characters(String one, String other) {
    int shorter = Math.min(one.length(), other.length());
    int same = 0;
    while (same < shorter && one.charAt(same) == other.charAt(same)) {
      same++;
    }
    if (same == shorter) {
      return shorter == 0 ? 0 : one.offsetByCodePoints(shorter, -1);
    }
    // Two characters may differ in their second halves alone.
    if (same > 0 && Character.isHighSurrogate(one.charAt(same - 1))) {
      same--;
    }
    return same > 0 && one.charAt(same - 1) == ' ' ? same - 1 : same;
  }
}
