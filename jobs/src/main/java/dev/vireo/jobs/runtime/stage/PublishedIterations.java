package dev.vireo.jobs.runtime.stage;

import dev.vireo.algorithms.InputException;
import dev.vireo.schemas.DatasetType;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which iterations of a run have the datasets that another stage, or another run, reads. */
public final class PublishedIterations {
  private PublishedIterations() {}

  /**
   * The iterations from one on, in which all the datasets are published.
   *
   * @param from the first iteration
   * @param to the last one; 0 for the last that is there
   * @param datasets of iterations
   * @throws InputException naming what is missing: in any where a last one is asked for, else in
   *     the first
   */
  public static List<Integer> of(
      RunDirectory run, int from, int to, List<DatasetType<?>> datasets) {
    List<Integer> found = new ArrayList<>();
    for (int iteration = from; to == 0 || iteration <= to; iteration++) {
      int number = iteration;
      Optional<DatasetType<?>> missing =
          datasets.stream()
              .filter(type -> run.partition(type, number).published().isEmpty())
              .findFirst();
      if (missing.isPresent()) {
        if (to != 0 || found.isEmpty()) {
          throw new InputException(
              "There are no finished %s of iteration %d in %s: run its stages first, or name other iterations"
                  .formatted(missing.get().name(), iteration, run));
        }
        break;
      }
      found.add(iteration);
    }
    return found;
  }
}
