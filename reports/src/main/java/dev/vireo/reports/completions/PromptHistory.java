package dev.vireo.reports.completions;

import dev.vireo.store.parquet.ColumnValue;
import dev.vireo.store.parquet.ColumnVisitor;
import dev.vireo.store.run.RunDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where a prompt appears among a run's iterations. Which prompts an iteration has is read once, and
 * kept as eight bytes each.
 */
public final class PromptHistory {

  private final RunDirectory run;
  private final Map<Integer, long[]> prompts = new ConcurrentHashMap<>();

  /** Of a run; reads nothing yet. */
  public PromptHistory(RunDirectory run) {
    this.run = run;
  }

  /**
   * Some of the appearances of a prompt.
   *
   * @param next the iteration to go on from; empty if all have been looked at
   */
  public record Part(List<Appearance> appearances, OptionalInt next) {

    public Part {
      appearances = List.copyOf(appearances);
    }
  }

  /**
   * The appearances of a prompt from an iteration on.
   *
   * @param iterations those of the run, in order
   * @param from the first iteration to look at
   * @param time how long to look; at least one iteration is looked at
   */
  public Part find(String promptId, List<Integer> iterations, int from, Duration time) {
    long began = System.nanoTime();
    List<Appearance> found = new ArrayList<>();
    boolean looked = false;
    for (int iteration : iterations) {
      if (iteration < from) {
        continue;
      }
      if (looked && System.nanoTime() - began > time.toNanos()) {
        return new Part(found, OptionalInt.of(iteration));
      }
      looked = true;
      IterationCompletions.find(run, iteration)
          .ifPresent(completions -> found.addAll(appearances(promptId, completions)));
    }
    return new Part(found, OptionalInt.empty());
  }

  private List<Appearance> appearances(String promptId, IterationCompletions completions) {
    long wanted = Columns.hash(promptId);
    long[] hashes =
        prompts.compute(
            completions.iteration(),
            (iteration, known) ->
                known != null && known.length == completions.groups()
                    ? known
                    : hashes(completions));
    List<Appearance> found = new ArrayList<>();
    int begin = 0;
    for (int chunk = 0; chunk < completions.chunkCount(); chunk++) {
      for (int row = 0; row < completions.groups(chunk); row++) {
        if (hashes[begin + row] == wanted) {
          Optional<double[]> rewards = completions.rewards(chunk, row);
          found.add(
              new Appearance(
                  completions.iteration(),
                  begin + row,
                  Arrays.stream(rewards.orElse(new double[0])).boxed().toList()));
        }
      }
      begin += completions.groups(chunk);
    }
    return found;
  }

  /** Of the prompts of an iteration's groups, in their order. */
  static long[] hashes(IterationCompletions completions) {
    long[] hashes = new long[Math.toIntExact(completions.groups())];
    var visitor =
        new ColumnVisitor() {
          private int group;

          @Override
          public void value(ColumnValue value) {
            hashes[group++] = Columns.hash(value.text());
          }
        };
    for (int chunk = 0; chunk < completions.chunkCount(); chunk++) {
      completions.rollouts().scan(chunk, "prompt_id", visitor);
    }
    return hashes;
  }
}
