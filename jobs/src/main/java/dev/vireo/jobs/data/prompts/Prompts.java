package dev.vireo.jobs.data.prompts;

import dev.vireo.schemas.Prompt;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RowLookup;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** The prompts of a run, on the driver: only those that are requested, and few others. */
public final class Prompts {
  private final DatasetHandle<Prompt> train;
  private final DatasetHandle<Prompt> eval;
  private final RowLookup<Prompt, Prompt> lookup;

  Prompts(DatasetHandle<Prompt> train, DatasetHandle<Prompt> eval) {
    this.train = Objects.requireNonNull(train);
    this.eval = Objects.requireNonNull(eval);
    this.lookup = new RowLookup<>(train, train.total("tokens"), Function.identity());
  }

  /** The prompts for training. */
  public DatasetHandle<Prompt> train() {
    return train;
  }

  /** The prompts that are held out. */
  public DatasetHandle<Prompt> eval() {
    return eval;
  }

  /** How many prompts there are for training. */
  public int trainCount() {
    return lookup.count();
  }

  /** How many prompts are held out. */
  public int evalCount() {
    return Math.toIntExact(eval.rows());
  }

  /**
   * Training prompts.
   *
   * @param indices places among the training prompts, from 0, in any order
   * @return the prompts, in the order of the indices
   * @throws IndexOutOfBoundsException when there is no such prompt
   */
  public List<Prompt> train(int... indices) {
    return lookup.at(indices);
  }

  /** The first held-out prompts: at most {@code limit} of them. */
  public HeldOutPrompts eval(int limit) {
    return HeldOutPrompts.of(eval, limit);
  }
}
