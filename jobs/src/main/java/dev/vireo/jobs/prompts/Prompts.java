package dev.vireo.jobs.prompts;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.sampling.SeededOrder;
import dev.vireo.jobs.store.DatasetHandle;
import dev.vireo.schemas.Prompt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A run's prompts, read on the driver chunk by chunk as iterations ask for them. */
public final class Prompts {

  private static final int CHUNKS_HELD = 64;

  private final DatasetHandle<Prompt> train;
  private final DatasetHandle<Prompt> eval;
  private final Map<Integer, List<Prompt>> held =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, List<Prompt>> eldest) {
          return size() > CHUNKS_HELD;
        }
      };

  Prompts(DatasetHandle<Prompt> train, DatasetHandle<Prompt> eval) {
    this.train = train;
    this.eval = eval;
  }

  /** Training prompts. */
  public long trainCount() {
    return train.rows();
  }

  /** Held-out prompts. */
  public long evalCount() {
    return eval.rows();
  }

  /**
   * The prompts of one iteration: the next ones in a seeded order that is reshuffled every time all
   * have been used.
   *
   * @throws InputException if there are fewer training prompts than an iteration takes
   */
  public List<Prompt> ofIteration(int iteration, int promptsPerIteration, long seed) {
    int count = Math.toIntExact(train.rows());
    if (promptsPerIteration > count) {
      throw new InputException(
          "prompts-per-iteration is "
              + promptsPerIteration
              + ", but there are only "
              + count
              + " training prompts");
    }
    List<Prompt> prompts = new ArrayList<>(promptsPerIteration);
    for (int row : SeededOrder.batch(count, promptsPerIteration, iteration, seed)) {
      prompts.add(trainPrompt(row));
    }
    return prompts;
  }

  private Prompt trainPrompt(int row) {
    int chunk = 0;
    int before = 0;
    while (row >= before + train.rows(chunk)) {
      before += train.rows(chunk++);
    }
    return held.computeIfAbsent(chunk, train::read).get(row - before);
  }

  /** The first held-out prompts; 0 takes all. */
  public List<Prompt> heldOut(int limit) {
    List<Prompt> prompts = new ArrayList<>();
    for (int chunk = 0; chunk < eval.chunkCount(); chunk++) {
      for (Prompt prompt : eval.read(chunk)) {
        if (limit > 0 && prompts.size() == limit) {
          return prompts;
        }
        prompts.add(prompt);
      }
    }
    return prompts;
  }

  /** What decides an iteration's choice besides its number and the seed. */
  public String trainHash(int promptsPerIteration) {
    return train.contentHash() + "/" + promptsPerIteration;
  }

  /** What decides the held-out prompts used. */
  public String evalHash(int limit) {
    return eval.contentHash() + "/" + limit;
  }
}
