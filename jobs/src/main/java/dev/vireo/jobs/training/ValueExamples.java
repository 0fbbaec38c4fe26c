package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.value.ValueExample;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionAdvantage;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.Values;
import dev.vireo.store.parquet.PolicyTokens;
import dev.vireo.store.parquet.TokenLists;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The states of an iteration's completions with their returns, a group a row: it stays together, so
 * that its prompt is computed once. The datasets share their chunks and the rows within. A
 * completion without a reward has no returns, and is left out; so are, in an environment, the
 * states of tokens that the policy did not write.
 *
 * @param dataset the rollouts
 * @param values what the critic said before
 * @param advantages the returns
 * @param afterLast whether the state after the last token counts, where it has a value
 */
record ValueExamples(
    DatasetHandle<Rollout> dataset,
    DatasetHandle<Values> values,
    DatasetHandle<Advantages> advantages,
    boolean afterLast)
    implements TrainingExamples<ValueExample> {

  @Override
  public List<Bundle> index(int chunk) {
    List<Rollout> groups = rollouts(chunk);
    List<Advantages> beside = advantages.read(chunk, "prompt_id", "completions.token_returns");
    return IntStream.range(0, groups.size())
        .mapToObj(row -> bundle(chunk, row, groups.get(row), beside.get(row)))
        .toList();
  }

  private List<Rollout> rollouts(int chunk) {
    return dataset.read(
        chunk, "prompt_id", "prompt_token_ids", "completions.token_ids", PolicyTokens.MASK);
  }

  private Bundle bundle(int chunk, int row, Rollout group, Advantages beside) {
    int completions = 0;
    int longest = 0;
    long states = 0;
    for (int sample = 0; sample < group.getCompletions().size(); sample++) {
      List<Double> returns = beside.getCompletions().get(sample).getTokenReturns();
      if (returns != null) {
        Completion completion = group.getCompletions().get(sample);
        completions++;
        longest = Math.max(longest, completion.getTokenIds().size());
        states += afterLast ? returns.size() : PolicyTokens.count(completion);
      }
    }
    return new Bundle(
        chunk,
        row,
        completions,
        completions,
        states,
        states,
        states,
        group.getPromptTokenIds().size() + longest,
        states > 0);
  }

  @Override
  public IntFunction<List<Example<ValueExample>>> open(int chunk) {
    List<Rollout> groups = rollouts(chunk);
    List<Values> before = values.read(chunk, "prompt_id", "completions.values");
    List<Advantages> beside = advantages.read(chunk, "prompt_id", "completions.token_returns");
    return row -> examples(groups.get(row), before.get(row), beside.get(row));
  }

  /** An iteration's rows are read once or a few times, and large. */
  @Override
  public Optional<String> keptAs() {
    return Optional.empty();
  }

  private List<Example<ValueExample>> examples(Rollout group, Values before, Advantages beside) {
    int[] prompt = TokenLists.ints(group.getPromptTokenIds());
    List<Example<ValueExample>> examples = new ArrayList<>();
    for (int sample = 0; sample < group.getCompletions().size(); sample++) {
      Completion completion = group.getCompletions().get(sample);
      CompletionAdvantage made = beside.getCompletions().get(sample);
      if (made.getTokenReturns() != null) {
        double[] old = TokenLists.doubles(before.getCompletions().get(sample).getValues());
        double[] returns =
            made.getTokenReturns().stream().mapToDouble(Double::doubleValue).toArray();
        int[] written = PolicyTokens.places(completion);
        examples.add(
            Example.of(
                new ValueExample(old, returns, counted(returns.length, written.length)),
                TokenSequence.ofStates(
                    prompt, TokenLists.ints(completion.getTokenIds()), written, returns.length)));
      }
    }
    return examples;
  }

  private boolean[] counted(int states, int tokens) {
    boolean[] counted = new boolean[states];
    Arrays.fill(counted, 0, afterLast ? states : tokens, true);
    return counted;
  }
}
