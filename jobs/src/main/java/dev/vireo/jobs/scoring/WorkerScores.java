package dev.vireo.jobs.scoring;

import dev.vireo.jobs.torch.Packed;
import dev.vireo.jobs.torch.TorchWorker;
import dev.vireo.models.scoring.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/**
 * A worker that scores, alone or beside others that hold the rest of the model. It computes a
 * prompt for each of its completions, so a group of many tokens goes through it in several passes;
 * what goes into a pass depends on the group alone.
 *
 * @param worker it
 * @param rank its place among those that score together: each has a pass of its own at a time
 * @param ranks how many score together; 1 where it has all of the model
 */
public record WorkerScores(TorchWorker worker, int rank, int ranks) implements Scores {
  /** Tokens of a pass, padding included; a sequence of more is a pass by itself. */
  public static final int TOKENS = 8192;

  private static final String BETWEEN = ",";

  @Override
  public List<double[][]> logprobs(List<List<TokenSequence>> groups, double temperature) {
    List<List<TorchWorker.Sequence>> passes =
        groups.stream().flatMap(group -> passes(group).stream()).map(WorkerScores::asked).toList();
    Iterator<double[]> rows =
        (ranks == 1 ? alone(passes, temperature) : together(passes, temperature)).iterator();
    return groups.stream()
        .map(group -> group.stream().map(each -> rows.next()).toArray(double[][]::new))
        .toList();
  }

  @Override
  public List<double[][]> values(List<List<TokenSequence>> groups) {
    return logprobs(groups, 1);
  }

  private List<double[]> alone(List<List<TorchWorker.Sequence>> passes, double temperature) {
    List<double[]> rows = new ArrayList<>();
    passes.forEach(pass -> rows.addAll(List.of(scored(pass, temperature))));
    return rows;
  }

  /** In turns: all make as many passes, and then hear what the others' have come to. */
  private List<double[]> together(List<List<TorchWorker.Sequence>> passes, double temperature) {
    StringJoiner own = new StringJoiner(BETWEEN);
    for (int turn = 0; turn < passes.size(); turn += ranks) {
      if (turn + rank < passes.size()) {
        own.add(Packed.of(Packed.flat(scored(passes.get(turn + rank), temperature))));
      } else {
        worker.idle(false);
      }
    }
    List<Iterator<String>> said =
        worker.gather(own.toString()).stream()
            .map(text -> Arrays.asList(text.split(BETWEEN, -1)).iterator())
            .toList();
    List<double[]> rows = new ArrayList<>();
    for (int pass = 0; pass < passes.size(); pass++) {
      float[] numbers = Packed.floats(said.get(pass % ranks).next());
      rows.addAll(List.of(Packed.rows(numbers, passes.get(pass))));
    }
    return rows;
  }

  private double[][] scored(List<TorchWorker.Sequence> pass, double temperature) {
    return worker.pass(pass, temperature, Set.of(), false).values();
  }

  /** A group's sequences in their order, cut into passes. */
  static List<List<TokenSequence>> passes(List<TokenSequence> group) {
    List<List<TokenSequence>> passes = new ArrayList<>();
    int from = 0;
    long longest = 0;
    for (int at = 0; at < group.size(); at++) {
      longest = Math.max(longest, group.get(at).length());
      if (at > from && (at - from + 1) * longest > TOKENS) {
        passes.add(group.subList(from, at));
        from = at;
        longest = group.get(at).length();
      }
    }
    if (from < group.size()) {
      passes.add(group.subList(from, group.size()));
    }
    return passes;
  }

  /** Sequences as a worker is asked about them. */
  public static List<TorchWorker.Sequence> asked(List<TokenSequence> sequences) {
    return sequences.stream()
        .map(
            each ->
                new TorchWorker.Sequence(
                    each.promptTokenIds(), each.completionTokenIds(), each.outputs()))
        .toList();
  }
}
