package dev.vireo.jobs.runtime.settings;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What ends a completion beside the ends that the policy's own files name.
 *
 * @param tokenIds tokens by their numbers
 * @param texts special tokens of the policy's tokenizer, such as {@code <|eot_id|>}; any other text
 *     ends a completion where it appears
 */
public record StopSettings(List<Integer> tokenIds, List<String> texts) implements Serializable {
  private static final long serialVersionUID = 1L;

  public StopSettings {
    tokenIds = List.copyOf(new LinkedHashSet<>(tokenIds));
    texts = List.copyOf(new LinkedHashSet<>(texts));
    for (int token : tokenIds) {
      if (token < 0) {
        throw new InputException("stop token " + token + " is negative");
      }
    }
    if (texts.contains("")) {
      throw new InputException("a stop text is empty; give it at least one character");
    }
  }

  /** Nothing but the policy's own ends. */
  public static StopSettings none() {
    return new StopSettings(List.of(), List.of());
  }

  /** Whether there is nothing but the policy's own ends. */
  public boolean isEmpty() {
    return tokenIds.isEmpty() && texts.isEmpty();
  }

  /** These and a further token. */
  public StopSettings and(int tokenId) {
    List<Integer> more = new ArrayList<>(tokenIds);
    more.add(tokenId);
    return new StopSettings(more, texts);
  }

  /** Numbers and texts in one list, as they are written in a configuration. */
  public List<Object> written() {
    List<Object> all = new ArrayList<>(tokenIds);
    all.addAll(texts);
    return all;
  }
}
