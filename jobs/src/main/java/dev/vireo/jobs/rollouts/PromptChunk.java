package dev.vireo.jobs.rollouts;

import dev.vireo.schemas.Prompt;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The prompts of one chunk.
 *
 * @param prompts in prompt order
 */
public record PromptChunk(List<Prompt> prompts) implements Serializable {

  public PromptChunk {
    // An ArrayList, since Avro's records travel with Java serialisation inside it.
    prompts = new ArrayList<>(prompts);
  }

  /** Consecutive chunks of {@code size} prompts, the last maybe smaller. */
  public static List<PromptChunk> cut(List<Prompt> prompts, int size) {
    List<PromptChunk> chunks = new ArrayList<>();
    for (int from = 0; from < prompts.size(); from += size) {
      chunks.add(new PromptChunk(prompts.subList(from, Math.min(from + size, prompts.size()))));
    }
    return chunks;
  }
}
