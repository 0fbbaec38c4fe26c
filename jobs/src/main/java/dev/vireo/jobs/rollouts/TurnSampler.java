package dev.vireo.jobs.rollouts;

import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.schemas.Completion;
import java.util.List;

/** A policy that also goes on where its completions have been answered. */
public interface TurnSampler extends ChunkSampler {

  /**
   * A conversation that the policy goes on with.
   *
   * @param promptId its prompt
   * @param sampleIndex its place in the prompt's group
   * @param turn the policy's turn, from 1; decides the randomness with prompt and place
   * @param tokenIds the prompt and all that came after it; not copied
   * @param room most tokens of the turn
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Begun(String promptId, int sampleIndex, int turn, int[] tokenIds, int room) {

    /** A name that no prompt and no other turn has. */
    String key() {
      return promptId + "\n" + sampleIndex + "\n" + turn;
    }
  }

  /** The checkpoint that samples. */
  PolicyCheckpoint policy();

  /** Its parameters. */
  ModelVersion version();

  /** How it samples. */
  RolloutSettings settings();

  /** The policy's next turn in each conversation, in order. */
  List<Completion> next(List<Begun> conversations);
}
