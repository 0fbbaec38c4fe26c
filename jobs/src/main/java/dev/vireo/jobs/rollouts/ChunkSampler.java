package dev.vireo.jobs.rollouts;

import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Prompt;
import java.io.Serializable;
import java.util.List;

/** A policy that completes the prompts of a chunk, wherever a task needs it. */
public interface ChunkSampler extends Serializable {

  /** The completions of each prompt, in order. */
  List<List<Completion>> sample(List<Prompt> prompts);
}
